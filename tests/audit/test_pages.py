"""The journal for those who audit: read, searched by thing, proved, copied; and who looked at whom."""

import re

import pytest
from sqlalchemy import select

from app.audit.rules import first_broken_line
from app.platform.journal import PLATFORM, JournalRow
from app.platform.work import begin_work
from tests.site import Site
from tests.story.clients import FIRST_NAME
from tests.story.people import ADMIN, STRANGER

LANGUAGES = ("fi", "sv", "en")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def rows(site: Site, chain) -> list[JournalRow]:
    with begin_work(site.ground, STRANGER, writes=False) as work:
        mine = select(JournalRow).where(JournalRow.chain == chain).order_by(JournalRow.seq)
        return list(work.db.scalars(mine))


def test_an_auditor_reads_its_buyers_chain_and_no_other(site, buyer):
    auditor = site.browser(buyer.auditor)

    listed = auditor.get("/audit").text
    page = auditor.get(f"/audit/chains/{buyer.id}").text

    assert f"/audit/chains/{buyer.id}" in listed
    assert str(PLATFORM) not in listed
    assert page.count("clients.") >= 5
    assert "Aino Omala" in page
    assert FIRST_NAME not in page
    assert auditor.get(f"/audit/chains/{PLATFORM}").status_code == 404
    assert site.browser(STRANGER).get(f"/audit/chains/{buyer.id}").status_code == 404
    assert site.browser(buyer.officer).get(f"/audit/chains/{buyer.id}").status_code == 409


def test_a_thing_is_followed_through_the_chain(site, buyer):
    last = rows(site, buyer.id)[-1]
    here = f"/audit/chains/{buyer.id}"

    page = site.browser(buyer.auditor).get(f"{here}?about={last.about}").text
    older = site.browser(buyer.auditor).get(f"{here}?before=2").text

    assert page.count(f'about={last.about}"') == len(
        [row for row in rows(site, buyer.id) if row.about == last.about]
    )
    assert older.count("<tr>") == 2, "the heading and the first row"
    assert site.browser(buyer.auditor).get(f"{here}?about=nothing").status_code == 422


def test_a_chain_is_proved_on_a_page_and_by_the_api(site, buyer):
    page = site.browser(buyer.auditor).get(f"/audit/chains/{buyer.id}/proof").text
    proof = site.program(buyer.auditor).get(f"/api/v1/audit/chains/{buyer.id}/proof").json()

    last = rows(site, buyer.id)[-1]
    assert proof["holds"] is True
    assert (proof["rows"], proof["head"]) == (last.seq, last.sha256.hex())
    assert proof["head"] in page
    assert "Ehjä" in page


def test_a_copy_proves_itself_and_is_written_into_the_chain(site, buyer):
    auditor, here = site.browser(buyer.auditor), f"/audit/chains/{buyer.id}"
    before = len(rows(site, buyer.id))

    copy = auditor.post(f"{here}/export")

    assert copy.headers["content-type"].startswith("application/x-ndjson")
    assert copy.headers["content-disposition"] == f'attachment; filename="journal-{buyer.id}.ndjson"'
    lines = copy.text.splitlines()
    assert len(lines) == before
    assert first_broken_line(lines) is None
    assert rows(site, buyer.id)[-1].event == "audit.chain_exported"
    assert FIRST_NAME not in copy.text


def test_an_auditor_sees_who_was_shown_what(site, buyer):
    page = words(site.browser(buyer.auditor).get("/audit/views").text)
    told = site.program(buyer.auditor).get(f"/api/v1/audit/views?buyer_id={buyer.id}").json()

    assert "Aino Omala" in page
    assert "etunimi asiakaskansion lukeminen" in page
    assert FIRST_NAME not in page
    (view,) = told["items"]
    assert (view["fields"], view["actor_id"]) == (["first_name"], str(buyer.case_worker.id))
    other = site.program(buyer.auditor).get(
        f"/api/v1/audit/views?buyer_id={buyer.id}&actor_id={buyer.officer.id}"
    )
    assert other.json()["items"] == []
    assert site.program(STRANGER).get(f"/api/v1/audit/views?buyer_id={buyer.id}").status_code == 404


def test_administrators_prove_every_chain_at_once(site, buyer):
    page = words(site.browser(ADMIN).get("/audit/proofs").text)
    told = site.program(ADMIN).get("/api/v1/audit/proofs").json()

    assert page.count("Ehjä") == len(told) >= 2
    assert "Alustan oma ketju" in page
    assert site.browser(buyer.auditor).get("/audit/proofs").status_code in (404, 409)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_its_language(site, buyer, language):
    here = f"/audit/chains/{buyer.id}"

    for path in ("/audit", here, f"{here}/proof", "/audit/views"):
        page = site.browser(buyer.auditor, language=language).get(path)
        assert page.status_code == 200, path
        assert not re.findall(r"\b(?:audit_pages|word|field)\.[a-z_.]+", words(page.text)), path
