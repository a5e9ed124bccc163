"""What people read: words in their own language everywhere, one heading, and a title that betrays nobody."""

import re
from functools import partial

import pytest
from lxml import html

from app.demo.alive.daily_work import CLIENTS
from app.demo.reading import read_story
from app.demo.script import script_of
from app.platform.pages import environment
from app.platform.texts import catalogue, languages
from app.platform.web import answering
from tests.pages.reading import words_of
from tests.pages.walking import none_of, one_of_each, opened
from tests.story.whole import WORKED_EXAMPLE

FAMILIES = "|".join(sorted({code.partition(".")[0] for code in catalogue("fi").strings}))
CODE = re.compile(rf"(?<![\w@./-])(?:{FAMILIES})(?:\.[a-z][a-z0-9_]*)+(?![\w@/-])")
GAP = re.compile(r"%\(\w+\)s|\(\w+_\w+\)|StrEnum|<[A-Z]\w+[. ]")
SUSPECT = re.compile(rf"{CODE.pattern}|{GAP.pattern}")
OTHERS = 2  # people who look at the same page in another language


@pytest.fixture
def _strictly(monkeypatch):
    """A text that is missing breaks the page, as does a value that is not there."""
    monkeypatch.setattr(answering, "environment", partial(environment, strict=True))


@pytest.mark.usefixtures("_strictly")
@pytest.mark.parametrize("language", languages())
def test_no_page_lacks_a_text(house, visits, language):
    looked, faults = 0, []

    for visit in one_of_each(visits, most=OTHERS):
        seen = opened(house, visit.place, language)
        looked += 1
        codes = {code for said in words_of(seen.text or "<p>") for code in CODE.findall(said)}
        spoken = html.fromstring(seen.text).get("lang") if seen.text else ""
        if seen.fault or codes or spoken != language:
            faults.append(f"{seen.name}: {seen.fault or sorted(codes)} in {spoken}")

    assert looked > 60
    none_of(faults)


def test_no_page_shows_a_code_or_an_unfilled_gap(visits):
    faults = []

    for visit in visits:
        for said in words_of(visit.text) if visit.is_page and SUSPECT.search(visit.text) else ():
            if CODE.search(said) or GAP.search(said):
                faults.append(f"{visit.name}: {said[:120]}")

    none_of(faults)


def test_every_page_has_one_heading_and_a_title(visits):
    faults = []

    for visit in visits:
        if visit.is_page:
            root = html.fromstring(visit.text)
            headings, title = root.xpath("//h1"), root.findtext(".//title") or ""
            if len(headings) != 1 or not headings[0].text_content().strip():
                faults.append(f"{visit.name}: {len(headings)} headings")
            if not title.split("–")[0].strip():
                faults.append(f"{visit.name}: no title")

    none_of(faults)


def test_no_title_and_no_address_tells_who_is_served(visits):
    told = [
        step.facts for step in script_of(read_story(WORKED_EXAMPLE)).steps if step.act.name == "open_case"
    ]
    names = {str(getattr(facts, name)) for facts in told for name in ("first_name", "last_name")}
    names |= {name for both in CLIENTS.values() for name in both}
    names -= {word for text in catalogue("fi").strings.values() for word in re.findall(r"\w+", text)}
    pages = [visit for visit in visits if visit.is_page]

    titles = {html.fromstring(visit.text).findtext(".//title") or "": visit.name for visit in pages}
    telling = [
        f"{title}: {where}" for title, where in titles.items() if names & set(re.findall(r"\w+", title))
    ]
    addresses = [visit.name for visit in pages if names & set(re.findall(r"\w+", visit.place.path))]

    assert len(names) > 10
    none_of([*telling, *addresses])
