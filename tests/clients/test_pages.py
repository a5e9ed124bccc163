"""A case worker's clients on pages: sorted by name, shown to nobody else, each view logged."""

import re
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.clients import service
from app.clients.models import Client
from app.clients.rules import Field
from app.kernel.refusals import Missing
from app.platform.views import ViewRow
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE, a_client
from tests.story.identity import As, Buyer, a_buyer
from tests.story.people import STRANGER

UNWORDED = re.compile(r">\s*(?:client_pages|client|representative|handing_over|forgetting|field)\.[a-z_.]+")
WHO = {"case_number": "K-009", "first_name": "Oiva", "last_name": "Ähtäri", "language": "sv"}


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def client(work_as: As, buyer: Buyer) -> UUID:
    return a_client(work_as, buyer.case_worker, buyer.id)


@pytest.fixture
def aino(site, buyer):
    return site.browser(buyer.case_worker)


def views(ground) -> int:
    with ground.database.session(writes=False) as db:
        return db.scalar(select(func.count()).select_from(ViewRow)) or 0


def told(work_as, buyer, client) -> dict[str, str]:
    with work_as(buyer.case_worker) as work:
        return service.reveal(work, client, list(Field), purpose="test")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_of_the_chapter_is_worded_in_three_languages(site, buyer, client, language):
    aino = site.browser(buyer.case_worker, language=language)
    officer = site.browser(buyer.officer, language=language)

    pages = [aino.get("/clients"), aino.get(f"/clients/{client}"), officer.get("/clients")]
    pages.append(site.browser(buyer.finance, language=language).get("/clients"))

    for page in pages:
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        assert UNWORDED.findall(page.text) == []
        assert LAST_NAME not in page.text[: page.text.index("</head>")]


def test_a_client_is_opened_and_stands_in_the_list_by_finnish_order(aino, buyer, client):
    done = aino.post("/clients/open", {**WHO, "buyer_id": buyer.id}, seen_on="/clients")

    text = aino.get("/clients").text
    assert done.headers["location"].startswith("/clients/")
    assert "htäri" not in done.headers["location"] and "K-009" not in done.headers["location"]
    assert text.index(LAST_NAME) < text.index("Ähtäri")


def test_each_name_that_a_list_shows_is_logged(ground, aino, client):
    before = views(ground)

    aino.get("/clients")
    listed = views(ground)
    aino.get(f"/clients/{client}")

    assert (listed - before, views(ground) - listed) == (1, 1)


def test_a_number_that_is_taken_keeps_what_was_typed(aino, buyer, client):
    shown = aino.post(
        "/clients/open", {**WHO, "case_number": "K-001", "buyer_id": buyer.id}, seen_on="/clients"
    )

    assert shown.status_code == 409
    assert "Tällä asianumerolla on jo asiakas." in shown.text
    assert 'value="Ähtäri"' in shown.text


def test_a_file_is_corrected_by_whoever_has_read_its_newest_version(work_as, aino, buyer, client):
    page = f"/clients/{client}"
    version = re.search(r'name="_version" value="([^"]+)"', aino.get(page).text)[1].replace("&#34;", '"')
    right = {"first_name": "Lempi", "last_name": "Korhonen", "phone": "", "language": "sv"}

    done = aino.post(f"{page}/correct", right, seen_on=page, _version=version)
    late = aino.post(f"{page}/correct", {**right, "last_name": "Virtanen"}, seen_on=page, _version=version)

    assert (done.status_code, late.status_code) == (303, 409)
    now = told(work_as, buyer, client)
    assert (now["last_name"], now["phone"], now["language"]) == ("Korhonen", "", "sv")


def test_contact_is_protected_and_the_page_says_what_that_means(work_as, aino, client):
    page = f"/clients/{client}"

    aino.post(f"{page}/protect", {"protected_contact": "yes"}, seen_on=page)
    text = aino.get(page).text
    aino.post(f"{page}/protect", {}, seen_on=page)

    assert "Palveluntuottaja ei näe puhelinnumeroa" in text
    assert 'class="ds-alert notice" data-color="warning"' not in aino.get(page).text


def test_a_representative_is_told_and_a_wrong_period_refused(aino, client):
    page = f"/clients/{client}"
    who = {"name": "Ritva Edunvalvoja", "scope": "talous", "valid_from": "2026-02-01"}

    wrong = aino.post(f"{page}/add-representative", {**who, "valid_to": "2026-01-01"}, seen_on=page)
    aino.post(f"{page}/add-representative", who, seen_on=page)

    assert wrong.status_code == 409 and "Ritva Edunvalvoja" in wrong.text
    assert aino.get(page).text.count("Ritva Edunvalvoja") == 1


