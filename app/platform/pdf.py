"""Making PDF papers: PDF/A-3a out of HTML, by patient processes that can reach nothing but our own assets.

A paper is archival and accessible: tagged, its language set, every font embedded, and the data that it was
made of attached as JSON. The same paper gives the same bytes, because people sign their sha256. Jobs make
papers outside any Work, through one `PdfPool`: layout takes a third of a second of processor time.
"""

import os
import resource
import signal
import tempfile
import traceback
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from queue import LifoQueue
from typing import Any, Protocol
from urllib.request import DataHandler, Request

import weasyprint
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.kernel.plain import canonical_json
from app.platform.pages import environment
from app.platform.places import shared

DATA_URL_LIMIT = 256 * 1024
MEDIA_TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
ADDRESS_SPACE = 2 * 1024**3  # bytes; a ten-page contract needs about a tenth of it
START_LIMIT = 60.0  # seconds for a fresh process to load the layout engine
POLITENESS = 10


class PdfError(Exception):
    """The paper was not made."""


class PdfTooSlow(PdfError):
    """The paper took longer than it may; its process was ended."""


@dataclass(frozen=True)
class Attachment:
    """A file inside the paper: the data that the paper shows."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True)
class Paper:
    """Everything that a PDF depends on; `made_at` is the moment that the document itself bears."""

    html: str
    made_at: datetime
    attachments: tuple[Attachment, ...] = ()


class PaperData(Protocol):
    """What a template shows, and the attachment holds."""

    @property
    def language(self) -> str: ...

    def as_json(self) -> dict[str, Any]: ...


def paper_of(template: str, data: PaperData, *, made_at: datetime, attached_as: str) -> Paper:
    """The data in its template, worded in its language; a text missing there is an error, not a blank."""
    html = environment(data.language, strict=True).get_template(template).render(data=data)
    return Paper(html, made_at, (Attachment(attached_as, canonical_json(data.as_json())),))


def pdf_key(template_version: str, data: Any, language: str) -> str:
    """What a made PDF is kept under: the same template, data, language and engine need no second making.

    >>> pdf_key("contract-1", {"number": "7"}, "fi") == pdf_key("contract-1", {"number": "7"}, "sv")
    False
    """
    engine = f"weasyprint {weasyprint.VERSION}"
    return sha256(canonical_json([engine, template_version, language, data])).hexdigest()


class OnlyOurAssets(URLFetcher):  # type: ignore[misc]  # the base class has no types
    """Answers `asset:` addresses from our own folder, and short `data:` ones; all others end the rendering.

    It opens nothing else, so there is no redirect to follow and no scheme to forget.
    """

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, rest = url.partition(":")
        match scheme.lower():
            case "asset":
                return _asset(rest)
            case "data" if len(url) <= DATA_URL_LIMIT:
                return _data(url)
        raise FatalURLFetchingError(f"a paper may not reach for {url[:80]!r}")


def _asset(name: str) -> URLFetcherResponse:
    assets = (shared("templates") / "assets").resolve()
    path = Path(os.path.realpath(assets / name.lstrip("/"))) if "\0" not in name else assets
    if not path.is_relative_to(assets) or path.suffix not in MEDIA_TYPES or not path.is_file():
        raise FatalURLFetchingError(f"there is no asset {name[:80]!r}")
    return URLFetcherResponse(f"asset:{name}", path.read_bytes(), {"Content-Type": MEDIA_TYPES[path.suffix]})


def _data(url: str) -> URLFetcherResponse:
    with DataHandler().data_open(Request(url)) as opened:  # noqa: S310 - reads the address itself
        return URLFetcherResponse(url, opened.read(), {"Content-Type": opened.headers.get_content_type()})


def render_pdf(html: str, *, made_at: datetime, attachments: Sequence[Attachment] = ()) -> bytes:
    """PDF/A-3a, in this very process. Title and language are those of the HTML, and it must have both."""
    moment = made_at.astimezone(UTC).replace(microsecond=0)
    options = {"pdf_variant": "pdf/a-3a", "output_intent": "srgb"}
    try:
        document = weasyprint.HTML(string=html, url_fetcher=OnlyOurAssets()).render(**options)
        about = document.metadata
        if not about.title or not about.lang:
            raise PdfError("a paper has a <title> and an <html lang>")
        about.generator = "Kutsu"
        about.created = about.modified = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        inside = [_embedded(attachment, moment) for attachment in attachments]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the engine leaves its colour profile open
            made = document.write_pdf(finisher=_finish, attachments=inside, **options)
    except FatalURLFetchingError as refused:
        raise PdfError(str(refused)) from None
    return bytes(made)


def _embedded(attachment: Attachment, moment: datetime) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description or attachment.name,
        created=moment,
        modified=moment,
        relationship="Data",
    )


def _finish(_document: object, pdf: Any) -> None:
    """Two things that the engine leaves undone: headers say their direction, each file is listed once."""
    elements = {thing.reference: thing for thing in pdf.objects if _kind(thing) == "/StructElem"}
    for element in elements.values():
        if element["S"] == "/TH":
            rows = elements[elements[element["P"]]["P"]]
            element["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)


def _kind(thing: object) -> object:
    return thing.get("Type") if isinstance(thing, dict) else None


class PdfPool:
    """A few processes that make papers, a stuck one being ended and replaced; may be asked from any thread.

    It starts its processes when the first papers come. Close it, or use it in a `with`.
    """

    def __init__(
        self, *, processes: int = 2, max_tasks_per_child: int = 200, time_limit: float = 30.0
    ) -> None:
        self.processes, self._closed = processes, False
        self._free: LifoQueue[_Renderer] = LifoQueue()
        for _ in range(processes):
            self._free.put(_Renderer(max_tasks_per_child, time_limit))

    def render(self, paper: Paper) -> bytes:
        """Waits for a free process, then for the paper."""
        renderer = self._free.get()
        try:
            if self._closed:
                raise PdfError("the papers' processes have been closed")
            return renderer.render(paper)
        finally:
            self._free.put(renderer)

    def render_all(self, papers: Iterable[Paper]) -> list[bytes]:
        """The papers in their order, as many at a time as there are processes."""
        with ThreadPoolExecutor(self.processes) as threads:
            return list(threads.map(self.render, papers))

    def close(self) -> None:
        """Waits for the papers in the making, then ends the processes."""
        self._closed = True
        taken = [self._free.get() for _ in range(self.processes)]
        for renderer in taken:
            renderer.stop()
            self._free.put(renderer)

    def __enter__(self) -> "PdfPool":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()


class _Renderer:
    """One process and our end of the pipe to it; used by one thread at a time."""

    def __init__(self, max_tasks: int, time_limit: float) -> None:
        self._max_tasks, self._time_limit = max_tasks, time_limit
        self._process: ForkServerProcess | None = None
        self._pipe: Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._made = 0

    def render(self, paper: Paper) -> bytes:
        try:
            pipe = self._started()
            made = _answer(pipe, paper, self._time_limit)
        except BaseException:
            self.stop()  # else its late answer would be taken for the next paper's
            raise
        self._made += 1
        if isinstance(made, str):
            raise PdfError(made)
        return bytes(made)

    def _started(self) -> Connection:
        if self._made >= self._max_tasks:  # its memory grows a little with each paper
            self.stop()
        if self._pipe is not None:
            return self._pipe
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__])
        # What a killed process leaves behind lies in a folder of its own, which `stop` removes.
        self._folder = tempfile.TemporaryDirectory(prefix="kutsu-pdf-")
        self._pipe, theirs = context.Pipe()
        inside = (theirs, self._time_limit, self._folder.name)
        self._process = context.Process(target=_make_papers, args=inside, daemon=True)
        self._process.start()
        theirs.close()
        _answer(self._pipe, None, START_LIMIT)
        return self._pipe

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._pipe = self._folder = None
        self._made = 0


def _answer(pipe: Connection, asked: Paper | None, seconds: float) -> Any:
    try:
        if asked is not None:
            pipe.send(asked)
        if not pipe.poll(seconds):
            raise PdfTooSlow(f"the paper was not ready in {seconds:g} seconds")
        return pipe.recv()
    except (EOFError, OSError):
        raise PdfError("the process that made the paper ended, as when its memory runs out") from None


def _make_papers(pipe: Connection, time_limit: float, folder: str) -> None:
    """The life of a rendering process: polite, bounded, and over when the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(POLITENESS)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold people's data
    tempfile.tempdir = folder
    pipe.send("ready")
    while True:
        try:
            paper: Paper = pipe.recv()
        except EOFError:
            return
        _allow_seconds(time_limit)
        pipe.send(_made_or_why_not(paper))


def _allow_seconds(time_limit: float) -> None:
    """So much processor time from now, whether or not the other end still watches the clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soon = int(used.ru_utime + used.ru_stime + time_limit) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soon, resource.RLIM_INFINITY))


def _made_or_why_not(paper: Paper) -> bytes | str:
    try:
        return render_pdf(paper.html, made_at=paper.made_at, attachments=paper.attachments)
    except PdfError as error:
        return str(error)
    except Exception as error:  # whatever it was, the asker is told and the next paper is made
        where = traceback.extract_tb(error.__traceback__)[-1]
        # Not its message, which may hold words of the paper.
        return f"{type(error).__name__} at line {where.lineno} of {Path(where.filename).name}"
