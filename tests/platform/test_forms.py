"""A form is acted on when one of our own pages sent it, comes back as it was typed, and acts once."""

import re
from datetime import date
from typing import ClassVar
from uuid import UUID

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import ChoiceLoader, DictLoader
from pydantic import Field

from app.kernel.actors import GUEST, Actor, ActorKind
from app.kernel.money import Money
from app.kernel.refusals import Reason, Refused
from app.platform.fields import Day, Euros, Line, Prose, Secret, Whole, Words, YesNo
from app.platform.forms import PostedForm, Unfit, posted_form
from app.platform.pages import environment
from app.platform.schemas import Shown, Told
from app.platform.texts import languages, say
from app.platform.web import (
    PUBLIC,
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    page,
    see_other,
    shown_again_by,
    updates,
)
from app.platform.web.route import version_of
from app.platform.work import Work, system_work

AINO = Actor(ActorKind.PERSON, UUID(int=11))
OTTO = Actor(ActorKind.PERSON, UUID(int=12))
FULL = Reason("catalogue.full", {"places": "3"})


class Price(Told):
    code: Line
    amount: Euros


class Wish(Told):
    texts: ClassVar[str] = "test"
    name: Line
    on: Day
    places: Words = Field(default_factory=list)
    prices: list[Price] = Field(default_factory=list)
    urgent: YesNo = False
    why: Prose = ""
    code: Secret = ""
    count: Whole | None = None


class WishOut(Shown):
    name: str


def posted(*pairs: tuple[str, str]) -> PostedForm:
    return posted_form(pairs)


def test_a_form_is_read_into_its_shape():
    wish = posted(
        ("name", " Aino "),
        ("on", "7.4.2026"),
        ("places", "Lehtola, Harju"),
        ("prices.0.code", "A"),
        ("prices.0.amount", "1 058,50 €"),
        ("prices.1.code", ""),
        ("prices.1.amount", " "),
        ("urgent", "no"),
        ("urgent", "yes"),
        ("count", ""),
        ("_csrf", "ours"),
    ).read(Wish)

    assert (wish.name, wish.on, wish.places) == ("Aino", date(2026, 4, 7), ["Lehtola", "Harju"])
    assert [(price.code, price.amount) for price in wish.prices] == [("A", Money(105850))]
    assert (wish.urgent, wish.why, wish.count) == (True, "", None)


@pytest.mark.parametrize(
    ("pairs", "field", "code"),
    [
        ([("on", "2026-04-07")], "name", "field.missing"),
        ([("name", "Aino"), ("on", "2026-02-30")], "on", "field.not_a_day"),
        ([("name", "A" * 201), ("on", "2026-04-07")], "name", "field.too_long"),
        ([("name", "Aino"), ("on", "2026-04-07"), ("price", "1")], "price", "field.unknown"),
        ([("name", "A\x00"), ("on", "2026-04-07")], "name", "field.not_understood"),
        ([("name", "A"), ("on", "2026-04-07"), ("count", "-1")], "count", "field.not_a_whole_number"),
        (
            [("name", "A"), ("on", "2026-04-07"), ("prices.0.code", "A"), ("prices.0.amount", "1e9")],
            "prices.0.amount",
            "field.not_an_amount_of_money",
        ),
    ],
)
def test_a_fault_names_its_field_and_the_rule(pairs, field, code):
    with pytest.raises(Unfit) as unfit:
        posted(*pairs).read(Wish)

    assert [(problem.field, problem.code) for problem in unfit.value.problems] == [(field, code)]


# --- On pages --------------------------------------------------------------------------------------------

FORM = """{% extends "base.html" %}{% from "macros/form.html" import form with context %}
{% block title %}{{ _("page.calls") }}{% endblock %}{% block content %}{{ form(f) }}{% endblock %}"""


@pytest.fixture
def wishes(site, monkeypatch) -> list[Wish]:
    """A page with one form, made for this test; a wish of Grinch is refused."""
    made: list[Wish] = []
    router = APIRouter(route_class=WorkRoute)
    api = APIRouter(prefix="/api/v1/wishes", tags=["wishes"], route_class=WorkRoute)

    @router.get("/wishes")
    def show(request: Request, work: RequestWork) -> Response:
        view = form_view(
            request, Wish, action="/wishes", submit="page.calls", rows={"prices": 2}, drafts_for=work
        )
        return page(request, "test.html", f=view)

    @router.post("/wishes")
    @shown_again_by(show)
    def wish(work: RequestWork, form: Posted) -> Response:
        told = form.read(Wish)
        _wish(work, told)
        return see_other("/wishes", done="draft.saved")

    @api.get("/first")
    def get_first(work: RequestWork) -> WishOut:
        return WishOut(name=made[-1].name)

    @api.put("/first")
    @updates(get_first)
    def put_first(work: RequestWork, body: Wish) -> WishOut:
        _wish(work, body)
        return WishOut(name=body.name)

    def _wish(work: Work, told: Wish) -> None:
        if told.name == "Grinch":
            raise Refused([FULL])
        made.append(told)

    site.app.include_router(router)
    site.app.include_router(api)
    _with_template(monkeypatch)
    return made


