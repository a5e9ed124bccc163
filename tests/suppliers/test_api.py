"""Suppliers' details by the API: versions are asked for, and refusals are those of the pages."""

import pytest

from tests.story.identity import URAVAYLA, a_staffed_organisation
from tests.story.people import STRANGER

PROFILE = {
    "iban": "FI9150000120000005",
    "einvoice_address": "003799000069",
    "einvoice_operator": "003721291126",
    "languages": ["fi"],
    "places": ["Lehtola"],
}


@pytest.fixture
def organisation(work_as):
    return a_staffed_organisation(work_as, URAVAYLA)


@pytest.fixture
def supplier(organisation):
    return f"/api/v1/suppliers/{organisation.id}"


def test_a_profile_is_saved_for_the_first_time_and_then_only_over_its_own_version(
    site, organisation, supplier
):
    program = site.program(organisation.admin)

    unsaid = program.put(f"{supplier}/profile", json=PROFILE)
    first = program.put(f"{supplier}/profile", json=PROFILE, headers={"If-Match": "*"})
    version = program.get(f"{supplier}/profile").headers["ETag"]
    second = program.put(f"{supplier}/profile", json={**PROFILE, "places": []}, headers={"If-Match": version})
    late = program.put(f"{supplier}/profile", json=PROFILE, headers={"If-Match": version})

    assert (unsaid.status_code, first.status_code) == (428, 200)
    assert (second.status_code, second.json()["version"]) == (200, 2)
    assert late.status_code == 412


def test_vat_and_exemptions_are_told_and_read(site, organisation, supplier):
    program = site.program(organisation.admin)

    vat = program.post(f"{supplier}/vat-liabilities", json={"liable": False, "valid_from": "2026-01-01"})
    exemption = program.post(
        f"{supplier}/vat-exemptions",
        json={
            "ground": "VATEX-EU-132-1G",
            "registration": "Soteri 100-2026",
            "self_monitoring_plan": True,
            "valid_from": "2026-01-01",
        },
    )

    assert (vat.status_code, exemption.status_code) == (201, 201)
    assert program.get(f"{supplier}/vat-liabilities").json()["items"] == [vat.json()]
    assert program.get(f"{supplier}/vat-exemptions").json()["items"] == [exemption.json()]
    assert program.get("/api/v1/suppliers").json()["items"][0]["is_liable"] is False


@pytest.mark.parametrize(
    ("page_act", "api_act", "told"),
    [
        ("declare-vat", "vat-liabilities", {"liable": "no", "valid_from": "2026-01-01"}),
        (
            "declare-exemption",
            "vat-exemptions",
            {"ground": "VATEX-EU-132-1G", "registration": "Soteri 1", "valid_from": "2026-01-01"},
        ),
        ("check-operator", "profile/operator-check", {}),
    ],
)
def test_the_page_and_the_api_refuse_alike(site, organisation, supplier, page_act, api_act, told):
    by_page = site.browser(organisation.worker).post(f"/suppliers/{organisation.id}/{page_act}", told)
    by_api = site.program(organisation.worker).post(f"{supplier}/{api_act}", json=told)

    assert by_page.status_code == by_api.status_code == 409
    for reason in by_api.json()["reasons"]:
        assert reason["text"] in by_page.text


def test_for_a_stranger_there_is_no_supplier(site, organisation, supplier):
    program = site.program(STRANGER)

    assert program.get(f"{supplier}/profile").status_code == 404
    assert program.put(f"{supplier}/profile", json=PROFILE, headers={"If-Match": "*"}).status_code == 404
