"""Who the clients are stands nowhere in plain text: not in the database, the papers, the files or the log."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.demo.reading import read_story
from tests.story.whole import WORKED_EXAMPLE

TOLD_OF = {  # what the story tells of people, by the act that tells it
    "open_case": ("first_name", "last_name", "phone", "case_number"),
    "open_need": ("summary",),
    "show_evidence": ("evidence",),
}
OURS = "Valopolku"  # what is no secret, and must be found wherever the scan looks
LONG = 6  # letters: shorter words may come by chance in a megabyte of ciphertext


@dataclass(frozen=True)
class Thing:
    """Something that was searched: its name, what it says in words, and its bytes."""

    name: str
    text: str
    raw: bytes = b""

    def tells(self, word: str) -> bool:
        spelled = {word, json.dumps(word)[1:-1], word.replace("ä", "&#228;")}
        if any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", self.text) for one in spelled):
            return True
        encoded = [one.encode(kind) for one in spelled for kind in ("utf-8", "latin-1", "utf-16-be")]
        return len(word) >= LONG and any(one in self.raw for one in encoded)


def in_words(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")


def rows_of(url: str) -> Iterator[Thing]:
    """Each table with all that stands in its rows, bytes read as text too."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()
            cells = [cell for row in rows for cell in row if cell is not None]
            yield Thing(f"table {table}", "\n".join(map(_cell, cells)))
    engine.dispose()


def _cell(cell: object) -> str:
    if isinstance(cell, bytes | memoryview):
        return in_words(bytes(cell))
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else str(cell)


def pdf(path: Path) -> Thing:
    """Its pages, its heading, what is attached, and every stream in it unpacked."""
    content = path.read_bytes()
    reader = PdfReader(BytesIO(content))
    words = [page.extract_text() for page in reader.pages] + [str(reader.metadata)]
    words += [in_words(part) for parts in reader.attachments.values() for part in parts]
    with pikepdf.open(BytesIO(content)) as opened:
        streams = [thing.read_bytes() for thing in opened.objects if isinstance(thing, pikepdf.Stream)]
    return Thing(path.name, " ".join(words), content + b"\n".join(streams))


def file(path: Path) -> Thing:
    if path.suffix == ".pdf":
        return pdf(path)
    content = path.read_bytes()
    return Thing(path.name, in_words(content) + content.decode("latin-1"), content)


@pytest.fixture(scope="module")
def acts() -> list[dict[str, str]]:
    found: list[dict[str, str]] = read_story(WORKED_EXAMPLE).content["acts"]
    return found


@pytest.fixture(scope="module")
def personal(acts) -> list[str]:
    """Every word of the story that tells of a client or of whoever hired one."""
    words = {act[field] for act in acts for field in TOLD_OF.get(act["do"], ())}
    phones = {act["phone"].replace(" ", "") for act in acts if act["do"] == "open_case"}
    return sorted(words | phones)


@pytest.fixture(scope="module")
def things(told) -> dict[str, list[Thing]]:
    papers = [path for path in told.out.rglob("*") if path.is_file() and "files" not in path.parts]
    stored = [path for path in (told.out / "files").rglob("*") if path.is_file()]
    return {
        "the tables": list(rows_of(told.database_url)),
        "the papers": [file(path) for path in papers if path.suffix == ".pdf"],
        "the e-invoices": [file(path) for path in papers if path.suffix == ".xml"],
        "the exports": [file(path) for path in papers if path.suffix in (".csv", ".json")],
        "the database file": [
            Thing(path.name, "", path.read_bytes()) for path in papers if ".db" in path.name
        ],
        "the file store": [Thing(path.name, "", path.read_bytes()) for path in stored],
        "what was said": [Thing("output and log", told.said)],
    }


def test_there_is_something_to_search_for(acts, personal):
    done = Counter(act["do"] for act in acts)
    assert (done["open_case"], done["open_need"]) == (6, 7)
    assert {"Aino", "Esimerkki", "040 000 0001", "0400000001", "K-001"} <= set(personal)
    assert len(personal) > 30


def test_the_scan_finds_what_is_there(told, things):
    """A search that finds nothing has to be one that could have found something."""
    kinds = {kind for kind, found in things.items() if any(thing.tells(OURS) for thing in found)}

    assert kinds >= {"the tables", "the papers", "the e-invoices"}
    assert {"table journal", "table outbox_message", "table client", "table view_log"} <= {
        thing.name for thing in things["the tables"] if thing.text
    }
    assert any(thing.tells(OURS) for thing in things["the tables"] if thing.name == "table party_version")
    assert all(len(found) > 0 for kind, found in things.items() if kind != "the database file")
    if told.database_url.startswith("sqlite"):
        assert any(thing.tells(OURS) for thing in things["the database file"])
    assert len(things["the e-invoices"]) >= 20 and len(things["the papers"]) == 10


def test_nothing_tells_who_the_client_is(things, personal):
    telling = [
        f"{word} in {kind}: {thing.name}"
        for kind, found in things.items()
        for thing in found
        for word in personal
        if thing.tells(word)
    ]

    assert telling == []


def test_the_view_of_a_client_is_logged_without_what_was_seen(told):
    engine = sa.create_engine(told.database_url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT fields, purpose FROM view_log")).all()
    engine.dispose()

    assert rows
    fields = {field for row in rows for field in (json.loads(row[0]) if isinstance(row[0], str) else row[0])}
    assert {"first_name", "phone"} <= fields