def _with_template(monkeypatch) -> None:
    """The template of this test, beside those of the house."""
    for language in languages():
        made = environment(language)
        monkeypatch.setattr(made, "loader", ChoiceLoader([DictLoader({"test.html": FORM}), made.loader]))


def test_a_filled_form_acts_and_leads_on_with_a_word_of_what_was_done(site, wishes):
    aino = site.browser(AINO)

    answer = aino.post("/wishes", {"name": "Aino", "on": "2026-04-07"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/wishes")
    assert [wish.name for wish in wishes] == ["Aino"]
    aino.client.cookies.set("kutsu-done", "draft.saved")
    assert say("draft.saved", {}, "fi") in aino.get("/wishes").text


def test_a_badly_filled_form_comes_back_as_it_was_typed_with_the_remedy_at_its_field(site, wishes):
    answer = site.browser(AINO).post("/wishes", {"name": "<b>Aino", "on": "soon", "prices.1.code": "B"})

    assert answer.status_code == 422 and wishes == []
    assert "&lt;b&gt;Aino" in answer.text and 'value="soon"' in answer.text and 'value="B"' in answer.text
    remedy = say("field.not_a_day", {"example": "2026-04-07"}, "fi")
    assert answer.text.count(remedy) >= 2  # in the summary on top, and at the field
    anchor = re.search(r'href="#(form[0-9a-f]+-on)"', answer.text)
    assert anchor and f'id="{anchor[1]}"' in answer.text


def test_no_page_says_a_password_back(site, wishes):
    answer = site.browser(AINO).post("/wishes", {"name": "Aino", "on": "soon", "code": "sesam 1870"})

    assert answer.status_code == 422 and 'value="soon"' in answer.text
    assert "sesam" not in answer.text


def test_a_refused_act_shows_its_form_again_with_the_reasons(site, wishes):
    answer = site.browser(AINO, language="sv").post("/wishes", {"name": "Grinch", "on": "2026-04-07"})

    assert answer.status_code == 409
    assert say(FULL.code, FULL.facts, "sv") in answer.text and 'value="Grinch"' in answer.text


def test_the_same_form_sent_twice_acts_once_and_a_changed_one_again(site, wishes):
    aino = site.browser(AINO)

    first = aino.post("/wishes", {"name": "Aino", "on": "2026-04-07"}, _once="a")
    again = aino.post("/wishes", {"name": "Aino", "on": "2026-04-07"}, _once="a")
    changed = aino.post("/wishes", {"name": "Aino", "on": "2026-04-08"}, _once="a")

    assert {answer.status_code for answer in (first, again, changed)} == {303}
    assert [wish.on.day for wish in wishes] == [7, 8]


@pytest.mark.parametrize("token", ["", "00", "x" * 128, "0" * 128])
def test_a_form_that_no_page_of_ours_gave_is_not_acted_on(site, wishes, token):
    answer = site.browser(AINO).post("/wishes", {"name": "Aino", "on": "2026-04-07"}, _csrf=token)

    assert answer.status_code == 403 and wishes == []


def test_another_persons_token_does_not_do(site, wishes):
    foreign = site.browser(OTTO).token()

    answer = site.browser(AINO).post("/wishes", {"name": "Aino", "on": "2026-04-07"}, _csrf=foreign)

    assert answer.status_code == 403 and wishes == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_sites_page_cannot_send_our_form(site, wishes, headers):
    aino = site.browser(AINO)
    token = aino.token()
    aino.client.headers.update(headers)

    answer = aino.post("/wishes", {"name": "Aino", "on": "2026-04-07"}, _csrf=token)

    assert answer.status_code == 403 and wishes == []


def test_a_body_of_another_kind_is_not_read(site, wishes):
    answer = site.browser(AINO).client.post("/wishes", json={"name": "Aino"})

    assert answer.status_code == 415 and wishes == []


def test_an_unfinished_form_is_kept_for_the_person_who_typed_it_until_it_is_sent(site, wishes, ground):
    aino, otto = site.browser(AINO), site.browser(OTTO)

    saved = aino.post("/wishes", {"name": "Half a wish"}, _save="1", _page="/wishes")

    assert (saved.status_code, saved.headers["location"]) == (303, "/wishes")
    assert "Half a wish" in aino.get("/wishes").text and wishes == []
    assert "Half a wish" not in otto.get("/wishes").text
    with system_work(ground) as work:
        assert "Half" not in str(work.db.connection().exec_driver_sql("SELECT * FROM form_draft").all())
    aino.post("/wishes", {"name": "A whole wish", "on": "2026-04-07"})
    assert "Half a wish" not in aino.get("/wishes").text


# --- Who may enter ---------------------------------------------------------------------------------------


def test_a_guest_is_asked_to_sign_in_and_a_program_for_its_token(site, wishes):
    shown = site.browser(GUEST).get("/wishes")
    asked = site.program(GUEST).get("/api/v1/wishes/first")

    assert (shown.status_code, shown.headers["location"]) == (303, "/log-in?next=/wishes")
    assert (asked.status_code, asked.headers["www-authenticate"]) == (401, "Bearer")


def test_a_cookie_opens_no_door_of_the_api(site, wishes):
    assert site.browser(AINO).get("/api/v1/wishes/first").status_code == 401


def test_a_wrong_token_is_told_even_where_guests_may_look(site):
    router = APIRouter(prefix="/api/v1/open", route_class=WorkRoute)

    @router.get("", openapi_extra=PUBLIC)
    def look(work: RequestWork) -> str:
        return "open"

    site.app.include_router(router)
    program = site.program(GUEST)

    assert program.get("/api/v1/open").status_code == 200
    assert program.get("/api/v1/open", headers={"Authorization": "Bearer old"}).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["wishes:read"], 200, 403),
        (["wishes"], 200, 200),
        (["*"], 200, 200),
        (["orders:write"], 403, 403),
        ([], 403, 403),
    ],
)
def test_a_token_does_what_its_scopes_say(site, wishes, scopes, reads, writes):
    site.browser(AINO).post("/wishes", {"name": "Aino", "on": "2026-04-07"})
    program = site.program(AINO, scopes=scopes)

    read = program.get("/api/v1/wishes/first")
    wrote = program.put(
        "/api/v1/wishes/first", json={"name": "Otto", "on": "2026-04-07"}, headers={"If-Match": "*"}
    )

    assert (read.status_code, wrote.status_code) == (reads, writes)


