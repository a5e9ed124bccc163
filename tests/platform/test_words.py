"""Words and figures as people read them: catalogues, reasons in words, dates and money by language."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.texts import Texts
from app.platform.pages import environment
from app.platform.texts import Catalogue, UnknownText, catalogue, languages, say

NO_BREAK = "\N{NO-BREAK SPACE}"


def shown(language: str, template: str, *, strict: bool = True, **facts: object) -> str:
    return environment(language, strict=strict).from_string(template).render(**facts)


def test_finnish_swedish_and_english_are_there() -> None:
    assert {"fi", "sv", "en"} <= set(languages())


def test_a_reason_is_told_in_the_readers_language_with_its_facts() -> None:
    facts = {"days": "45", "most": "30"}

    assert say("contract.pays_too_late", facts, "sv") == (
        "Betalningstiden 45 dagar är för lång: högst 30 dagar."
    )


def test_an_unknown_code_is_shown_to_people_and_refused_in_tests() -> None:
    assert say("no.such_code", {}, "fi") == "no.such_code"

    with pytest.raises(UnknownText, match="has no text in fi"):
        say("no.such_code", {}, "fi", strict=True)


def test_a_missing_fact_leaves_its_name_or_is_refused() -> None:
    assert "(most)" in say("contract.pays_too_late", {"days": "45"}, "fi")

    with pytest.raises(UnknownText, match="most"):
        say("contract.pays_too_late", {"days": "45"}, "fi", strict=True)


@pytest.mark.parametrize("language", ["xx", "", "../fi", "."])
def test_a_language_without_a_folder_is_an_error(language: str) -> None:
    with pytest.raises(UnknownText):
        catalogue(language)


def test_a_percent_sign_in_a_text_is_only_a_percent_sign() -> None:
    words = Catalogue("en", {"a": "50 % of %(price)s", "b": "100%% of it", "c": "90 %(s)"})

    assert words.say("a", {"price": "54.00"}) == "50 % of 54.00"
    assert words.say("b", {}) == "100% of it"
    assert words.say("c", {}) == "90 %(s)"


@pytest.mark.parametrize(("language", "clock"), [("fi", "9.05"), ("sv", "09:05"), ("en", "09:05")])
def test_dates_are_alike_in_every_language_and_times_follow_it(language: str, clock: str) -> None:
    late_evening = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)  # already the fifth in Helsinki
    morning = datetime(2026, 3, 5, 7, 5, tzinfo=UTC)

    assert shown(language, "{{ at|day }}", at=late_evening) == "5.3.2026"
    assert shown(language, "{{ on|day }}", on=date(2026, 11, 5)) == "5.11.2026"
    assert shown(language, "{{ at|clock }}", at=morning) == clock


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_money_quantities_points_and_shares_are_written_the_finnish_way(language: str) -> None:
    line = shown(
        language,
        "{{ amount|money }} {{ hours|quantity }} {{ points|hundredths }} {{ rate|percent }}",
        amount=Money(1_234_50),
        hours=Quantity(7, 4, Unit.HOUR),
        points=90_50,
        rate=25_50,
    )

    assert line == f"1{NO_BREAK}234,50{NO_BREAK}€ 1,75 90,50 25,5{NO_BREAK}%"


def test_the_buyers_text_comes_in_the_readers_language() -> None:
    title = Texts({"fi": "Valmennus", "sv": "Coachning"}, "fi")

    assert shown("sv", "{{ title|text }}", title=title) == "Coachning"


def test_what_a_person_wrote_is_text_and_never_markup() -> None:
    written = "<script>alert('x')</script> & Co"

    plain = shown("fi", "{{ written }}", written=written)
    in_a_gap = shown("fi", "{{ _('contract.one_coordinator', group=written) }}", written=written)
    our_own = shown("fi", "{{ _('contract.one_coordinator', group=ours) }}", ours=Markup("<b>x</b>"))

    assert "<script>" not in plain + in_a_gap
    assert "&amp; Co" in plain
    assert "&lt;script&gt;" in in_a_gap
    assert "<b>x</b>" in our_own


def test_a_template_cannot_pass_over_what_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        shown("fi", "{{ order.number }}", strict=False)
    with pytest.raises(ValueError, match="missing"):
        shown("fi", "{{ number }}", number=None)
    assert shown("fi", "{{ number }}", strict=False, number=None) == ""
