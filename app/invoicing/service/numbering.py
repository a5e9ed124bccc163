"""Numbers without gaps: one row a seller, mode and year, moved within the transaction that issues."""

from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.contracts.rules.states import InvoiceMode
from app.invoicing.models import NumberSeries
from app.platform.db import changed_one
from app.platform.work import Work


def next_number(work: Work, seller_id: UUID, mode: InvoiceMode, year: int) -> int:
    """Taken as late as can be: whoever else issues for the same seller waits here until the commit."""
    mine = (NumberSeries.seller_id == seller_id, NumberSeries.mode == mode, NumberSeries.year == year)
    moved = update(NumberSeries).where(*mine).values(last=NumberSeries.last + 1)
    if not changed_one(work.db, moved):
        _open_series(work, seller_id, mode, year)
        changed_one(work.db, moved)
    return work.db.execute(select(NumberSeries.last).where(*mine)).scalar_one()


def _open_series(work: Work, seller_id: UUID, mode: InvoiceMode, year: int) -> None:
    series = {"seller_id": seller_id, "mode": mode, "year": year, "last": 0}
    try:
        with work.db.begin_nested():
            work.db.execute(insert(NumberSeries).values(**series))
    except IntegrityError:
        return  # a rival opened the year's series at the same moment; its row serves us both
