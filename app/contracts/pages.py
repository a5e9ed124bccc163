from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.contracts import queries, service
from app.contracts.models import Contract
from app.contracts.queries import PricedLine, SeenContract, Side
from app.contracts.rules.states import ContractState
from app.contracts.schemas import (
    DraftingIn,
    EndingIn,
    MandateIn,
    PriceIn,
    RefusingIn,
    SigningIn,
    waiting,
)
from app.contracts.service.acting import reasons_not_theirs
from app.contracts.service.billing import reasons_not_to_authorise, reasons_not_to_revoke
from app.contracts.service.drafting import (
    reasons_not_to_draft,
    reasons_not_to_end,
    reasons_not_to_offer,
    reasons_not_to_refuse,
)
from app.contracts.service.pricing import reasons_not_to_change_prices
from app.contracts.service.signing import reasons_not_to_sign, reasons_not_to_sign_data_protection
from app.identity import queries as identity
from app.platform.forms import FormView, Option
from app.platform.paging import Cursor
from app.platform.showing import worded
from app.platform.texts import languages, say
from app.platform.web import (
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
from app.procurement.models import Call

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/contracts")
def show_contracts(request: Request, work: RequestWork, cursor: Cursor) -> Response:
    lines = queries.contracts(work, cursor)
    sides, here = queries.sides_of(work, lines), lines[: cursor.limit]
    return page(
        request,
        "contracts/contracts.html",
        contracts=here,
        waits={line.id: waiting(line.state, sides[line.id]) for line in here},
        unprotected={line.id: _unprotected(line.state, sides[line.id]) for line in here},
        mine={
            line.id
            for line in here
            if line.state is ContractState.OFFERED
            and any(side.waits_for(work.actor.id) for side in sides[line.id])
        },
        uncontracted=queries.uncontracted(work),
        next=f"/contracts?after={here[-1].id}" if len(lines) > cursor.limit else "",
        first="/contracts" if cursor.after else "",
    )


@router.get("/contracts/new/{call_id}/{party_id}")
def show_drafting(request: Request, work: RequestWork, call_id: UUID, party_id: UUID) -> Response:
    call = procurement.own_call(work, call_id)  # everybody may read the call, not what it admitted
    lines = queries.admitted_lines(work, call_id, party_id)
    reasons = reasons_not_to_draft(work, call, party_id, lines)
    return page(
        request,
        "contracts/drafting.html",
        call=call,
        party=identity.party_on(work, party_id, identity.today(work)).name,
        lines=lines,
        reasons=worded(request, reasons),
        form=None if reasons else _drafting(request, call, party_id),
    )


@router.post("/contracts/new/{call_id}/{party_id}")
@shown_again_by(show_drafting)
def draft(work: RequestWork, call_id: UUID, party_id: UUID, form: Posted) -> Response:
    contract_id = service.draft(work, call_id, party_id, **form.read(DraftingIn).facts())
    return see_other(f"/contracts/{contract_id}", done="contracts.drafted")


@router.get("/contracts/{contract_id}")
def show_contract(request: Request, work: RequestWork, contract_id: UUID) -> Response:
    found = queries.seen(work, contract_id)
    contract = found.contract
    is_draft = contract.state is ContractState.DRAFT  # the paper itself says who will sign
    sides = () if is_draft else queries.sides(work, contract)
    lines = queries.priced_lines(work, contract_id)
    return page(
        request,
        "contracts/contract.html",
        found=found,
        contract=contract,
        sides=sides,
        signers=contract.data["signers"] if is_draft else [],
        waits=waiting(contract.state, sides),
        lines=lines,
        today=identity.today(work),
        offering=_offering(request, work, contract),
        to_sign=_to_sign(request, work, contract, sides),
        to_agree=_to_agree(request, work, contract, sides),
        refusing=_refusing(request, work, contract),
        ending=_ending(request, work, contract),
        repricing=_repricing(request, work, contract, lines),
        mandate=_mandate(request, work, found, sides),
        may_revoke=_may_revoke(work, found, sides),
    )


@router.get("/contracts/{contract_id}/paper")
def show_paper(work: RequestWork, contract_id: UUID) -> Response:
    number, content = queries.seen_paper(work, contract_id)
    name = quote(f"{number}.pdf".replace("/", "-"))
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )


@router.post("/contracts/{contract_id}/offer")
@shown_again_by(show_contract)
def offer(work: RequestWork, contract_id: UUID) -> Response:
    service.offer(work, contract_id)
    return see_other(f"/contracts/{contract_id}", done="contracts.offered")


@router.post("/contracts/{contract_id}/sign")
@shown_again_by(show_contract)
def sign(work: RequestWork, contract_id: UUID, form: Posted) -> Response:
    service.sign(work, contract_id, form.read(SigningIn).organisation_id)
    return see_other(f"/contracts/{contract_id}", done="contracts.signed")


@router.post("/contracts/{contract_id}/sign-data-protection")
@shown_again_by(show_contract)
def sign_data_protection(work: RequestWork, contract_id: UUID, form: Posted) -> Response:
    service.sign_data_protection(work, contract_id, form.read(SigningIn).organisation_id)
    return see_other(f"/contracts/{contract_id}", done="contracts.agreed")