# --- Which version is changed ----------------------------------------------------------------------------


def test_an_update_says_which_version_it_changes_and_an_old_one_changes_nothing(site, wishes):
    site.browser(AINO).post("/wishes", {"name": "Aino", "on": "2026-04-07"})
    program, path, told = site.program(AINO), "/api/v1/wishes/first", {"name": "Otto", "on": "2026-04-07"}
    read = program.get(path).headers["etag"]

    unsaid = program.put(path, json=told)
    done = program.put(path, json=told, headers={"If-Match": read})
    old = program.put(path, json=told, headers={"If-Match": read})

    assert (unsaid.status_code, done.status_code, old.status_code) == (428, 200, 412)
    assert [wish.name for wish in wishes] == ["Aino", "Otto"]
    assert read == version_of(WishOut(name="Aino"))


def test_what_has_not_changed_is_not_sent_again(site, wishes):
    site.browser(AINO).post("/wishes", {"name": "Aino", "on": "2026-04-07"})
    program = site.program(AINO)
    read = program.get("/api/v1/wishes/first").headers["etag"]

    assert program.get("/api/v1/wishes/first", headers={"If-None-Match": read}).status_code == 304


# --- What every answer carries ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/calls", "/api/v1/nowhere", "/static/site.css"])
def test_every_answer_forbids_scripts_from_elsewhere_and_frames(site, path):
    headers = site.browser(AINO).get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "max-age=31536000" in headers["strict-transport-security"]


def test_what_is_too_large_is_cut_off(site, wishes):
    answer = site.browser(AINO).client.post(
        "/wishes",
        content=b"name=" + b"a" * 2_100_000,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413


def test_an_unknown_address_is_told_as_every_other_no(site):
    told = site.program(GUEST).get("/api/v1/nowhere", headers={"Accept-Language": "en"})
    shown = site.browser(GUEST, language="en").get("/nowhere")

    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["type"] == "urn:kutsu:request.missing"
    assert say("request.missing", {}, "en") in shown.text


def test_a_body_is_judged_by_field_rule_and_remedy(site, wishes):
    told = site.program(AINO, language="en").put(
        "/api/v1/wishes/first", json={"on": "soon", "state": "approved"}, headers={"If-Match": "*"}
    )

    assert told.status_code == 422
    assert {(one["field"], one["code"]) for one in told.json()["reasons"]} == {
        ("name", "field.missing"),
        ("on", "field.not_a_day"),
        ("state", "field.unknown"),
    }
