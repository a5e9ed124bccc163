"""The call of the worked example, published through the services, with whatever a test wants different."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.kernel.deadlines import local_moment
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis, Regime, ValuePart
from app.procurement import queries, service
from app.procurement.rules.call import CallFacts, CategoryFacts, Office, Value
from app.procurement.rules.metrics import MetricKind, standard
from app.procurement.rules.ranking import Criterion, RankingTerms
from app.procurement.rules.requirements import Proof, Requirement, Requirements
from app.procurement.rules.tariffs.tariff import by_the_month, by_the_visit, in_a_group
from app.suppliers.rules import VatNature
from tests.conftest import Clock
from tests.story.identity import As, Buyer
from tests.story.memory import remembered

HELSINKI = ZoneInfo("Europe/Helsinki")


def local(day: str, clock: str = "12:00") -> datetime:
    """A moment as an official writes it: local("2026-03-05", "12:00")."""
    return local_moment(date.fromisoformat(day), time.fromisoformat(clock), HELSINKI)


def texts(fi: str, sv: str, en: str) -> Texts:
    return Texts({"fi": fi, "sv": sv, "en": en}, prevailing="fi")


OPENS = local("2026-02-02", "09:00")
FIRST_ROUND_CLOSES = local("2026-03-05", "12:00")
DECIDED = local("2026-03-19", "10:00")

OFFICE = Office(
    contact="Outi Hankinta",
    contact_email="outi.hankinta@alue.example",
    contact_phone="040 555 0101",
    review_body=texts(
        "Lehtolan kaupungin työllisyyslautakunta",
        "Lehtola stads sysselsättningsnämnd",
        "Employment Committee of the City of Lehtola",
    ),
    address="Satamakatu 1, 54100 Lehtola",
    email="kirjaamo@lehtola.example",
    hours=texts("arkisin klo 9.00–15.00", "vardagar kl. 9.00–15.00", "weekdays 9:00–15:00"),
)

RANKING = RankingTerms(
    criteria=(
        Criterion("method", texts("Menetelmä", "Metod", "Method"), 25),
        Criterion("staff", texts("Henkilöstö", "Personal", "Staff"), 20),
        Criterion("impact", texts("Näyttö vaikuttavuudesta", "Belägg för effekt", "Evidence of impact"), 15),
    ),
    price_points=40,
)

OF_EVERYBODY = Requirements(
    (
        Requirement(
            "insurance",
            texts(
                "Vastuuvakuutus vähintään 250 000 euroa",
                "Ansvarsförsäkring på minst 250 000 euro",
                "Liability insurance of at least 250,000 euros",
            ),
            Proof.DOCUMENT,
        ),
        Requirement(
            "liability_act",
            texts(
                "Tilaajavastuulain mukaiset selvitykset, enintään kolme kuukautta vanhat",
                "Utredningar enligt beställaransvarslagen, högst tre månader gamla",
                "Documents under the liability act, at most three months old",
            ),
            Proof.DOCUMENT,
        ),
    )
)

CALL = CallFacts(
    number="JHT-DPH-2026-01",
    title=texts(
        "Työhönvalmennus ja rinnallakulkija -palvelut",
        "Tjänster för jobbcoachning och följeslagare",
        "Job coaching and walk-alongside services",
    ),
    description=texts(
        "Asiakaskohtaisesti tilattavia työllisyyspalveluja. Tilausmääriä ei taata.",
        "Sysselsättningstjänster som beställs per klient. Ingen volym garanteras.",
        "Employment services ordered client by client. No volume is guaranteed.",
    ),
    languages=("fi", "sv"),
    legal_basis=LegalBasis.SMALL_DPS,
    regime=Regime.SOCIAL_HEALTH,
    cpv_main="85312510-7",
    cpv_extra=("85312300-2", "79611000-0"),
    nuts=("FI1C5",),
    value=Value((ValuePart(base=Money(270_000_00), options=Money(120_000_00)),)),
    office=OFFICE,
    guideline_url="https://lehtola.example/pienhankintaohje",
    opens_at=OPENS,
    questions_until=local("2026-02-16", "12:00"),
    first_round_closes_at=FIRST_ROUND_CLOSES,
    closes_at=local("2027-12-31", "16:00"),
    starts_on=date(2026, 4, 7),
    ends_on=date(2027, 12, 31),
    option_months=12,
    requirements=OF_EVERYBODY,
    ranking=RANKING,
)

COACHING = CategoryFacts(
    code="A",
    title=texts("Yksilöllinen työhönvalmennus", "Individuell jobbcoachning", "Individual job coaching"),
    description=texts(
        "Valmennusta tunneittain, neljännestunnin tarkkuudella.",
        "Coachning per timme, med en kvarts noggrannhet.",
        "Coaching by the hour, counted in quarters.",
    ),
    tariff=by_the_visit(Unit.HOUR, per=4),
    price_ceiling=Money(62_00),
    requirements=Requirements(
        (
            Requirement(
                "coaches",
                texts(
                    "Vähintään kaksi valmentajaa, joilla on tutkinto tai kolmen vuoden kokemus",
                    "Minst två coacher med examen eller tre års erfarenhet",
                    "At least two coaches with a degree or three years' experience",
                ),
            ),
        )
    ),
)
COMPANION = CategoryFacts(
    code="B",
    title=texts("Rinnallakulkija", "Följeslagare", "Walk-alongside support"),
    description=texts("Tapaaminen on 90 minuuttia.", "En träff är 90 minuter.", "A session is 90 minutes."),
    tariff=by_the_visit(Unit.SESSION, least_minutes=90),
    price_ceiling=Money(78_00),
    vat_nature=VatNature.SOCIAL_WELFARE,
    requirements=Requirements(
        (
            Requirement(
                "supervision",
                texts(
                    "Koulutettu rinnallakulkija ja ammatillinen työnohjaus",
                    "Utbildad följeslagare och professionell handledning",
                    "A trained companion with professional supervision",
                ),
            ),
        )
    ),
)
GROUP = CategoryFacts(
    code="C",
    title=texts("Ryhmävalmennus", "Gruppcoachning", "Group coaching"),
    description=texts(
        "Ryhmässä on 6–12 osallistujaa; päivä on vähintään neljä tuntia.",
        "Gruppen har 6–12 deltagare; en dag är minst fyra timmar.",
        "A group has 6 to 12 participants; a day is at least four hours.",
    ),
    tariff=in_a_group(Unit.PARTICIPANT_DAY, least_minutes=240),
    price_ceiling=Money(48_00),
    requirements=Requirements(
        (
            Requirement(
                "premises",
                texts(
                    "Esteettömät tilat ja kaksi ohjaajaa",
                    "Tillgängliga lokaler och två handledare",
                    "Accessible premises and two instructors",
                ),
            ),
        )
    ),
)
AFTERWARDS = CategoryFacts(
    code="D",
    title=texts(
        "Työllistymisen jälkeinen tuki", "Stöd efter anställning", "Support after finding employment"
    ),
    description=texts(
        "Tukea kuukausittain, enintään kuusi kuukautta, ja kiinteä tulospalkkio.",
        "Stöd per månad, högst sex månader, och en fast resultatpremie.",
        "Support by the month, six at most, and a fixed outcome bonus.",
    ),
    tariff=by_the_month(bonus=Money(700_00), bonus_after_months=3, bonus_weekly_hours=18),
    price_ceiling=Money(145_00),
    max_units=6,
    requirements=Requirements(
        (
            Requirement(
                "employer_contact",
                texts(
                    "Yhteys työnantajaan viiden työpäivän kuluessa",
                    "Kontakt med arbetsgivaren inom fem arbetsdagar",
                    "Contact with the employer within five working days",
                ),
            ),
        )
    ),
)
CATEGORIES = (COACHING, COMPANION, GROUP, AFTERWARDS)

METRICS = {
    "M1": (
        texts("Palvelu alkoi ajoissa", "Tjänsten började i tid", "The service began in time"),
        standard(MetricKind.STARTED_IN_TIME),
    ),
    "M2": (
        texts("Osallistuminen", "Deltagande", "Attendance"),
        standard(MetricKind.ATTENDANCE),
    ),
}


@dataclass(frozen=True)
class StoryCall:
    """A call with its buyer and its categories by code."""

    id: UUID
    buyer: Buyer
    categories: Mapping[str, UUID]


def a_draft(
    work_as: As,
    buyer: Buyer,
    *,
    categories: Collection[CategoryFacts] = CATEGORIES,
    metrics: Collection[str] = tuple(METRICS),
    **changed: Any,
) -> StoryCall:
    """The worked example's call, unpublished; `changed` are other facts of the call."""
    with work_as(buyer.officer) as work:
        call_id = service.draft_call(work, buyer.id, facts=replace(CALL, **changed))
        by_code = {facts.code: service.add_category(work, call_id, facts) for facts in categories}
        for code in metrics:
            title, definition = METRICS[code]
            service.add_metric(work, call_id, code=code, title=title, definition=definition)
    return StoryCall(call_id, buyer, by_code)


@remembered
def a_call(
    work_as: As,
    clock: Clock,
    buyer: Buyer,
    *,
    categories: Collection[CategoryFacts] = CATEGORIES,
    metrics: Collection[str] = tuple(METRICS),
    **changed: Any,
) -> StoryCall:
    """Published when it opens, on Monday 2 February 2026 at nine; the clock stays there."""
    call = a_draft(work_as, buyer, categories=categories, metrics=metrics, **changed)
    with work_as(buyer.officer) as work:
        clock.at = queries.call(work, call.id).opens_at
    with work_as(buyer.officer) as work:
        service.publish(work, call.id)
    return call
