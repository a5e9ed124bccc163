"""Taking an approval back: until an issued invoice holds the delivery, and against whoever bills at once."""

import threading
import time
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from app.deliveries import service
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryState
from app.invoicing import service as invoicing
from app.invoicing.models import Invoice
from app.kernel.actors import Actor
from app.kernel.refusals import Refused
from app.platform.journal import JournalRow
from tests.conftest import As, Clock
from tests.story.clients import FIRST_NAME
from tests.story.deliveries import (
    APRIL,
    MAY,
    approved,
    april,
    corrected,
    hours,
    logged,
    newest,
    refused,
    used_parts,
    while_another_works,
)
from tests.story.orders import StoryOrder
from tests.story.suppliers import OPERATOR

WHY = f"{FIRST_NAME} kertoi, että käynti kesti tunnin"
A_WHILE = 0.5  # seconds, in which whoever comes then has come


@pytest.fixture
def delivery(work_as: As, clock: Clock, order: StoryOrder) -> Delivery:
    """An hour and a half of 8 April, approved; it is 5 May."""
    (found,) = approved(work_as, order, logged(work_as, order, april(8), hours(6)))
    clock.at = MAY
    return found


def reopened(work_as: As, order: StoryOrder, delivery: Delivery, *, by: Actor | None = None) -> Delivery:
    with work_as(by or order.case_worker) as work:
        return service.reopen(work, delivery.id, reason=WHY)


def drawn(work_as: As, order: StoryOrder) -> UUID:
    """The draft invoice of April."""
    with work_as(order.call.buyer.finance) as work:
        run_id = invoicing.draw(work, order.call.buyer.id, APRIL)
        return work.db.scalars(select(Invoice.id).where(Invoice.run_id == run_id)).one()


def receiving(work_as: As, order: StoryOrder) -> None:
    """The buyer's finance says where its e-invoices reach it."""
    with work_as(order.call.buyer.finance) as work:
        invoicing.receive_at(work, order.call.buyer.id, operator=OPERATOR)


def released(work_as: As, order: StoryOrder, invoice_id: UUID) -> None:
    receiving(work_as, order)
    with work_as(order.supplier.admin) as work:
        invoicing.release(work, invoice_id)


def links(work_as: As, order: StoryOrder, delivery: Delivery) -> int:
    with work_as(order.case_worker) as work:
        here = Billed.delivery_id == delivery.id, Billed.released_by_credit.is_(None)
        return work.db.scalar(select(func.count()).where(*here)) or 0


def test_an_approval_taken_back_is_a_delivery_to_decide_on_again(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    found = reopened(work_as, order, delivery)

    assert (found.state, found.unit_price, found.net, found.vat_category, found.decided_by_id) == (
        DeliveryState.LOGGED,
        None,
        None,
        None,
        None,
    )
    assert used_parts(work_as, order) == 45_000  # it is told still, so its units stay used
    again = corrected(work_as, order, found, quantity=hours(4))
    assert approved(work_as, order, again)[0].state is DeliveryState.APPROVED


def test_a_drafted_invoice_loses_the_delivery_and_is_released_no_more(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    invoice_id = drawn(work_as, order)
    assert links(work_as, order, delivery) == 1

    reopened(work_as, order, delivery)

    assert links(work_as, order, delivery) == 0
    assert refused(lambda: released(work_as, order, invoice_id)) == ["invoicing.draft_stale"]


def test_an_issued_invoice_holds_the_delivery(work_as: As, order: StoryOrder, delivery: Delivery) -> None:
    released(work_as, order, drawn(work_as, order))

    assert refused(lambda: reopened(work_as, order, delivery)) == ["deliveries.already_invoiced"]
    assert newest(work_as, order, delivery).state is DeliveryState.APPROVED
    with work_as(order.case_worker) as work:
        trace = select(func.count()).where(JournalRow.event == "deliveries.decision_refused")
        assert work.db.scalar(trace) == 1


def test_a_full_credit_opens_the_way_back(work_as: As, order: StoryOrder, delivery: Delivery) -> None:
    invoice_id = drawn(work_as, order)
    released(work_as, order, invoice_id)
    with work_as(order.supplier.admin) as work:
        invoicing.credit(work, invoice_id, reason="Käynnin kesto oli väärin")

    assert reopened(work_as, order, delivery).state is DeliveryState.LOGGED


def test_a_billing_run_under_way_is_waited_for_and_loses_the_delivery(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    def draw(began: threading.Event) -> None:
        with work_as(order.call.buyer.finance) as work:
            invoicing.draw(work, order.call.buyer.id, APRIL)
            began.set()
            time.sleep(A_WHILE)

    found = while_another_works(draw, lambda: reopened(work_as, order, delivery))

    assert found.state is DeliveryState.LOGGED and links(work_as, order, delivery) == 0


def test_a_release_under_way_is_waited_for_and_wins(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    invoice_id = drawn(work_as, order)
    receiving(work_as, order)

    def release(began: threading.Event) -> None:
        with work_as(order.supplier.admin) as work:
            invoicing.release(work, invoice_id)
            began.set()
            time.sleep(A_WHILE)

    codes = while_another_works(release, lambda: refused(lambda: reopened(work_as, order, delivery)))

    assert codes == ["deliveries.already_invoiced"] and links(work_as, order, delivery) == 1


def test_reopening_twice_or_what_was_never_approved_is_refused(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    reopened(work_as, order, delivery)

    assert refused(lambda: reopened(work_as, order, delivery)) == ["state.no_such_move"]


def test_only_the_case_worker_reopens_and_says_why(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    for person in (order.supplier.admin, order.call.buyer.colleague, order.call.buyer.finance):
        with pytest.raises(Refused, match="not_your"):
            reopened(work_as, order, delivery, by=person)

    def without_reason() -> None:
        with work_as(order.case_worker) as work:
            service.reopen(work, delivery.id, reason="")

    assert refused(without_reason) == ["deliveries.reason_missing"]


def test_the_reason_is_read_by_both_sides_and_stands_nowhere_in_plain_text(
    work_as: As, order: StoryOrder, delivery: Delivery
) -> None:
    reopened(work_as, order, delivery)

    for person in (order.supplier.worker, order.case_worker):
        with work_as(person) as work:
            assert service.read_reason(work, delivery.id) == WHY
    with work_as(order.case_worker) as work:
        assert FIRST_NAME.encode() not in b"".join(work.db.scalars(select(JournalRow.body)))


def test_an_issued_link_stays_for_ever(work_as: As, order: StoryOrder, delivery: Delivery) -> None:
    released(work_as, order, drawn(work_as, order))
    this = Billed.delivery_id == delivery.id

    for change in (delete(Billed).where(this), update(Billed).where(this).values(issued=False)):
        with pytest.raises(DatabaseError, match="refused"), work_as(order.case_worker) as work:
            work.db.execute(change)
