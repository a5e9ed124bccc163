"""However the site is served, its settings mean the same: the demo has a tour, production keeps to https."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import installed_site, served
from app.platform.settings import Mode, Settings
from app.platform.work import Ground


def tour(site: FastAPI) -> int:
    return TestClient(site).get("/tour").status_code


@pytest.mark.parametrize(
    ("mode", "secure", "answer"), [(Mode.DEMO, False, 200), (Mode.PRODUCTION, True, 404)]
)
def test_the_mode_says_what_the_site_is(ground: Ground, mode: Mode, secure: bool, answer: int):
    settings = Settings.model_construct(mode=mode)

    site = installed_site(ground, settings)

    assert (site.state.secure, tour(site)) == (secure, answer)


def test_a_server_that_starts_itself_again_has_the_demos_tour_too(database_url: str, monkeypatch):
    monkeypatch.setenv("KUTSU_DATABASE_URL", database_url)

    site = served()

    assert tour(site) == 200
    site.state.ground.database.close()
