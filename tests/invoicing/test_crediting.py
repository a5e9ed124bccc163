"""Taking an invoice back: whole, once, to the cent, and its deliveries are free again."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.deliveries import service as deliveries
from app.deliveries.models import Billed
from app.identity import service as identity
from app.invoicing import queries, service
from app.invoicing.models import Invoice, InvoiceVat
from app.invoicing.ports import Preceding
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from tests.conftest import As, Clock
from tests.story.deliveries import APRIL, approved, cancelled, hours, ready_to_bill
from tests.story.identity import TYOTAITO, a_staffed_organisation, an_actor
from tests.story.invoicing import (
    WRONG_DAY,
    an_order_in_april,
    billed,
    coached,
    codes,
    credited,
    document,
    sums,
)
from tests.story.orders import StoryOrder
from tests.story.people import ADMIN, STRANGER
from tests.story.procurement import local
from tests.story.rivals import at_once

WEEK_LATER = local("2026-05-12", "09:00")


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    order = an_order_in_april(work_as, clock)
    late = cancelled(work_as, order, "2026-04-29 09:00", "2026-04-28 22:10", quantity=hours(4))
    coached(work_as, clock, order)
    approved(work_as, order, late)
    return order


@pytest.fixture
def invoice(work_as: As, clock: Clock, order: StoryOrder) -> Invoice:
    """S4's of April: 329.45, and with its tax 413.46; a week has passed since."""
    invoice = billed(work_as, order)
    clock.at = WEEK_LATER
    return invoice


def refused_credit(work_as, actor, invoice, reason=WRONG_DAY):
    with pytest.raises(Refused) as no, work_as(actor) as work:
        service.credit(work, invoice.id, reason=reason)
    return codes(no)


def test_a_credit_mirrors_its_invoice_to_the_cent(work_as, order, invoice):
    note = credited(work_as, order.supplier.admin, invoice)

    assert sums(note) == (-329_45, -84_01, -413_46)
    doc, was = document(note), document(invoice)
    assert (doc.kind, doc.number, doc.preceding) == (
        InvoiceKind.CREDIT_NOTE,
        "K-2026-0002",
        Preceding("K-2026-0001", date(2026, 5, 5)),
    )
    assert (doc.lines, doc.totals, doc.payment.reference) == (was.lines, was.totals, was.payment.reference)
    assert (doc.seller, doc.buyer, doc.period) == (was.seller, was.buyer, was.period)
    with work_as(order.call.buyer.finance) as work:
        ours, theirs = (queries.lines_of(work, one.id) for one in (invoice, note))
        groups = {
            one.id: work.db.scalars(select(InvoiceVat).where(InvoiceVat.invoice_id == one.id)).one()
            for one in (invoice, note)
        }
        state = queries.own_invoice(work, invoice.id).state
    assert [(-line.quantity_value, -line.net_cents) for line in theirs] == [
        (line.quantity_value, line.net_cents) for line in ours
    ]
    assert (groups[note.id].base, groups[note.id].vat) == (-groups[invoice.id].base, -groups[invoice.id].vat)
    assert state is InvoiceState.CREDITED


def test_what_was_credited_is_billed_anew(work_as, order, invoice):
    credited(work_as, order.supplier.admin, invoice)

    again = billed(work_as, order)

    assert sums(again) == sums(invoice)
    assert (again.number, again.reference) == ("K-2026-0003", "202604000110")


def test_a_credit_opens_the_way_to_correct_what_was_delivered(work_as, order, invoice):
    credited(work_as, order.supplier.admin, invoice)
    with work_as(order.call.buyer.finance) as work:
        first = work.db.scalars(select(Billed.delivery_id).order_by(Billed.delivery_id)).first()
    with work_as(order.case_worker) as work:
        deliveries.reopen(work, first, reason="Käynti peruttiin ajoissa")

    again = billed(work_as, order)

    assert again.net < invoice.net
    with work_as(order.call.buyer.finance) as work:
        found = queries.reconciliation(work, order.call.buyer.id, APRIL)
    assert found.adds_up and found.invoiced == again.net


def test_an_invoice_is_credited_once_and_a_credit_never(work_as, order, invoice):
    note = credited(work_as, order.supplier.admin, invoice)

    assert refused_credit(work_as, order.supplier.admin, invoice) == ["state.no_such_move"]
    assert refused_credit(work_as, order.supplier.admin, note) == ["invoicing.a_credit_is_final"]


def test_of_two_who_credit_at_once_one_does(work_as, order, invoice):
    told = at_once(*[lambda: credited(work_as, order.supplier.admin, invoice).number] * 2)

    assert sorted(map(str, told)) == ["K-2026-0002", "['state.no_such_move']"]


def test_the_database_knows_one_credit_of_an_invoice(work_as, order, invoice):
    note = credited(work_as, order.supplier.admin, invoice)

    with work_as(ADMIN) as work:
        kept = work.db.execute(select(Invoice.__table__).where(Invoice.id == note.id)).mappings().one()
        again = {**kept, "id": work.new_id(), "number": "K-2026-0009", "series_no": 9}
    with pytest.raises(IntegrityError), work_as(ADMIN) as work:
        work.db.execute(insert(Invoice.__table__).values(**again))


def test_a_delivery_is_released_by_one_credit_only(work_as, order, invoice):
    """As if a link had been lost: the credit takes back all that the invoice holds, or nothing."""
    with work_as(ADMIN) as work:
        link = work.db.scalars(select(Billed).limit(1)).one()
        freed = update(Billed).where(Billed.delivery_id == link.delivery_id)
        work.db.execute(freed.values(released_by_credit=invoice.id))

    assert refused_credit(work_as, order.supplier.admin, invoice) == ["invoicing.already_credited"]


def test_a_credit_is_the_sellers_and_says_why(work_as, order, invoice):
    buyer, seller = order.call.buyer, order.supplier.members[0]

    assert refused_credit(work_as, seller.bookkeeper, invoice) == ["invoicing.not_your_act"]
    assert refused_credit(work_as, buyer.finance, invoice) == ["invoicing.not_your_act"]
    assert refused_credit(work_as, seller.admin, invoice, " ") == ["invoicing.credit_needs_reason"]
    with pytest.raises(Missing), work_as(STRANGER) as work:
        service.credit(work, invoice.id, reason=WRONG_DAY)


def test_a_credit_in_the_new_year_opens_that_years_numbers(work_as, clock, order, invoice):
    clock.at = local("2027-01-04", "09:00")

    note = credited(work_as, order.supplier.admin, invoice)

    assert (note.number, document(note).preceding.number) == ("K-2027-0001", "K-2026-0001")


def test_whoever_succeeds_the_seller_credits_in_its_own_name(work_as, clock, order, invoice):
    heir = a_staffed_organisation(work_as, TYOTAITO)
    ready_to_bill(work_as, heir, TYOTAITO)
    with work_as(ADMIN) as work:
        facts = {"effective_on": date(2026, 5, 12), "ground": "Sulautuminen"}
        identity.succeed(work, order.supplier.party_id, heir.id, **facts)

    note = credited(work_as, an_actor(work_as, heir.admin.id, date(2026, 5, 12)), invoice)

    doc = document(note)
    assert (doc.seller.name, doc.number, doc.preceding.number) == (
        TYOTAITO.name,
        "K-2026-0001",
        "K-2026-0001",
    )
    assert note.net == Money(-329_45)
