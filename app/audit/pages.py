from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.audit import queries, service
from app.audit.policy import reads_all
from app.audit.queries import View
from app.kernel.actors import ActorKind
from app.kernel.refusals import Missing
from app.platform.forms import Option, Problem, Unfit
from app.platform.journal import PLATFORM
from app.platform.paging import USUAL, Slice
from app.platform.showing import words_of
from app.platform.web import Posted, RequestWork, WorkRoute, page, shown_again_by

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
NDJSON = "application/x-ndjson"
NAMED_KINDS = (ActorKind.PERSON, ActorKind.TOKEN)


@router.get("/audit")
def show_audit(request: Request, work: RequestWork) -> Response:
    return page(request, "audit/chains.html", chains=queries.chains(work), reads_all=reads_all(work.actor))


@router.get("/audit/proofs")
def show_proofs(request: Request, work: RequestWork) -> Response:
    proofs = service.verified_chains(work)
    names = {chain.chain: chain for chain in queries.chains(work)}
    return page(request, "audit/proofs.html", proofs=proofs, names=names)


@router.get("/audit/views")
def show_views(
    request: Request,
    work: RequestWork,
    buyer_id: str = "",
    subject_id: str = "",
    actor_id: str = "",
    after: UUID | None = None,
) -> Response:
    chains = {chain.chain: chain.name for chain in queries.chains(work) if not chain.is_platforms}
    buyer = _id("buyer_id", buyer_id) or next(iter(chains), None)
    subject, actor = _id("subject_id", subject_id), _id("actor_id", actor_id)
    rows = queries.views(work, buyer, Slice(after), subject_id=subject, actor_id=actor) if buyer else []
    asked = {"buyer_id": buyer or "", "subject_id": subject_id, "actor_id": actor_id}
    return page(
        request,
        "audit/views.html",
        rows=_shown(request, rows[:USUAL]),
        buyer=chains.get(buyer, "") if buyer else "",
        buyer_id=buyer,
        filter=_view_fields(request, chains, asked),
        is_narrowed=bool(subject or actor),
        next=_address("/audit/views", asked, after=rows[USUAL - 1].id) if len(rows) > USUAL else "",
        first=_address("/audit/views", asked) if after else "",
    )


@router.get("/audit/chains/{chain}")
def show_chain(
    request: Request, work: RequestWork, chain: UUID, before: int | None = None, about: str = ""
) -> Response:
    thing = _id("about", about)
    rows = queries.entries(work, chain, before=before, about=thing)
    here = f"/audit/chains/{chain}"
    further = rows[-1].seq if len(rows) == queries.MOST else None
    return page(
        request,
        "audit/chain.html",
        chain=chain,
        name=_name(work, chain),
        rows=rows,
        people=_people(work, rows),
        filter=[_text_field(request, "about", about)],
        is_narrowed=thing is not None,
        next=_address(here, {"about": about}, before=further) if further else "",
        first=_address(here, {"about": about}) if before else "",
    )


@router.get("/audit/chains/{chain}/proof")
def show_proof(request: Request, work: RequestWork, chain: UUID) -> Response:
    return page(
        request,
        "audit/proof.html",
        chain=chain,
        name=_name(work, chain),
        proof=queries.own_proof(work, chain),
        head=queries.head_of(work, chain),
    )


@router.post("/audit/chains/{chain}/export")
@shown_again_by(show_chain)
def export(work: RequestWork, chain: UUID, form: Posted) -> Response:
    lines = "".join(f"{line}\n" for line in service.export(work, chain))
    name = "platform" if chain == PLATFORM else str(chain)
    headers = {"Content-Disposition": f'attachment; filename="journal-{name}.ndjson"'}
    return Response(lines, media_type=NDJSON, headers=headers)


def _name(work: RequestWork, chain: UUID) -> str:
    """The platform's own has none; a chain without a first row is not there."""
    found = next((one for one in queries.chains(work) if one.chain == chain), None)
    if found is None:
        raise Missing
    return found.name


def _shown(request: Request, views: Iterable[View]) -> list[dict[str, Any]]:
    """Views in the reader's words; a chapter's field or purpose without words stands as it was written."""
    known = words_of(request).strings

    def word(kind: str, code: str) -> str:
        return known.get(f"audit_pages.{kind}.{code.replace(' ', '_')}", code)

    return [
        {
            **vars(view),
            "fields": [word("field", field) for field in view.fields],
            "purpose": word("purpose", view.purpose),
        }
        for view in views
    ]


def _people(work: RequestWork, rows: Iterable[Any]) -> Mapping[UUID, str]:
    acted = {row.actor_id for row in rows if row.actor_kind in NAMED_KINDS}
    return queries.names_of_people(work, acted) if acted else {}


def _view_fields(
    request: Request, chains: Mapping[UUID, str], asked: Mapping[str, Any]
) -> list[dict[str, Any]]:
    words = words_of(request)
    options = [Option(str(buyer_id), name) for buyer_id, name in chains.items()]
    whose = {
        "name": "buyer_id",
        "id": "filter-buyer_id",
        "label": words.gettext("audit_pages.buyer"),
        "kind": "select",
        "value": str(asked["buyer_id"]),
        "options": options,
        "required": True,
    }
    about = [_text_field(request, name, asked[name]) for name in ("subject_id", "actor_id")]
    return [*([whose] if len(options) > 1 else []), *about]


def _text_field(request: Request, name: str, value: str) -> dict[str, Any]:
    words = words_of(request)
    return {
        "name": name,
        "id": f"filter-{name}",
        "label": words.gettext(f"audit_pages.{name}"),
        "kind": "text",
        "value": value,
        "required": False,
    }


def _id(name: str, written: str) -> UUID | None:
    try:
        return UUID(written.strip()) if written.strip() else None
    except ValueError:
        raise Unfit([Problem(name, "field.not_understood", {})]) from None


def _address(path: str, asked: Mapping[str, Any], **more: Any) -> str:
    told = {name: value for name, value in {**asked, **more}.items() if value not in ("", None)}
    return f"{path}?{urlencode(told)}" if told else path
