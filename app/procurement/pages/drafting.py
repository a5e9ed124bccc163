"""An officer's calls: drafting and mending one, with its categories, metrics and buyers."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import queries as identity
from app.platform.forms import Option
from app.platform.paging import Cursor, Slice, page_of, part_of
from app.platform.showing import worded
from app.platform.web import Posted, RequestWork, page, see_other, shown_again_by, updates
from app.platform.web.route import version_of
from app.procurement import queries, service
from app.procurement.pages.calls import Sought, told
from app.procurement.pages.filling import (
    call_form,
    category_form,
    copied_call,
    ending_forms,
    languages_form,
    metric_form,
    terms_of,
    usual_call,
    without_terms,
)
from app.procurement.pages.routing import router
from app.procurement.schemas.showing import shown_call, shown_category
from app.procurement.schemas.telling import (
    BuyerIn,
    CallIn,
    CategoryIn,
    DraftIn,
    LanguagesIn,
    MetricIn,
    category_told,
    told_of,
)


@router.get("/procurement/calls")
def show_own_calls(request: Request, work: RequestWork, cursor: Cursor) -> Response:
    rows = queries.own_calls(work)
    part = page_of(part_of(rows, cursor, lambda row: row.id), cursor, lambda row: row, lambda row: row.id)
    officers = queries.buyers_to_draft_for(work)
    return page(
        request,
        "procurement/own_calls.html",
        calls=part.items,
        next=f"/procurement/calls?after={part.next}" if part.next else "",
        first="/procurement/calls" if cursor.after else "",
        can_draft=bool(officers),
        buyers=[(one, languages_form(request, work, one.id, one.name)) for one in officers],
    )


@router.get("/procurement/calls/new")
def show_new_call(request: Request, work: RequestWork, copied: str = "") -> Response:
    """Filled with the usual terms, or with an earlier call's."""
    officers = queries.buyers_to_draft_for(work)
    if not officers:
        return page(request, "procurement/new_call.html", form=None, terms=None, earlier=[])
    given = copied_call(work, copied) or usual_call(request, work)
    view = call_form(
        request,
        DraftIn,
        given | ({"buyer_id": officers[0].id} if len(officers) == 1 else {}),
        action="/procurement/calls/new",
        submit="procurement.draft",
        buyers=[Option(str(one.id), one.name) for one in officers],
        drafts_for=work,
    )
    return page(
        request,
        "procurement/new_call.html",
        form=without_terms(view),
        terms=terms_of(view),
        earlier=queries.own_calls(work),
    )


@router.post("/procurement/calls/new")
@shown_again_by(show_new_call)
def draft_call(work: RequestWork, form: Posted) -> Response:
    told = form.read(DraftIn)
    call_id = service.draft_call(work, told.buyer_id, facts=told.call_facts())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.drafted")


@router.get("/procurement/calls/{call_id}")
def show_own_call(request: Request, work: RequestWork, call_id: UUID, sought: Sought = "") -> Response:
    """`sought` is the name of an organisation that may be taken along as another buyer."""
    call = queries.own_call(work, call_id)
    can_write = not service.reasons_not_to_write(work, call)
    return page(
        request,
        "procurement/own_call.html",
        public_id=queries.public_id(work, call_id),
        can_write=can_write,
        sought=sought,
        found=identity.organisations(work, sought, identity.today(work)) if sought.strip() else [],
        metric_form=metric_form(request, call_id) if can_write else None,
        ending=ending_forms(request, work, call),
        **told(work, call),
    )


@router.get("/procurement/calls/{call_id}/check")
def show_check(request: Request, work: RequestWork, call_id: UUID) -> Response:
    """Everything that keeps the call from being published, at once."""
    call = queries.own_call(work, call_id)
    reasons = service.reasons_not_to_publish(work, call)
    return page(request, "procurement/check.html", call=call, reasons=worded(request, reasons))


