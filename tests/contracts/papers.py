"""The contracts of the worked example as plain data, for tests that need no database."""

from datetime import UTC, date, datetime

from app.contracts.rules.document import (
    BuyerData,
    CancellationData,
    ContractData,
    DataProtectionData,
    EndingData,
    MandateData,
    MemberData,
    OrderTermsData,
    PartyData,
    PaymentData,
    PersonData,
    PriceLineData,
    SignerData,
    TermData,
)
from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts

DAY, WORKING_DAY, MONTH = TimeUnit.DAY, TimeUnit.WORKING_DAY, TimeUnit.MONTH

BUYER = BuyerData(
    name="Järvi-Hämeen työllisyysalue",
    host_name="Lehtolan kaupunki",
    business_id="9900001-8",
    address="Torikatu 4, 99100 Lehtola",
    contact=PersonData("Aino Hakala", "aino.hakala@lehtola.example", "040 555 0101"),
    einvoice_address="003799000018",
)
VALOPOLKU = PartyData(
    "Valopolku ry",
    (
        MemberData(
            "Valopolku ry",
            "9900002-6",
            "Koivukuja 2, 99120 Lehtola",
            PersonData("Eeva Lampi", "eeva.lampi@valopolku.example", "040 555 0102"),
        ),
    ),
)
YHDESSA_TOIHIN = PartyData(
    "Yhdessä töihin -konsortio",
    (
        MemberData(
            "Lehtolan Toimintakeskus ry",
            "9900004-2",
            "Myllytie 8, 99100 Lehtola",
            PersonData("Osmo Rinne", "osmo.rinne@toimintakeskus.example", "040 555 0104"),
            is_coordinator=True,
        ),
        MemberData(
            "Harjun Kyläyhdistys ry",
            "9900005-0",
            "Harjuntie 31, 99450 Harju",
            PersonData("Tyyne Saarela", "tyyne.saarela@harjunkyla.example"),
        ),
    ),
)
COACHING = PriceLineData(
    "A",
    Texts(
        {
            "fi": "Yksilöllinen työhönvalmennus",
            "sv": "Individuell jobbcoachning",
            "en": "Individual job coaching",
        },
        "fi",
    ),
    Unit.HOUR,
    Money(54_00),
    Texts(
        {
            "fi": "neljännestunnin tarkkuudella",
            "sv": "räknas i kvarttimmar",
            "en": "counted in quarter hours",
        },
        "fi",
    ),
)
WALKING_ALONGSIDE = PriceLineData(
    "B",
    Texts({"fi": "Rinnallakulkija", "sv": "Följeslagare", "en": "Walk-alongside support"}, "fi"),
    Unit.SESSION,
    Money(69_00),
    Texts({"fi": "90 minuuttia", "sv": "90 minuter", "en": "90 minutes"}, "fi"),
)


def valopolku_contract(language: str = "fi") -> ContractData:
    return _contract(
        language,
        "JHT-DPH-2026-01/S1",
        VALOPOLKU,
        (COACHING, WALKING_ALONGSIDE),
        (SignerData("Valopolku ry", "Eeva Lampi", "toiminnanjohtaja"),),
        MandateData("KU-9900002", "20260400019"),
    )


def consortium_contract(language: str = "fi") -> ContractData:
    price = PriceLineData("B", WALKING_ALONGSIDE.name, Unit.SESSION, Money(66_50), WALKING_ALONGSIDE.note)
    return _contract(
        language,
        "JHT-DPH-2026-01/S3",
        YHDESSA_TOIHIN,
        (price,),
        (
            SignerData("Lehtolan Toimintakeskus ry", "Osmo Rinne", "toiminnanjohtaja"),
            SignerData("Harjun Kyläyhdistys ry", "Tyyne Saarela", "puheenjohtaja"),
        ),
        MandateData("KU-9900004", "20260400035"),
    )


def _contract(
    language: str,
    number: str,
    supplier: PartyData,
    prices: tuple[PriceLineData, ...],
    signers: tuple[SignerData, ...],
    mandate: MandateData,
) -> ContractData:
    return ContractData(
        language=language,
        prevailing_language="fi",
        number=number,
        drawn_up_at=datetime(2026, 4, 3, 7, 15, tzinfo=UTC),
        call_number="JHT-DPH-2026-01",
        call_title=Texts(
            {
                "fi": "Työhönvalmennus ja rinnallakulkija -palvelut",
                "sv": "Tjänster för jobbcoachning och följeslagare",
                "en": "Job coaching and walk-alongside services",
            },
            "fi",
        ),
        decision_number="JHT 14/2026",
        decided_on=date(2026, 3, 19),
        buyer=BUYER,
        supplier=supplier,
        prices=prices,
        term=TermData(date(2026, 4, 7), date(2027, 12, 31), 12, Limit(2, MONTH)),
        orders=OrderTermsData(
            accept_within=Limit(3, WORKING_DAY),
            start_within=Limit(10, WORKING_DAY),
            plan_within=Limit(10, DAY),
            interim_report_every=Limit(60, DAY),
            final_report_within=Limit(10, WORKING_DAY),
            silence_reported_after=Limit(21, DAY),
            approve_within=Limit(10, WORKING_DAY),
            cancellation=CancellationData(24, 50_00, 2, 2),
            order_notice=Limit(14, DAY),
            penalty_share=5_00,
            penalty_most=15_00,
            index_notice=Limit(60, DAY),
            index_cap=3_00,
        ),
        ending=EndingData(Limit(3, MONTH), Limit(3, MONTH), Limit(14, DAY)),
        payment=PaymentData(invoiced_by_day=10, payment_days=30),
        data_protection=DataProtectionData(
            controller="Järvi-Hämeen työllisyysalue",
            officer=PersonData("Sirkka Korpi", "tietosuoja@lehtola.example"),
            breach_hours=24,
            returned_within=Limit(30, DAY),
            logs_kept_years=5,
        ),
        liability_insurance=Money(250_000_00),
        signers=(SignerData("Järvi-Hämeen työllisyysalue", "Aino Hakala", "hankintapäällikkö"), *signers),
        mandate=mandate,
    )
