"""Contracts by the API: the same acts as on the pages, with the same refusals."""

import pytest

from tests.story.people import STRANGER

CONTRACTS = "/api/v1/contracts"


def codes(answer):
    return [reason["code"] for reason in answer.json()["reasons"]]


def test_a_contract_goes_from_draft_to_signature(site, call, admitted):
    officer = site.program(call.buyer.officer)

    drafted = officer.post(CONTRACTS, json={"call_id": str(call.id), "party_id": str(admitted.id)})
    early = officer.post(f"{CONTRACTS}/{drafted.json()['id']}/offering")

    assert drafted.status_code == 201
    assert drafted.json()["price_lines"][0]["prices"][0]["unit_price"] == "58.50"
    assert (early.status_code, codes(early)) == (409, ["contract.no_paper"])


def test_everybody_needed_signs_and_then_it_is_active(site, call, supplier, offered):
    site.program(call.buyer.officer).post(
        f"{CONTRACTS}/{offered}/signatures", json={"organisation_id": str(call.buyer.id)}
    )
    waiting = site.program(supplier.admin).get(CONTRACTS).json()["items"][0]
    answer = site.program(supplier.admin).post(
        f"{CONTRACTS}/{offered}/signatures", json={"organisation_id": str(supplier.id)}
    )

    assert waiting["waits_for"] == ["Uraväylä Oy"]
    assert answer.json()["state"] == "active"
    assert [side["is_bound"] for side in answer.json()["sides"]] == [True, True]


def test_the_seller_authorises_billing_and_takes_it_back(site, supplier, offered):
    admin, contract = site.program(supplier.admin), f"{CONTRACTS}/{offered}"
    early = admin.post(f"{contract}/billing-mandate", json={"series": "K"})
    admin.post(f"{contract}/signatures", json={"organisation_id": str(supplier.id)})
    agreed = admin.post(f"{contract}/data-protection-signatures", json={"organisation_id": str(supplier.id)})
    given = admin.post(f"{contract}/billing-mandate", json={"series": "K"})
    revoked = admin.post(f"{contract}/billing-mandate/revocation")

    assert codes(early) == ["contract.seller_has_not_signed"]
    assert agreed.json()["sides"][1]["is_data_protected"]
    assert given.json()["mandate"]["series"] == "K"
    assert revoked.json()["mandate"] is None


def test_an_unknown_field_is_refused(site, supplier, offered):
    answer = site.program(supplier.admin).post(
        f"{CONTRACTS}/{offered}/refusal", json={"reason": "Emme ehdi.", "why": "?"}
    )

    assert (answer.status_code, codes(answer)) == (422, ["field.unknown"])


@pytest.mark.parametrize(
    ("page_act", "api_act", "told"),
    [
        ("offer", "offering", {}),
        ("end", "termination", {"reason": "Syy"}),
        ("sign", "signatures", {"organisation_id": "{party}"}),
        ("sign-data-protection", "data-protection-signatures", {"organisation_id": "{party}"}),
        ("authorise-billing", "billing-mandate", {"series": "K"}),
        ("refuse", "refusal", {"reason": "Syy"}),
    ],
)
def test_the_page_and_the_api_refuse_alike(site, supplier, offered, page_act, api_act, told):
    told = {name: text.format(party=supplier.id) for name, text in told.items()}

    by_page = site.browser(supplier.worker).post(f"/contracts/{offered}/{page_act}", told)
    by_api = site.program(supplier.worker).post(f"{CONTRACTS}/{offered}/{api_act}", json=told)

    assert by_page.status_code == by_api.status_code == 409
    for reason in by_api.json()["reasons"]:
        assert reason["text"] in by_page.text


def test_for_a_stranger_there_is_no_contract(site, offered):
    program = site.program(STRANGER)

    assert program.get(f"{CONTRACTS}/{offered}").status_code == 404
    assert program.post(f"{CONTRACTS}/{offered}/offering").status_code == 404
    assert program.get(CONTRACTS).json() == {"items": [], "next": None}
