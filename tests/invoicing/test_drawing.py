"""A billing run: what it gathers, how it adds up, and that it takes each delivery once."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.contracts import service as contracts
from app.deliveries.models import Billed
from app.deliveries.rules.states import DeliveryKind
from app.invoicing import queries, service
from app.invoicing.models import BillingRun, Invoice
from app.invoicing.queries import Place
from app.invoicing.rules.drawing import Gathered, Key
from app.invoicing.rules.states import InvoiceState, RunState
from app.kernel.money import WHOLE, Money, total
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing, Refused
from app.procurement import service as procurement
from app.suppliers import service as suppliers
from app.suppliers.rules import ExemptionGround, VatNature
from tests.conftest import As, Clock
from tests.story.contracts import a_supplier_under_contract
from tests.story.deliveries import (
    APRIL,
    APRIL_ENDS,
    MAY,
    an_accepted_order,
    approved,
    april,
    cancelled,
    hours,
    logged,
    ready_to_bill,
)
from tests.story.identity import BEGAN, URAVAYLA, Named, a_buyer
from tests.story.invoicing import (
    DECISION,
    PLAN,
    a_billable_april,
    an_order_in_april,
    billed,
    coached,
    codes,
    document,
    drafts_of,
    drawn,
    each_released,
    receiving,
    released,
    sums,
)
from tests.story.orders import StoryOrder
from tests.story.people import STRANGER
from tests.story.procurement import COACHING, COMPANION, OPENS, a_call, a_draft, local

KUUSISTO = Named("Kuusiston kunta", "9900009-3")
COMES_TO = {
    "S1": (241_50, 0, 241_50),
    "S2": (696_26, 131_49, 827_75),
    "S3": (199_50, 50_87, 250_37),
    "S4": (329_45, 84_01, 413_46),
    "S5": (83_40, 21_27, 104_67),
}
REFERENCES = ["20260400019", "20260400022", "20260400035", "20260400048", "20260400051"]
UNTIL_JUNE = local("2026-06-04", "09:00")


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    return an_order_in_april(work_as, clock)


def live_links(work_as: As, order: StoryOrder) -> int:
    with work_as(order.case_worker) as work:
        return work.db.scalar(select(func.count()).where(Billed.released_by_credit.is_(None))) or 0


def test_april_comes_to_five_invoices_to_the_cent(work_as, clock):
    month = a_billable_april(work_as, clock)
    buyer = month.call.buyer

    invoices = each_released(work_as, month, drawn(work_as, buyer))

    assert {name: sums(invoice) for name, invoice in invoices.items()} == COMES_TO
    assert total(invoice.gross for invoice in invoices.values()) == Money(1_837_75)
    assert [invoice.reference for invoice in invoices.values()] == REFERENCES
    assert {(one.issued_on, one.due_on) for one in invoices.values()} == {
        (date(2026, 5, 5), date(2026, 6, 4))
    }
    s2 = document(invoices["S2"])
    assert [(line.quantity.plain(), line.net.cents, line.ground.category) for line in s2.lines] == [
        ("9", 391_50, "S"),
        ("0.5", 21_75, "S"),
        ("2", 144_50, "E"),
        ("0.5", 36_13, "E"),
        ("1.75", 102_38, "S"),
    ]
    (support,) = document(invoices["S5"]).lines
    assert (support.quantity, support.period.ends_on) == (Quantity(18, 30, Unit.MONTH), april(30))
    with work_as(buyer.auditor) as work:
        found = queries.reconciliation(work, buyer.id, APRIL)
    assert found.adds_up and found.approved == found.places[Place.INVOICED]
    assert found.approved.units[Unit.HOUR] == Fraction(29, 4)  # 5 held, half of one cancelled late, 1.75
    assert found.invoiced == Money(1_550_11)
    assert found.invoiced.cents - found.approved.worth == found.rounding == 1  # 102.375 and 36.125


def test_what_is_approved_late_comes_along_and_widens_the_period(work_as, clock, order):
    late = logged(work_as, order, april(15), hours(6))
    coached(work_as, clock, order, {8: 5})
    billed(work_as, order)
    in_may = logged(work_as, order, date(2026, 5, 4), hours(2))
    approved(work_as, order, late, in_may)
    clock.at = UNTIL_JUNE

    invoice = billed(work_as, order, date(2026, 5, 1))

    doc = document(invoice)
    assert [(line.period.starts_on, line.net.cents) for line in doc.lines] == [
        (april(15), 89_85),
        (date(2026, 5, 4), 29_95),
    ]
    assert (doc.period.starts_on, doc.period.ends_on) == (april(15), date(2026, 5, 31))


def test_services_outside_vats_scope_stand_on_an_invoice_of_their_own(work_as, clock):
    """BR-O-11: the seller came into the VAT register in the middle of the month."""
    order = an_order_in_april(work_as, clock, vat_liable=False)
    with work_as(order.supplier.admin) as work:
        suppliers.declare_vat(work, order.supplier.party_id, liable=True, valid_from=april(16))
    coached(work_as, clock, order)

    invoices = released(work_as, order.supplier.admin, drawn(work_as, order.call.buyer))

    found = {invoice.apart: invoice for invoice in invoices}
    assert {apart: sums(invoice) for apart, invoice in found.items()} == {
        "O": (164_73, 0, 164_73),
        "": (134_78, 34_37, 169_15),
    }
    assert document(found["O"]).seller.vat_id is None
    assert document(found[""]).seller.vat_id == "FI99000069"
    assert {invoice.reference for invoice in invoices} == {"20260400019", "202604000110"}


def test_two_grounds_of_exemption_stand_on_two_invoices(work_as, clock):
    """BR-E-08: an invoice can name one reason for category E, so the second would make it void."""
    categories = [COMPANION, replace(COACHING, vat_nature=VatNature.EDUCATION)]
    call = a_call(work_as, clock, a_buyer(work_as), categories=categories)
    supplier = a_supplier_under_contract(work_as, clock, call, prices={"A": Money(59_90), "B": Money(72_25)})
    ready_to_bill(work_as, supplier.members[0], URAVAYLA)
    for ground in ExemptionGround:
        with work_as(supplier.admin) as work:
            suppliers.declare_exemption(
                work,
                supplier.party_id,
                ground,
                registration="Soteri 100-2025",
                self_monitoring_plan=True,
                valid_from=BEGAN,
            )
    receiving(work_as, call.buyer)
    papers = {"plan_ref": PLAN, "decision_ref": DECISION}
    orders = [
        an_accepted_order(work_as, clock, call, supplier, category=code, case_number=code, **papers)
        for code in ("A", "B")
    ]
    clock.at = APRIL_ENDS
    for order, amount in zip(orders, (hours(4), None), strict=True):
        approved(work_as, order, logged(work_as, order, april(8), amount))
    clock.at = MAY

    invoices = released(work_as, supplier.admin, drawn(work_as, call.buyer))

    assert {document(invoice).lines[0].ground.exemption_code for invoice in invoices} == set(ExemptionGround)
    assert [len(document(invoice).lines) for invoice in invoices] == [1, 1]


def test_two_payers_bear_an_order_to_the_cent(work_as, clock):
    call = a_draft(work_as, a_buyer(work_as))
    other = a_buyer(work_as, name="Kuusiston työllisyysalue", host=KUUSISTO)
    with work_as(call.buyer.officer) as work:
        procurement.add_buyer(work, call.id, other.id)
    clock.at = OPENS
    with work_as(call.buyer.officer) as work:
        procurement.publish(work, call.id)
    supplier = a_supplier_under_contract(work_as, clock, call)
    ready_to_bill(work_as, supplier.members[0], URAVAYLA)
    order = an_accepted_order(work_as, clock, call, supplier, payers={call.buyer.id: 5_050, other.id: 4_950})
    clock.at = APRIL_ENDS
    for buyer in (call.buyer, other):
        receiving(work_as, buyer)
    coached(work_as, clock, order, {8: 1})  # 14.975, which rounds to 14.98

    invoices = released(work_as, supplier.admin, drawn(work_as, call.buyer))

    by_payer = {invoice.payer_id: invoice for invoice in invoices}
    assert {payer: one.net.cents for payer, one in by_payer.items()} == {call.buyer.id: 7_56, other.id: 7_42}
    assert document(by_payer[other.id]).buyer.name == KUUSISTO.name
    with work_as(other.finance) as work:
        assert queries.own_invoice(work, by_payer[other.id].id).payer_id == other.id
    with work_as(other.finance) as work, pytest.raises(Missing):
        queries.own_invoice(work, by_payer[call.buyer.id].id)


@given(
    cents=st.integers(1, 200_00),
    value=st.integers(1, 400),
    per=st.sampled_from([1, 2, 4, 30, 100]),
    cuts=st.lists(st.integers(1, WHOLE - 1), max_size=5, unique=True),
)
def test_however_many_pay_their_parts_add_up_to_the_whole_line(cents, value, per, cuts):
    ends = [0, *sorted(cuts), WHOLE]
    parts = [
        a_part(Money(cents), value, per, share=end - before, before=before) for before, end in pairwise(ends)
    ]

    whole = a_part(Money(cents), value, per, share=WHOLE, before=0)

    assert total(part.net for part in parts) == whole.net
    assert sum(part.quantity.exact for part in parts) == whole.quantity.exact


def a_part(price: Money, value: int, per: int, *, share: int, before: int) -> Gathered:
    someone = UUID(int=1)
    return Gathered(
        key=Key(someone, someone, someone, ""),
        order_id=someone,
        kind=DeliveryKind.HELD,
        month=APRIL,
        first_on=APRIL,
        last_on=APRIL,
        value=value,
        per=per,
        unit=Unit.HOUR,
        unit_price=price,
        vat_category="S",
        vat_rate=2550,
        exemption="",
        share=share,
        share_before=before,
        delivery_ids=[someone],
    )


def test_only_the_buyers_finance_draws(work_as, clock, order):
    coached(work_as, clock, order)
    buyer = order.call.buyer

    with pytest.raises(Refused) as no, work_as(buyer.officer) as work:
        service.draw(work, buyer.id, APRIL)
    assert codes(no) == ["invoicing.not_your_act"]
    for nobody in (STRANGER, order.supplier.admin):
        with pytest.raises(Missing), work_as(nobody) as work:
            service.draw(work, buyer.id, APRIL)


def test_there_is_a_month_to_bill_and_something_in_it(work_as, clock, order):
    coached(work_as, clock, order)
    buyer = order.call.buyer

    with pytest.raises(Refused) as too_early, work_as(buyer.finance) as work:
        service.draw(work, buyer.id, date(2026, 6, 1))
    with pytest.raises(Refused) as nothing, work_as(buyer.finance) as work:
        service.draw(work, buyer.id, date(2026, 3, 31))

    assert codes(too_early) == ["invoicing.month_not_begun"]
    assert codes(nothing) == ["invoicing.nothing_to_bill"]
    with work_as(buyer.finance) as work:
        assert work.db.scalar(select(func.count()).select_from(BillingRun)) == 0


def test_one_draft_of_a_month_at_a_time_and_another_when_it_is_over(work_as, clock, order):
    coached(work_as, clock, order, {8: 5})
    buyer = order.call.buyer
    first = drawn(work_as, buyer)
    approved(work_as, order, logged(work_as, order, april(9), hours(2)))

    with pytest.raises(Refused) as no, work_as(buyer.finance) as work:
        service.draw(work, buyer.id, APRIL)
    released(work_as, order.supplier.admin, first)
    second = billed(work_as, order)

    assert codes(no) == ["invoicing.run_under_way"]
    assert (second.net, second.number, second.reference) == (Money(29_95), "K-2026-0002", "202604000110")
    with work_as(buyer.finance) as work:
        assert set(work.db.scalars(select(BillingRun.state))) == {RunState.DONE}


def test_the_database_lets_one_draft_of_a_month_stand(work_as, clock, order):
    coached(work_as, clock, order)
    buyer = order.call.buyer
    drawn(work_as, buyer)

    with pytest.raises(IntegrityError), work_as(buyer.finance) as work:
        work.db.add(
            BillingRun(
                id=work.new_id(),
                buyer_id=buyer.id,
                month=APRIL,
                state=RunState.DRAFT,
                at=work.now,
                by_id=buyer.finance.id,
            )
        )


def test_two_months_drawn_side_by_side_take_nothing_twice(work_as, clock, order):
    coached(work_as, clock, order, {8: 5})
    buyer = order.call.buyer
    of_april = drawn(work_as, buyer)
    approved(work_as, order, logged(work_as, order, date(2026, 5, 4), hours(2)))

    of_may = drawn(work_as, buyer, date(2026, 5, 1))

    assert live_links(work_as, order) == 2
    invoices = [
        invoice for run in (of_april, of_may) for invoice in released(work_as, order.supplier.admin, run)
    ]
    assert [invoice.net.cents for invoice in invoices] == [74_88, 29_95]


def test_a_delivery_stands_on_one_live_line_of_a_payer(work_as, clock, order):
    (of_april,) = coached(work_as, clock, order, {8: 5})
    billed(work_as, order)
    approved(work_as, order, logged(work_as, order, date(2026, 5, 4), hours(2)))
    in_may = billed(work_as, order, date(2026, 5, 1))

    with work_as(order.call.buyer.finance) as work:
        (line,) = queries.lines_of(work, in_may.id)
    twice = Billed(delivery_id=of_april.id, payer_id=in_may.payer_id, line_id=line.id, issued=False)
    with pytest.raises(IntegrityError), work_as(order.call.buyer.finance) as work:
        work.db.add(twice)


def test_a_discarded_draft_frees_its_deliveries(work_as, clock, order):
    coached(work_as, clock, order)
    buyer = order.call.buyer
    (draft,) = drafts_of(work_as, buyer.finance, drawn(work_as, buyer))

    with pytest.raises(Refused) as silent, work_as(buyer.finance) as work:
        service.discard(work, draft, reason=" ")
    with pytest.raises(Refused) as not_theirs, work_as(order.supplier.admin) as work:
        service.discard(work, draft, reason="Väärä kuukausi")
    with work_as(buyer.finance) as work:
        service.discard(work, draft, reason="Väärä kuukausi")
    again = billed(work_as, order)

    assert codes(silent) == ["invoicing.discard_needs_reason"]
    assert codes(not_theirs) == ["invoicing.not_your_act"]
    assert (again.number, again.net) == ("K-2026-0001", Money(299_50))
    with work_as(buyer.finance) as work:
        assert queries.own_invoice(work, draft).state is InvoiceState.DISCARDED


def test_a_contract_whose_seller_took_its_leave_back_waits(work_as, clock, order):
    coached(work_as, clock, order)
    buyer = order.call.buyer
    with work_as(order.supplier.admin) as work:
        contracts.revoke_billing(work, order.supplier.contract_id)

    with pytest.raises(Refused) as no, work_as(buyer.finance) as work:
        service.draw(work, buyer.id, APRIL)

    assert codes(no) == ["invoicing.nothing_to_bill"]
    with work_as(buyer.finance) as work:
        found = queries.reconciliation(work, buyer.id, APRIL)
    assert found.adds_up and found.places[Place.WITHOUT_MANDATE] == found.approved
    assert (found.approved.units, found.approved.worth) == ({Unit.HOUR: 5}, 299_50)


def test_a_month_is_reconciled_by_unit_and_by_cent(work_as, clock, order):
    """One visit invoiced, one drafted, one approved after both, and one told and not approved."""
    buyer = order.call.buyer
    told = logged(work_as, order, april(10), hours(3))
    coached(work_as, clock, order, {8: 5})
    billed(work_as, order)
    approved(work_as, order, logged(work_as, order, april(9), hours(2)))
    drawn(work_as, buyer)
    approved(work_as, order, logged(work_as, order, april(11), hours(1)))
    assert told.state == "logged"

    with work_as(buyer.finance) as work:
        found = queries.reconciliation(work, buyer.id, APRIL)

    assert found.adds_up
    assert {place: tally.units.get(Unit.HOUR, 0) for place, tally in found.places.items()} == {
        Place.INVOICED: Fraction(5, 4),
        Place.DRAFTED: Fraction(1, 2),
        Place.NOT_YET: Fraction(1, 4),
        Place.WITHOUT_MANDATE: 0,
    }
    assert found.approved.worth == 2 * 59_90
    assert (found.invoiced, found.rounding) == (Money(74_88), Fraction(1, 2))
    for nobody in (STRANGER, order.supplier.admin, order.case_worker):
        with pytest.raises(Missing), work_as(nobody) as work:
            queries.reconciliation(work, buyer.id, APRIL)


def test_cancelled_in_time_is_on_no_invoice(work_as, clock, order):
    coached(work_as, clock, order, {8: 5})
    in_time = cancelled(work_as, order, "2026-04-30 12:00", "2026-04-28 12:00", quantity=hours(4))
    approved(work_as, order, in_time)

    invoice = billed(work_as, order)

    assert (in_time.kind, len(document(invoice).lines)) == (DeliveryKind.CANCELLED, 1)


def test_a_draft_counts_the_deliveries_behind_each_line(work_as, clock, order):
    coached(work_as, clock, order)

    run = drawn(work_as, order.call.buyer)

    with work_as(order.call.buyer.finance) as work:
        (invoice,) = work.db.scalars(select(Invoice).where(Invoice.run_id == run))
        (line,) = queries.lines_of(work, invoice.id)
    assert (line.deliveries, line.quantity_value, line.net_cents) == (3, 20, Money(299_50))
    assert (invoice.state, invoice.number, invoice.document) == (InvoiceState.DRAFT, None, None)
