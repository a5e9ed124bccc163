"""The law of Finland as facts, each with its source; a new act is new rows below the old ones.

Certainty is honest: the sections of the procurement act (1397/2016) were known from secondary pages, and
whether the bill HE 2/2026 passed was not known when this was written, so no row comes from it.
"""

from collections.abc import Iterator
from datetime import date

import holidays

from app.kernel.money import Money
from app.law.rules.calendars import CalendarKind, DayOff
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit
from app.law.rules.features import ContractStage, Feature, Standstill, feature_key, standstill_key
from app.law.rules.limits import AmountName, LimitName, ShareName
from app.law.rules.rates import RateName
from app.law.rules.remedies import ContactField, Remedy
from app.law.rules.thresholds import LegalBasis, Regime

SEEN = Certainty.SEEN
PARTLY_SEEN = Certainty.PARTLY_SEEN
KNOWN = Certainty.GENERAL_KNOWLEDGE
OURS = Certainty.OWN_DEFAULT

PROCUREMENT_ACT = date(2017, 1, 1)  # 1397/2016
MUNICIPAL_ACT = date(2017, 6, 1)  # chapter 16 of 410/2015 on review and appeal
FIRST_DAY, AFTER_LAST_DAY = date(2015, 1, 1), date(2041, 1, 1)
EVES = {"Jouluaatto", "Juhannusaatto"}

SMALL = LegalBasis.SMALL_DPS
ACT = LegalBasis.ACT_DPS
OPEN = LegalBasis.OPEN_HOUSE_CLIENT_CHOICE
FRAMEWORK = LegalBasis.FRAMEWORK_CLIENT_CHOICE


def _national_thresholds() -> Iterator[LegalFact]:
    source = "Hankintalaki 1397/2016 25 §; hankinnat.fi, Kynnysarvot"
    euros = {
        f"national.{Regime.ORDINARY}": 60_000,
        f"national.{Regime.SOCIAL_HEALTH}": 400_000,
        f"national.{Regime.SPECIAL}": 300_000,
        "national.works": 150_000,
        "national.concession": 500_000,
    }
    for key, amount in euros.items():
        yield _threshold(key, PROCUREMENT_ACT, amount, source)


def _eu_thresholds() -> Iterator[LegalFact]:
    """The Commission changes them every second year; Annex XIV has stood since the directive."""
    source = "tem.fi, EU- ja kansalliset kynnysarvot"
    by_year = {
        2016: (135_000, 209_000, 5_225_000),
        2018: (144_000, 221_000, 5_548_000),
        2020: (139_000, 214_000, 5_350_000),
        2022: (140_000, 215_000, 5_382_000),
        2024: (143_000, 221_000, 5_538_000),
        2026: (140_000, 216_000, 5_404_000),
    }
    for year, (central, others, works) in by_year.items():
        said = f"{source}; delegoitu asetus (EU) 2025/2152" if year == 2026 else source
        yield _threshold("eu.ordinary_central", date(year, 1, 1), central, said)
        yield _threshold(f"eu.{Regime.ORDINARY}", date(year, 1, 1), others, said)
        yield _threshold("eu.works", date(year, 1, 1), works, said)
    annex = "Direktiivi 2014/24/EU 4 artikla d kohta ja liite XIV; hankinnat.fi, Kynnysarvot"
    for regime in (Regime.SOCIAL_HEALTH, Regime.SPECIAL):
        yield _threshold(f"eu.{regime}", date(2016, 1, 1), 750_000, annex)


def _threshold(key: str, since: date, euros: int, source: str) -> LegalFact:
    cents = Money(euros * 100).cents
    return LegalFact(LegalKind.THRESHOLD, key, since, source, SEEN, number=cents, unit=LegalUnit.CENTS)


