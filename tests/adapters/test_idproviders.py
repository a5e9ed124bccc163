"""What every identity provider keeps, and OpenID Connect against a provider that signs real tokens."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey

from app.adapters.eu.oidc import oidc
from app.identity.ports import Begun, Identified, IdProvider
from app.kernel.refusals import Refused
from app.platform.extensions import installed
from app.platform.http import Web
from tests.adapters.provider import BACK, CLIENT, NOW, SECRET, Provider, a_provider

PROVIDERS: dict[str, IdProvider] = installed("idprovider")
WRONG, AWAY = "identity.provider_wrong", "identity.provider_away"


@pytest.fixture
def provider(monkeypatch) -> Iterator[Provider]:
    with a_provider() as provider:
        monkeypatch.setenv("KUTSU_HTTP_LOOPBACK", "true")
        monkeypatch.setenv("KUTSU_OIDC_ISSUER", provider.issuer)
        monkeypatch.setenv("KUTSU_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("KUTSU_OIDC_CLIENT_SECRET", SECRET)
        yield provider


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def sent_back(begun: Begun) -> dict[str, str]:
    """The browser goes to the provider, the person says yes, and this is what it comes back with."""
    back = httpx.get(begun.url, follow_redirects=False).headers["location"]
    assert back.startswith(BACK)
    return query_of(back)


def logged_in() -> Identified:
    begun = oidc.begin(BACK)
    return oidc.finish(begun.kept, sent_back(begun), now=NOW)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.reasons[0].code


# --- Every provider --------------------------------------------------------------------------------------


@pytest.fixture(params=sorted(PROVIDERS))
def any_provider(request: pytest.FixtureRequest) -> IdProvider:
    return PROVIDERS[request.param]


def test_the_provider_of_the_house_came_in_by_the_door_of_strangers():
    assert "oidc" in PROVIDERS


def test_a_provider_is_installed_under_its_own_name(any_provider: IdProvider):
    assert PROVIDERS[any_provider.name] is any_provider


def test_a_provider_that_has_been_told_nothing_is_not_offered_and_says_so(monkeypatch, any_provider):
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"KUTSU_OIDC_{name}", raising=False)

    assert not any_provider.is_ready
    assert refused(lambda: any_provider.begin(BACK)) == "identity.provider_not_set_up"


# --- Going there -----------------------------------------------------------------------------------------


def test_the_browser_takes_no_secret_along(provider):
    begun = oidc.begin(BACK, language="sv")

    asked = query_of(begun.url)
    assert begun.url.startswith(provider.issuer + "/authorize?")
    assert asked["state"] == begun.kept.state and asked["nonce"] == begun.kept.nonce
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == ("S256", BACK)
    assert asked["ui_locales"] == "sv" and "acr_values" not in asked
    assert begun.kept.verifier not in unquote(begun.url) and SECRET not in unquote(begun.url)


def test_each_log_in_has_secrets_of_its_own(provider):
    first, second = oidc.begin(BACK).kept, oidc.begin(BACK).kept

    secrets = [first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier]
    assert len(set(secrets)) == 6
    assert all(43 <= len(secret) <= 128 for secret in secrets)


def test_an_address_of_the_provider_that_has_a_query_keeps_it(provider):
    provider.described["authorization_endpoint"] = provider.issuer + "/authorize?tenant=alue"

    assert query_of(oidc.begin(BACK).url)["tenant"] == "alue"


# --- Coming back -----------------------------------------------------------------------------------------


def test_who_came_back_is_known_by_issuer_and_subject(provider):
    assert logged_in() == Identified(
        issuer=provider.issuer,
        subject="24400320",
        name="Aino Omala",
        email="aino.omala@alue.example",
        email_is_proved=True,
        assurance="http://ftn.ficora.fi/2017/loa2",
    )


def test_the_secret_is_shown_to_the_provider_as_it_asks_for_it(provider):
    logged_in()
    provider.described["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    logged_in()

    basic, posted = provider.asked
    shown = b64decode(basic["authorization"].removeprefix("Basic ")).decode().split(":")
    assert [unquote(half) for half in shown] == [CLIENT, SECRET] and "client_secret" not in basic
    assert posted["client_secret"] == SECRET and posted["authorization"] == ""


@pytest.mark.parametrize("said", [None, False, "true", 1])
def test_an_address_that_the_provider_has_not_proved_proves_nothing(provider, said):
    provider.says["email_verified"] = said

    assert not logged_in().email_is_proved


def test_a_log_in_that_is_not_strong_enough_is_refused(provider, monkeypatch):
    monkeypatch.setenv("KUTSU_OIDC_ASSURANCE", "loa3 http://ftn.ficora.fi/2017/loa2")
    assert logged_in().assurance == "http://ftn.ficora.fi/2017/loa2"
    assert query_of(oidc.begin(BACK).url)["acr_values"] == "loa3 http://ftn.ficora.fi/2017/loa2"

    for weaker in ("password", None):
        provider.says["acr"] = weaker
        assert refused(logged_in) == "identity.provider_too_weak"


def test_who_says_no_at_the_provider_is_told_so(provider):
    begun = oidc.begin(BACK)
    answered = {"state": begun.kept.state, "error": "access_denied"}

    assert refused(lambda: oidc.finish(begun.kept, answered, now=NOW)) == "identity.provider_declined"


# --- What is off -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "another log-in's"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": ["another client", "a third"]},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 24400320},
        {"sub": "x" * 256},
        {"sub": "24400320\x00"},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"iat": int((NOW + timedelta(minutes=2)).timestamp())},
        {"nbf": int((NOW + timedelta(minutes=2)).timestamp())},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_log_in_is_refused(provider, said):
    provider.says |= said

    assert refused(logged_in) == WRONG


def test_a_token_for_several_clients_is_taken_when_it_names_us_as_the_one_that_asked(provider):
    provider.says |= {"aud": [CLIENT, "another client"], "azp": CLIENT}

    assert logged_in().subject == "24400320"


def test_clocks_may_differ_by_a_minute(provider):
    provider.says |= {"exp": int((NOW - timedelta(seconds=50)).timestamp())}

    assert logged_in().subject == "24400320"


def test_a_token_that_another_key_signed_is_refused(provider):
    provider.signs_with = provider.other

    assert refused(logged_in) == WRONG


@pytest.mark.parametrize("algorithm", ["HS256", "RS512", "ES384"])
def test_a_way_of_signing_that_was_not_agreed_on_is_refused(provider, algorithm):
    provider.algorithm = algorithm
    made = {"HS256": lambda: OctKey.import_key(b"x" * 40), "ES384": lambda: ECKey.generate_key("P-384")}
    provider.signs_with = made.get(algorithm, lambda: provider.key)()

    assert refused(logged_in) == WRONG


def test_a_token_without_a_signature_is_refused(provider):
    begun = oidc.begin(BACK)
    answered = sent_back(begun)
    token = provider.signed(begun.kept.nonce).split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + token[1] + "."
    for forged in (unsigned, unsigned + token[2], ".".join([*token[:2], ""]), "", "x.y.z"):
        provider.answers["/token"] = (200, json.dumps({"id_token": forged}).encode())
        assert refused(partial(oidc.finish, begun.kept, answered, now=NOW)) == WRONG


@pytest.mark.parametrize("state", ["", "another", "ä"])
def test_a_return_that_this_browser_did_not_ask_for_goes_no_further(provider, state):
    begun = oidc.begin(BACK)
    answered = sent_back(begun) | {"state": state}

    assert refused(lambda: oidc.finish(begun.kept, answered, now=NOW)) == WRONG
    assert provider.asked == [], "the code was not even shown to the provider"


def test_the_state_of_an_earlier_log_in_opens_no_later_one(provider):
    first, second = oidc.begin(BACK), oidc.begin(BACK)
    earlier = sent_back(first)

    assert refused(lambda: oidc.finish(second.kept, earlier, now=NOW)) == WRONG
    mixed = earlier | {"state": second.kept.state}
    assert refused(lambda: oidc.finish(second.kept, mixed, now=NOW)) == WRONG, "another log-in's code"


def test_a_code_opens_once(provider):
    begun = oidc.begin(BACK)
    answered = sent_back(begun)
    oidc.finish(begun.kept, answered, now=NOW)

    assert refused(lambda: oidc.finish(begun.kept, answered, now=NOW)) == WRONG


def test_a_stolen_code_is_worth_nothing_without_what_was_kept(provider):
    begun = oidc.begin(BACK)
    answered, thief = sent_back(begun), oidc.begin(BACK).kept

    stolen = replace(thief, state=begun.kept.state)
    assert refused(lambda: oidc.finish(stolen, answered, now=NOW)) == WRONG


def test_an_answer_in_another_issuers_name_is_refused(provider):
    begun = oidc.begin(BACK)
    answered = sent_back(begun)

    other = answered | {"iss": "https://another.example"}
    assert refused(lambda: oidc.finish(begun.kept, other, now=NOW)) == WRONG
    assert oidc.finish(begun.kept, answered | {"iss": provider.issuer}, now=NOW).subject == "24400320"


@pytest.mark.parametrize(
    "described",
    [{"issuer": "https://another.example"}, {"token_endpoint": None}, {"jwks_uri": 7}],
    ids=str,
)
def test_an_issuer_that_does_not_call_itself_what_we_call_it_is_not_asked_further(provider, described):
    provider.described |= described

    assert refused(lambda: oidc.begin(BACK)) == WRONG


@pytest.mark.parametrize(
    "address", ["http://login.example/token", "https://169.254.169.254/", "https://10.0.0.1/"]
)
def test_an_address_inside_a_network_is_not_asked_even_when_the_issuer_names_it(provider, address):
    begun = oidc.begin(BACK)
    answered = sent_back(begun)
    provider.described["token_endpoint"] = address

    assert refused(lambda: oidc.finish(begun.kept, answered, now=NOW)) == AWAY


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize(
    ("answer", "code"),
    [((500, b"{}"), AWAY), ((200, b"<html>"), AWAY), ((200, b"[]"), WRONG), ((404, b"{}"), WRONG)],
    ids=["broken", "no json", "no object", "not there"],
)
def test_a_provider_that_errs_is_told_apart_from_one_that_lies(provider, path, answer, code):
    begun = oidc.begin(BACK)
    answered = sent_back(begun)
    provider.answers[path] = answer

    assert refused(lambda: oidc.finish(begun.kept, answered, now=NOW)) == code


def test_keys_that_are_none_open_nothing(provider):
    for keys in ({"keys": []}, {"keys": None}, {}, {"keys": ["x", {"kty": "oct", "k": "eA"}]}):
        provider.answers["/keys"] = (200, json.dumps(keys).encode())
        assert refused(logged_in) == WRONG


def test_the_way_out_is_the_guarded_one(provider, monkeypatch):
    monkeypatch.delenv("KUTSU_HTTP_LOOPBACK")

    assert refused(lambda: oidc.begin(BACK)) == AWAY
    assert not Web().loopback
