"""What must hold of every database at every moment, whoever was killed in the middle of whatever."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib import import_module
from itertools import chain
from pathlib import Path

from obstore.exceptions import NotFoundError
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

import app
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryState
from app.funds.models import Commitment, Hold, Limit
from app.funds.rules import Turn
from app.invoicing.models import BillingRun, ExportItem, Invoice, InvoiceLine, InvoiceVat, NumberSeries
from app.invoicing.ports import VatGround
from app.invoicing.rules.document import reasons_not_to_issue
from app.invoicing.rules.drawing import ground_of
from app.invoicing.rules.states import InvoiceKind, InvoiceState, RunState
from app.invoicing.rules.stored import doc_from_plain
from app.invoicing.rules.totals import group_vat
from app.kernel.events import Event
from app.kernel.money import WHOLE
from app.orders.models import OrderPayer
from app.platform.db import Database
from app.platform.files import FileStore, StoredFile
from app.platform.journal import JournalRow, verify
from app.platform.outbox import OutboxMessage

LIVE = Billed.released_by_credit.is_(None)
ISSUED = Invoice.state.in_([InvoiceState.ISSUED, InvoiceState.CREDITED])
IS_INVOICE = Invoice.kind == InvoiceKind.INVOICE
SHARE = case((OrderPayer.share == WHOLE, 1), else_=OrderPayer.share)


def broken(database: Database, files: FileStore) -> list[str]:
    """A sentence for each promise that does not hold; an empty list is a whole database."""
    with database.session(writes=False) as db:
        return broken_in(db, files)


def broken_in(db: Session, files: FileStore) -> list[str]:
    return [*chain.from_iterable(promise(db) for promise in PROMISES), *_lost_files(db, files)]


def _any(db: Session, asked: Select[tuple[object]], sentence: str) -> Iterator[str]:
    """The sentence, when anything at all is found."""
    if (found := db.execute(asked.limit(1)).first()) is not None:
        yield f"{sentence}: {found[0]}"


def _billed_twice(db: Session) -> Iterator[str]:
    twice = select(Billed.delivery_id).where(LIVE).group_by(Billed.delivery_id, Billed.payer_id)
    yield from _any(db, twice.having(func.count() > 1), "a delivery stands on two live lines of a payer")


def _unapproved_is_issued(db: Session) -> Iterator[str]:
    held = select(Billed.delivery_id).join(Delivery, Delivery.id == Billed.delivery_id)
    wrong = held.where(Billed.issued, LIVE, Delivery.state != DeliveryState.APPROVED)
    yield from _any(db, wrong, "an issued line holds what is not approved")


def _of_lines(column: ColumnElement[int]) -> ColumnElement[int]:
    return _sum(column, InvoiceLine.invoice_id == Invoice.id)


def _of_groups(column: ColumnElement[int]) -> ColumnElement[int]:
    return _sum(column, InvoiceVat.invoice_id == Invoice.id)


def _sum(column: ColumnElement[int], here: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(column), 0)).where(here).correlate(Invoice).scalar_subquery()


def _invoice_does_not_add_up(db: Session) -> Iterator[str]:
    wrong = or_(
        Invoice.net != _of_lines(InvoiceLine.net),
        Invoice.net != _of_groups(InvoiceVat.base),
        Invoice.vat != _of_groups(InvoiceVat.vat),
        Invoice.gross != Invoice.net + Invoice.vat,
    )
    yield from _any(db, select(Invoice.id).where(wrong), "an invoice is not the sum of its lines and taxes")


def _tax_is_wrong(db: Session) -> Iterator[str]:
    columns = InvoiceVat.invoice_id, InvoiceVat.category, InvoiceVat.rate, InvoiceVat.base, InvoiceVat.vat
    for invoice_id, category, rate, base, vat in db.execute(select(*columns)):
        if group_vat(VatGround(ground_of(category, rate, "").category, rate), base) != vat:
            yield f"the tax of a group is wrong: {invoice_id} {category} {rate}"


def _line_holds_otherwise(db: Session) -> Iterator[str]:
    """An issued line counts and adds up exactly the deliveries that it held when it was issued."""
    payer = and_(OrderPayer.order_id == Delivery.order_id, OrderPayer.payer_id == Billed.payer_id)
    held = (
        select(InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .outerjoin(Billed, and_(Billed.line_id == InvoiceLine.id, Billed.issued))
        .outerjoin(Delivery, Delivery.id == Billed.delivery_id)
        .outerjoin(OrderPayer, payer)
        .where(ISSUED, IS_INVOICE)
        .group_by(InvoiceLine.id, InvoiceLine.deliveries, InvoiceLine.quantity_value)
    )
    count, quantity = func.count(Delivery.id), func.sum(Delivery.quantity_value * SHARE)
    wrong = or_(count != InvoiceLine.deliveries, quantity != InvoiceLine.quantity_value)
    yield from _any(db, held.having(wrong), "an issued line does not hold what it states")


def _link_is_in_no_state(db: Session) -> Iterator[str]:
    """Links are issued with their invoice, gone with a discarded draft, and released by its credit."""
    linked = (
        select(Invoice.id)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(Billed, Billed.line_id == InvoiceLine.id)
    )
    wrong = or_(
        and_(Invoice.state == InvoiceState.DRAFT, Billed.issued),
        and_(Invoice.state == InvoiceState.ISSUED, or_(~Billed.issued, ~LIVE)),
        and_(Invoice.state == InvoiceState.CREDITED, LIVE),
        Invoice.state == InvoiceState.DISCARDED,
        ~IS_INVOICE,
    )
    yield from _any(db, linked.where(wrong), "a link is not in its invoice's state")


def _numbers_have_gaps(db: Session) -> Iterator[str]:
    """As many as the last says, from one on; the unique constraint says that none comes twice."""
    place = (Invoice.seller_id, Invoice.mode, Invoice.series_year)
    given = (
        select(*place, func.count(), func.count(Invoice.series_no.distinct()), func.min(Invoice.series_no))
        .where(Invoice.series_no.is_not(None))
        .group_by(*place)
    )
    counted = {row[:3]: tuple(row[3:]) for row in db.execute(given)}
    series = select(NumberSeries.seller_id, NumberSeries.mode, NumberSeries.year, NumberSeries.last)
    last = {row[:3]: row[3] for row in db.execute(series)}
    if counted != {key: (number, number, 1) for key, number in last.items() if number}:
        yield f"numbers have gaps or come twice: {counted} {last}"


def _paper_says_otherwise(db: Session) -> Iterator[str]:
    for invoice in db.scalars(select(Invoice).where(ISSUED)):
        doc = doc_from_plain(invoice.document or {})
        sign = -1 if doc.is_credit else 1
        sums = [sign * amount.cents for amount in (doc.totals.net, doc.totals.vat, doc.totals.gross)]
        if reasons_not_to_issue(doc) or doc.number != invoice.number:
            yield f"an issued document is no invoice: {invoice.id}"
        if sums != [invoice.net.cents, invoice.vat.cents, invoice.gross.cents]:
            yield f"an issued document does not say what its invoice says: {invoice.id}"


def _credit_is_half(db: Session) -> Iterator[str]:
    note = select(Invoice.__table__).where(~IS_INVOICE).subquery()
    mirrored = and_(
        note.c.credit_of == Invoice.id,
        note.c.net_cents == -Invoice.net,
        note.c.gross_cents == -Invoice.gross,
    )
    credited = Invoice.state == InvoiceState.CREDITED
    without = select(Invoice.id).where(credited, ~exists().where(mirrored))
    yield from _any(db, without, "a credited invoice has no credit note that mirrors it")
    of_nothing = select(note.c.id).where(
        ~exists().where(Invoice.id == note.c.credit_of, credited).correlate(note)
    )
    yield from _any(db, of_nothing, "a credit note takes back what is not credited")


def _run_is_half(db: Session) -> Iterator[str]:
    drafts = exists().where(Invoice.run_id == BillingRun.id, Invoice.state == InvoiceState.DRAFT)
    wrong = or_(
        and_(BillingRun.state == RunState.DRAFT, ~drafts), and_(BillingRun.state == RunState.DONE, drafts)
    )
    yield from _any(db, select(BillingRun.id).where(wrong), "a run is neither under way nor done")


def _exported_twice(db: Session) -> Iterator[str]:
    twice = select(ExportItem.invoice_id).where(ExportItem.live).group_by(ExportItem.invoice_id)
    yield from _any(db, twice.having(func.count() > 1), "an invoice stands in two live batches")
    out = select(ExportItem.invoice_id).join(Invoice, Invoice.id == ExportItem.invoice_id)
    yield from _any(db, out.where(~ISSUED), "a batch holds what was never issued")


def _chain_is_broken(db: Session) -> Iterator[str]:
    yield from (f"the journal is broken: {place}" for place in verify(db))


def _promise_is_untold(db: Session) -> Iterator[str]:
    """Each public event has its message, and each message its event."""
    public = [kind.event_name for kind in _kinds_of_event() if kind.public]
    told = exists().where(OutboxMessage.chain == JournalRow.chain, OutboxMessage.seq == JournalRow.seq)
    untold = select(JournalRow.event).where(JournalRow.event.in_(public), ~told)
    yield from _any(db, untold, "an event is in the journal and not in the outbox")
    needless = select(JournalRow.event).where(JournalRow.event.not_in(public), told)
    yield from _any(db, needless, "an event that concerns nobody is in the outbox")


for chapter in Path(app.__file__).parent.glob("*/events.py"):
    import_module(f"app.{chapter.parent.name}.events")


def _kinds_of_event(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _kinds_of_event(heir)


def _limit_does_not_add_up(db: Session) -> Iterator[str]:
    holds = select(func.coalesce(func.sum(Hold.held), 0)).where(Hold.limit_id == Limit.id)
    moved = case((Commitment.turn == Turn.RELEASED, -Commitment.amount), else_=Commitment.amount)
    turns = select(func.coalesce(func.sum(moved), 0)).where(Commitment.limit_id == Limit.id)
    wrong = or_(
        Limit.committed != holds.correlate(Limit).scalar_subquery(),
        Limit.committed != turns.correlate(Limit).scalar_subquery(),
        Limit.committed > Limit.amount,
    )
    yield from _any(db, select(Limit.id).where(wrong), "a limit is not what its holds and its log add up to")


def _lost_files(db: Session, files: FileStore) -> Iterator[str]:
    for row in db.scalars(select(StoredFile)):
        try:
            whole = sha256(files.get(row.key)).digest() == row.sha256
        except (NotFoundError, FileNotFoundError):
            whole = False
        if not whole:
            yield f"a committed file is not there, or not what it was: {row.name}"


PROMISES: tuple[Callable[[Session], Iterator[str]], ...] = (
    _billed_twice,
    _unapproved_is_issued,
    _invoice_does_not_add_up,
    _tax_is_wrong,
    _line_holds_otherwise,
    _link_is_in_no_state,
    _numbers_have_gaps,
    _paper_says_otherwise,
    _credit_is_half,
    _run_is_half,
    _exported_twice,
    _chain_is_broken,
    _promise_is_untold,
    _limit_does_not_add_up,
)
