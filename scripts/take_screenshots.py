"""Takes the pictures under docs/screenshots: the demo of one day, as each of its people sees it.

    python scripts/take_screenshots.py             # all of them
    python scripts/take_screenshots.py desk client # those whose name begins so

It tells the demo in a folder of its own, serves it while it looks, and needs Chromium.
"""

import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import which

import uvicorn
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.cli import COMPANY, DEMO_STORY
from app.demo.alive import Alive, come_alive
from app.demo.playing import play
from app.demo.reading import read_story
from app.demo.script import script_of
from app.demo.stage import Clock, Stage
from app.kernel.actors import Role
from app.law import service as law
from app.main import site_of
from app.platform.extensions import installed
from app.platform.ground import open_ground
from app.platform.migrations import migrate
from app.platform.settings import Settings
from app.platform.work import system_work
from app.platform.world import told_world

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
CHROMIUM = which("chromium") or which("chromium-headless-shell")  # the whole one names months in Finnish
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
TODAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday morning
WIDE, PHONE = 1280, 320
TALLEST = 2000  # pixels: what is below tells nothing new about the face
COLOURS = 96
GUEST = None


@dataclass(frozen=True)
class Picture:
    """One page: `path` holds story keys in braces; `then` begins the link to follow from it."""

    name: str
    who: Role | None
    path: str
    then: str = ""
    width: int = WIDE
    scheme: str = "light"
    language: str = "fi"


SHOTS = (
    Picture("calls", GUEST, "/"),
    Picture("call", GUEST, "/", "/calls/"),
    Picture("results", GUEST, "/impact", "/impact/calls/"),
    Picture("tour", GUEST, "/tour"),
    Picture("log-in", GUEST, "/log-in"),
    Picture("client-choice-320", GUEST, "{client}", width=PHONE),
    Picture("client-choice-320-dark", GUEST, "{client}", width=PHONE, scheme="dark"),
    Picture("desk-officer", Role.OFFICER, "/desk"),
    Picture("own-calls", Role.OFFICER, "/procurement/calls"),
    Picture("own-call", Role.OFFICER, "/procurement/calls/{alive-next-call}"),
    Picture("new-call", Role.OFFICER, "/procurement/calls/new"),
    Picture("applications", Role.OFFICER, "/offers/calls/{alive-call}"),
    Picture("contracts", Role.OFFICER, "/contracts"),
    Picture("contract", Role.OFFICER, "/contracts/{alive-S1-contract}"),
    Picture("desk-decision-maker", Role.DECISION_MAKER, "/desk"),
    Picture("application", Role.DECISION_MAKER, "/offers/applications/{alive-S5-application}"),
    Picture("desk-case-worker", Role.CASE_WORKER, "/desk"),
    Picture("desk-case-worker-320", Role.CASE_WORKER, "/desk", width=PHONE),
    Picture("desk-case-worker-dark", Role.CASE_WORKER, "/desk", scheme="dark"),
    Picture("desk-case-worker-sv", Role.CASE_WORKER, "/desk", language="sv"),
    Picture("clients", Role.CASE_WORKER, "/clients"),
    Picture("client", Role.CASE_WORKER, "/clients/{K-203}"),
    Picture("need", Role.CASE_WORKER, "/orders/needs/{alive-open-need}"),
    Picture("order", Role.CASE_WORKER, "/orders/{alive-P1}"),
    Picture("deliveries-waiting", Role.CASE_WORKER, "/deliveries/waiting"),
    Picture("deliveries-waiting-320", Role.CASE_WORKER, "/deliveries/waiting", width=PHONE),
    Picture("delivery", Role.CASE_WORKER, "/deliveries/{alive-P2-8}"),
    Picture("desk-supplier", Role.SUPPLIER_ADMIN, "/desk"),
    Picture("desk-supplier-en", Role.SUPPLIER_ADMIN, "/desk", language="en"),
    Picture("order-to-answer", Role.SUPPLIER_ADMIN, "/orders/{alive-P3}"),
    Picture("logging", Role.SUPPLIER_ADMIN, "/deliveries/orders/{alive-P1}"),
    Picture("logging-320", Role.SUPPLIER_ADMIN, "/deliveries/orders/{alive-P1}", width=PHONE),
    Picture("service", Role.SUPPLIER_ADMIN, "/catalogue", "/catalogue/"),
    Picture("organisation", Role.SUPPLIER_ADMIN, "/organisations/{S1}"),
    Picture("money", Role.BOOKKEEPER, "/invoices/money"),
    Picture("invoices", Role.BOOKKEEPER, "/invoices"),
    Picture("desk-finance", Role.FINANCE, "/desk"),
    Picture("funds", Role.FINANCE, "/funds"),
    Picture("billing-run", Role.FINANCE, "/invoices/runs/{alive-run}"),
    Picture("exports", Role.FINANCE, "/invoices/exports"),
    Picture("reconciliation", Role.FINANCE, "/invoices/reconciliation"),
    Picture("audit", Role.AUDITOR, "/audit"),
    Picture("chain", Role.AUDITOR, "/audit", "/audit/chains/"),
    Picture("law", Role.PLATFORM_ADMIN, "/law"),
    Picture("organisations", Role.PLATFORM_ADMIN, "/organisations"),
    Picture("account", Role.OFFICER, "/account"),
    Picture("messages", Role.OFFICER, "/account/messages"),
    Picture("api", GUEST, "/api/docs", language="en"),
)


