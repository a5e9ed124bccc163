"""A call's applications for its officers, the order of preference, and the register of the admitted."""

from datetime import date, timedelta
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.kernel.deadlines import Calendar
from app.kernel.texts import Texts
from app.law import queries as law
from app.offers import queries, service
from app.offers.pages.routing import router
from app.platform.showing import worded
from app.platform.web import PUBLIC, Posted, RequestWork, page, see_other, shown_again_by
from app.procurement import queries as procurement


@router.get("/offers/calls/{call_id}")
def show_register(request: Request, work: RequestWork, call_id: UUID) -> Response:
    """Every opened application with the days that law still leaves for it."""
    call = procurement.own_call(work, call_id)
    calendar = law.calendar(work, work.ground.country, strict=True)
    today = calendar.local_day(work.now)
    waits = queries.first_round_waits(work, call)
    may_not_open = service.reasons_not_to_open_first_round(work, call)
    return page(
        request,
        "offers/call_register.html",
        call=call,
        now=work.now,
        today=today,
        rows=queries.opened_rows(work, call_id, today),
        sealed=queries.sealed_rows(work, call_id),
        days_left=lambda last: days_left(today, last, calendar),
        first_round_waits=waits,
        why_not_open=worded(request, may_not_open),
        has_ranking=procurement.ranking_of(call).is_used,
    )


@router.post("/offers/calls/{call_id}/open-first-round")
@shown_again_by(show_register)
def open_first_round(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    service.open_first_round(work, call_id)
    return see_other(f"/offers/calls/{call_id}", done="offers.done.opened")


@router.post("/offers/calls/{call_id}/applications/{application_id}/open")
@shown_again_by(show_register)
def open_application(work: RequestWork, call_id: UUID, application_id: UUID, form: Posted) -> Response:
    service.open_one(work, application_id)
    return see_other(f"/offers/applications/{application_id}", done="offers.done.opened_one")


@router.get("/offers/calls/{call_id}/ranking")
def show_ranking(request: Request, work: RequestWork, call_id: UUID) -> Response:
    call = procurement.own_call(work, call_id)
    return page(
        request,
        "offers/ranking.html",
        call=call,
        ranking=procurement.ranking_of(call),
        categories=_by_category(queries.standings(work, call)),
    )


@router.get("/calls/{public_id}/register", openapi_extra=PUBLIC)
def show_admitted(request: Request, work: RequestWork, public_id: UUID) -> Response:
    """Everybody reads who is admitted to what."""
    call = procurement.published(work, public_id)
    rows = queries.register(work, call.id)
    categories = {row.category: row.category_title for row in rows}
    return page(
        request,
        "offers/register.html",
        call=call,
        public_id=public_id,
        categories=[
            {"code": code, "title": title, "rows": [row for row in rows if row.category == code]}
            for code, title in categories.items()
        ],
    )


def days_left(today: date, last: date, calendar: Calendar) -> int:
    """Working days after today until the last day of a limit; negative when it is over."""
    if last < today:
        return -days_left(last, today, calendar)
    days = range(1, (last - today).days + 1)
    return sum(calendar.is_working_day(today + timedelta(days=day)) for day in days)


def _by_category(rows: list[queries.Standing]) -> list[tuple[str, Texts, list[queries.Standing]]]:
    codes = {row.category: row.category_title for row in rows}
    return [(code, title, [row for row in rows if row.category == code]) for code, title in codes.items()]