def _vat_rates() -> Iterator[LegalFact]:
    act = "AVL 1501/1993"
    since_2013 = date(2013, 1, 1)
    yield _rate(RateName.VAT_STANDARD, since_2013, 2400, f"{act} 84 §; yrittajat.fi, siirtymäajan alv", SEEN)
    yield _rate(
        RateName.VAT_STANDARD, date(2024, 9, 1), 2550, f"{act} 84 §; yrittajat.fi, siirtymäajan alv", SEEN
    )
    yield _rate(RateName.VAT_REDUCED, since_2013, 1400, f"{act} 85 §", KNOWN)
    yield _rate(RateName.VAT_REDUCED, date(2026, 1, 1), 1350, f"{act} 85 §; HE 93/2025", PARTLY_SEEN)
    yield _rate(RateName.VAT_LOW, since_2013, 1000, f"{act} 85 a §; soveltamisala supistui 1.1.2025", KNOWN)


def _late_payment() -> Iterator[LegalFact]:
    """The Bank of Finland tells the reference rate twice a year; after the last row nobody knows it yet."""
    act = "Korkolaki 633/1982 12 §"
    half_years = (
        (date(2016, 7, 1), date(2023, 1, 1), 0, act, KNOWN),
        (date(2023, 1, 1), date(2023, 7, 1), 250, f"{act}; Suomen Pankin ilmoitus 1276/2022", SEEN),
        (date(2023, 7, 1), date(2024, 1, 1), 400, act, KNOWN),
        (date(2024, 1, 1), date(2024, 7, 1), 450, f"{act}; y-lehti.fi, viitekorko 1.1.–30.6.2024", SEEN),
        (date(2024, 7, 1), date(2025, 1, 1), 450, f"{act}; Suomen Pankin ilmoitus 25.6.2024", SEEN),
        (date(2025, 1, 1), date(2025, 7, 1), 350, f"{act}; Suomen Pankin tiedote", PARTLY_SEEN),
        (date(2025, 7, 1), date(2026, 1, 1), 250, act, KNOWN),
        (date(2026, 1, 1), date(2026, 7, 1), 250, f"{act}; sttinfo.fi 71709487, Suomen Pankki", SEEN),
    )
    for since, until, points, source, certainty in half_years:
        yield _rate(RateName.LATE_REFERENCE, since, points, source, certainty, until)
    contracts = date(2013, 3, 16)
    yield _rate(RateName.LATE_MARGIN, contracts, 800, "Korkolaki 633/1982 4 a §; OM 54/2011", SEEN)
    yield _amount(
        AmountName.LATE_COMPENSATION,
        contracts,
        40,
        "Saatavien perinnästä annettu laki 10 e §; OM 54/2011",
        SEEN,
    )
    terms = "Laki kaupallisten sopimusten maksuehdoista 30/2013; OM 54/2011"
    yield _days(LimitName.PAYMENT_TERM, contracts, 30, terms, SEEN)
    yield _days(LimitName.PAYMENT_TERM_LONGEST, contracts, 60, terms, SEEN)


def _rate(
    name: RateName, since: date, points: int, source: str, certainty: Certainty, until: date | None = None
) -> LegalFact:
    return LegalFact(
        LegalKind.RATE, name, since, source, certainty, until, number=points, unit=LegalUnit.BASIS_POINTS
    )


def _amounts() -> Iterator[LegalFact]:
    liability = "Tilaajavastuulaki 1233/2006 4 §; työsuojelu, sttinfo.fi 70288383"
    yield _amount(AmountName.LIABILITY_ACT, date(2015, 9, 1), 9_000, liability, SEEN)
    yield _amount(
        AmountName.TAX_DEBT_REGISTER, date(2014, 12, 1), 10_000, "Laki 11/2018, verovelkarekisteri", KNOWN
    )
    small = "AVL 1501/1993 3 §"
    yield _amount(AmountName.VAT_SMALL_BUSINESS, date(2016, 1, 1), 10_000, small, KNOWN)
    yield _amount(
        AmountName.VAT_SMALL_BUSINESS, date(2021, 1, 1), 15_000, f"{small}; VH/8254/00.01.00/2020", SEEN
    )
    yield _amount(AmountName.VAT_SMALL_BUSINESS, date(2025, 1, 1), 20_000, small, KNOWN)


