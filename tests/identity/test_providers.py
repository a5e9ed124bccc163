"""Logging in through an OpenID provider, from the log-in page and back, as a browser does it."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from app.identity import service
from app.identity.events import PersonChanged
from app.identity.queries import accounts
from app.identity.service import identities
from app.kernel.actors import GUEST, SYSTEM
from app.kernel.refusals import Missing, Refused
from app.platform.work import begin_work, system_work
from tests.adapters.provider import CLIENT, NOW, SECRET, Provider, a_provider
from tests.story.accounts import (
    a_token,
    by_passkey,
    caller,
    code_of,
    with_generator,
    with_passkey,
    with_password,
)
from tests.story.identity import a_buyer, a_person
from tests.story.rivals import meanwhile

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


def logged_in(site, ground):
    """Who is in now, after the whole way; None when the provider's word was not enough."""
    client, back = left(site)
    client.get(back)
    secret = client.cookies.get("kutsu-session")
    return caller(ground, session=secret).actor.id if secret else None


def identities_of(work_as, actor):
    with work_as(actor) as work:
        return accounts.own_identities(work)


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


# --- The lasting link ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [{"email": "aino.uusi@alue.example"}, {"email": None}, {"email_verified": False}],
    ids=str,
)
def test_who_has_logged_in_once_is_the_same_person_whatever_the_address_becomes(
    site, ground, buyer, provider, changed
):
    assert logged_in(site, ground) == buyer.case_worker.id

    provider.says |= changed

    assert logged_in(site, ground) == buyer.case_worker.id


def test_an_address_that_goes_to_somebody_else_at_the_provider_does_not_give_them_the_account(
    site, ground, buyer, provider
):
    assert logged_in(site, ground) == buyer.case_worker.id
    provider.says["sub"] = "somebody else"
    client, back = left(site)

    refused = client.get(back)

    assert refused.status_code == 409 and "kutsu-session" not in client.cookies
    assert "liitetty toiseen kirjautumiseen" in refused.text


def test_an_address_that_becomes_a_colleagues_own_leads_nobody_to_their_account(
    site, ground, work_as, buyer, provider
):
    assert logged_in(site, ground) == buyer.case_worker.id

    provider.says["email"] = with_password(work_as, buyer.officer)

    assert logged_in(site, ground) == buyer.case_worker.id, "the link, not the address, says who it is"


def test_the_link_is_made_once_and_seen_by_its_owner_alone(site, ground, work_as, clock, buyer, provider):
    logged_in(site, ground)
    logged_in(site, ground)

    [row] = identities_of(work_as, buyer.case_worker)
    assert (row.issuer, row.linked_at) == (provider.issuer, clock.at)
    assert identities_of(work_as, buyer.officer) == []
    assert provider.issuer in site.browser(buyer.case_worker).get("/account").text
    assert provider.issuer not in site.browser(buyer.officer).get("/account").text


def test_its_owner_removes_the_link_and_then_the_address_counts_again(site, ground, work_as, buyer, provider):
    logged_in(site, ground)
    [row] = identities_of(work_as, buyer.case_worker)
    remove, unknown = (f"/account/identities/{one}/remove" for one in (row.id, UUID(int=404)))
    assert site.browser(buyer.officer).post(remove).status_code == 404
    assert site.browser(buyer.case_worker).post(unknown).status_code == 404

    done = site.browser(buyer.case_worker).post(remove, seen_on="/account")

    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert identities_of(work_as, buyer.case_worker) == []
    provider.says["sub"] = "a new number of the same person"
    assert logged_in(site, ground) == buyer.case_worker.id


def test_a_program_removes_no_link(site, ground, work_as, buyer, provider):
    logged_in(site, ground)
    [row] = identities_of(work_as, buyer.case_worker)
    program = caller(ground, bearer=a_token(work_as, buyer.case_worker, "*")).actor

    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(program) as work:
        service.remove_identity(work, row.id)
    with pytest.raises(Missing), work_as(buyer.case_worker) as work:
        service.remove_identity(work, UUID(int=404))


def test_nothing_is_linked_before_the_second_step_is_through(site, work_as, clock, buyer, provider):
    secret, _ = with_generator(work_as, buyer.case_worker, clock.at)
    clock.at += timedelta(seconds=30)
    client, back = left(site)
    client.get(back)
    assert identities_of(work_as, buyer.case_worker) == []

    with work_as(GUEST) as work:
        entry = service.confirm_second_step(work, client.cookies["kutsu-session"], code_of(secret, clock.at))

    assert entry.secret
    [row] = identities_of(work_as, buyer.case_worker)
    assert row.issuer == provider.issuer


SAME = "the same on both devices"


def linked_on_another_device(buyer, provider):
    return lambda work: identities.link(work, buyer.case_worker.id, issuer=provider.issuer, subject=SAME)


def test_who_comes_in_on_two_devices_at_once_is_linked_once(site, ground, work_as, buyer, provider):
    provider.says["sub"] = SAME
    client, back = left(site)

    entered = meanwhile(
        system_work(ground), linked_on_another_device(buyer, provider), lambda: client.get(back)
    )

    assert (entered.status_code, len(identities_of(work_as, buyer.case_worker))) == (303, 1)
    assert caller(ground, session=client.cookies["kutsu-session"]).actor.id == buyer.case_worker.id


def test_a_second_step_that_ends_while_another_device_is_linked_is_through(
    site, ground, work_as, clock, buyer, provider
):
    _, codes = with_generator(work_as, buyer.case_worker, clock.at)
    provider.says["sub"] = SAME
    client, back = left(site)
    client.get(back)

    def confirmed():
        with work_as(GUEST) as work:
            return service.confirm_second_step(work, client.cookies["kutsu-session"], codes[0])

    entry = meanwhile(system_work(ground), linked_on_another_device(buyer, provider), confirmed)

    assert (entry.secret != "", len(identities_of(work_as, buyer.case_worker))) == (True, 1)


def test_a_passkey_as_the_second_step_links_its_own_person_alone(site, work_as, buyer, provider):
    own = with_passkey(work_as, buyer.case_worker, key_id=b"the worker's")
    other = with_passkey(work_as, buyer.officer, key_id=b"the officer's")
    client, back = left(site)
    client.get(back)
    waiting = client.cookies["kutsu-session"]

    assert by_passkey(work_as, other, instead_of=waiting).secret
    assert identities_of(work_as, buyer.case_worker) == identities_of(work_as, buyer.officer) == []
    client, back = left(site)
    client.get(back)
    by_passkey(work_as, own, instead_of=client.cookies["kutsu-session"])

    assert len(identities_of(work_as, buyer.case_worker)) == 1


def test_of_two_who_wait_with_one_address_the_first_through_is_linked(site, work_as, clock, buyer, provider):
    _, codes = with_generator(work_as, buyer.case_worker, clock.at)
    first, first_back = left(site)
    first.get(first_back)
    provider.says["sub"] = "somebody else"
    second, second_back = left(site)
    second.get(second_back)
    with work_as(GUEST) as work:
        assert service.confirm_second_step(work, first.cookies["kutsu-session"], codes[0]).secret

    with pytest.raises(Refused, match=r"identity\.provider_other_person"), work_as(GUEST) as work:
        service.confirm_second_step(work, second.cookies["kutsu-session"], codes[1])
