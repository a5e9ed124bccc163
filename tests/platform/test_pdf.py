"""PDF papers: archival, accessible, the same bytes each time, and made by processes that reach nothing."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import psutil
import pytest
from pypdf import PdfReader

from app.platform.pdf import (
    ADDRESS_SPACE,
    DATA_URL_LIMIT,
    POLITENESS,
    Attachment,
    Paper,
    PdfError,
    PdfPool,
    PdfTooSlow,
    pdf_key,
    render_pdf,
)
from app.platform.places import shared

MADE_AT = datetime(2026, 4, 3, 7, 15, tzinfo=UTC)
# Finnish, Swedish, Sámi and Baltic letters, the euro and the dashes, upright, bold and slanted.
LETTERS = "Åäö € – — ” č đ ŋ š ŧ ž"
HTML = f"""<!doctype html><html lang="fi"><head><title>Hankintasopimus</title>
<link rel="stylesheet" href="asset:pdf.css"></head><body>
<h1>{LETTERS}</h1><p>{LETTERS} <em>{LETTERS}</em></p>
<table><thead><tr><th>Osa-alue</th><th class="money">Hinta</th></tr></thead>
<tbody><tr><th scope="row">A</th><td class="money">54,00 €</td></tr></tbody></table>
</body></html>"""
DATA = Attachment("contract.json", '{"price":5400,"title":"Työhönvalmennus"}'.encode())
PAPER = Paper(HTML, MADE_AT, (DATA,))


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_pdf(PAPER.html, made_at=PAPER.made_at, attachments=PAPER.attachments)


@pytest.fixture(scope="module")
def opened(made: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(made)) as pdf:
        yield pdf


def test_a_paper_is_tagged_marked_as_archival_and_names_its_language(opened: pikepdf.Pdf) -> None:
    root = opened.Root

    with opened.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["dc:title"] == "Hankintasopimus"
        assert xmp["xmp:CreateDate"] == "2026-04-03T07:15:00Z"
    assert root.Lang == "fi"
    assert bool(root.MarkInfo.Marked)
    assert root.StructTreeRoot.K
    assert root.OutputIntents[0].S == "/GTS_PDFA1"
    assert root.OutputIntents[0].DestOutputProfile.N == 3


def test_a_header_cell_says_whether_it_heads_a_column_or_a_row(opened: pikepdf.Pdf) -> None:
    headers = [
        str(element.A.Scope)
        for element in opened.objects
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH"
    ]

    assert sorted(headers) == ["/Column", "/Column", "/Row"]


def test_every_font_is_ours_and_embedded_and_its_letters_can_be_read_back(
    opened: pikepdf.Pdf, made: bytes
) -> None:
    fonts = [one.DescendantFonts[0] for page in opened.pages for one in page.Resources.Font.values()]

    text = PdfReader(BytesIO(made)).pages[0].extract_text()

    assert fonts
    assert all("/FontFile2" in font.FontDescriptor for font in fonts)
    assert all("Inter" in str(font.BaseFont) for font in fonts)
    assert text.count(LETTERS) == 3


def test_the_data_lies_in_the_paper_as_it_was_given(opened: pikepdf.Pdf) -> None:
    listed = list(opened.Root.AF)

    assert len(listed) == 1
    assert listed[0].AFRelationship == "/Data"
    assert opened.attachments["contract.json"].get_file().read_bytes() == DATA.content
    assert opened.attachments["contract.json"].get_file().mime_type == "application/json"


def test_the_same_paper_has_the_same_bytes_in_any_process_and_another_moment_other_bytes(made: bytes) -> None:
    later = Paper(PAPER.html, MADE_AT + timedelta(minutes=1), PAPER.attachments)

    with PdfPool(processes=2) as pool:
        again, once_more, at_another_moment = pool.render_all([PAPER, PAPER, later])

    assert again == once_more == made
    assert at_another_moment != made


def test_the_key_of_a_paper_changes_with_template_data_and_language() -> None:
    keys = {
        pdf_key("contract-1", {"number": "1"}, "fi"),
        pdf_key("contract-2", {"number": "1"}, "fi"),
        pdf_key("contract-1", {"number": "2"}, "fi"),
        pdf_key("contract-1", {"number": "1"}, "sv"),
    }

    assert len(keys) == 4
    assert pdf_key("contract-1", {"b": 1, "a": 2}, "fi") == pdf_key("contract-1", {"a": 2, "b": 1}, "fi")


@pytest.mark.parametrize("lacking", ["<html><title>A paper</title>", "<html lang='fi'><p>A paper"])
def test_a_paper_without_a_language_or_a_title_is_not_made(lacking: str) -> None:
    with pytest.raises(PdfError, match="has a <title>"):
        render_pdf(lacking, made_at=MADE_AT)


# --- What a paper can reach ---------------------------------------------------------------------------

ELSEWHERE = (
    '<img src="{url}" alt="x">',
    '<img srcset="{url} 2x" src="{url}" alt="x">',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<link rel="icon" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<style>@import url("{url}");</style>',
    '<style>@import "{url}";</style>',
    '<style>p {{ background: url("{url}") }}</style><p>x',
    '<style>li {{ list-style-image: url("{url}") }}</style><ul><li>x</ul>',
    '<style>p::before {{ content: url("{url}") }}</style><p>x',
    '<style>p {{ border-image: url("{url}") 1 }}</style><p>x',
    '<style>p {{ mask: url("{url}") }}</style><p>x',
    '<style>@page {{ background: url("{url}") }}</style><p>x',
    '<style>@font-face {{ font-family: f; src: url("{url}") }} p {{ font-family: f }}</style><p>x',
    '<style>@color-profile --c {{ src: url("{url}") }}</style><p>x',
    '<object data="{url}">x</object>',
    '<embed src="{url}">',
    '<iframe src="{url}"></iframe>',
    '<video poster="{url}" src="{url}"></video>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#a"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url("{url}");</style></svg>',
    "<img alt=x src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
    "<image href='{url}' width='9' height='9'/></svg>\">",
    '<link rel="stylesheet" href="data:text/css,@import url({url});">',
    '<meta http-equiv="refresh" content="0;url={url}">',
    '<base href="{url}"><img src="x.png" alt="x">',
)


@dataclass
class Listener:
    """A server on this machine that counts who asks it, and sends everyone on to a file."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener("")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Counted, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    heard.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_paper_reaches_no_server_and_no_file(listener: Listener) -> None:
    targets = (f"{listener.address}/x", "file:///etc/passwd")
    asked = [html.format(url=url) for html in ELSEWHERE for url in targets]

    refused = [html for html in asked if _refused_or_empty(f"<html lang='fi'><title>x</title>{html}")]

    assert listener.asked == []
    assert len(refused) >= len(asked) // 2, "the engine follows most of these: nothing was tried"