def _amount(name: AmountName, since: date, euros: int, source: str, certainty: Certainty) -> LegalFact:
    cents = Money(euros * 100).cents
    return LegalFact(LegalKind.AMOUNT, name, since, source, certainty, number=cents, unit=LegalUnit.CENTS)


def _shares() -> Iterator[LegalFact]:
    ours = "Sitoumuslaskuri: hankintalaki 30 ja 31 § edellyttävät, ettei arvo ylity"
    for name, points in (
        (ShareName.FUNDS_WARNING, 8000),
        (ShareName.FUNDS_SECOND_APPROVER, 9000),
        (ShareName.FUNDS_STOP, 10_000),
    ):
        yield _share(name, points, ours, OURS)
    yield _share(ShareName.RESERVED_STAFF, 3000, "Hankintalaki 1397/2016 24 §; direktiivin 20 artikla", KNOWN)
    yield _share(ShareName.CHANGE_MINOR, 1000, "Hankintalaki 1397/2016 136 §", KNOWN)
    yield _share(ShareName.CHANGE_ADDITIONAL, 5000, "Hankintalaki 1397/2016 136 §", KNOWN)
    yield _share(ShareName.INDEX_CAP, 300, "Sopimuskäytäntö", OURS)


def _share(name: ShareName, points: int, source: str, certainty: Certainty) -> LegalFact:
    return LegalFact(
        LegalKind.SHARE,
        name,
        PROCUREMENT_ACT,
        source,
        certainty,
        number=points,
        unit=LegalUnit.BASIS_POINTS,
    )


def _limits_of_admission() -> Iterator[LegalFact]:
    directive = "Direktiivi 2014/24/EU 34 artikla; hankintalaki 1397/2016 49–52 §"
    yield _days(LimitName.FIRST_ROUND, PROCUREMENT_ACT, 30, directive, KNOWN)
    yield _working_days(
        LimitName.APPLICATION_DECISION, 10, f"{directive}, johdanto 66", PARTLY_SEEN, strict=True
    )
    yield _working_days(LimitName.APPLICATION_DECISION_EXTENDED, 15, directive, PARTLY_SEEN, strict=True)
    yield _days(
        LimitName.UNPROCESSED_REMINDER,
        PROCUREMENT_ACT,
        7,
        "Kilpailutusjärjestelmien käytäntö",
        OURS,
        strict=True,
    )
    yield _days(LimitName.INNER_TENDER, PROCUREMENT_ACT, 10, directive, KNOWN)
    yield _working_days(LimitName.RENEWED_SELF_DECLARATION, 5, directive, KNOWN)
    yield _days(
        LimitName.GROUPED_AWARD_NOTICE,
        PROCUREMENT_ACT,
        30,
        "Direktiivi 2014/24/EU 50 artikla 3 kohta",
        SEEN,
        strict=True,
    )


def _limits_of_evidence() -> Iterator[LegalFact]:
    liability = "Tilaajavastuulaki 1233/2006; HE 114/2006"
    yield _months(LimitName.EVIDENCE_AGE, 3, liability, SEEN)
    yield _months(LimitName.EVIDENCE_RENEWAL, 12, liability, KNOWN)
    yield _months(LimitName.EVIDENCE_RETENTION, 24, liability, KNOWN)
    yield _months(
        LimitName.EXCLUSION_LOOKBACK,
        36,
        "Hankintalaki 81 §; hankinnat.fi, Harkinnanvaraiset poissulkemisperusteet",
        SEEN,
    )


