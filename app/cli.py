"""`kutsu`: serve, work, migrate; play a story; prove the journal."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import structlog
import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from app.audit import service as audit
from app.demo.acts import ACTS
from app.demo.alive import come_alive, earliest_day
from app.demo.expecting import Unexpected, reasons_not_as_expected
from app.demo.playing import Broken, Company, play
from app.demo.reading import StoryFault, read_story
from app.demo.schema import schema
from app.demo.script import Script, script_of
from app.demo.stage import Clock, Stage
from app.demo.summary import summary_of, write_papers
from app.desks.rules import Pile
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.law import service as law
from app.main import SUBSCRIBERS, TIMED, installed_site
from app.platform.extensions import installed
from app.platform.fields import ZONE
from app.platform.ground import open_ground
from app.platform.logging import start_logging
from app.platform.migrations import migrate as migrate_database
from app.platform.places import packaged
from app.platform.serving import serve as serve_site
from app.platform.settings import Settings
from app.platform.texts import catalogue
from app.platform.work import Ground, begin_work, system_work
from app.platform.worker import work_on
from app.platform.world import real_world, told_world

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
stories = typer.Typer(no_args_is_help=True, help="Play and describe stories.")
audits = typer.Typer(no_args_is_help=True, help="Prove the journal.")
cli.add_typer(stories, name="story")
cli.add_typer(audits, name="audit")
console = Console()
COMPANY = Company(SUBSCRIBERS, TIMED)
DEMO_STORY = packaged("demo/stories/jarvi-hame.yaml")
DEMO_DATABASE, DEMO_PAPERS, DEMO_FILES = Path("var/kutsu.db"), Path("var/demo"), Path("var/files")

Summary = dict[str, Any]
Out = Annotated[Path, typer.Option("--out", help="Where the papers and summary.json go.")]
Url = Annotated[
    str, typer.Option("--database", help="A database URL; a fresh SQLite file beside the papers.")
]


@cli.callback()
def prepare() -> None:
    """Whatever is asked, no line of a log tells about a person."""
    start_logging()


@cli.command()
def serve(
    reload: Annotated[bool, typer.Option("--reload", help="Start again at each change of the code.")] = False,
) -> None:
    """Serve the pages and the API."""
    settings = Settings()
    if reload:
        uvicorn.run("app.main:served", factory=True, reload=True, host=settings.host, port=settings.port)
        return
    _serve(settings)


@cli.command()
def work() -> None:
    """Tell subscribers what happened, and do what is due by the clock, until stopped."""
    with open_ground(Settings()) as ground:
        work_on(ground, SUBSCRIBERS, TIMED)


@cli.command()
def migrate() -> None:
    """Bring the database to the shape of this version, and load the country's law."""
    settings = Settings()
    _prepare(settings)
    console.print(f"The database is up to date: [bold]{settings.database_url.split('@')[-1]}[/bold]")


@cli.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Go on to serve the site.")] = True,
) -> None:
    """Tell the worked example and a second call dated from today on a fresh database, and serve them."""
    _keep_as_bak(DEMO_DATABASE)
    settings = Settings(database_url=f"sqlite:///{DEMO_DATABASE}", files_dir=DEMO_FILES)
    _prepare(settings)
    with _problems_told(), _played(script_of(read_story(DEMO_STORY)), settings, DEMO_PAPERS) as stage:
        _come_alive(stage, settings)
    console.print(f"Papers and summary.json are in [bold]{DEMO_PAPERS}[/bold].")
    if serve:
        console.print(f"Serving until Ctrl+C. Begin at [bold]{_address(settings)}/tour[/bold].")
        _serve(settings)


@stories.command("run")
def run_story(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], out: Out, database: Url = ""
) -> None:
    """Play FILE through the services and write its papers and summary.json.

    Ends with 1 when the story goes otherwise than it says, or is not written as a story.
    """
    with _problems_told():
        script = script_of(read_story(file))
        out.mkdir(parents=True, exist_ok=True)
        if not database:
            _keep_as_bak(out / "story.db")
        settings = Settings(database_url=database or f"sqlite:///{out / 'story.db'}", files_dir=out / "files")
        _prepare(settings)
        with _played(script, settings, out):
            pass


@stories.command("schema")
def print_schema() -> None:
    """The JSON Schema of a story file."""
    typer.echo(json.dumps(schema(ACTS), indent=2, ensure_ascii=False))


