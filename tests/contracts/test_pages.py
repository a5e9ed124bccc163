"""A contract on its pages: drawn up, read, signed by the right people, repriced, billed and ended."""

import pytest

from app.contracts import queries
from app.contracts.rules.states import ContractState
from tests.story.contracts import (
    PAPER,
    a_draft_contract,
    a_supplier_under_contract,
    signed,
)
from tests.story.identity import VALOPOLKU, sign_together
from tests.story.people import STRANGER


def state_of(work_as, call, contract_id):
    with work_as(call.buyer.officer) as work:
        return queries.own_contract(work, contract_id).state


def test_the_officer_draws_up_the_contract_of_whoever_waits_for_one(site, call, admitted):
    browser = site.browser(call.buyer.officer)

    listed = browser.get("/contracts")
    drafted = browser.post(
        f"/contracts/new/{call.id}/{admitted.id}",
        {"language": "fi", "series": "K", "reference_rule": "{yyyy}{mm}{supplier:04}"},
        seen_on=f"/contracts/new/{call.id}/{admitted.id}",
    )

    assert f"/contracts/new/{call.id}/{admitted.id}" in listed.text
    assert drafted.status_code == 303
    shown = browser.get(drafted.headers["location"])
    assert "JHT-DPH-2026-01/S1" in shown.text
    assert "58,50" in shown.text
    assert f"/contracts/new/{call.id}/{admitted.id}" not in browser.get("/contracts").text


def test_a_refused_draft_keeps_what_was_typed_and_says_why(site, call, admitted):
    browser = site.browser(call.buyer.officer)

    refused = browser.post(
        f"/contracts/new/{call.id}/{admitted.id}",
        {"language": "sv", "series": "laskut 1", "supplier_number": "x"},
    )
    wrong = browser.post(f"/contracts/new/{call.id}/{admitted.id}", {"language": "sv", "series": "laskut 1"})

    assert refused.status_code == 422
    assert 'value="laskut 1"' in refused.text
    assert wrong.status_code == 409
    assert "Laskusarja ”laskut 1” ei kelpaa" in wrong.text


def test_a_contract_without_its_paper_says_why_it_cannot_be_offered(site, work_as, call, admitted):
    contract = a_draft_contract(work_as, call, admitted.id)

    shown = site.browser(call.buyer.officer).get(f"/contracts/{contract}")

    assert "Sopimusasiakirja ei ole vielä valmis" in shown.text
    assert f'action="/contracts/{contract}/offer"' not in shown.text


def test_each_party_signs_on_the_page_and_the_last_one_makes_it_active(
    site, work_as, call, supplier, offered
):
    officer, admin = site.browser(call.buyer.officer), site.browser(supplier.admin)

    first = officer.post(f"/contracts/{offered}/sign", {"organisation_id": call.buyer.id})
    between = state_of(work_as, call, offered)
    last = admin.post(f"/contracts/{offered}/sign", {"organisation_id": supplier.id})

    assert (first.status_code, last.status_code) == (303, 303)
    assert between is ContractState.OFFERED
    assert state_of(work_as, call, offered) is ContractState.ACTIVE
    assert "voimassa" in admin.get(f"/contracts/{offered}").text


def test_the_list_says_who_must_sign_next(site, work_as, call, supplier, offered):
    before = site.browser(supplier.admin).get("/contracts").text
    signed(work_as, offered, supplier.id, supplier.admin)
    after = site.browser(supplier.admin).get("/contracts").text

    assert "Sinun allekirjoituksesi puuttuu" in before
    assert "Sinun allekirjoituksesi puuttuu" not in after
    assert "Odottaa allekirjoitusta: Järvi-Hämeen työllisyysalue" in after


def test_only_a_signatory_is_offered_the_pen(site, supplier, offered):
    of_admin = site.browser(supplier.admin).get(f"/contracts/{offered}").text
    of_worker = site.browser(supplier.worker).get(f"/contracts/{offered}").text

    assert f'action="/contracts/{offered}/sign"' in of_admin
    assert f'action="/contracts/{offered}/sign"' not in of_worker


def test_where_two_sign_together_the_first_cannot_sign_twice(site, work_as, call, offered):
    sign_together(work_as, call.buyer.id)
    officer = site.browser(call.buyer.officer)

    once = officer.post(f"/contracts/{offered}/sign", {"organisation_id": call.buyer.id})
    twice = officer.post(f"/contracts/{offered}/sign", {"organisation_id": call.buyer.id})

    assert (once.status_code, twice.status_code) == (303, 409)
    assert "Olet jo allekirjoittanut tämän" in twice.text


