from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.identity import queries as identity
from app.identity.rules import PartyFacts, PartyKind
from app.kernel.refusals import Missing
from app.platform.forms import FormView, Option
from app.platform.texts import say
from app.platform.web import (
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    language_of,
    page,
    see_other,
    shown_again_by,
    updates,
)
from app.platform.web.route import version_of
from app.suppliers import queries, service
from app.suppliers.models import SupplierProfile
from app.suppliers.schemas import ExemptionIn, ProfileIn, ProfileOut, VatIn, profile_out, spoken_options

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/suppliers")
def show_suppliers(request: Request, work: RequestWork) -> Response:
    return page(request, "suppliers/suppliers.html", suppliers=queries.own_suppliers(work))


@router.get("/suppliers/{organisation_id}")
def show_supplier(request: Request, work: RequestWork, organisation_id: UUID) -> Response:
    liabilities = queries.liabilities(work, organisation_id)
    party = identity.party_on(work, organisation_id, identity.today(work))
    profile = _profile_or_none(work, organisation_id)
    may_tell = not service.reasons_not_to_tell(work, "save_profile", organisation_id)
    may_check = not service.reasons_not_to_tell(work, "check_operator", organisation_id)
    return page(
        request,
        "suppliers/supplier.html",
        party=party,
        is_group=party.kind is PartyKind.GROUP,
        profile=profile,
        spoken={option.value: option.label for option in spoken_options(language_of(request))},
        may_check=may_check and profile is not None and not profile.operator_checked_at,
        liabilities=liabilities,
        exemptions=queries.exemptions(work, organisation_id),
        profile_form=_profile_form(request, party, profile) if may_tell else None,
        vat_form=_vat_form(request, organisation_id) if may_tell else None,
        exemption_form=_exemption_form(request, organisation_id) if may_tell else None,
    )


def read_profile(work: RequestWork, organisation_id: UUID) -> ProfileOut:
    return profile_out(queries.own_profile(work, organisation_id))


@router.post("/suppliers/{organisation_id}/save-profile")
@shown_again_by(show_supplier)
@updates(read_profile)
def save_profile(work: RequestWork, organisation_id: UUID, form: Posted) -> Response:
    service.save_profile(work, organisation_id, **form.read(ProfileIn).facts())
    return see_other(f"/suppliers/{organisation_id}", done="suppliers.saved")


@router.post("/suppliers/{organisation_id}/check-operator")
@shown_again_by(show_supplier)
def check_operator(work: RequestWork, organisation_id: UUID) -> Response:
    service.check_operator(work, organisation_id)
    return see_other(f"/suppliers/{organisation_id}", done="suppliers.checked")


@router.post("/suppliers/{organisation_id}/declare-vat")
@shown_again_by(show_supplier)
def declare_vat(work: RequestWork, organisation_id: UUID, form: Posted) -> Response:
    service.declare_vat(work, organisation_id, **form.read(VatIn).facts())
    return see_other(f"/suppliers/{organisation_id}", done="suppliers.vat_declared")


@router.post("/suppliers/{organisation_id}/declare-exemption")
@shown_again_by(show_supplier)
def declare_exemption(work: RequestWork, organisation_id: UUID, form: Posted) -> Response:
    service.declare_exemption(work, organisation_id, **form.read(ExemptionIn).facts())
    return see_other(f"/suppliers/{organisation_id}", done="suppliers.exemption_declared")


def _profile_or_none(work: RequestWork, organisation_id: UUID) -> SupplierProfile | None:
    try:
        return queries.own_profile(work, organisation_id)
    except Missing:
        return None


def _profile_form(request: Request, party: PartyFacts, profile: SupplierProfile | None) -> FormView:
    """A first profile suggests the e-invoice address that the business id gives."""
    given = (
        {name: getattr(profile, name) for name in ProfileIn.model_fields}
        if profile
        else {"einvoice_address": party.ovt, "languages": [party.language]}
    )
    return form_view(
        request,
        ProfileIn,
        action=f"/suppliers/{party.id}/save-profile",
        submit="suppliers.save",
        given=given,
        options={"languages": spoken_options(language_of(request))},
        version=version_of(profile_out(profile)) if profile else "",
    )


def _vat_form(request: Request, organisation_id: UUID) -> FormView:
    language = language_of(request)
    answers = [Option(one, say(f"suppliers.vat.liable.{one}", {}, language)) for one in ("yes", "no")]
    return form_view(
        request,
        VatIn,
        action=f"/suppliers/{organisation_id}/declare-vat",
        submit="suppliers.declare_vat",
        options={"liable": answers},
    )


def _exemption_form(request: Request, organisation_id: UUID) -> FormView:
    return form_view(
        request,
        ExemptionIn,
        action=f"/suppliers/{organisation_id}/declare-exemption",
        submit="suppliers.declare_exemption",
    )
