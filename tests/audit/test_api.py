"""The journal for programs: the same chains, proofs and refusals as on the pages."""

import json

import pytest

from app.audit import api, pages
from app.clients import service as clients
from app.main import ROUTERS
from tests.site import Site
from tests.story.clients import a_client
from tests.story.identity import As, Buyer, a_buyer
from tests.story.people import STRANGER


@pytest.fixture(autouse=True)
def _routed(site: Site) -> None:
    for router in (api.router, pages.router):
        if router not in ROUTERS:
            site.app.include_router(router)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    """Five clients are in its chain, and one of them was looked at."""
    buyer = a_buyer(work_as)
    opened = [
        a_client(work_as, buyer.case_worker, buyer.id, case_number=f"K-{number}") for number in range(5)
    ]
    with work_as(buyer.case_worker) as work:
        clients.reveal(work, opened[0], ["first_name"], purpose="reading the file")
    return buyer


def test_the_api_answers_as_the_pages_do(site, buyer):
    auditor, officer = site.program(buyer.auditor), site.program(buyer.officer)
    here = f"/api/v1/audit/chains/{buyer.id}"

    entries = auditor.get(f"{here}/entries").json()["items"]
    refused = officer.get(f"{here}/entries")
    copy = auditor.post(f"{here}/exports")

    assert [one["seq"] for one in entries] == sorted((one["seq"] for one in entries), reverse=True)
    assert refused.json()["reasons"][0]["code"] == "audit.not_your_act"
    assert json.loads(copy.text.splitlines()[0])["seq"] == 1
    assert site.program(STRANGER).post(f"{here}/exports").status_code == 404
    assert [one["name"] for one in auditor.get("/api/v1/audit/chains").json()] == [
        "Järvi-Hämeen työllisyysalue"
    ]
