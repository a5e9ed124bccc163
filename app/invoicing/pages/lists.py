"""Invoices as a list, and the money of a supplier by month."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.invoicing import queries
from app.invoicing.pages.routing import TONES, field, month_field, month_told, router, tabs
from app.invoicing.queries import InvoiceRow, Narrowed
from app.invoicing.rules.states import InvoiceState
from app.platform.forms import Option, Problem, Unfit, word_code
from app.platform.paging import USUAL, Slice
from app.platform.showing import words_of
from app.platform.web import RequestWork, page


@router.get("/invoices")
def show_invoices(
    request: Request, work: RequestWork, month: str = "", state: str = "", after: UUID | None = None
) -> Response:
    narrowed = Narrowed(month=month_told(month), state=_state(state))
    rows = queries.invoices(work, narrowed, Slice(after))
    asked = {"month": month, "state": state}
    return page(
        request,
        "invoices/invoices.html",
        rows=rows[:USUAL],
        sums=queries.sums(work, narrowed),
        tones=TONES,
        filter=_filter_fields(request, month, state),
        is_narrowed=bool(month or state),
        next=_next(rows, asked),
        first=f"/invoices?{urlencode(asked)}" if after else "",
        tabs=tabs(request, work, "/invoices"),
    )


@router.get("/invoices/money")
def show_money(request: Request, work: RequestWork) -> Response:
    months = queries.money_by_month(work)
    return page(
        request,
        "invoices/money.html",
        months=months,
        together=queries.together(months),
        tabs=tabs(request, work, "/invoices/money"),
    )


def _filter_fields(request: Request, month: str, state: str) -> list[dict[str, Any]]:
    words = words_of(request)
    options = [Option("", words.gettext("invoicing_pages.any_state"))]
    options += [Option(one.value, words.gettext(word_code(one))) for one in InvoiceState]
    return [
        month_field(words.gettext("invoicing_pages.field.month"), month, required=False),
        field("state", words.gettext("invoicing_pages.state"), "select", state, options, required=False),
    ]


def _state(written: str) -> InvoiceState | None:
    if written and written not in list(InvoiceState):
        raise Unfit([Problem("state", "field.not_offered", {})])
    return InvoiceState(written) if written else None


def _next(rows: Sequence[InvoiceRow], asked: Mapping[str, str]) -> str:
    if len(rows) <= USUAL:
        return ""
    return f"/invoices?{urlencode({**asked, 'after': rows[USUAL - 1].id})}"
