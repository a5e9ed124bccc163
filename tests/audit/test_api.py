"""The journal for programs: the same chains, proofs and refusals as on the pages."""

import json

from tests.story.people import STRANGER


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
