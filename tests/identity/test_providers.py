"""Logging in through an OpenID provider, from the log-in page and back, as a browser does it."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from app.identity.events import PersonChanged
from app.kernel.actors import GUEST, SYSTEM
from app.platform.work import begin_work
from tests.adapters.provider import CLIENT, NOW, SECRET, Provider, a_provider
from tests.story.accounts import caller, with_generator
from tests.story.identity import a_buyer, a_person

OUT, BACK = "/log-in/oidc", "/log-in/oidc/callback"
AINO = "aino.omala@9900001-8.example"


@pytest.fixture
def provider(monkeypatch, clock) -> Iterator[Provider]:
    clock.at = NOW
    with a_provider() as provider:
        monkeypatch.setenv("KUTSU_HTTP_LOOPBACK", "true")
        monkeypatch.setenv("KUTSU_OIDC_ISSUER", provider.issuer)
        monkeypatch.setenv("KUTSU_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("KUTSU_OIDC_CLIENT_SECRET", SECRET)
        provider.says["email"] = AINO
        yield provider


@pytest.fixture
def buyer(work_as):
    return a_buyer(work_as)


def left(site, wished: str = "/orders"):
    """A guest's browser that has gone to the provider, and the address that it is sent back with."""
    client = site.browser(GUEST).client
    gone = client.get(f"{OUT}?next={wished}")
    assert gone.status_code == 303
    sent_back = urlsplit(httpx.get(gone.headers["location"], follow_redirects=False).headers["location"])
    assert sent_back.path == BACK
    return client, f"{sent_back.path}?{sent_back.query}"


def test_who_is_known_at_the_provider_is_logged_in_and_led_to_where_they_wanted(
    site, ground, buyer, provider
):
    client, back = left(site, "/orders?state=sent")

    entered = client.get(back)

    assert (entered.status_code, entered.headers["location"]) == (303, "/orders?state=sent")
    found = caller(ground, session=client.cookies["kutsu-session"])
    assert found.actor.id == buyer.case_worker.id and found.actor.roles == buyer.case_worker.roles


@pytest.mark.parametrize(
    "said",
    [
        {"email": "nobody@alue.example"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
    ],
    ids=str,
)
def test_who_has_no_account_by_a_proved_address_stays_outside(site, buyer, provider, said):
    provider.says |= said
    client, back = left(site)

    refused = client.get(back)

    assert refused.status_code == 409 and "kutsu-session" not in client.cookies
    assert "ei ole Kutsu-tiliä" in refused.text


def test_an_account_without_a_role_today_stays_outside(site, work_as, buyer, provider):
    a_person(work_as, "Roolia Vailla")
    provider.says["email"] = "roolia.vailla@kutsu.example"
    client, back = left(site)

    assert client.get(back).status_code == 409
    assert "kutsu-session" not in client.cookies


def test_who_has_a_second_step_of_ours_is_still_asked_for_it(site, ground, work_as, clock, buyer, provider):
    with_generator(work_as, buyer.case_worker, clock.at)
    client, back = left(site)

    entered = client.get(back)

    assert entered.headers["location"] == "/log-in/second-step?next=%2Forders"
    assert not caller(ground, session=client.cookies["kutsu-session"]).is_known


def test_the_way_back_leads_in_once(site, buyer, provider):
    client, back = left(site)

    assert client.get(back).status_code == 303
    client.cookies.delete("kutsu-session")
    again = client.get(back)

    assert again.status_code == 409 and "kutsu-session" not in client.cookies


def test_a_way_back_that_another_browser_began_leads_nowhere(site, buyer, provider):
    _, strangers = left(site)
    ours, _ = left(site)

    assert ours.get(strangers).status_code == 409, "nobody is logged in as somebody else by a link"
    assert site.browser(GUEST).client.get(strangers).status_code == 409


def test_what_the_browser_carries_is_sealed_and_a_changed_one_is_worth_nothing(site, buyer, provider):
    client, back = left(site)
    sealed = client.cookies["kutsu-away"]
    assert provider.codes["code-0"]["state"] not in sealed

    for changed in (sealed[:-4] + "AAAA", "s1.x.y", "nonsense", ""):
        client.cookies.delete("kutsu-away")
        client.cookies.set("kutsu-away", changed)
        assert client.get(back).status_code == 409


def test_who_is_away_for_more_than_ten_minutes_begins_anew(site, clock, buyer, provider):
    client, back = left(site)
    clock.at += timedelta(minutes=10, seconds=1)

    refused = client.get(back)

    assert refused.status_code == 409 and "Aloita kirjautuminen alusta" in refused.text


def test_where_it_leads_is_a_place_of_ours(site, buyer, provider):
    client, back = left(site, "https://evil.example/")

    assert client.get(back).headers["location"] == "/desk"


def test_without_a_provider_the_way_is_closed(site, monkeypatch):
    monkeypatch.delenv("KUTSU_OIDC_ISSUER", raising=False)

    refused = site.browser(GUEST).client.get(OUT)

    assert refused.status_code == 409 and "ei ole otettu käyttöön" in refused.text


def test_no_transaction_is_open_while_the_provider_is_asked(site, ground, buyer, provider):
    """A provider that is slow keeps nobody from writing: it is asked while another Work writes."""
    client, back = left(site)
    answer = provider.token

    def slow(form, authorization):
        with begin_work(ground, SYSTEM, writes=True) as work:
            work.record(PersonChanged(about=buyer.case_worker.id, fields=()))
        return answer(form, authorization)

    provider.token = slow

    assert client.get(back).status_code == 303