def _limits_of_notice() -> Iterator[LegalFact]:
    """Two clocks: the procurement act counts a message as known on its day, the municipal act later."""
    act = "Hankintalaki 1397/2016 127 §; hankinnat.fi, Hankintapäätöksen tiedoksianto"
    yield _days(LimitName.NOTICE_BY_MESSAGE, PROCUREMENT_ACT, 0, act, SEEN)
    yield _days(LimitName.NOTICE_BY_LETTER, PROCUREMENT_ACT, 7, act, SEEN)
    minutes = "Kuntalaki 410/2015 140 §"
    yield _days(LimitName.MUNICIPAL_NOTICE_BY_MINUTES, MUNICIPAL_ACT, 7, minutes, KNOWN)
    municipal = "Kuntalaki 410/2015 139 §"
    yield _days(LimitName.MUNICIPAL_NOTICE_BY_MESSAGE, MUNICIPAL_ACT, 3, municipal, KNOWN)
    yield _days(
        LimitName.MUNICIPAL_NOTICE_BY_LETTER,
        MUNICIPAL_ACT,
        7,
        f"{municipal}; kalajoki.fi, Muutoksenhaku päätöksiin",
        SEEN,
    )


def _limits_of_remedies() -> Iterator[LegalFact]:
    yield _days(
        LimitName.MUNICIPAL_REVIEW,
        MUNICIPAL_ACT,
        14,
        "Kuntalaki 410/2015 134 §; kalajoki.fi, Muutoksenhaku päätöksiin",
        SEEN,
    )
    correction = "Hankintalaki 1397/2016 132–135 §; kideve.fi, hankintaopas"
    yield _days(LimitName.PROCUREMENT_CORRECTION, PROCUREMENT_ACT, 14, correction, SEEN)
    yield _days(LimitName.OWN_CORRECTION, PROCUREMENT_ACT, 90, correction, SEEN, strict=True)
    court = "Hankintalaki 1397/2016 147 §; kideve.fi, hankintaopas; lrhto.fi, Muutoksenhakuaika"
    yield _days(LimitName.MARKET_COURT, PROCUREMENT_ACT, 14, court, SEEN)
    yield _months(LimitName.MARKET_COURT_DEFICIENT, 6, court, SEEN)
    yield _days(
        LimitName.STANDSTILL,
        PROCUREMENT_ACT,
        14,
        "Hankintalaki 1397/2016 129 §; hankinnat.fi, Odotusaika",
        SEEN,
    )
    yield _months(LimitName.RECORDS_RETENTION, 48, "Hankintalaki 1397/2016 124 §", KNOWN)
    yield _months(LimitName.VIEW_LOG_RETENTION, 60, "Tiedonhallintalaki 906/2019 17 §", KNOWN)
    accessibility = "Laki digitaalisten palvelujen tarjoamisesta 306/2019; saavutettavuusvaatimukset.fi"
    yield _days(LimitName.ACCESSIBILITY_ANSWER, date(2019, 4, 1), 14, accessibility, SEEN, strict=True)


def _limits_of_orders() -> Iterator[LegalFact]:
    """Practice of service orders; a call may say otherwise in its terms."""
    practice = "Palvelutilausten käytäntö; ostaja voi määrätä kutsussa toisin"
    yield _working_days(LimitName.CHOICE_WINDOW, 5, practice, OURS)
    yield _working_days(LimitName.ORDER_ACCEPTANCE, 3, practice, OURS)
    yield _working_days(LimitName.ORDER_START, 10, practice, OURS)
    yield _working_days(LimitName.FINAL_REPORT, 10, practice, OURS)
    yield _working_days(LimitName.DELIVERY_APPROVAL, 5, practice, OURS, strict=True)
    for name, days in (
        (LimitName.ORDER_TERMINATION, 14),
        (LimitName.FIRST_PLAN, 10),
        (LimitName.INTERIM_REPORT, 60),
        (LimitName.INDEX_REQUEST, 60),
    ):
        yield _days(name, PROCUREMENT_ACT, days, practice, OURS)


def _days(
    name: LimitName, since: date, days: int, source: str, certainty: Certainty, *, strict: bool = False
) -> LegalFact:
    return _limit(name, since, days, LegalUnit.DAY, source, certainty, strict=strict)