def main(wanted: Sequence[str]) -> None:
    chosen = [shot for shot in SHOTS if not wanted or shot.name.startswith(tuple(wanted))]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _told(Path(folder)) as (stage, alive):
        names = {**{key: str(found) for key, found in stage.keys.items()}, "client": alive.client_path}
        site = site_of(stage.ground)
        site.state.is_demo = True
        with _served(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            people = People(browser, address, alive)
            for shot in chosen:
                _take(people, shot, names)
            browser.close()
    print(f"{sum(path.stat().st_size for path in PICTURES.glob('*.png'))} bytes in all")


@contextmanager
def _told(folder: Path) -> Iterator[tuple[Stage, Alive]]:
    settings = Settings(database_url=f"sqlite:///{folder}/kutsu.db", files_dir=folder / "files")
    migrate(settings.database_url)
    script = script_of(read_story(DEMO_STORY))
    clock = Clock(script.steps[0].at)
    with open_ground(settings, told_world(clock.now, script.seed)) as ground:
        with system_work(ground) as work:
            law.load_pack(work, installed("country")[settings.country])
        stage = play(script, ground, clock, COMPANY)
        yield stage, come_alive(stage, COMPANY, TODAY)


@contextmanager
def _served(site: FastAPI) -> Iterator[str]:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


class People:
    """Everybody's browser: each logs in once, and keeps her session in every look."""

    def __init__(self, browser: Browser, site: str, alive: Alive) -> None:
        self.browser, self.site = browser, site
        self.logins = {login.role: login for login in alive.logins}
        self.states: dict[Role | None, Mapping[str, object]] = {}

    @contextmanager
    def looking(self, shot: Picture) -> Iterator[Page]:
        if shot.who not in self.states:
            self.states[shot.who] = self._logged_in(shot.who)
        context = self.browser.new_context(
            storage_state=self.states[shot.who],  # type: ignore[arg-type]
            color_scheme="dark" if shot.scheme == "dark" else "light",
            viewport={"width": shot.width, "height": 640 if shot.width == PHONE else 800},
            locale=shot.language,
        )
        context.add_cookies([{"name": "kutsu-language", "value": shot.language, "url": self.site}])
        yield context.new_page()
        context.close()

    def _logged_in(self, who: Role | None) -> Mapping[str, object]:
        context: BrowserContext = self.browser.new_context()
        if who is not None:
            page, login = context.new_page(), self.logins[who]
            page.goto(f"{self.site}/log-in")
            page.fill('[name="email"]', login.email)
            page.fill('[name="password"]', login.password)
            page.click('form[action="/log-in"] button[type="submit"]')
        state: Mapping[str, object] = context.storage_state()  # type: ignore[assignment]
        context.close()
        return state


def _take(people: People, shot: Picture, names: Mapping[str, str]) -> None:
    with people.looking(shot) as page:
        answer = page.goto(people.site + shot.path.format_map(names))
        if shot.then:
            link = page.locator(f'main a[href^="{shot.then}"]').first
            answer = page.goto(people.site + (link.get_attribute("href") or ""))
        status = answer.status if answer else 0
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": shot.width, "height": tall})
    _keep(shot.name, taken)
    print(f"{status} {shot.name}")


def _keep(name: str, taken: bytes) -> None:
    """Few colours are enough for a page, and a quarter of the bytes."""
    picture = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