def test_the_paper_is_shown_in_the_browser_as_the_very_bytes(site, supplier, offered):
    paper = site.browser(supplier.admin).get(f"/contracts/{offered}/paper")

    assert paper.content == PAPER
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"].startswith("inline")


def test_after_signing_the_supplier_agrees_on_data_protection_and_billing(site, call, supplier, offered):
    admin = site.browser(supplier.admin)
    admin.post(f"/contracts/{offered}/sign", {"organisation_id": supplier.id})

    agreed = admin.post(f"/contracts/{offered}/sign-data-protection", {"organisation_id": supplier.id})
    wrong = admin.post(f"/contracts/{offered}/authorise-billing", {"series": "K", "payment_days": "45"})
    given = admin.post(f"/contracts/{offered}/authorise-billing", {"series": "K", "payment_days": "21"})
    revoked = admin.post(f"/contracts/{offered}/revoke-billing")

    assert (agreed.status_code, wrong.status_code, given.status_code) == (303, 409, 303)
    assert 'value="45"' in wrong.text
    assert revoked.status_code == 303
    assert f'action="/contracts/{offered}/authorise-billing"' in admin.get(f"/contracts/{offered}").text


def test_a_price_changes_from_a_day_and_a_rise_over_the_cap_is_refused_with_what_was_typed(
    site, work_as, clock, call
):
    supplier = a_supplier_under_contract(work_as, clock, call)
    contract, officer = supplier.contract_id, site.browser(call.buyer.officer)
    with work_as(call.buyer.officer) as work:
        [line] = queries.price_lines(work, contract)
    act = f"/contracts/{contract}/price-lines/{line.id}/change-price"

    refused = officer.post(act, {"valid_from": "2027-04-07", "unit_price": "99,00", "ground": "Indeksi"})
    changed = officer.post(act, {"valid_from": "7.4.2027", "unit_price": "61,00", "ground": "Indeksi"})

    assert (refused.status_code, changed.status_code) == (409, 303)
    assert 'value="99,00"' in refused.text
    assert "ylittää vuotuisen enimmäiskorotuksen" in refused.text
    assert "61,00" in officer.get(f"/contracts/{contract}").text


def test_a_price_line_of_another_contract_is_not_there(site, work_as, clock, call):
    ours = a_supplier_under_contract(work_as, clock, call).contract_id
    other = a_supplier_under_contract(work_as, clock, call, VALOPOLKU).contract_id
    with work_as(call.buyer.officer) as work:
        [line] = queries.price_lines(work, other)
    here, told = f"/contracts/{ours}/price-lines/{line.id}", {"unit_price": "59.90", "ground": "Indeksi"}

    by_hand = site.browser(call.buyer.officer).post(
        f"{here}/change-price", {**told, "valid_from": "7.4.2027"}
    )
    by_api = site.program(call.buyer.officer).post(
        f"/api/v1{here}/prices", json={**told, "valid_from": "2027-04-07"}
    )

    assert (by_hand.status_code, by_api.status_code) == (404, 404)
    with work_as(call.buyer.officer) as work:
        assert len(queries.prices(work, line.id)) == 1


def test_the_supplier_refuses_with_a_reason_and_the_buyer_ends(site, work_as, clock, call, supplier, offered):
    unsaid = site.browser(supplier.admin).post(f"/contracts/{offered}/refuse", {"reason": " "})
    refused = site.browser(supplier.admin).post(f"/contracts/{offered}/refuse", {"reason": "Emme ehdi."})

    assert (unsaid.status_code, refused.status_code) == (422, 303)
    assert state_of(work_as, call, offered) is ContractState.REFUSED


def test_the_buyer_ends_an_active_contract(site, work_as, clock, call):
    contract = a_supplier_under_contract(work_as, clock, call).contract_id

    ended = site.browser(call.buyer.officer).post(f"/contracts/{contract}/end", {"reason": "Kutsu päättyy."})

    assert ended.status_code == 303
    assert state_of(work_as, call, contract) is ContractState.ENDED


def test_for_a_stranger_there_is_no_contract(site, offered):
    browser = site.browser(STRANGER)

    assert browser.get(f"/contracts/{offered}").status_code == 404
    assert browser.get(f"/contracts/{offered}/paper").status_code == 404
    assert str(offered) not in browser.get("/contracts").text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_are_there_in_every_language(site, call, supplier, offered, language):
    officer = site.browser(call.buyer.officer, language=language)

    for path in ("/contracts", f"/contracts/{offered}", f"/contracts/new/{call.id}/{supplier.id}"):
        shown = officer.get(path)
        assert shown.status_code == 200
        assert "contracts." not in shown.text.replace("/contracts", "")