def test_a_client_who_is_handed_over_is_not_there_any_more(site, aino, buyer, client):
    page = f"/clients/{client}"

    aino.post(f"{page}/hand-over", {"to_person_id": buyer.colleague.id}, seen_on=page)

    assert aino.get(page).status_code == 404
    assert LAST_NAME in site.browser(buyer.colleague).get(page).text


def test_the_case_number_finds_one_exactly(aino, buyer, client):
    found = aino.post("/clients/find", {"case_number": "k-001", "buyer_id": buyer.id}, seen_on="/clients")
    nothing = aino.post("/clients/find", {"case_number": "K-00", "buyer_id": buyer.id}, seen_on="/clients")

    assert found.headers["location"] == f"/clients/{client}"
    assert nothing.status_code == 404


def test_an_officer_moves_and_erases_files_without_seeing_one(work_as, site, ground, buyer, client):
    officer = site.browser(buyer.officer)
    move = {
        "buyer_id": buyer.id,
        "from_person_id": buyer.case_worker.id,
        "to_person_id": buyer.colleague.id,
    }

    text = officer.get("/clients").text
    officer.post("/clients/hand-over-all", move, seen_on="/clients")
    erase = {"client_id": client, "ground": "Säilytysaika päättyi."}
    officer.post("/clients/forget", erase, seen_on="/clients")

    assert LAST_NAME not in text and FIRST_NAME not in text
    assert "Aino Omala, asiakkaita 1" in text
    with ground.database.session(writes=False) as db:
        assert db.get(Client, client).case_worker_id == buyer.colleague.id
    with work_as(buyer.colleague) as work, pytest.raises(Missing):
        service.read_file(work, client)
    assert LAST_NAME not in site.browser(buyer.colleague).get("/clients").text


def test_nobody_else_finds_the_file(site, buyer, client):
    for other in (buyer.colleague, buyer.officer, buyer.finance, STRANGER):
        assert site.browser(other).get(f"/clients/{client}").status_code == 404


def test_the_api_shows_and_changes_the_same(site, buyer, client):
    program = site.program(buyer.case_worker)
    path = f"/api/v1/clients/{client}"
    right = {"first_name": "Lempi", "last_name": "Korhonen"}

    shown = program.get(path)
    unsaid = program.put(path, json=right)
    done = program.put(path, json=right, headers={"If-Match": shown.headers["ETag"]})
    stale = program.put(path, json=right, headers={"If-Match": shown.headers["ETag"]})

    assert (shown.json()["phone"], shown.json()["email"]) == (PHONE, EMAIL)
    assert (unsaid.status_code, done.status_code, stale.status_code) == (428, 200, 412)
    assert [row["last_name"] for row in program.get("/api/v1/clients").json()["items"]] == ["Korhonen"]


def test_the_page_and_the_api_refuse_alike(site, aino, buyer, client):
    same = {**WHO, "case_number": "K-001", "buyer_id": str(buyer.id)}

    page = aino.post("/clients/open", same, seen_on="/clients")
    api = site.program(buyer.case_worker).post("/api/v1/clients", json=same)

    assert page.status_code == api.status_code == 409
    assert api.json()["reasons"][0]["text"] in page.text
    officers = site.program(buyer.officer).post("/api/v1/clients", json={**same, "case_number": "K-2"})
    assert officers.json()["reasons"][0]["code"] == "clients.not_your_act"


def test_acts_of_the_api(site, buyer, client):
    program, path = site.program(buyer.case_worker), f"/api/v1/clients/{client}"
    who = {"name": "Ritva", "scope": "talous", "valid_from": date(2026, 2, 1).isoformat()}

    assert program.post(f"{path}/contact-protection", json={"protected_contact": True}).status_code == 204
    assert program.post(f"{path}/representatives", json=who).status_code == 201
    found = program.post("/api/v1/clients/search", json={"buyer_id": str(buyer.id), "case_number": "K-001"})
    assert found.json() == {"id": str(client)}
    assert program.post(f"{path}/handover", json={"to_person_id": str(buyer.colleague.id)}).status_code == 204
    moved = site.program(buyer.officer).post(
        "/api/v1/clients/handovers",
        json={
            "buyer_id": str(buyer.id),
            "from_person_id": str(buyer.colleague.id),
            "to_person_id": str(buyer.case_worker.id),
        },
    )
    assert moved.json() == {"files": 1}
    assert site.program(buyer.officer).post(f"{path}/forgetting", json={"ground": "aika"}).status_code == 204
    assert program.get(path).status_code == 404
