"""Releasing a draft: the seller's own act, which numbers the invoice and freezes it."""

import json
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.contracts import service as contracts
from app.deliveries import service as deliveries
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryState
from app.identity import service as identity
from app.invoicing import queries, service
from app.invoicing.models import Invoice, InvoiceLine, InvoiceVat, NumberSeries
from app.invoicing.rules.document import reasons_not_to_issue
from app.invoicing.rules.states import InvoiceState
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.platform.journal import JournalRow
from tests.story.deliveries import an_accepted_order, approved, april, hours, logged, ready_to_bill
from tests.story.identity import TYOTAITO, a_staffed_organisation, an_actor
from tests.story.invoicing import (
    an_order_in_april,
    billed,
    coached,
    codes,
    document,
    drafts_of,
    drawn,
    receiving,
    released,
)
from tests.story.people import ADMIN, STRANGER
from tests.story.procurement import local
from tests.story.suppliers import OPERATOR

NEW_YEAR = local("2027-01-05", "09:00")


@pytest.fixture
def draft(work_as, order):
    (draft,) = drafts_of(work_as, order.supplier.admin, drawn(work_as, order.call.buyer))
    return draft


def refused_release(work_as, actor, invoice_id):
    with pytest.raises(Refused) as no, work_as(actor) as work:
        service.release(work, invoice_id)
    return codes(no)


def attempts(work_as, invoice_id):
    """The refused tries that the journal keeps: the act and the codes of its refusal."""
    kept = select(JournalRow.body).where(
        JournalRow.event == "invoicing.act_refused", JournalRow.about == invoice_id
    )
    with work_as(ADMIN) as work:
        facts = [json.loads(body)["facts"] for body in work.db.scalars(kept.order_by(JournalRow.seq))]
    return [(fact["act"], fact["codes"]) for fact in facts]


def test_an_invoice_is_numbered_dated_and_frozen_as_a_whole_document(work_as, order, draft):
    (invoice,) = released(work_as, order.supplier.admin, run_of(work_as, order, draft))

    doc = document(invoice)
    assert (doc.number, doc.issued_on, doc.due_on) == ("K-2026-0001", date(2026, 5, 5), date(2026, 6, 4))
    assert reasons_not_to_issue(doc) == []
    assert (doc.buyer.name, doc.buyer.operator) == ("Lehtolan kaupunki", OPERATOR)
    assert (doc.order_reference, doc.contract_reference) == (doc.lines[0].order_number, doc.buyer_reference)
    assert doc.call_reference == "JHT-DPH-2026-01"
    assert (invoice.state, invoice.released_by_id) == (InvoiceState.ISSUED, order.supplier.admin.id)


def run_of(work_as, order, draft):
    with work_as(order.supplier.admin) as work:
        return queries.own_invoice(work, draft).run_id


def test_the_payers_finance_says_what_it_wants_to_read_on_its_invoices(work_as, order, draft):
    receiving(work_as, order.call.buyer, reference="TYO-4711")
    (invoice,) = released(work_as, order.supplier.admin, run_of(work_as, order, draft))

    assert document(invoice).buyer_reference == "TYO-4711"


def test_where_e_invoices_are_received_is_said_by_finance_in_a_form_that_reaches_it(work_as, order):
    buyer = order.call.buyer
    told = {"operator": "Maventa Oy", "address": "00379900001-8", "reference": "8" * 71}

    with pytest.raises(Refused) as no, work_as(buyer.finance) as work:
        service.receive_at(work, buyer.id, **told)
    with pytest.raises(Refused) as not_theirs, work_as(buyer.officer) as work:
        service.receive_at(work, buyer.id, operator=OPERATOR)
    with pytest.raises(Missing), work_as(STRANGER) as work:
        service.receive_at(work, buyer.id, operator=OPERATOR)

    assert codes(no) == [
        "law.operator_wrong",
        "law.einvoice_address_wrong",
        "invoicing.buyer_reference_too_long",
    ]
    assert codes(not_theirs) == ["invoicing.not_your_act"]


def test_an_invoice_of_several_orders_names_each_on_its_line(work_as, clock, order):
    second = an_accepted_order(work_as, clock, order.call, order.supplier, case_number="K-002")
    approved(work_as, second, logged(work_as, second, date(2026, 5, 5), hours(4)))
    coached(work_as, clock, order, {30: 4})

    doc = document(billed(work_as, order, date(2026, 5, 1)))

    assert doc.order_reference is None
    assert len({line.order_number for line in doc.lines}) == 2


