"""A language is a folder of texts: a fourth one needs no code."""

import shutil

import pytest

from app.kernel.actors import GUEST
from app.platform import pages, texts
from app.platform.places import shared


@pytest.fixture
def northern_sami(tmp_path, monkeypatch):
    """As if somebody had translated every file into a fourth language, one greeting so far differently."""
    locales = tmp_path / "locales"
    shutil.copytree(shared("locales"), locales)
    shutil.copytree(locales / "en", locales / "se")
    for file in (locales / "se").glob("*.po"):
        told = file.read_text(encoding="utf-8").replace("Language: en", "Language: se")
        told = told.replace('msgstr "Skip to the content"', 'msgstr "Sisdollui"')
        file.write_text(told, encoding="utf-8")
    real = texts.shared
    monkeypatch.setattr(texts, "shared", lambda name: locales if name == "locales" else real(name))
    pages.environment.cache_clear()
    yield "se"
    pages.environment.cache_clear()


def test_a_fourth_language_is_spoken_as_soon_as_its_texts_are_there(site, northern_sami):
    reader = site.browser(GUEST, language="se")

    shown = reader.get("/")

    assert shown.headers["content-language"] == "se"
    assert '<html lang="se">' in shown.text and 'href="/language/se' in shown.text
    assert "Sisdollui" in shown.text


def test_its_numbers_and_days_are_written_as_that_language_writes_them(northern_sami):
    made = pages.environment("se")

    assert made.from_string("{{ 123450 | hundredths }}").render() == "1\N{NO-BREAK SPACE}234,50"