def _working_days(
    name: LimitName, days: int, source: str, certainty: Certainty, *, strict: bool = False
) -> LegalFact:
    return _limit(name, PROCUREMENT_ACT, days, LegalUnit.WORKING_DAY, source, certainty, strict=strict)


def _months(name: LimitName, months: int, source: str, certainty: Certainty) -> LegalFact:
    return _limit(name, PROCUREMENT_ACT, months, LegalUnit.MONTH, source, certainty, strict=False)


def _limit(
    name: LimitName,
    since: date,
    length: int,
    unit: LegalUnit,
    source: str,
    certainty: Certainty,
    *,
    strict: bool,
) -> LegalFact:
    calendar = CalendarKind.STRICT if strict else CalendarKind.LENIENT
    return LegalFact(LegalKind.LIMIT, name, since, source, certainty, number=length, text=calendar, unit=unit)


def _features() -> Iterator[LegalFact]:
    directive = "Direktiivi 2014/24/EU 34 artikla: jokaiseen hankintaan kutsutaan kaikki hyväksytyt"
    own_rules = "Hankintalakia ei sovelleta kynnysarvon alle: omat säännöt ja yleiset periaatteet (25 §)"
    falk = "EUT C-410/14 Falk Pharma, C-9/17 Tirkkonen: viranomainen ei valitse"
    framework = "Hankintalaki 1397/2016 42–43 §: ennalta ilmoitettu puolueeton valintatapa"
    allowed = {
        SMALL: (
            {
                Feature.CLIENT_CHOICE,
                Feature.RANKING_FALLBACK,
                Feature.INNER_COMPETITION,
                Feature.CONTINUOUS_ADMISSION,
            },
            own_rules,
            KNOWN,
        ),
        ACT: ({Feature.INNER_COMPETITION, Feature.CONTINUOUS_ADMISSION}, directive, PARTLY_SEEN),
        OPEN: ({Feature.CLIENT_CHOICE, Feature.CONTINUOUS_ADMISSION}, falk, PARTLY_SEEN),
        FRAMEWORK: (
            {Feature.CLIENT_CHOICE, Feature.RANKING_FALLBACK, Feature.INNER_COMPETITION},
            framework,
            KNOWN,
        ),
    }
    for basis, (features, source, certainty) in allowed.items():
        for feature in Feature:
            yield LegalFact(
                LegalKind.FEATURE,
                feature_key(feature, basis),
                PROCUREMENT_ACT,
                source,
                certainty,
                number=int(feature in features),
            )


def _standstills() -> Iterator[LegalFact]:
    small = "hankinnat.fi, Odotusaika: ei muissa kansallisissa hankinnoissa"
    inside = "Direktiivi 2007/66/EY 2 b artikla c kohta; hankintalaki 130 §"
    joining = "Direktiivi 2014/24/EU 34 artikla: järjestelmään hyväksyminen ei ole hankintasopimus"
    framework = "Hankintalaki 1397/2016 129 §; hankinnat.fi, Odotusaika"
    open_house = "EUT C-410/14 Falk Pharma: ei hankintasopimusta"
    for basis, stage, word, source, certainty in (
        (SMALL, ContractStage.ADMISSION, Standstill.NONE, small, SEEN),
        (SMALL, ContractStage.ORDER, Standstill.NONE, small, SEEN),
        (ACT, ContractStage.ADMISSION, Standstill.NONE, joining, PARTLY_SEEN),
        (ACT, ContractStage.ORDER, Standstill.VOLUNTARY, inside, KNOWN),
        (OPEN, ContractStage.ADMISSION, Standstill.NONE, open_house, PARTLY_SEEN),
        (OPEN, ContractStage.ORDER, Standstill.NONE, open_house, PARTLY_SEEN),
        (FRAMEWORK, ContractStage.ADMISSION, Standstill.MANDATORY, framework, SEEN),
        (FRAMEWORK, ContractStage.ORDER, Standstill.VOLUNTARY, inside, KNOWN),
    ):
        key = standstill_key(stage, basis)
        yield LegalFact(LegalKind.STANDSTILL, key, PROCUREMENT_ACT, source, certainty, text=word)