def _refused_or_empty(html: str) -> bool:
    """Whether the paper was refused; one that is made all the same holds nothing of the file."""
    try:
        made = render_pdf(html, made_at=MADE_AT)
    except PdfError:
        return True
    with pikepdf.open(BytesIO(made)) as pdf:
        assert not pdf.attachments
        streams = [thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert not any(b"root:" in stream for stream in streams)
    return False


@pytest.mark.parametrize(
    "address",
    [
        "asset:../paper.html",
        "asset:../../pyproject.toml",
        "asset:fonts/../../paper.html",
        "asset:/etc/passwd",
        "asset:///etc/passwd",
        "asset:..%2fpaper.html",
        "asset:manifest.json",
        "asset:no-such.css",
        "asset:",
        "asset:%00",
        "ASSET:../paper.html",
        "ftp://127.0.0.1/x.css",
        "jar:file:///x!/y.css",
        "data:text/css," + "a" * DATA_URL_LIMIT,
    ],
)
def test_only_known_kinds_of_files_inside_our_own_folder_are_assets(address: str) -> None:
    asking = f'<html lang="fi"><title>x</title><link rel="stylesheet" href="{address}">'

    with pytest.raises(PdfError):
        render_pdf(asking, made_at=MADE_AT)


def test_a_style_sheet_outside_our_own_folder_is_no_asset(tmp_path: Path) -> None:
    (tmp_path / "outside.css").write_text("p { color: red }")
    upwards = os.path.relpath(tmp_path / "outside.css", shared("templates") / "assets")
    asking = f'<html lang="fi"><title>x</title><link rel="stylesheet" href="asset:{upwards}">'

    with pytest.raises(PdfError, match="no asset"):
        render_pdf(asking, made_at=MADE_AT)


def test_a_small_picture_may_be_written_in_the_paper_itself() -> None:
    dot = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"

    assert render_pdf(f'<html lang="fi"><title>x</title><img alt="x" src="{dot}">', made_at=MADE_AT)


# --- The processes ------------------------------------------------------------------------------------


def test_a_stuck_paper_is_ended_and_the_next_one_is_made() -> None:
    endless = Paper(f"<html lang='fi'><title>x</title><table>{'<tr><td>x' * 30_000}", MADE_AT)

    with PdfPool(processes=1, time_limit=1.0) as pool:
        started = time.monotonic()
        with pytest.raises(PdfTooSlow, match="1 seconds"):
            pool.render(endless)
        waited = time.monotonic() - started
        after = pool.render(Paper("<html lang='fi'><title>x</title>x", MADE_AT))

    assert after.startswith(b"%PDF-1.7")
    assert waited < 20


def test_a_process_that_dies_fails_its_own_paper_only() -> None:
    small = Paper("<html lang='fi'><title>x</title>x", MADE_AT)

    with PdfPool(processes=1) as pool:
        before = _processes()
        pool.render(small)
        (child,) = _processes() - before
        child.kill()
        child.wait()
        with pytest.raises(PdfError, match="ended"):
            pool.render(small)
        assert pool.render(small).startswith(b"%PDF")


def test_the_processes_are_polite_bounded_and_replaced_after_their_share() -> None:
    small = Paper("<html lang='fi'><title>x</title>x", MADE_AT)

    with PdfPool(processes=1, max_tasks_per_child=2, time_limit=20) as pool:
        before = _processes()
        pool.render(small)
        (first,) = _processes() - before
        limits = {name: first.rlimit(name)[0] for name in (resource.RLIMIT_AS, resource.RLIMIT_CPU)}
        politeness = first.nice()
        pool.render_all([small, small])
        (second,) = _processes() - before

    assert politeness == POLITENESS
    assert limits[resource.RLIMIT_AS] == ADDRESS_SPACE
    assert 20 <= limits[resource.RLIMIT_CPU] < 60
    assert second.pid != first.pid
    assert not second.is_running()


def test_a_closed_pool_makes_nothing() -> None:
    pool = PdfPool(processes=1)
    pool.close()

    with pytest.raises(PdfError, match="closed"):
        pool.render(PAPER)


def _processes() -> set[psutil.Process]:
    """Processes below this one that hold a rendering's address space; other tests' pools may live too."""
    below = psutil.Process().children(recursive=True)
    return {one for one in below if one.is_running() and one.rlimit(resource.RLIMIT_AS)[0] == ADDRESS_SPACE}


def test_the_files_of_others_are_those_of_the_manifest() -> None:
    script = Path(__file__).parents[2] / "scripts" / "vendor_assets.py"

    checked = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout) == (0, "")