def test_only_the_seller_releases_and_other_tries_are_kept(work_as, order, draft):
    buyer, seller = order.call.buyer, order.supplier.members[0]

    assert refused_release(work_as, seller.bookkeeper, draft) == ["invoicing.not_your_act"]
    assert refused_release(work_as, buyer.finance, draft) == ["invoicing.not_your_act"]
    for nobody in (STRANGER, buyer.case_worker, seller.worker):
        with pytest.raises(Missing), work_as(nobody) as work:
            service.release(work, draft)

    assert attempts(work_as, draft) == [("release", ["invoicing.not_your_act"])] * 2
    for reader in (seller.bookkeeper, buyer.auditor, buyer.officer):
        with work_as(reader) as work:
            assert queries.own_invoice(work, draft).state is InvoiceState.DRAFT


def test_a_draft_is_stale_once_an_approval_behind_it_was_taken_back(work_as, order, draft):
    with work_as(order.case_worker) as work:
        deliveries.reopen(work, a_delivery(work, draft), reason="Käynti kesti vähemmän")

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.draft_stale"]
    assert attempts(work_as, draft) == [("release", ["invoicing.draft_stale"])]
    with work_as(order.supplier.admin) as work:
        assert list(work.db.scalars(select(Billed.issued).distinct())) == [False]
        assert work.db.scalar(select(NumberSeries.last)) is None  # a refusal takes no number


def a_delivery(work, invoice_id):
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice_id)
    return work.db.scalars(select(Billed.delivery_id).where(Billed.line_id.in_(lines))).first()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"unit_price": Money(61_00)},
        {"vat_rate": 2400},
        {"vat_category": "E"},
        {"exemption": "VATEX-EU-132-1G"},
    ],
)
def test_a_draft_says_no_longer_what_was_approved_at_another_price_or_tax(work_as, order, draft, otherwise):
    """As a run leaves it when an approval is taken back and given again while it is being drawn."""
    with work_as(ADMIN) as work:
        work.db.execute(update(Delivery).where(Delivery.id == a_delivery(work, draft)).values(**otherwise))

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.draft_stale"]


def test_a_draft_that_holds_what_is_not_approved_is_stale(work_as, order, draft):
    """The same again, with the approval not given a second time."""
    with work_as(ADMIN) as work:
        unapproved = update(Delivery).where(Delivery.id == a_delivery(work, draft))
        work.db.execute(unapproved.values(state=DeliveryState.LOGGED))

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.draft_stale"]


def test_a_draft_that_lost_all_of_its_deliveries_is_stale(work_as, order, draft):
    with work_as(ADMIN) as work:
        drafted = list(work.db.scalars(select(Billed.delivery_id)))
    for delivery_id in drafted:
        with work_as(order.case_worker) as work:
            deliveries.reopen(work, delivery_id, reason="Käynti kesti vähemmän")

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.draft_stale"]


def test_numbers_have_no_gaps_and_begin_anew_with_the_year(work_as, clock, order, draft):
    admin, buyer = order.supplier.admin, order.call.buyer
    with work_as(buyer.finance) as work:
        service.discard(work, draft, reason="Näytettiin vain")
    for day in (9, 10):
        coached(work_as, clock, order, {day: 2})
        billed(work_as, order)
    logged_in_december = logged(work_as, order, april(30), hours(2))
    clock.at = NEW_YEAR
    approved(work_as, order, logged_in_december)
    billed(work_as, order, date(2026, 12, 1))

    with work_as(admin) as work:
        found = (
            select(Invoice.number)
            .where(Invoice.number.is_not(None))
            .order_by(Invoice.issued_at, Invoice.number)
        )
        assert list(work.db.scalars(found)) == ["K-2026-0001", "K-2026-0002", "K-2027-0001"]


def test_further_invoices_of_a_month_take_further_references(work_as, clock, order, draft):
    first, *others = [billed_again(work_as, clock, order, draft, day) for day in (None, 9, 10)]

    assert first == "20260400019"
    assert others == ["202604000110", "202604000123"]


def billed_again(work_as, clock, order, draft, day):
    if day is None:
        (invoice,) = released(work_as, order.supplier.admin, run_of(work_as, order, draft))
        return invoice.reference
    coached(work_as, clock, order, {day: 2})
    return billed(work_as, order).reference