@audits.command("verify")
def verify(database: Url = "") -> None:
    """Check every chain of the journal; ends with 1 at the first row that was changed, moved or removed."""
    settings = Settings(database_url=database) if database else Settings()
    with open_ground(settings) as ground, begin_work(ground, SYSTEM, writes=False) as reading:
        chains = audit.verified_chains(reading)
    for chain in chains:
        verdict = f"[red]BROKEN at {chain.broken.seq}: {chain.broken.why}" if chain.broken else "[green]whole"
        console.print(f"{chain.chain}  {chain.rows:>8} rows  {verdict}")
    if not all(chain.holds for chain in chains):
        raise typer.Exit(1)


def main() -> None:
    cli()


def _prepare(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    migrate_database(settings.database_url)
    with open_ground(settings) as ground, system_work(ground) as loading:
        law.load_pack(loading, installed("country")[settings.country])


def _serve(settings: Settings) -> None:
    with open_ground(settings) as ground, _worker_beside(ground):
        structlog.get_logger().info("serving", host=settings.host, port=settings.port, mode=settings.mode)
        site = installed_site(ground, settings)
        serve_site(site, host=settings.host, port=settings.port, threads=settings.connections)


@contextmanager
def _worker_beside(ground: Ground) -> Iterator[None]:
    """An embedded database has one process, so its worker lives there too; else it is `kutsu work`."""
    if not ground.database.is_sqlite:
        yield
        return
    stopped = Event()
    worker = Thread(target=work_on, args=(ground, SUBSCRIBERS, TIMED), kwargs={"until": stopped.is_set})
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join()


@contextmanager
def _played(script: Script, settings: Settings, out: Path) -> Iterator[Stage]:
    """Told, written down and shown; the stage stays open for whoever goes on from there."""
    clock = Clock(script.steps[0].at)
    with open_ground(settings, told_world(clock.now, script.seed)) as ground:
        with _bar(len(script.steps)) as step:
            stage = play(script, ground, clock, COMPANY, done=lambda _step: step())
        _show(_write(stage, script, out))
        yield stage


def _come_alive(stage: Stage, settings: Settings) -> None:
    now = real_world().now()
    if now.astimezone(ZONE).date() < earliest_day():
        console.print(f"[yellow]Nothing waits on any desk: this machine's clock is before {earliest_day()}.")
        return
    with console.status("Going on with a second call, up to this moment"):
        alive = come_alive(stage, COMPANY, now)
    table = Table("role and name", "e-mail and password", "what waits", show_lines=True)
    table.columns[1].no_wrap = True
    for login in alive.logins:
        waiting = "\n".join(f"{_in_words(pile)}: {pile.count}" for pile in login.waiting)
        role = login.role.replace("_", " ")
        who, door = f"{role}\n{login.name}", f"{login.email}\n{login.password}"
        table.add_row(who, door, waiting or "figures to read")
    console.print(table)
    link = f"{_address(settings)}{alive.client_path}"
    console.print(f"A client's own link: [bold]{link}[/bold]", soft_wrap=True)


def _in_words(pile: Pile) -> str:
    return catalogue("en").gettext(f"desk.pile.{pile.kind}")


def _address(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _write(stage: Stage, script: Script, out: Path) -> Summary:
    """The papers and the summary are written also when an expectation is broken: they show why."""
    out.mkdir(parents=True, exist_ok=True)
    summary = summary_of(stage)
    write_papers(stage, out)
    text = json.dumps(summary, indent=2, ensure_ascii=False, sort_keys=True)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")
    if broken := list(reasons_not_as_expected(script, summary)):
        raise Unexpected(broken)
    return summary


@contextmanager
def _bar(steps: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("Telling the story"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("story", total=steps)
        yield lambda: progress.advance(task)


@contextmanager
def _problems_told() -> Iterator[None]:
    try:
        yield
    except (StoryFault, Broken, Unexpected) as fault:
        Console(stderr=True).print(Text(str(fault), "red"), soft_wrap=True)  # as text: it may hold brackets
        sys.exit(1)


def _show(summary: Summary) -> None:
    table = Table("invoice", "number", "net", "VAT", "gross")
    for column in table.columns[2:]:
        column.justify = "right"
    for invoice in summary["invoices"]:
        amounts = (Money(invoice[name]).plain() for name in ("net", "vat", "gross"))
        table.add_row(invoice["key"], invoice["number"], *amounts)
    console.print(table)


def _keep_as_bak(path: Path) -> None:
    """An earlier database is kept; what SQLite wrote beside it belongs to it and goes along."""
    for suffix in ("", "-wal", "-shm"):
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.replace(path.with_name(path.name + ".bak" + suffix))
