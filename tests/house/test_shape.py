"""The house keeps its own shape."""

import re
import tomllib
from pathlib import Path

import pytest

from app.main import METADATA

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
ROOMS = {
    "rules",
    "policy",
    "models",
    "events",
    "queries",
    "service",
    "schemas",
    "api",
    "pages",
    "jobs",
    "ports",
}
NOT_CHAPTERS = {"kernel", "platform", "adapters", "demo"}
CHAPTERS = sorted({path.parent.name for path in APP.glob("*/__init__.py")} - NOT_CHAPTERS)
SOURCES = sorted(APP.rglob("*.py"))
CLOCK_OR_CHANCE = re.compile(
    r"datetime\.now|utcnow|\b(?:date|datetime)\.today\(|time\.time\b|\buuid[1-8]\b|uuid_utils|SystemRandom|\bRandom\(|\bsecrets\."
)
MAY_KNOW = {
    APP / "platform/world.py",
    APP / "platform/crypto.py",  # a nonce's bytes come from the machine, never from a story's chance
}
COMMITS = re.compile(r"\.(commit|rollback)\(")
SHORT_DOCSTRING = re.compile(r'^"""[^\n]+')


def test_there_are_chapters_and_sources_to_look_at():
    assert {"identity", "procurement", "orders", "invoicing"} <= set(CHAPTERS)
    assert len(SOURCES) > 100


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_only_the_rooms_of_the_house(chapter):
    rooms = {
        path.stem for path in (APP / chapter).iterdir() if path.name not in ("__pycache__", "__init__.py")
    }
    assert rooms, chapter
    assert rooms <= ROOMS, rooms - ROOMS
    assert SHORT_DOCSTRING.match((APP / chapter / "__init__.py").read_text()), "what the chapter owns"


def test_only_the_world_knows_the_time_and_chance():
    knowing = [path for path in SOURCES if path not in MAY_KNOW and CLOCK_OR_CHANCE.search(path.read_text())]
    knowing = [path for path in knowing if not _says_only_in_rules(path)]
    assert knowing == []


def _says_only_in_rules(path: Path) -> bool:
    """A rule may draw lots from a seed that it is given: that is replayable, and no chance of its own."""
    found = CLOCK_OR_CHANCE.findall(path.read_text())
    return "rules" in path.parts and set(found) == {"Random("}


def test_nothing_commits_or_rolls_back_but_the_work():
    assert [path for path in SOURCES if COMMITS.search(path.read_text())] == []


def test_every_module_opens_with_a_sentence():
    exempt = {"models.py", "schemas.py", "api.py", "pages.py"}
    silent = [
        path for path in SOURCES if path.name not in exempt and not SHORT_DOCSTRING.match(path.read_text())
    ]
    assert silent == []


def test_every_constraint_has_a_name_and_every_row_of_a_buyer_says_whose_it_is():
    tables = METADATA.sorted_tables
    assert len(tables) > 50
    assert [c for table in tables for c in table.constraints if c.name is None] == []
    for name in ("call", "application", "contract", "need", "service_order", "delivery", "invoice", "client"):
        assert "buyer_id" in METADATA.tables[name].columns, name


def test_the_import_contracts_cover_every_folder_of_the_app():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract for contract in contracts if contract["type"] == "layers"]
    assert layers["exhaustive"] is True
    named = set(re.findall(r"[a-z]+", " ".join(layers["layers"])))
    assert {path.name for path in APP.iterdir() if (path / "__init__.py").exists()} <= named


def test_no_money_is_counted_in_floating_point():
    floats = re.compile(r"\bfloat\(|: float\b|-> float\b")
    allowed = {APP / "platform/pdf.py", APP / "platform/worker.py"}  # seconds of waiting
    assert [path for path in SOURCES if path not in allowed and floats.search(path.read_text())] == []
