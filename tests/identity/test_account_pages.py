"""Log-in and one's own account as a browser meets them."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.identity import queries, service
from app.identity.rules.accounts import LinkKind
from app.identity.service import links, sessions
from app.kernel.actors import SYSTEM
from app.main import create_app
from tests.site import TOKEN, Browser
from tests.story.accounts import PASSWORD, a_token, code_of, with_generator, with_password
from tests.story.identity import Buyer, a_buyer

CODE = re.compile(r"\b(?:account|identity|field|face|language|word)\.[a-z_.]+")
NEW = "kokonaan uusi salasana"


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def email(work_as, buyer) -> str:
    return with_password(work_as, buyer.officer)


@pytest.fixture
def site(ground):
    app = create_app(ground, queries.caller_of)
    app.state.touch = sessions.touch
    return app


def browser(site, language="fi") -> Browser:
    return Browser(TestClient(site, follow_redirects=False, headers={"Accept-Language": language}))


def logged_in(site, email, password=PASSWORD, **fields) -> Browser:
    with_cookie = browser(site)
    answer = with_cookie.post("/log-in", {"email": email, "password": password, **fields}, seen_on="/log-in")
    assert answer.status_code == 303, answer.text
    return with_cookie


def text_of(page) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


def test_one_logs_in_and_goes_where_one_was_going_and_logs_out(site, email):
    user = browser(site)
    asked = user.get("/account")
    assert (asked.status_code, asked.headers["location"]) == (303, "/log-in?next=/account")

    page = user.get(asked.headers["location"])
    assert 'name="next" value="/account"' in page.text
    answer = user.post(
        "/log-in", {"email": email, "password": PASSWORD, "next": "/account"}, seen_on="/log-in"
    )
    assert answer.headers["location"] == "/account"
    assert {"httponly", "samesite=lax"} <= {
        part.strip().lower() for part in answer.headers["set-cookie"].split(";")
    }
    assert "Outi Hankonen" in user.get("/account").text

    assert user.post("/log-out", seen_on="/account").headers["location"] == "/"
    assert user.get("/account").status_code == 303


@pytest.mark.parametrize(
    "wished", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"]
)
def test_a_log_in_leads_to_our_own_pages_only(site, email, wished):
    user = browser(site)

    answer = user.post("/log-in", {"email": email, "password": PASSWORD, "next": wished}, seen_on="/log-in")

    assert answer.headers["location"] == "/desk"


def test_a_wrong_guess_shows_the_form_again_without_the_password_and_is_counted(site, email):
    user = browser(site)
    for _ in range(5):
        answer = user.post("/log-in", {"email": email, "password": "arvaus arvaus"}, seen_on="/log-in")
        assert answer.status_code == 409 and "väärin" in text_of(answer)
        assert email in answer.text and "arvaus arvaus" not in answer.text

    answer = user.post("/log-in", {"email": email, "password": PASSWORD}, seen_on="/log-in")

    assert answer.status_code == 409 and "Odota 1 minuuttia" in text_of(answer)


def test_a_form_from_elsewhere_does_not_log_in(site, email):
    user = browser(site)

    answer = user.post("/log-in", {"email": email, "password": PASSWORD}, seen_on="/log-in", _csrf="00" * 64)

    assert answer.status_code == 403


def test_the_second_step_is_asked_after_the_password(site, work_as, clock, buyer, email):
    secret, codes = with_generator(work_as, buyer.officer, clock.at)
    clock.at += timedelta(seconds=30)
    user = browser(site)
    answer = user.post(
        "/log-in", {"email": email, "password": PASSWORD, "next": "/account"}, seen_on="/log-in"
    )
    step = answer.headers["location"]
    assert step == "/log-in/second-step?next=%2Faccount"
    assert user.get("/account").status_code == 303

    wrong = user.post("/log-in/second-step", {"code": "000000", "next": "/account"}, seen_on=step)
    assert wrong.status_code == 409 and 'name="next" value="/account"' in wrong.text
    right = user.post(
        "/log-in/second-step", {"code": code_of(secret, clock.at), "next": "/account"}, seen_on=step
    )

    assert right.headers["location"] == "/account"
    assert "Tunnuslukusovellus on käytössä" in text_of(user.get("/account"))
    assert codes[0] not in user.get("/account").text


def test_nobody_waits_at_the_second_step_without_a_password(site):
    user = browser(site)

    assert user.get("/log-in/second-step").headers["location"] == "/log-in"
    answer = user.post("/log-in/second-step", {"code": "000000"}, seen_on="/log-in")
    assert answer.headers["location"] == "/log-in"


def test_a_generator_is_taken_into_use_by_page(site, clock, email):
    user = logged_in(site, email)
    answer = user.post("/account/generator", {"password": PASSWORD}, seen_on="/account")
    assert answer.headers["location"] == "/account/generator"
    page = user.get("/account/generator")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)[1]
    picture = user.get("/account/generator/qr.svg")
    assert picture.headers["content-type"] == "image/svg+xml" and b"style=" not in picture.content

    clock.at += timedelta(seconds=30)
    answer = user.post(
        "/account/generator/confirm", {"code": code_of(secret, clock.at)}, seen_on="/account/generator"
    )
    assert answer.headers["location"] == "/account/codes"
    page = user.get("/account/codes")
    assert len(re.findall(r"<code>[A-Z2-7-]{19}</code>", page.text)) == 8
    assert page.headers["cache-control"] == "no-store"
    assert user.get("/account/codes").headers["location"] == "/account"
    assert user.get("/account/generator/qr.svg").status_code == 404


def test_a_token_is_shown_once_and_opens_the_api(site, email):
    user = logged_in(site, email)
    told = {"name": "Raportti", "scopes": ["people:read"], "days": "30", "password": PASSWORD}
    answer = user.post("/account/tokens", told, seen_on="/account")
    assert answer.headers["location"] == "/account/tokens/made"
    token = re.search(r"<code>(kt_[\w-]{43})</code>", user.get("/account/tokens/made").text)[1]
    assert user.get("/account/tokens/made").headers["location"] == "/account"
    assert token not in user.get("/account").text

    program = TestClient(site, headers={"Authorization": f"Bearer {token}"})
    me = program.get("/api/v1/me").json()
    assert (me["name"], me["kind"], me["scopes"]) == ("Outi Hankonen", "token", ["people:read"])
    assert me["roles"][0]["roles"] == ["officer"]
    assert TestClient(site, headers={"Authorization": "Bearer kt_x"}).get("/api/v1/me").status_code == 401


def test_a_token_without_the_scope_is_told_which_is_missing(site, work_as, buyer):
    token = a_token(work_as, buyer.finance, "orders:read")

    answer = TestClient(site, headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me")

    assert answer.status_code == 403 and "people:read" in answer.text


def test_a_wrong_proof_is_told_at_the_form_that_asked(site, email):
    user = logged_in(site, email)

    told = {"email": "outi@kutsu.example", "password": "väärä salasana"}
    answer = user.post("/account/email", told, seen_on="/account")

    assert answer.status_code == 409 and "Salasana on väärin" in text_of(answer)
    assert "outi@kutsu.example" in answer.text and "väärä salasana" not in answer.text


def test_the_account_is_changed_by_page(site, work_as, buyer, email):
    user = logged_in(site, email)
    for path, told in (
        ("/account/person", {"name": "Outi Hankonen-Laine", "language": "sv"}),
        ("/account/email", {"email": "outi@kutsu.example", "password": PASSWORD}),
        ("/account/password", {"old": PASSWORD, "new": NEW}),
        ("/account/sessions/end-others", {}),
    ):
        assert user.post(path, told, seen_on="/account").headers["location"] == "/account"

    page = user.get("/account")
    assert 'lang="sv"' in page.text and "Outi Hankonen-Laine" in page.text
    assert logged_in(site, email, NEW).get("/account").status_code == 200


def test_a_log_in_elsewhere_is_ended_by_page(site, email):
    here, elsewhere = logged_in(site, email), logged_in(site, email)
    [end] = re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', here.get("/account").text)

    here.post(end, seen_on="/account")

    assert elsewhere.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_a_link_is_answered_by_page_and_not_by_opening_it(site, work_as, buyer, email):
    with work_as(SYSTEM) as work:
        link_id = links.ask_link(work, queries.person(work, buyer.officer.id), LinkKind.RESET)
        secret = links.mint(work, link_id).secret
    user = browser(site)
    for _ in range(2):
        assert "Outi Hankonen" in user.get(f"/links/{secret}").text
    weak = user.post(f"/links/{secret}", {"new": "lyhyt"}, seen_on=f"/links/{secret}")
    assert weak.status_code == 409 and "vähintään 12 merkkiä" in text_of(weak)

    answer = user.post(f"/links/{secret}", {"new": NEW}, seen_on=f"/links/{secret}")

    assert answer.headers["location"] == "/log-in"
    assert "otettu käyttöön" in text_of(user.get("/log-in"))
    assert logged_in(site, email, NEW)
    over = user.get(f"/links/{secret}")
    assert over.status_code == 404 and "ei ole enää voimassa" in text_of(over)
    assert user.post(f"/links/{secret}", {"new": NEW}, seen_on="/log-in").status_code == 404


def test_a_new_address_is_confirmed_with_one_button(site, work_as, buyer, email):
    with work_as(buyer.officer) as work:
        service.ask_email_change(work, email="outi@kutsu.example", password=PASSWORD)
    with work_as(SYSTEM) as work:
        link_id = work.db.connection().exec_driver_sql("SELECT id FROM single_use_link").scalar_one()
        secret = links.mint(work, UUID(str(link_id))).secret
    user = browser(site)

    assert "outi@kutsu.example" in user.get(f"/links/{secret}").text
    assert user.post(f"/links/{secret}", seen_on=f"/links/{secret}").headers["location"] == "/log-in"

    assert logged_in(site, "outi@kutsu.example")


def test_the_forgotten_page_answers_alike_for_everybody(site, email):
    user = browser(site)

    answers = [
        user.post("/forgotten", {"email": asked}, seen_on="/forgotten")
        for asked in (email, "ei.kukaan@kutsu.example")
    ]

    assert [(a.status_code, a.headers["location"], a.content) for a in answers] == [(303, "/log-in", b"")] * 2


def test_who_must_take_a_second_step_is_led_to_the_account(site, work_as, buyer, email):
    with work_as(buyer.officer) as work:
        service.demand_second_step(work, buyer.id, demanded=True)
    user = logged_in(site, email)

    assert "Organisaatiosi vaatii sen" in text_of(user.get("/account"))


def test_the_passkey_pages_carry_what_the_device_signs(site, email):
    user = browser(site)
    page = user.post("/log-in/passkey", seen_on="/log-in")
    assert page.status_code == 200 and "&#34;challenge&#34;" in page.text
    challenge_id = re.search(r'name="challenge_id" value="([0-9a-f-]{36})"', page.text)[1]
    told = {"challenge_id": challenge_id, "answer": "{}"}
    answer = user.post("/log-in/passkey/answer", told, seen_on="/log-in")
    assert answer.status_code == 409 and "Pääsyavain ei kelvannut" in text_of(answer)

    user = logged_in(site, email)
    page = user.post("/account/passkeys", {"password": PASSWORD}, seen_on="/account")
    assert page.status_code == 200 and 'data-passkey="new"' in page.text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_word_of_the_pages_is_worded(site, work_as, clock, buyer, email, language):
    with work_as(buyer.officer) as work:
        service.change_person(work, name="Outi Hankonen", language=language)
    a_token(work_as, buyer.officer, "*", "orders:write")
    with_generator(work_as, buyer.officer, clock.at)
    guest, user = browser(site, language), browser(site, language)
    secret = None
    with work_as(SYSTEM) as work:
        secret = sessions.open_session(work, buyer.officer.id, agent="", by="test")
    user.client.cookies.set("kutsu-session", secret)

    shown = [guest.get(path) for path in ("/log-in", "/forgotten", "/links/x")] + [user.get("/account")]

    for page in shown:
        assert f'lang="{language}"' in page.text
        assert CODE.findall(text_of(page)) == []
        assert TOKEN.search(page.text) or page.status_code == 404
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", page.text)