@router.get("/procurement/calls/{call_id}/text")
def show_text(request: Request, work: RequestWork, call_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    if service.reasons_not_to_write(work, call):
        return page(request, "procurement/text.html", call=call, form=None, terms=None)
    view = call_form(
        request,
        CallIn,
        told_of(queries.facts_of(call)).facts(),
        action=f"/procurement/calls/{call_id}/redraft",
        submit="procurement.redraft",
        version=version_of(shown_call(work, call_id)),
        drafts_for=work,
    )
    return page(request, "procurement/text.html", call=call, form=without_terms(view), terms=terms_of(view))


@router.post("/procurement/calls/{call_id}/redraft")
@shown_again_by(show_text)
@updates(shown_call)
def redraft_call(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(CallIn)
    service.redraft_call(work, call_id, facts=told.call_facts())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.redrafted")


@router.post("/procurement/calls/{call_id}/add-buyer")
@shown_again_by(show_own_call)
def add_buyer(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(BuyerIn)
    service.add_buyer(work, call_id, told.buyer_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.buyer_added")


@router.post("/procurement/calls/{call_id}/buyers/{buyer_id}/remove")
@shown_again_by(show_own_call)
def remove_buyer(work: RequestWork, call_id: UUID, buyer_id: UUID, form: Posted) -> Response:
    service.remove_buyer(work, call_id, buyer_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.buyer_removed")


@router.get("/procurement/calls/{call_id}/categories/new")
def show_new_category(request: Request, work: RequestWork, call_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    view = None
    if not service.reasons_not_to_write(work, call):
        action = f"/procurement/calls/{call_id}/categories/new"
        view = category_form(request, {}, action=action, drafts_for=work)
    return page(request, "procurement/category.html", call=call, code="", form=view)


@router.post("/procurement/calls/{call_id}/categories/new")
@shown_again_by(show_new_category)
def add_category(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(CategoryIn)
    service.add_category(work, call_id, told.category_facts(queries.cancellation_of(work, call_id)))
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_added")


@router.get("/procurement/calls/{call_id}/categories/{category_id}")
def show_category(request: Request, work: RequestWork, call_id: UUID, category_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    category = queries.category_of(work, call_id, category_id)
    view = None
    if not service.reasons_not_to_write(work, call):
        view = category_form(
            request,
            category_told(queries.category_facts_of(category)).facts(),
            action=f"/procurement/calls/{call_id}/categories/{category_id}/redraft",
            version=version_of(shown_category(work, call_id, category_id)),
        )
    return page(request, "procurement/category.html", call=call, code=category.code, form=view)


@router.post("/procurement/calls/{call_id}/categories/{category_id}/redraft")
@shown_again_by(show_category)
@updates(shown_category)
def redraft_category(work: RequestWork, call_id: UUID, category_id: UUID, form: Posted) -> Response:
    told = form.read(CategoryIn)
    facts = told.category_facts(queries.cancellation_of(work, call_id))
    service.redraft_category(work, call_id, category_id, facts)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_redrafted")


@router.post("/procurement/calls/{call_id}/categories/{category_id}/remove")
@shown_again_by(show_own_call)
def remove_category(work: RequestWork, call_id: UUID, category_id: UUID, form: Posted) -> Response:
    service.remove_category(work, call_id, category_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_removed")


@router.post("/procurement/calls/{call_id}/add-metric")
@shown_again_by(show_own_call)
def add_metric(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(MetricIn)
    service.add_metric(work, call_id, code=told.code, title=told.metric_title(), definition=told.definition())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.metric_added")


@router.post("/procurement/calls/{call_id}/metrics/{code}/remove")
@shown_again_by(show_own_call)
def remove_metric(work: RequestWork, call_id: UUID, code: str, form: Posted) -> Response:
    service.remove_metric(work, call_id, code)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.metric_removed")


def _show_first_calls(request: Request, work: RequestWork) -> Response:
    return show_own_calls(request, work, Slice())


@router.post("/procurement/buyers/{buyer_id}/languages")
@shown_again_by(_show_first_calls)
def set_languages(work: RequestWork, buyer_id: UUID, form: Posted) -> Response:
    told = form.read(LanguagesIn)
    service.set_languages(work, buyer_id, languages=told.languages)
    return see_other("/procurement/calls", done="procurement.done.languages_set")
