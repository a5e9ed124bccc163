from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.impact import queries, service
from app.impact.models import OutcomeClaim
from app.impact.queries import CallResults, Claimable, months_between
from app.impact.rules import ClaimState, MetricResult
from app.impact.schemas import ClaimIn, EvidenceIn, RejectionIn
from app.kernel.actors import SUPPLIER_ROLES, Role
from app.orders.models import ServiceOrder
from app.platform.fields import Unreadable, a_month
from app.platform.forms import FormView, Option, Problem, Unfit
from app.platform.pages import money, percent
from app.platform.showing import worded, words_of
from app.platform.web import (
    PERSONAL,
    PUBLIC,
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    language_of,
    page,
    see_other,
    shown_again_by,
)
from app.procurement import queries as procurement

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
TONES = {
    ClaimState.CLAIMED: "neutral",
    ClaimState.EVIDENCED: "warning",
    ClaimState.VERIFIED: "success",
    ClaimState.REJECTED: "danger",
}
OPEN = (ClaimState.CLAIMED, ClaimState.EVIDENCED)


# --------------------------------------------------------------------------------------------- results


@router.get("/impact", openapi_extra=PUBLIC)
def show_impact(request: Request, work: RequestWork) -> Response:
    return page(
        request,
        "impact/impact.html",
        calls=procurement.public_calls(work),
        has_claims=bool(work.actor.parties_where(*SUPPLIER_ROLES, Role.CASE_WORKER)),
    )


@router.get("/impact/calls/{public_id}", openapi_extra=PUBLIC)
def show_results(
    request: Request, work: RequestWork, public_id: UUID, first: str = "", last: str = ""
) -> Response:
    months = months_between(_month("first", first), _month("last", last))
    found = queries.call_results(work, public_id, months)
    return page(
        request,
        "impact/results.html",
        found=found,
        bars=_bars(found, language_of(request)),
        filter=_months_fields(request, first, last),
        is_narrowed=months is not None,
    )


# ---------------------------------------------------------------------------------------------- claims


@router.get("/impact/claims")
def show_claims(request: Request, work: RequestWork) -> Response:
    rows = queries.claims(work)
    return page(
        request,
        "impact/claims.html",
        waiting=[row for row in rows if row.state is ClaimState.EVIDENCED],
        rows=rows,
        tones=TONES,
        is_supplier=bool(work.actor.parties_where(Role.SUPPLIER_ADMIN, Role.WORKER)),
        is_case_worker=bool(work.actor.parties_where(Role.CASE_WORKER)),
    )


@router.get("/impact/claims/new")
def show_claiming(request: Request, work: RequestWork, order_id: UUID | None = None) -> Response:
    found = queries.claimable(work)
    form = form_view(
        request,
        ClaimIn,
        action="/impact/claims",
        submit="impact_pages.claim",
        given={"order_id": order_id},
        options={"order_id": [_order_option(request, one) for one in found]},
        drafts_for=work,
    )
    return page(request, "impact/claiming.html", form=form, has_orders=bool(found) or bool(form.problems))


@router.post("/impact/claims")
@shown_again_by(show_claiming)
def claim(work: RequestWork, form: Posted) -> Response:
    facts = form.read(ClaimIn).facts()
    claim_id = service.claim(work, facts.pop("order_id"), **facts)
    return see_other(f"/impact/claims/{claim_id}", done="impact_pages.done.claimed")


@router.get("/impact/claims/{claim_id}")
def show_claim(request: Request, work: RequestWork, claim_id: UUID) -> Response:
    claimed, order = queries.own_claim_and_order(work, claim_id)
    return page(
        request,
        "impact/claim.html",
        claim=claimed,
        heading=queries.heading_of(work, claimed),
        tone=TONES[claimed.state],
        has_text=bool(claimed.evidence or claimed.reason),
        **_acts(request, work, claimed, order),
    )


