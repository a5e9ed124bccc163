"""What an installation is told from outside, and what it refuses to start with."""

from base64 import b64encode, urlsafe_b64encode

import pytest
from pydantic import ValidationError

from app.platform.settings import DEMO_KEY, Mode, Settings

KEY = bytes(range(200, 232))
OLDER = bytes(range(32, 64))
GOOD = b64encode(KEY).decode()


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"KUTSU_{name.upper()}", raising=False)


def test_everything_has_a_default_that_plays_the_demo(monkeypatch):
    settings = Settings()

    assert settings.mode is Mode.DEMO
    assert settings.database_url == "sqlite:///var/kutsu.db"
    assert [len(key) >= 32 for key in settings.masters] == [True]


@pytest.mark.parametrize(
    ("name", "told", "read"),
    [
        ("MODE", "demo", Mode.DEMO),
        ("DATABASE_URL", "postgresql+psycopg://kutsu@/kutsu", "postgresql+psycopg://kutsu@/kutsu"),
        ("COUNTRY", "finland", "finland"),
        ("CONNECTIONS", "8", 8),
        ("HOST", "0.0.0.0", "0.0.0.0"),  # noqa: S104 - read, not bound
        ("PORT", "9000", 9000),
    ],
)
def test_each_setting_is_told_in_the_environment_by_its_name(monkeypatch, name, told, read):
    monkeypatch.setenv(f"KUTSU_{name}", told)

    assert getattr(Settings(), name.lower()) == read


def test_the_current_key_comes_first_and_older_ones_after(monkeypatch):
    monkeypatch.setenv("KUTSU_MASTER_KEYS", f"{GOOD}, {urlsafe_b64encode(OLDER).decode()}")

    assert Settings().masters == [KEY, OLDER]


@pytest.mark.parametrize("keys", [None, DEMO_KEY, f"{GOOD},{DEMO_KEY}", f" {DEMO_KEY} ,{GOOD}"])
def test_production_does_not_start_with_the_demo_key(monkeypatch, keys):
    monkeypatch.setenv("KUTSU_MODE", "production")
    if keys is not None:
        monkeypatch.setenv("KUTSU_MASTER_KEYS", keys)

    with pytest.raises(ValidationError, match="KUTSU_MASTER_KEYS still holds the demo key"):
        Settings()


def test_production_starts_with_a_key_of_its_own(monkeypatch):
    monkeypatch.setenv("KUTSU_MODE", "production")
    monkeypatch.setenv("KUTSU_MASTER_KEYS", GOOD)

    assert Settings().mode is Mode.PRODUCTION


@pytest.mark.parametrize(
    "keys", ["", "c2hvcnQ=", GOOD[:-4], f"{GOOD},", GOOD.replace("y", "*"), "not base64"]
)
def test_a_key_that_is_short_or_spoilt_is_refused_and_not_shown(monkeypatch, keys):
    monkeypatch.setenv("KUTSU_MASTER_KEYS", keys)

    with pytest.raises(ValidationError, match="at least 32 bytes, in base64") as refused:
        Settings()
    assert not keys or keys not in str(refused.value)


@pytest.mark.parametrize(("name", "told"), [("PORT", "0"), ("CONNECTIONS", "0"), ("MODE", "test")])
def test_a_setting_that_cannot_be_is_named(monkeypatch, name, told):
    monkeypatch.setenv(f"KUTSU_{name}", told)
    monkeypatch.setenv("KUTSU_MASTER_KEYS", GOOD)

    with pytest.raises(ValidationError, match=name.lower()) as refused:
        Settings()
    assert GOOD not in str(refused.value)


def test_settings_do_not_print_their_keys(monkeypatch):
    monkeypatch.setenv("KUTSU_MASTER_KEYS", GOOD)

    assert GOOD not in f"{Settings()!r} {Settings()} {Settings().model_dump()}"
