"""A site with a door to knock on, and a browser that Aino has in her hands."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.platform.web.door import Door, called_by


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def app(ground, door):
    app = create_app(ground, called_by)
    app.include_router(door.router())
    return app


@pytest.fixture
def client(app) -> TestClient:
    client = TestClient(app, follow_redirects=False, headers={"Authorization": "Bearer aino"})
    client.cookies.set("kutsu-session", "aino")
    return client
