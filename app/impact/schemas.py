"""What is told about outcomes and what the API shows of them and of results; no client is ever named."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.impact.models import OutcomeClaim
from app.impact.queries import CallResults, ClaimHeading
from app.impact.rules import ClaimState, MetricResult
from app.platform.fields import Day, Euros, Prose
from app.platform.schemas import Shown, Told
from app.procurement.rules.metrics import MetricKind


class ClaimIn(Told):
    """The supplier's word that the outcome has lasted, and when the client allowed its use."""

    texts: ClassVar[str] = "impact_pages"
    order_id: UUID
    began_on: Day
    reached_on: Day
    consent_on: Day | None = None


class EvidenceIn(Told):
    """What proves it, in words; it is kept under the client's own key."""

    texts: ClassVar[str] = "impact_pages"
    evidence: Annotated[Prose, Field(examples=["Todistus työsuhteesta, annettu 17.7.2026"])]


class RejectionIn(Told):
    texts: ClassVar[str] = "impact_pages"
    reason: Prose


class ClaimOut(Shown):
    """A claim in a list: dates and money, and nothing that was written about the client."""

    id: UUID
    order_number: str
    began_on: date
    reached_on: date
    bonus: Euros
    state: ClaimState


class WholeClaimOut(ClaimOut):
    order_id: UUID
    call_id: UUID
    consent_on: date | None
    supplier: str
    has_evidence: bool
    delivery_id: UUID | None


def whole_claim_out(claimed: OutcomeClaim, heading: ClaimHeading) -> WholeClaimOut:
    return WholeClaimOut(
        id=claimed.id,
        order_number=heading.order_number,
        began_on=claimed.began_on,
        reached_on=claimed.reached_on,
        bonus=claimed.bonus,
        state=claimed.state,
        order_id=claimed.order_id,
        call_id=claimed.call_id,
        consent_on=claimed.consent_on,
        supplier=heading.supplier,
        has_evidence=claimed.evidence is not None,
        delivery_id=claimed.delivery_id,
    )


class EvidenceOut(Shown):
    """Personal data: that it was read is in the client's view log."""

    evidence: str
    reason: str


class ResultOut(Shown):
    """So much of so much; "-" where it could tell about one of a few clients."""

    code: str
    kind: MetricKind
    title: dict[str, str]
    category_code: str | None
    unit: str | None
    numerator: str
    denominator: str
    share: str
    clients: int | None


class CallResultsOut(Shown):
    """`is_exact` for the call's buyers' people; for everybody else small groups are hidden."""

    call_id: UUID
    public_id: UUID
    number: str
    title: dict[str, str]
    is_exact: bool
    results: list[ResultOut]


def call_results_out(found: CallResults) -> CallResultsOut:
    return CallResultsOut(
        call_id=found.call_id,
        public_id=found.public_id,
        number=found.number,
        title=dict(found.title.by_language),
        is_exact=found.is_exact,
        results=[_result_out(one, dict(found.titles[one.code].by_language)) for one in found.results],
    )


def _result_out(one: MetricResult, title: dict[str, str]) -> ResultOut:
    return ResultOut(
        code=one.code,
        kind=one.kind,
        title=title,
        category_code=one.category_code,
        unit=one.unit,
        numerator=one.numerator_text,
        denominator=one.denominator_text,
        share=one.share_text,
        clients=one.clients,
    )
