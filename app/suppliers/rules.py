"""How a supplier's service is taxed, and what a profile needs before it can be used."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.refusals import Reason


class ExemptionGround(StrEnum):
    """Why a service bears no VAT although its seller is liable; the value is its VATEX code."""

    SOCIAL_WELFARE = "VATEX-EU-132-1G"
    EDUCATION = "VATEX-EU-132-1I"


class VatNature(StrEnum):
    """What a call says of a category: only social welfare can be exempt as social welfare."""

    GENERAL = "general"
    SOCIAL_WELFARE = "social_welfare"
    EDUCATION = "education"


@dataclass(frozen=True)
class ExemptionFacts:
    """The six conditions of RULE-52, all needed at once."""

    nature_is_exempt: bool  # the category
    client_entitled: bool  # the order: need shown in an individual plan
    need_in_plan: bool
    authority_decision: bool  # the order: decision or service agreement
    provider_registered: bool  # the supplier
    self_monitoring_plan: bool


LACKING = {
    "nature_is_exempt": Reason("suppliers.nature_not_exempt"),
    "client_entitled": Reason("suppliers.client_not_entitled"),
    "need_in_plan": Reason("suppliers.need_not_in_plan"),
    "authority_decision": Reason("suppliers.decision_missing"),
    "provider_registered": Reason("suppliers.provider_not_registered"),
    "self_monitoring_plan": Reason("suppliers.self_monitoring_missing"),
}


def reasons_not_exempt(facts: ExemptionFacts) -> list[Reason]:
    """
    >>> [r.code for r in reasons_not_exempt(ExemptionFacts(True, True, True, False, True, True))]
    ['suppliers.decision_missing']
    """
    return [LACKING[name] for name, met in vars(facts).items() if not met]


@dataclass(frozen=True)
class VatTreatment:
    """`category` S, E or O of EN 16931; the rate in basis points; the VATEX code where exempt."""

    category: str
    rate: int
    exemption: str = ""


def vat_treatment(
    *, liable: bool, exempt_as: ExemptionGround | None, exempt: bool, standard_rate: int
) -> VatTreatment:
    """Not liable is outside the scope (O), never zero-rated; exempt (E) needs every condition.

    >>> vat_treatment(liable=False, exempt_as=None, exempt=False, standard_rate=2550).category
    'O'
    """
    if not liable:
        return VatTreatment("O", 0)
    if exempt and exempt_as is not None:
        return VatTreatment("E", 0, exempt_as.value)
    return VatTreatment("S", standard_rate)


@dataclass(frozen=True)
class Exemption:
    """The supplier's half of a claim not to bear VAT, as it stood on the day of supply."""

    ground: ExemptionGround
    registration: str
    self_monitoring_plan: bool


GROUND_OF = {
    VatNature.SOCIAL_WELFARE: ExemptionGround.SOCIAL_WELFARE,
    VatNature.EDUCATION: ExemptionGround.EDUCATION,
}


def exemption_facts(
    nature: VatNature, exemption: Exemption | None, *, exemption_ready: bool
) -> ExemptionFacts:
    """The category's, the order's and the supplier's halves together; what is not there is not met.

    >>> ours = Exemption(ExemptionGround.SOCIAL_WELFARE, "Soteri 1234", self_monitoring_plan=True)
    >>> reasons_not_exempt(exemption_facts(VatNature.SOCIAL_WELFARE, ours, exemption_ready=True))
    []
    >>> len(reasons_not_exempt(exemption_facts(VatNature.GENERAL, None, exemption_ready=False)))
    6
    """
    return ExemptionFacts(
        nature_is_exempt=nature in GROUND_OF,
        client_entitled=exemption_ready,
        need_in_plan=exemption_ready,
        authority_decision=exemption_ready,
        provider_registered=exemption is not None and bool(exemption.registration.strip()),
        self_monitoring_plan=exemption is not None and exemption.self_monitoring_plan,
    )


def reasons_not_dated(valid_from: date, last_from: date | None) -> list[Reason]:
    """A word about tax goes forward: what invoices were already made by is not told anew.

    >>> [reason.code for reason in reasons_not_dated(date(2026, 4, 1), date(2026, 4, 1))]
    ['suppliers.not_after_the_last']
    """
    if last_from is None or valid_from > last_from:
        return []
    return [Reason("suppliers.not_after_the_last", {"last": last_from.isoformat()})]
