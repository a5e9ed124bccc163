"""Every text that a person sees is there in every language, with the same gaps."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("fi", "sv", "en")
CODE = re.compile(r'\bReason\(\s*"([a-z_]+(?:\.[a-z_]+)+)"')
IN_TEMPLATE = re.compile(r"""_\(\s*["']([a-z_]+(?:\.[a-z_A-Z0-9-]+)+)["']""")
EVENT = re.compile(r'\bevent_name = "([a-z_.]+)"')
GAP = re.compile(r"%\(([a-z_]+)\)s")


def _texts(language):
    found = {}
    for path in sorted((ROOT / "locales" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    assert message.id not in found, f"{message.id} stands twice"
                    found[message.id] = message.string
    return found


TEXTS = {language: _texts(language) for language in LANGUAGES}


def test_each_language_has_the_same_texts():
    assert len(TEXTS["fi"]) > 100
    for language in LANGUAGES:
        assert set(TEXTS[language]) == set(TEXTS["fi"]), language
        assert [code for code, text in TEXTS[language].items() if not str(text).strip()] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_gaps_of_the_original(language):
    for code, text in TEXTS["fi"].items():
        assert set(GAP.findall(str(text))) == set(GAP.findall(str(TEXTS[language][code]))), code


def test_every_reason_in_the_code_is_worded():
    codes = {code for path in (ROOT / "app").rglob("*.py") for code in CODE.findall(path.read_text())}
    assert len(codes) > 50
    assert sorted(codes - set(TEXTS["fi"])) == []


def test_every_text_of_a_template_is_worded():
    codes = {
        code
        for path in (ROOT / "templates").rglob("*.html")
        for code in IN_TEMPLATE.findall(path.read_text())
    }
    whole = {code for code in codes if not code.endswith("_")}
    assert len(whole) > 20
    assert sorted(whole - set(TEXTS["fi"])) == []
    for beginning in codes - whole:  # the template adds a word of the data to it
        assert any(code.startswith(beginning) for code in TEXTS["fi"]), beginning


def test_every_event_of_the_journal_has_a_name():
    names = {name for path in (ROOT / "app").rglob("*.py") for name in EVENT.findall(path.read_text("utf-8"))}

    assert len(names) > 140
    assert {f"event.{name}" for name in names} == {id for id in TEXTS["fi"] if id.startswith("event.")}