@router.get("/impact/claims/{claim_id}/evidence", openapi_extra=PERSONAL)
def show_evidence(request: Request, work: RequestWork, claim_id: UUID) -> Response:
    written = service.read_written(work, claim_id)
    return page(request, "impact/evidence.html", claim_id=claim_id, **written)


@router.post("/impact/claims/{claim_id}/show-evidence")
@shown_again_by(show_claim)
def give_evidence(work: RequestWork, claim_id: UUID, form: Posted) -> Response:
    service.show_evidence(work, claim_id, evidence=form.read(EvidenceIn).evidence)
    return see_other(f"/impact/claims/{claim_id}", done="impact_pages.done.evidence_shown")


@router.post("/impact/claims/{claim_id}/verify")
@shown_again_by(show_claim)
def verify(work: RequestWork, claim_id: UUID, form: Posted) -> Response:
    service.verify(work, claim_id)
    return see_other(f"/impact/claims/{claim_id}", done="impact_pages.done.verified")


@router.post("/impact/claims/{claim_id}/reject")
@shown_again_by(show_claim)
def reject(work: RequestWork, claim_id: UUID, form: Posted) -> Response:
    service.reject(work, claim_id, reason=form.read(RejectionIn).reason)
    return see_other(f"/impact/claims/{claim_id}", done="impact_pages.done.rejected")


# ------------------------------------------------------------------------------------ what pages share


def _acts(request: Request, work: RequestWork, claimed: OutcomeClaim, order: ServiceOrder) -> dict[str, Any]:
    """The acts of the viewer's own side that the claim's state knows; the other side's are not shown."""
    here, is_open = f"/impact/claims/{claimed.id}", claimed.state in OPEN
    decisions = service.decisions_on(work, claimed, order) if is_open else {}
    waits = claimed.state is ClaimState.CLAIMED and not decisions
    tells = waits and not service.reasons_not_to_show(work, claimed, order)
    return {
        "showing": _form(request, EvidenceIn, f"{here}/show-evidence", "impact_pages.show_evidence")
        if tells
        else None,
        "verifies": "verify" in decisions,
        "why_not_verify": worded(request, decisions.get("verify", [])),
        "rejecting": _form(request, RejectionIn, f"{here}/reject", "impact_pages.reject", tone="danger")
        if "reject" in decisions
        else None,
        "waits_for_evidence": "reject" in decisions and "verify" not in decisions,
    }


def _form(request: Request, model: Any, action: str, submit: str, *, tone: str = "") -> FormView:
    return form_view(request, model, action=action, submit=submit, tone=tone)


def _order_option(request: Request, one: Claimable) -> Option:
    language = language_of(request)
    bonus = money(one.bonus, f"{language}_FI")
    return Option(str(one.id), f"{one.number} · {one.service.in_language(language)} · {bonus}")


def _bars(found: CallResults, language: str) -> list[tuple[str, int, str]]:
    """Only what may be shown: a hidden share is no bar of nothing."""
    return [
        (
            _named(one, found, language),
            one.share_basis_points,
            percent(one.share_basis_points, f"{language}_FI"),
        )
        for one in found.results
        if one.share_basis_points is not None
    ]


def _named(one: MetricResult, found: CallResults, language: str) -> str:
    title = found.titles[one.code].in_language(language)
    return f"{title} ({one.category_code})" if one.category_code else title


def _months_fields(request: Request, first: str, last: str) -> list[dict[str, Any]]:
    words = words_of(request)
    return [
        {
            "name": name,
            "id": f"filter-{name}",
            "label": words.gettext(f"impact_pages.{name}"),
            "kind": "month",
            "value": value,
            "required": False,
        }
        for name, value in (("first", first), ("last", last))
    ]


def _month(name: str, written: str) -> date | None:
    try:
        return a_month(written.strip()) if written.strip() else None
    except Unreadable as fault:
        raise Unfit([Problem(name, fault.code, fault.facts)]) from None
