"""The eye that watches over kills and storms sees what it is meant to see."""

import pytest
from sqlalchemy import and_, delete, text, update

from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.invoicing import service
from app.invoicing.models import BillingRun, Invoice, InvoiceLine, InvoiceVat, NumberSeries
from app.invoicing.rules.states import InvoiceState, RunState
from app.kernel.money import Money
from app.platform import guards
from app.platform.db import changed
from app.platform.files import StoredFile
from app.platform.journal import JournalRow
from app.platform.outbox import OutboxMessage
from tests.story.invoicing import an_order_in_april, billed, coached, credited, drawn
from tests.trust.invariants import broken, broken_in


@pytest.fixture
def books(work_as, clock):
    """A credited invoice, an issued and exported one, and a draft."""
    order = an_order_in_april(work_as, clock)
    coached(work_as, clock, order)
    credited(work_as, order.supplier.admin, billed(work_as, order))
    billed(work_as, order)
    with work_as(order.call.buyer.finance) as work:
        service.export(work, order.call.buyer.id)
    coached(work_as, clock, order, {9: 2})
    drawn(work_as, order.call.buyer)
    return order


ISSUED = and_(Invoice.state == InvoiceState.ISSUED, Invoice.credit_of.is_(None))
DAMAGES = {
    "an issued line holds what is not approved": update(Delivery).values(state=DeliveryState.DISPUTED),
    "an invoice is not the sum of its lines and taxes": update(InvoiceLine).values(net=Money(1)),
    "the tax of a group is wrong": update(InvoiceVat).values(vat=InvoiceVat.vat + Money(1)),
    "an issued line does not hold what it states": update(InvoiceLine).values(quantity_value=1),
    "a link is not in its invoice's state": update(Invoice).where(ISSUED).values(state=InvoiceState.CREDITED),
    "numbers have gaps or come twice": update(NumberSeries).values(last=9),
    "an issued document is no invoice": update(Invoice).where(ISSUED).values(number="K-2026-0042"),
    "an issued document does not say what its invoice says": update(Invoice)
    .where(ISSUED)
    .values(vat=Money(1), gross=Invoice.net + Money(1)),
    "a credited invoice has no credit note": update(Invoice)
    .where(Invoice.credit_of.is_not(None))
    .values(net=Money(-1), vat=Money(0), gross=Money(-1)),
    "a run is neither under way nor done": update(BillingRun).values(state=RunState.DONE),
    "the journal is broken": update(JournalRow).where(JournalRow.seq == 2).values(about=JournalRow.chain),
    "an event is in the journal and not in the outbox": delete(OutboxMessage),
    "a committed file is not there": update(StoredFile).values(key="00/00"),
    "a limit is not what its holds": text("UPDATE spending_limit SET committed_cents = committed_cents - 1"),
}


def test_a_whole_database_is_found_whole(ground, books):
    assert broken(ground.database, ground.files) == []


def test_each_damage_is_found(ground, books):
    for sentence, damage in DAMAGES.items():
        with ground.database.session(writes=True) as db:
            guards.drop(db.connection())
            assert changed(db, damage), sentence

            found = broken_in(db, ground.files)

            db.rollback()
        assert [one for one in found if one.startswith(sentence)], sentence
