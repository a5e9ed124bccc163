"""A browser for each person: logs in as people do, fills the form of an act, and reads what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Request, Response

from app.demo.stage import Stage
from tests.flow.by_hand.reading import raise_for, reasons_in

BUILDS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))  # the lighter one first
CHROMIUM = next((path for path in BUILDS if path.exists()), BUILDS[-1])
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "seitsemän veljestä 1870"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NAMED = """form => [...form.elements].filter(e => e.name).map(e => ({
    name: e.name, value: e.value, tag: e.tagName, type: e.type}))"""
Fields = Mapping[str, Sequence[str]]


@contextmanager
def a_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Browsers:
    """`width` in pixels; what no page may do is gathered in `faults`."""

    browser: Browser
    site: str
    width: int = 1280
    scripts: bool = True
    emails: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def of(self, person: str) -> "Hands":
        if person not in self.contexts:
            self.contexts[person] = self._opened()
        return Hands(self, self.contexts[person].pages[0], self.emails.get(person, ""))

    def welcome(self, _stage: Stage, person: str, email: str) -> None:
        """Somebody who can log in from now on."""
        self.emails[person] = email

    def _opened(self) -> BrowserContext:
        context = self.browser.new_context(
            java_script_enabled=self.scripts,
            viewport={"width": self.width, "height": 900},
            locale="fi",
            timezone_id="Europe/Helsinki",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda fault: self.faults.append(f"{page.url}: {fault}"))
        page.on("console", self._heard)
        page.on("requestfailed", self._failed)
        return context

    def _heard(self, message: Any) -> None:
        """A breach of the content policy is told on the console."""
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _failed(self, request: Request) -> None:
        """Who goes on before a picture has come breaks it off: that is no fault."""
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.url}: {request.failure}")

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()


@dataclass
class Hands:
    """One person's hands: her browser, and the address with which she logs in."""

    all: Browsers
    page: Page
    email: str

    def read(self, page: str) -> str:
        self._open(page)
        return self.page.locator("main").inner_text()

    def fill(self, page: str, action: str, fields: Fields, *, if_asked: Fields) -> str:
        self._open(page)
        form = self._form(action, fields)
        if form is None:
            return self._sent_anyway(action, {**if_asked, **fields})
        self._fill_in(form, fields, if_asked)
        with self.page.expect_navigation() as answered:
            form.locator('button[type="submit"]:not([name="_save"])').first.click()
        self._look(answered.value)
        return self.page.url.removeprefix(self.all.site)

    def _open(self, path: str) -> None:
        """Whoever is asked to log in, or is a stranger on a public page, logs in and is led back."""
        answer = self.page.goto(self.all.site + path)
        if not self.page.locator('form[action="/log-out"]').count():
            answer = self._log_in(path)
        self._look(answer)

    def _log_in(self, path: str) -> Response | None:
        page = self.page
        if urlsplit(page.url).path != "/log-in":
            page.goto(f"{self.all.site}/log-in?next={path}")
        page.fill('form[action="/log-in"] [name="email"]', self.email)
        page.fill('form[action="/log-in"] [name="password"]', PASSWORD)
        with page.expect_navigation() as answered:
            page.click('form[action="/log-in"] button[type="submit"]')
        if page.url == self.all.site + path:
            return answered.value
        return page.goto(self.all.site + path)  # a log-in leads to the path without its question

    def _look(self, answer: Response | None) -> None:
        """What every page must do, and whether it says no."""
        self.all.seen += 1
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.all.width:
            self.all.faults.append(f"{self.page.url} is {wide} pixels wide, the screen {self.all.width}")
        if answer is not None and answer.status >= 400:
            raise_for(answer.status, self.page.content(), self.page.url)

    def _form(self, action: str, fields: Fields) -> Locator | None:
        """The form of the act; of several, the one that is about the same thing."""
        forms = self.page.locator(f'form[method="post"][action="{action}"]').all()
        for form in forms:
            asked = _asked(form)
            hidden = {name: one["value"] for name, one in asked.items() if one["type"] == "hidden"}
            if all(fields[name] == [value] for name, value in hidden.items() if name in fields):
                return form
        if forms:
            raise AssertionError(f"{self.page.url} asks for other things at {action} than {sorted(fields)}")
        return None

    def _fill_in(self, form: Locator, fields: Fields, if_asked: Fields) -> None:
        for summary in reversed(form.locator("xpath=ancestor-or-self::details[not(@open)]/summary").all()):
            summary.click()  # a form behind its title is opened by a click on the title, scripts or not
        asked = _asked(form)
        unasked = sorted(name for name, told in fields.items() if name not in asked and any(told))
        if unasked:
            raise AssertionError(f"{self.page.url} does not ask for {unasked}, but for {sorted(asked)}")
        for name, told in {**if_asked, **fields}.items():
            if name in asked:
                _fill(form, asked[name], list(told))

    def _sent_anyway(self, action: str, fields: Fields) -> str:
        """The act is not offered, so the page must say why; sent all the same, it is refused for that."""
        explained = reasons_in(self.page.content())
        token = self.page.locator('[name="_csrf"]').first.get_attribute("value") or ""
        pairs = [("_csrf", token), *((name, one) for name, told in fields.items() for one in told)]
        answer = self.page.context.request.post(
            self.all.site + action, data=urlencode(pairs), headers=FORM, max_redirects=0
        )
        if answer.status < 400:
            raise AssertionError(f"{self.page.url} does not offer {action}, which goes through all the same")
        refused = reasons_in(answer.text())
        if explained and not set(refused.values()) & set(explained.values()):
            said = f"{action} is refused for {refused}"
            self.all.faults.append(f"{self.page.url} explains {explained}, but {said}")
        raise_for(answer.status, answer.text(), action)
        raise AssertionError("not reached")


def _asked(form: Locator) -> dict[str, dict[str, str]]:
    """The fields by name; a box stands after its hidden "no"."""
    return {one["name"]: one for one in form.evaluate(NAMED)}


def _fill(form: Locator, asked: Mapping[str, str], told: list[str]) -> None:
    """By whatever kind of field it is: a person sees that too."""
    name, kind = asked["name"], asked["type"]
    here = form.locator(f'[name="{name}"]')
    if kind == "hidden":
        assert told == [asked["value"]], f"{name} is {asked['value']}, not {told}"
    elif kind == "radio":
        form.locator(f'[name="{name}"][value="{told[0]}"]').check()
    elif kind == "checkbox":
        _tick(form.locator(f'[name="{name}"][type="checkbox"]'), told)
    elif asked["tag"] == "SELECT":
        here.select_option(told)
    else:
        here.fill(", ".join(told))


def _tick(boxes: Locator, told: Sequence[str]) -> None:
    for box in boxes.all():
        box.set_checked(box.get_attribute("value") in told)
