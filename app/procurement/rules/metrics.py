"""What a call measures of its results: what is counted over what, when, and from where.

A metric is set before anybody applies, so that nobody is measured by a rule made afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.plain import as_plain
from app.kernel.texts import Texts
from app.kernel.typed import from_plain

LEAST_SHOWN = 5  # a smaller group could reveal a person


class MetricKind(StrEnum):
    """How the platform computes it."""

    STARTED_IN_TIME = "started_in_time"
    ATTENDANCE = "attendance"
    GOAL_STEP = "goal_step"
    AT_WORK_OR_STUDIES = "at_work_or_studies"
    CLIENT_FEEDBACK = "client_feedback"
    WORK_RETAINED = "work_retained"


@dataclass(frozen=True)
class MetricDefinition:
    """Numerator over denominator, in words that a client, a supplier and a council understand.

    >>> started = standard(MetricKind.STARTED_IN_TIME)
    >>> definition_from_json(started.as_json()) == started
    True
    >>> started.denominator.in_language("en")
    'orders that a supplier has accepted'
    """

    kind: MetricKind
    numerator: Texts
    denominator: Texts
    measured: Texts  # when
    source: Texts
    by_category: bool = False  # amounts in different units are never added up
    within: Limit | None = None
    least_shown: int = LEAST_SHOWN

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


def definition_from_json(stored: Mapping[str, Any]) -> MetricDefinition:
    return from_plain(MetricDefinition, stored)


def standard(kind: MetricKind) -> MetricDefinition:
    """A wording that an officer can start from, in three languages."""
    return STANDARD[kind]


def _texts(fi: str, sv: str, en: str) -> Texts:
    return Texts({"fi": fi, "sv": sv, "en": en}, prevailing="fi")


_AT_END = _texts("tilauksen päättyessä", "när beställningen upphör", "when the order ends")
_MONTHLY = _texts(
    "kuukausittain tilauksen aikana", "varje månad under beställningen", "each month of the order"
)
_ENDED = _texts("päättyneet tilaukset", "avslutade beställningar", "orders that have ended")

STANDARD = {
    MetricKind.STARTED_IN_TIME: MetricDefinition(
        MetricKind.STARTED_IN_TIME,
        numerator=_texts(
            "tilaukset, joissa palvelu alkoi määräajassa",
            "beställningar där servicen började i tid",
            "orders in which the service began in time",
        ),
        denominator=_texts(
            "palveluntuottajan hyväksymät tilaukset",
            "beställningar som tjänsteproducenten har godkänt",
            "orders that a supplier has accepted",
        ),
        measured=_texts(
            "kun palvelu alkaa tai määräaika päättyy",
            "när servicen börjar eller tiden går ut",
            "when the service begins or the time is up",
        ),
        source=_texts(
            "tilaukset ja hyväksytyt toteumat",
            "beställningar och godkända utfall",
            "orders and approved deliveries",
        ),
        within=Limit(10, TimeUnit.WORKING_DAY),
    ),
    MetricKind.ATTENDANCE: MetricDefinition(
        MetricKind.ATTENDANCE,
        numerator=_texts(
            "toteutuneet yksiköt, joissa asiakas oli mukana",
            "genomförda enheter där klienten deltog",
            "units that were held with the client there",
        ),
        denominator=_texts(
            "varatut yksiköt ilman ajoissa peruttuja",
            "bokade enheter utan dem som avbokats i tid",
            "booked units, those cancelled in time left out",
        ),
        measured=_MONTHLY,
        source=_texts("hyväksytyt toteumat", "godkända utfall", "approved deliveries"),
        by_category=True,
    ),
    MetricKind.GOAL_STEP: MetricDefinition(
        MetricKind.GOAL_STEP,
        numerator=_texts(
            "tilaukset, joissa asiakas eteni vähintään yhden portaan omalla asteikollaan 0–4",
            "beställningar där klienten steg minst ett steg på sin egen skala 0–4",
            "orders in which the client rose at least one step on an own scale of 0 to 4",
        ),
        denominator=_ENDED,
        measured=_AT_END,
        source=_texts(
            "asiakkaan ja valmentajan yhteinen arvio",
            "klientens och coachens gemensamma bedömning",
            "the client's and the coach's joint assessment",
        ),
    ),
    MetricKind.AT_WORK_OR_STUDIES: MetricDefinition(
        MetricKind.AT_WORK_OR_STUDIES,
        numerator=_texts(
            "tilaukset, joiden asiakas on töissä, opinnoissa tai yrittäjänä",
            "beställningar vars klient arbetar, studerar eller är företagare",
            "orders whose client works, studies or runs a business",
        ),
        denominator=_ENDED,
        measured=_texts(
            "tilauksen päättyessä sekä 3 ja 6 kuukautta sen jälkeen",
            "när beställningen upphör samt 3 och 6 månader därefter",
            "when the order ends, and 3 and 6 months later",
        ),
        source=_texts(
            "omatyöntekijän tieto asiakkaan luvalla",
            "klienthandläggarens uppgift med klientens tillstånd",
            "the case worker's information, with the client's consent",
        ),
    ),
    MetricKind.CLIENT_FEEDBACK: MetricDefinition(
        MetricKind.CLIENT_FEEDBACK,
        numerator=_texts(
            "asiakkaiden antamien arvosanojen summa",
            "summan av klienternas vitsord",
            "the sum of the grades that clients gave",
        ),
        denominator=_texts("annetut arvosanat", "antalet vitsord", "the grades given"),
        measured=_AT_END,
        source=_texts(
            "asiakkaan palaute ilman nimeä",
            "klientens respons utan namn",
            "the client's feedback, without a name",
        ),
    ),
    MetricKind.WORK_RETAINED: MetricDefinition(
        MetricKind.WORK_RETAINED,
        numerator=_texts(
            "asiakkaat, joiden työ on jatkunut kuusi kuukautta",
            "klienter vars arbete har fortgått i sex månader",
            "clients whose work has gone on for six months",
        ),
        denominator=_texts(
            "asiakkaat, jotka aloittivat työn",
            "klienter som började arbeta",
            "clients who began to work",
        ),
        measured=_texts(
            "kuusi kuukautta työn alusta",
            "sex månader efter arbetets början",
            "six months after the work began",
        ),
        source=_texts(
            "työnantajan tai asiakkaan todistus asiakkaan luvalla",
            "arbetsgivarens eller klientens intyg med klientens tillstånd",
            "a certificate of the employer or the client, with the client's consent",
        ),
        by_category=True,
        within=Limit(6, TimeUnit.MONTH),
    ),
}