def test_an_issued_invoice_never_changes(work_as, order, draft):
    (invoice,) = released(work_as, order.supplier.admin, run_of(work_as, order, draft))
    mine = Invoice.id == invoice.id
    lines, groups = InvoiceLine.invoice_id == invoice.id, InvoiceVat.invoice_id == invoice.id
    changes = [
        update(Invoice).where(mine).values(net=Money(1), gross=Money(1) + invoice.vat),
        update(Invoice).where(mine).values(document={}),
        update(Invoice).where(mine).values(state=InvoiceState.DRAFT),
        delete(Invoice).where(mine),
        update(InvoiceLine).where(lines).values(net=Money(1)),
        delete(InvoiceLine).where(lines),
        update(InvoiceVat).where(groups).values(vat=Money(1)),
        delete(InvoiceVat).where(groups),
        update(Billed).where(Billed.issued).values(issued=False),
        delete(Billed).where(Billed.issued),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), work_as(ADMIN) as work:
            work.db.execute(change, execution_options={"synchronize_session": False})


def test_no_two_invoices_of_a_seller_share_a_number_or_a_reference(work_as, clock, order, draft):
    released(work_as, order.supplier.admin, run_of(work_as, order, draft))
    coached(work_as, clock, order, {9: 2})
    (second,) = drafts_of(work_as, order.supplier.admin, drawn(work_as, order.call.buyer))
    ours = ("mode", "series_year", "series_no", "number", "reference", "issued_on", "due_on", "document")
    with work_as(ADMIN) as work:
        first = work.db.scalars(select(Invoice).where(Invoice.number.is_not(None))).one()
        again = {name: getattr(first, name) for name in ours} | {"state": InvoiceState.ISSUED}
    fresh = {"series_no": 2, "number": "K-2026-0002", "reference": "202604000110"}

    for name in fresh:
        given = again | fresh | {name: again[name]}
        with pytest.raises(IntegrityError), work_as(ADMIN) as work:
            work.db.execute(update(Invoice).where(Invoice.id == second).values(**given))


def test_what_has_no_number_is_not_issued(work_as, order, draft):
    with pytest.raises(IntegrityError), work_as(ADMIN) as work:
        work.db.execute(update(Invoice).where(Invoice.id == draft).values(state=InvoiceState.ISSUED))


def test_an_invoice_is_released_once(work_as, order, draft):
    released(work_as, order.supplier.admin, run_of(work_as, order, draft))

    assert refused_release(work_as, order.supplier.admin, draft) == ["state.no_such_move"]


def test_a_seller_that_took_its_leave_back_is_not_written_for(work_as, order, draft):
    with work_as(order.supplier.admin) as work:
        contracts.revoke_billing(work, order.supplier.contract_id)

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.no_mandate"]


def test_an_invoice_that_would_not_arrive_is_not_issued(work_as, clock):
    """The payer has not said which operator takes its invoices, so none is numbered."""
    order = an_order_in_april(work_as, clock, received=False)
    coached(work_as, clock, order)
    (draft,) = drafts_of(work_as, order.supplier.admin, drawn(work_as, order.call.buyer))

    assert refused_release(work_as, order.supplier.admin, draft) == ["invoicing.no_operator"]
    with work_as(order.supplier.admin) as work:
        assert work.db.scalar(select(NumberSeries.last)) is None


def test_whoever_succeeds_the_seller_issues_in_its_own_name(work_as, clock, order, draft):
    heir = a_staffed_organisation(work_as, TYOTAITO)
    with work_as(ADMIN) as work:
        facts = {"effective_on": date(2026, 5, 6), "ground": "Sulautuminen"}
        identity.succeed(work, order.supplier.party_id, heir.id, **facts)
    clock.at = local("2026-05-06", "09:00")
    hers = an_actor(work_as, heir.admin.id, date(2026, 5, 6))

    assert refused_release(work_as, hers, draft) == ["invoicing.seller_without_profile"]
    ready_to_bill(work_as, heir, TYOTAITO)
    with work_as(hers) as work:
        invoice = service.release(work, draft)

    doc = document(invoice)
    assert (invoice.seller_id, doc.seller.name, doc.number) == (heir.id, TYOTAITO.name, "K-2026-0001")
    assert doc.payment.iban == "FI6450000120000006"
