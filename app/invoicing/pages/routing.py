"""The one router of the pages of invoicing, and what they share: tabs, filters and who is meant."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from app.invoicing import queries
from app.invoicing.rules.states import InvoiceState
from app.invoicing.schemas import ReasonIn
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.platform.fields import Unreadable, a_month
from app.platform.forms import FormView, Option, Problem, Unfit
from app.platform.showing import words_of
from app.platform.web import RequestWork, WorkRoute, form_view

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
SHOWN = 200  # of a run or a batch: whoever needs more has the list, the files and the API
TONES = {
    InvoiceState.DRAFT: "warning",
    InvoiceState.ISSUED: "success",
    InvoiceState.CREDITED: "neutral",
    InvoiceState.DISCARDED: "neutral",
}


def tabs(request: Request, work: RequestWork, here: str) -> list[dict[str, Any]]:
    """The rooms of invoicing that this viewer has something to do in."""
    words, actor = words_of(request), work.actor
    buys, sells = queries.buyers_of(actor), queries.sellers_of(actor)
    takes_out = actor.parties_where(Role.FINANCE, Role.AUDITOR)
    rooms = [
        ("/invoices", "invoicing_pages.tab.invoices", True),
        ("/invoices/money", "invoicing_pages.tab.money", bool(sells)),
        ("/invoices/runs", "invoicing_pages.tab.runs", bool(buys or sells)),
        ("/invoices/exports", "invoicing_pages.tab.exports", bool(takes_out)),
        ("/invoices/reconciliation", "invoicing_pages.tab.reconciliation", bool(buys)),
    ]
    return [
        {"href": href, "label": words.gettext(code), "is_current": href == here}
        for href, code, is_open in rooms
        if is_open
    ]


def named(work: RequestWork, party_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    ids = list(party_ids)
    return queries.names_of(work, ids) if ids else {}


def options_of(parties: Mapping[UUID, str]) -> list[Option]:
    return [Option(str(party_id), name) for party_id, name in parties.items()]


def chosen(written: str, parties: Mapping[UUID, str]) -> UUID | None:
    """The one that was asked for, else the first; somebody else's is not there."""
    if not written:
        return next(iter(parties), None)
    found = next((party_id for party_id in parties if str(party_id) == written), None)
    if found is None:
        raise Missing
    return found


def month_told(written: str) -> date | None:
    try:
        return a_month(written.strip()) if written.strip() else None
    except Unreadable as fault:
        raise Unfit([Problem("month", fault.code, fault.facts)]) from None


def buyer_and_month(
    request: Request, buyers: Mapping[UUID, str], buyer: UUID | None, month: str
) -> list[dict[str, Any]]:
    words = words_of(request)
    label = words.gettext("invoicing_pages.field.buyer_id")
    which = field("buyer_id", label, "select", str(buyer or ""), options_of(buyers))
    whose = [which] if len(buyers) > 1 else []
    return [*whose, month_field(words.gettext("invoicing_pages.field.month"), month)]


def month_field(label: str, value: str, *, required: bool = True) -> dict[str, Any]:
    return field("month", label, "month", value, [], required=required)


def field(
    name: str, label: str, kind: str, value: str, options: Sequence[Option], *, required: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "id": f"filter-{name}",
        "label": label,
        "kind": kind,
        "value": value,
        "options": options,
        "required": required,
    }


def reason_form(request: Request, action: str, submit: str) -> FormView:
    return form_view(request, ReasonIn, action=action, submit=submit, tone="danger")