@router.post("/contracts/{contract_id}/refuse")
@shown_again_by(show_contract)
def refuse(work: RequestWork, contract_id: UUID, form: Posted) -> Response:
    service.refuse(work, contract_id, reason=form.read(RefusingIn).reason)
    return see_other(f"/contracts/{contract_id}", done="contracts.refused")


@router.post("/contracts/{contract_id}/end")
@shown_again_by(show_contract)
def end(work: RequestWork, contract_id: UUID, form: Posted) -> Response:
    service.end(work, contract_id, reason=form.read(EndingIn).reason)
    return see_other(f"/contracts/{contract_id}", done="contracts.ended")


@router.post("/contracts/{contract_id}/price-lines/{price_line_id}/change-price")
@shown_again_by(show_contract)
def change_price(work: RequestWork, contract_id: UUID, price_line_id: UUID, form: Posted) -> Response:
    service.change_price(work, contract_id, price_line_id, **form.read(PriceIn).facts())
    return see_other(f"/contracts/{contract_id}", done="contracts.repriced")


@router.post("/contracts/{contract_id}/authorise-billing")
@shown_again_by(show_contract)
def authorise_billing(work: RequestWork, contract_id: UUID, form: Posted) -> Response:
    service.authorise_billing(work, contract_id, **form.read(MandateIn).facts())
    return see_other(f"/contracts/{contract_id}", done="contracts.authorised")


@router.post("/contracts/{contract_id}/revoke-billing")
@shown_again_by(show_contract)
def revoke_billing(work: RequestWork, contract_id: UUID) -> Response:
    service.revoke_billing(work, contract_id)
    return see_other(f"/contracts/{contract_id}", done="contracts.revoked")


def _drafting(request: Request, call: Call, party_id: UUID) -> FormView:
    return form_view(
        request,
        DraftingIn,
        action=f"/contracts/new/{call.id}/{party_id}",
        submit="contracts.draft",
        options={"language": _language_options(request, call.languages)},
    )


def _unprotected(state: ContractState, sides: Sequence[Side]) -> list[Side]:
    """The members to whom no order may go yet, although the contract holds."""
    if state is not ContractState.ACTIVE:
        return []
    return [side for side in sides if side.is_member and not side.is_data_protected]


def _offering(request: Request, work: RequestWork, contract: Contract) -> list[str] | None:
    """Why the buyer cannot offer it yet; None for whom and when it is no question."""
    if contract.state is not ContractState.DRAFT or reasons_not_theirs(work, "offer", contract):
        return None
    return worded(request, reasons_not_to_offer(work, contract))


def _to_sign(
    request: Request, work: RequestWork, contract: Contract, sides: Sequence[Side]
) -> list[tuple[Side, list[str]]]:
    """The parties that the reader may sign for, each with the reasons why not now."""
    if contract.state is not ContractState.OFFERED:
        return []
    mine = [side for side in sides if side.is_on_paper and work.actor.id in side.may_sign]
    return [
        (side, worded(request, reasons_not_to_sign(work, contract, side.organisation_id, sides)))
        for side in mine
    ]


def _to_agree(
    request: Request, work: RequestWork, contract: Contract, sides: Sequence[Side]
) -> list[tuple[Side, list[str]]]:
    mine = [
        side
        for side in sides
        if side.is_member and not side.is_data_protected and work.actor.id in side.may_sign
    ]
    asked = reasons_not_to_sign_data_protection
    return [(side, worded(request, asked(work, contract, side.organisation_id, sides))) for side in mine]


def _refusing(request: Request, work: RequestWork, contract: Contract) -> FormView | None:
    if reasons_not_to_refuse(work, contract):
        return None
    return form_view(
        request,
        RefusingIn,
        action=f"/contracts/{contract.id}/refuse",
        submit="contracts.refuse",
        tone="danger",
    )


def _ending(request: Request, work: RequestWork, contract: Contract) -> FormView | None:
    if reasons_not_to_end(work, contract):
        return None
    return form_view(
        request, EndingIn, action=f"/contracts/{contract.id}/end", submit="contracts.end", tone="danger"
    )


def _repricing(
    request: Request, work: RequestWork, contract: Contract, lines: Sequence[PricedLine]
) -> dict[UUID, FormView]:
    if reasons_not_to_change_prices(work, contract):
        return {}
    return {
        line.id: form_view(
            request,
            PriceIn,
            action=f"/contracts/{contract.id}/price-lines/{line.id}/change-price",
            submit="contracts.change_price",
        )
        for line in lines
    }


def _mandate(
    request: Request, work: RequestWork, found: SeenContract, sides: Sequence[Side]
) -> FormView | None:
    if found.mandate or not sides or reasons_not_to_authorise(work, found.contract, sides):
        return None
    said = (found.contract.data.get("mandate") or {}).get("series")
    return form_view(
        request,
        MandateIn,
        action=f"/contracts/{found.contract.id}/authorise-billing",
        submit="contracts.authorise",
        given={"series": said} if said else {},
    )


def _may_revoke(work: RequestWork, found: SeenContract, sides: Sequence[Side]) -> bool:
    return found.mandate is not None and not reasons_not_to_revoke(work, found.contract, sides)


def _language_options(request: Request, spoken: Sequence[str]) -> list[Option]:
    """The call's own languages first: those in which the buyer has written everything."""
    language = language_of(request)
    known = [*spoken, *(one for one in languages() if one not in spoken)]
    return [Option(one, say(f"language.{one}", {}, language)) for one in known]
