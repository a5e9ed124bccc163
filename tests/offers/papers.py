"""Decision letters of the worked example as plain data, for tests that need no database."""

from datetime import UTC, date, datetime

from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.law.rules.remedies import Instruction, Remedy
from app.law.rules.thresholds import LegalBasis
from app.offers.rules.letter import (
    ApplicantData,
    ApplicantMemberData,
    ContactData,
    DecisionLetterData,
    OfficeData,
    Outcome,
    OutcomeData,
    RegistryData,
    ScoreData,
)


def _texts(fi: str, sv: str, en: str) -> Texts:
    return Texts({"fi": fi, "sv": sv, "en": en}, "fi")


WALKING_ALONGSIDE = _texts("Rinnallakulkija", "Följeslagare", "Walk-alongside support")
AFTER_EMPLOYMENT = _texts(
    "Työllistymisen jälkeinen tuki", "Stöd efter anställning", "Support after finding employment"
)
REGISTRY = RegistryData(
    _texts(
        "Lehtolan kaupungin työllisyyslautakunta",
        "Lehtola stads sysselsättningsnämnd",
        "Employment Committee of the City of Lehtola",
    ),
    "Torikatu 4, 99100 Lehtola",
    "kirjaamo@lehtola.example",
    _texts("arkisin klo 9.00–15.00", "vardagar kl. 9.00–15.00", "weekdays 9:00–15:00"),
)
INSTRUCTIONS = (
    Instruction(
        Remedy.MUNICIPAL_REVIEW,
        date(2026, 3, 22),
        date(2026, 4, 7),
        {"days": "14", "message_days": "3", "letter_days": "7", "minutes_days": "7"},
    ),
    Instruction(
        Remedy.PROCUREMENT_CORRECTION,
        date(2026, 3, 19),
        date(2026, 4, 2),
        {"days": "14", "own_days": "90"},
    ),
)
COMPARED_IN_B = (
    ScoreData("Kantosilta-säätiö sr", Money(72_25), 54_00, 36_82),
    ScoreData("Valopolku ry", Money(69_00), 51_00, 38_55),
    ScoreData("Yhdessä töihin -konsortio", Money(66_50), 49_00, 40_00, is_own=True),
)
FACTS = (
    _texts(
        "Ensimmäisen hakukierroksen määräaikaan 5.3.2026 klo 12.00 mennessä saapui viisi hakemusta.",
        "Inom tidsfristen för den första ansökningsomgången 5.3.2026 kl. 12.00 inkom fem ansökningar.",
        "Five applications arrived by the time limit of the first round, 5.3.2026 at 12:00.",
    ),
    _texts(
        "Hakijasta ja sen jäsenistä ei ole ilmennyt pakollisia poissulkemisperusteita.",
        "Inga obligatoriska uteslutningsgrunder har framkommit om sökanden eller dess medlemmar.",
        "No mandatory exclusion grounds have come up for the applicant or its members.",
    ),
)
ADMITTED_TO_B = OutcomeData(
    "B",
    WALKING_ALONGSIDE,
    Outcome.ADMITTED,
    (
        _texts(
            "Hakija on osoittanut, että sillä on koulutetut rinnallakulkijat ja ammatillinen työnohjaus.",
            "Sökanden har visat att den har utbildade följeslagare och professionell handledning.",
            "The applicant has shown that it has trained companions and professional supervision.",
        ),
        _texts(
            "Tarjottu hinta 66,50 euroa alittaa kattohinnan 78,00 euroa.",
            "Det erbjudna priset 66,50 euro underskrider pristaket 78,00 euro.",
            "The price offered, 66.50 euros, is below the ceiling of 78.00 euros.",
        ),
    ),
    Unit.SESSION,
    Money(66_50),
    COMPARED_IN_B,
)
REJECTED_FROM_D = OutcomeData(
    "D",
    AFTER_EMPLOYMENT,
    Outcome.REJECTED,
    (
        _texts(
            "Tarjottu hinta 149,00 euroa kuukaudelta ylittää kattohinnan 145,00 euroa.",
            "Det erbjudna priset 149,00 euro per månad överskrider pristaket 145,00 euro.",
            "The price offered, 149.00 euros a month, is above the ceiling of 145.00 euros.",
        ),
    ),
    Unit.MONTH,
    Money(149_00),
)


def consortium_letter(language: str = "fi") -> DecisionLetterData:
    """S3: admitted to B, rejected from D for a price above the ceiling."""
    return DecisionLetterData(
        language=language,
        case_number="JHT/112/02.08.00/2026",
        decision_number="JHT 14/2026",
        decided_on=date(2026, 3, 19),
        decided_by=ContactData("Marja Niemi", "marja.niemi@lehtola.example"),
        decider_title=_texts(
            "työllisyysjohtaja", "sysselsättningsdirektör", "director of employment services"
        ),
        buyer=OfficeData(
            "Järvi-Hämeen työllisyysalue", "9900001-8", "Torikatu 4, 99100 Lehtola", "Lehtolan kaupunki"
        ),
        applicant=ApplicantData(
            "Yhdessä töihin -konsortio",
            "osmo.rinne@toimintakeskus.example",
            (
                ApplicantMemberData("Lehtolan Toimintakeskus ry", "9900004-2"),
                ApplicantMemberData("Harjun Kyläyhdistys ry", "9900005-0"),
            ),
        ),
        call_number="JHT-DPH-2026-01",
        call_title=_texts(
            "Työhönvalmennus ja rinnallakulkija -palvelut",
            "Tjänster för jobbcoachning och följeslagare",
            "Job coaching and walk-alongside services",
        ),
        received_at=datetime(2026, 3, 4, 12, 5, tzinfo=UTC),
        outcomes=(ADMITTED_TO_B, REJECTED_FROM_D),
        facts=FACTS,
        valid_from=date(2026, 4, 7),
        valid_to=date(2027, 12, 31),
        legal_basis=LegalBasis.SMALL_DPS,
        instructions=INSTRUCTIONS,
        registry=REGISTRY,
        noticed_on=date(2026, 3, 19),
        contact=ContactData("Aino Hakala", "aino.hakala@lehtola.example", "040 555 0101"),
        with_comparison=True,
    )
