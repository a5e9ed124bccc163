"""A decision letter tells exactly the remedies of its legal basis, in every language of the country."""

import re
from datetime import date

import pytest

from app.adapters.finland.country import finland
from app.law import queries
from app.law.rules.remedies import BUYER_GAPS, DATE_GAPS, LIMIT_GAPS, Remedy, text_codes
from app.law.rules.thresholds import LegalBasis
from app.platform.texts import GAP, catalogue
from tests.story.people import STRANGER

DECIDED = date(2026, 3, 19)
BUYER = {
    "buyer": "Lehtolan kaupunki",
    "body": "Työllisyyslautakunta",
    "decision": "12 § 19.3.2026",
    "address": "Kirjaamo, Torikatu 1, 12345 Lehtola",
    "email": "kirjaamo@lehtola.example",
    "hours": "9–15",
}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (LegalBasis.SMALL_DPS, [Remedy.MUNICIPAL_REVIEW, Remedy.PROCUREMENT_CORRECTION]),
        (LegalBasis.ACT_DPS, [Remedy.PROCUREMENT_CORRECTION, Remedy.MARKET_COURT]),
        (LegalBasis.OPEN_HOUSE_CLIENT_CHOICE, [Remedy.MUNICIPAL_REVIEW]),
        (LegalBasis.FRAMEWORK_CLIENT_CHOICE, [Remedy.PROCUREMENT_CORRECTION, Remedy.MARKET_COURT]),
    ],
)
def test_each_legal_basis_has_its_own_remedies(work_as, basis: LegalBasis, expected: list[Remedy]):
    with work_as(STRANGER) as work:
        told = queries.instructions(work, "FI", basis, decided_on=DECIDED, notified_on=DECIDED)

    assert [instruction.remedy for instruction in told] == expected


def test_the_letter_says_the_last_day_of_each_remedy(work_as):
    with work_as(STRANGER) as work:
        small = queries.instructions(
            work, "FI", LegalBasis.SMALL_DPS, decided_on=DECIDED, notified_on=date(2026, 3, 20)
        )
        by_act = queries.instructions(
            work, "FI", LegalBasis.ACT_DPS, decided_on=DECIDED, notified_on=date(2026, 3, 19)
        )

    assert [instruction.last_day for instruction in small] == [date(2026, 4, 7), date(2026, 4, 7)]
    assert [instruction.last_day for instruction in by_act] == [date(2026, 4, 2), date(2026, 4, 2)]
    assert small[0].facts == {"days": "14", "message_days": "3", "letter_days": "7", "minutes_days": "7"}
    assert (by_act[1].facts["months"], by_act[1].facts["court_email"]) == ("6", "markkinaoikeus@oikeus.fi")


@pytest.mark.parametrize("language", finland.languages)
@pytest.mark.parametrize("basis", LegalBasis)
def test_every_block_of_the_letter_has_words_and_every_gap_is_filled(
    work_as, basis: LegalBasis, language: str
):
    words = catalogue(language, strict=True)
    with work_as(STRANGER) as work:
        told = queries.instructions(work, "FI", basis, decided_on=DECIDED, notified_on=DECIDED)

    letter = [words.say(f"remedies.basis.{basis}", {})]
    for instruction in told:
        facts = {**BUYER, **instruction.facts, "notified_on": "19.3.2026", "last_day": "2.4.2026"}
        letter += [words.say(code, facts) for code in instruction.text_codes]

    assert len(letter) == len(text_codes(basis, [instruction.remedy for instruction in told]))
    assert all(letter)
    assert "2.4.2026" in " ".join(letter)
    assert "kirjaamo@lehtola.example" in " ".join(letter)


@pytest.mark.parametrize("basis", [LegalBasis.SMALL_DPS, LegalBasis.OPEN_HOUSE_CLIENT_CHOICE])
def test_a_small_purchase_is_never_sent_to_the_market_court(work_as, basis: LegalBasis):
    with work_as(STRANGER) as work:
        told = queries.instructions(work, "FI", basis, decided_on=DECIDED, notified_on=DECIDED)

    assert Remedy.MARKET_COURT not in {instruction.remedy for instruction in told}


def test_the_three_languages_ask_for_the_same_facts():
    gaps = {
        language: {
            code: {gap[1] for gap in GAP.finditer(words)}
            for code, words in catalogue(language).strings.items()
            if code.startswith("remedies.")
        }
        for language in finland.languages
    }

    assert len(gaps["fi"]) == len(LegalBasis) + 7 * len(Remedy)
    assert gaps["fi"] == gaps["sv"] == gaps["en"]


def test_a_changed_limit_changes_the_letter_because_no_length_of_time_is_written_out():
    texts = {
        (language, code): words
        for language in finland.languages
        for code, words in catalogue(language).strings.items()
        if code.startswith("remedies.")
    }
    gaps = {gap[1] for words in texts.values() for gap in GAP.finditer(words)}

    assert texts and not [place for place, words in texts.items() if re.search(r"\b(14|90|3|6|7)\b", words)]
    assert gaps >= {gap for limits in LIMIT_GAPS.values() for gap in limits} | DATE_GAPS | BUYER_GAPS
