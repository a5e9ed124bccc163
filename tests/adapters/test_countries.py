"""What every country pack keeps, whoever wrote it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.law.ports import Country
from app.law.rules.calendars import CalendarKind
from app.law.rules.facts import LegalFact, LegalKind, fact_on
from app.law.rules.features import ContractStage, Feature, feature_key, standstill_key
from app.law.rules.limits import AmountName, LimitName, ShareName
from app.law.rules.rates import RateName
from app.law.rules.remedies import remedies_from_text, text_codes
from app.law.rules.shapes import reasons_fact_wrong
from app.law.rules.thresholds import LegalBasis, Regime
from app.platform.extensions import installed
from app.platform.texts import catalogue

SOME_DAY = date(2026, 4, 7)
NEEDED = {
    LegalKind.THRESHOLD: {f"{tier}.{regime}" for tier in ("national", "eu") for regime in Regime},
    LegalKind.RATE: set(RateName),
    LegalKind.AMOUNT: set(AmountName),
    LegalKind.SHARE: set(ShareName),
    LegalKind.LIMIT: set(LimitName),
    LegalKind.FEATURE: {feature_key(feature, basis) for feature in Feature for basis in LegalBasis},
    LegalKind.STANDSTILL: {standstill_key(stage, basis) for stage in ContractStage for basis in LegalBasis},
    LegalKind.REMEDY: set(LegalBasis),
    LegalKind.CALENDAR: set(CalendarKind),
}


@pytest.fixture(params=sorted(installed("country")))
def country(request: pytest.FixtureRequest) -> Country:
    pack: Country = installed("country")[request.param]
    return pack


@pytest.fixture
def facts(country: Country) -> list[LegalFact]:
    return list(country.legal_rows())


def test_at_least_one_country_is_installed():
    assert installed("country")


def test_every_fact_makes_sense_and_names_its_source(facts: list[LegalFact]):
    assert [reason for fact in facts for reason in reasons_fact_wrong(fact)] == []


def test_no_two_facts_have_one_place(facts: list[LegalFact]):
    places = Counter((fact.kind, fact.key, fact.valid_from) for fact in facts)

    assert [place for place, times in places.items() if times > 1] == []


@pytest.mark.parametrize("kind", NEEDED)
def test_everything_that_chapters_ask_for_is_known_on_an_ordinary_day(
    facts: list[LegalFact], kind: LegalKind
):
    mine = [fact for fact in facts if fact.kind is kind]

    lacking = {
        key for key in NEEDED[kind] if fact_on((fact for fact in mine if fact.key == key), SOME_DAY) is None
    }

    assert lacking == set()


def test_the_calendars_know_their_years_without_a_gap(country: Country, facts: list[LegalFact]):
    for kind in CalendarKind:
        years = sorted(
            (fact for fact in facts if fact.kind is LegalKind.CALENDAR and fact.key == kind),
            key=lambda fact: fact.valid_from,
        )
        assert all(before.valid_to == after.valid_from for before, after in pairwise(years))
        assert {fact.text for fact in years} == {str(country.zone)}


def test_the_authority_has_no_day_off_that_the_supplier_has_not(country: Country):
    days = list(country.days_off(date(2026, 1, 1), date(2027, 12, 31)))
    strict, lenient = (
        {day.on for day in days if day.calendar is kind}
        for kind in (CalendarKind.STRICT, CalendarKind.LENIENT)
    )

    assert strict and strict <= lenient


def test_the_days_off_stay_within_what_was_asked_and_come_once(country: Country):
    first, last = date(2026, 4, 3), date(2026, 12, 24)
    days = list(country.days_off(first, last))

    assert all(first <= day.on <= last and day.name and day.source for day in days)
    assert len({(day.calendar, day.on) for day in days}) == len(days)


def test_every_remedy_has_words_in_every_language_of_the_country(country: Country, facts: list[LegalFact]):
    codes = {
        code
        for fact in facts
        if fact.kind is LegalKind.REMEDY
        for code in text_codes(LegalBasis(fact.key), remedies_from_text(fact.text or ""))
    }
    lacking = {
        (language, code)
        for language in country.languages
        for code in codes
        if not catalogue(language).strings.get(code)
    }

    assert codes and lacking == set()


def test_a_buyer_publishes_in_a_language_that_the_pack_has(country: Country):
    assert country.required_languages
    assert set(country.required_languages) <= set(country.languages)


def test_nonsense_is_no_number_of_any_scheme_and_no_scheme_is_guessed(country: Country):
    assert {country.business_id_scheme, country.einvoice_scheme} <= country.schemes
    assert all(country.reasons_identifier_wrong(scheme, "-") for scheme in country.schemes)
    assert [reason.code for reason in country.reasons_identifier_wrong("shoe_size", "43")] == [
        "law.scheme_unknown"
    ]


def test_every_refusal_of_a_number_has_words(country: Country):
    codes = {
        reason.code for scheme in country.schemes for reason in country.reasons_identifier_wrong(scheme, "-")
    }

    assert codes and all(
        catalogue(language).strings.get(code) for language in country.languages for code in codes
    )


def test_two_letters_name_the_country(country: Country):
    assert len(country.code) == 2 and country.code.isupper()


def test_the_packs_first_days_are_the_past_or_a_known_future(facts: list[LegalFact]):
    assert all(date(1990, 1, 1) <= fact.valid_from < SOME_DAY + timedelta(days=3650) for fact in facts)