def _remedies() -> Iterator[LegalFact]:
    """The municipal claim needs a municipal buyer; whether correction reaches small purchases is disputed."""
    act = "Hankintalaki 1397/2016 132–135 ja 145 §; kideve.fi, hankintaopas"
    for basis, words, source, certainty in (
        (
            SMALL,
            (Remedy.MUNICIPAL_REVIEW, Remedy.PROCUREMENT_CORRECTION),
            "Kuntalaki 410/2015 134–139 §",
            KNOWN,
        ),
        (OPEN, (Remedy.MUNICIPAL_REVIEW,), "Kuntalaki 410/2015 134–139 §", KNOWN),
        (ACT, (Remedy.PROCUREMENT_CORRECTION, Remedy.MARKET_COURT), act, SEEN),
        (FRAMEWORK, (Remedy.PROCUREMENT_CORRECTION, Remedy.MARKET_COURT), act, SEEN),
    ):
        yield LegalFact(LegalKind.REMEDY, basis, MUNICIPAL_ACT, source, certainty, text=" ".join(words))


def _contacts() -> Iterator[LegalFact]:
    for place, text in (
        (ContactField.ADDRESS, "Markkinaoikeus, Sörnäistenkatu 1, 00580 Helsinki"),
        (ContactField.EMAIL, "markkinaoikeus@oikeus.fi"),
        (ContactField.PHONE, "029 56 43300"),
        (ContactField.WEB, "https://asiointi.oikeus.fi/hallintotuomioistuimet"),
    ):
        key = f"{Remedy.MARKET_COURT}.{place}"
        yield LegalFact(
            LegalKind.CONTACT, key, MUNICIPAL_ACT, "Tuomioistuinlaitos, oikeus.fi", KNOWN, text=text
        )


def _regime_hints() -> Iterator[LegalFact]:
    """Coaching (79998000-6) and career guidance (79634000-7) are not here: they are ordinary services."""
    source = "Hankintalaki 1397/2016 liite E; CPV-nimikkeistö (EY) 213/2008"
    codes = {
        Regime.SOCIAL_HEALTH: ("79611000-0", "85312000-9", "85312300-2", "85312500-4", "85312510-7"),
        Regime.SPECIAL: ("80500000-9", "80530000-8"),
    }
    for regime, cpvs in codes.items():
        for cpv in cpvs:
            yield LegalFact(LegalKind.REGIME_HINT, cpv, PROCUREMENT_ACT, source, KNOWN, text=regime)


def _calendars() -> Iterator[LegalFact]:
    for kind in CalendarKind:
        source = "Laki säädettyjen määräaikain laskemisesta 150/1930 5 §"
        yield LegalFact(
            LegalKind.CALENDAR, kind, FIRST_DAY, source, SEEN, AFTER_LAST_DAY, text="Europe/Helsinki"
        )


def days_off(first: date, last: date) -> Iterator[DayOff]:
    """Church and national holidays; the eves are off in the lenient calendar only (RULE-84)."""
    source = "Laki 150/1930 5 §; holidays, Finland"
    known = holidays.country_holidays("FI", years=range(first.year, last.year + 1), language="fi")
    for day, name in sorted(known.items()):
        if not first <= day <= last:
            continue
        yield DayOff(CalendarKind.LENIENT, day, name, source, SEEN)
        if name not in EVES:
            yield DayOff(CalendarKind.STRICT, day, name, source, SEEN)


FACTS = (
    *_national_thresholds(),
    *_eu_thresholds(),
    *_vat_rates(),
    *_late_payment(),
    *_amounts(),
    *_shares(),
    *_limits_of_admission(),
    *_limits_of_evidence(),
    *_limits_of_notice(),
    *_limits_of_remedies(),
    *_limits_of_orders(),
    *_features(),
    *_standstills(),
    *_remedies(),
    *_contacts(),
    *_regime_hints(),
    *_calendars(),
)
