"""Numbers without gaps: one row a seller, mode and year, moved within the transaction that issues."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.contracts.rules.states import InvoiceMode
from app.invoicing.models import Invoice, NumberSeries
from app.invoicing.rules.issuing import invoice_number
from app.platform.db import changed_one
from app.platform.work import Work


def number_invoice(work: Work, invoice: Invoice, series: str) -> None:
    """The next number, taken as late as can be: whoever issues for the same seller waits here."""
    if invoice.issued_on is None:
        raise ValueError("an invoice is dated before it is numbered")
    year = invoice.issued_on.year
    number = _next(work, invoice.seller_id, invoice.mode, year)
    invoice.series_year, invoice.series_no = year, number
    invoice.number = invoice_number(series, year, number)


def _next(work: Work, seller_id: UUID, mode: InvoiceMode, year: int) -> int:
    mine = (NumberSeries.seller_id == seller_id, NumberSeries.mode == mode, NumberSeries.year == year)
    moved = update(NumberSeries).where(*mine).values(last=NumberSeries.last + 1)
    if not changed_one(work.db, moved):
        _open_series(work, seller_id, mode, year)
        changed_one(work.db, moved)
    return work.db.execute(select(NumberSeries.last).where(*mine)).scalar_one()


def _open_series(work: Work, seller_id: UUID, mode: InvoiceMode, year: int) -> None:
    try:
        with work.db.begin_nested():
            work.db.add(NumberSeries(seller_id=seller_id, mode=mode, year=year, last=0))
    except IntegrityError:
        return  # a rival opened the year's series at the same moment; its row serves us both
