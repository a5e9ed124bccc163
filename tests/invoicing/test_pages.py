"""Invoices as people see them: finance draws and exports, sellers release, and no page names a client."""

import re
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from app.invoicing import jobs, queries, service
from app.invoicing.models import BillingRun, ExportBatch, Invoice
from app.invoicing.rules.states import InvoiceState
from app.kernel.actors import Actor
from app.platform.work import begin_work
from app.platform.worker import drain
from tests.conftest import As
from tests.site import Site
from tests.story.april import April
from tests.story.clients import FIRST_NAME, LAST_NAME
from tests.story.deliveries import APRIL
from tests.story.identity import Buyer
from tests.story.invoicing import (
    WRONG_DAY,
    a_billable_april,
    an_order_in_april,
    billed,
    coached,
    drafts_of,
    drawn,
    released,
)
from tests.story.people import STRANGER

MOST_QUERIES = 8  # beside the four by which the caller is known
HEARD = {"invoicing.release_asked": (jobs.release_what_was_asked,)}
LANGUAGES = ("fi", "sv", "en")


def stored(site: Site, what: type, **here: object) -> list:
    with begin_work(site.ground, STRANGER, writes=False) as work:
        return list(work.db.scalars(select(what).filter_by(**here)))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def counted(site: Site, actor: Actor, path: str) -> int:
    asked: list[str] = []

    def one_more(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    database = site.ground.database  # on PostgreSQL the two engines share their listeners
    engines = {database.reading, database.writing} if database.is_sqlite else {database.writing}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", one_more)
    assert site.browser(actor).get(path).status_code == 200
    for engine in engines:
        event.remove(engine, "before_cursor_execute", one_more)
    return len([one for one in asked if not one.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])


def test_finance_is_told_what_a_run_takes_in_and_draws_it(site, work_as, clock):
    month: April = a_billable_april(work_as, clock)
    finance = site.browser(month.call.buyer.finance)

    before = words(finance.get("/invoices/runs?month=2026-04").text)
    answer = finance.post(
        "/invoices/runs", {"buyer_id": month.call.buyer.id, "month": "2026-04"}, seen_on="/invoices/runs"
    )

    assert "1 550,11 €" in before
    assert "käyntiä, joista ei makseta" in before
    (run,) = stored(site, BillingRun)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/invoices/runs/{run.id}")
    page = words(finance.get(f"/invoices/runs/{run.id}").text)
    assert "0 / 5" in page
    assert page.count("Valmis vahvistettavaksi") == 5


def test_an_empty_month_says_so_and_offers_no_run(site, work_as, buyer):
    finance = site.browser(buyer.finance)

    page = finance.get("/invoices/runs?month=2026-01")
    refused = finance.post("/invoices/runs", {"buyer_id": buyer.id, "month": "2026-01"})

    assert "ei ole hyväksyttyjä, laskuttamattomia" in page.text
    assert 'action="/invoices/runs"' not in page.text.replace('method="get" action="/invoices/runs"', "")
    assert refused.status_code == 409
    assert "2026-01" in refused.text, "what was typed stays"


def test_a_month_written_wrongly_is_explained_at_its_field(site, buyer):
    answer = site.browser(buyer.finance).post("/invoices/runs", {"buyer_id": buyer.id, "month": "huhtikuu"})

    assert answer.status_code == 422
    assert 'value="huhtikuu"' in answer.text
    assert "kirjoita kuukausi näin" in answer.text


def test_the_seller_releases_and_only_the_seller_is_offered_it(site, work_as, order, buyer):
    (draft,) = drafts_of(work_as, order.supplier.admin, drawn(work_as, buyer))
    here = f"/invoices/{draft}"

    seen_by_finance = site.browser(buyer.finance).get(here).text
    refused = site.browser(buyer.finance).post(f"{here}/release")
    answer = site.browser(order.supplier.admin).post(f"{here}/release")

    assert f'action="{here}/release"' not in seen_by_finance
    assert refused.status_code == 409
    assert "Tätä ei voi tehdä tässä roolissa." in refused.text
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    page = words(site.browser(order.supplier.admin).get(here).text)
    assert "K-2026-0001" in page
    assert "375,87 €" in page
    assert "Myyjä vahvisti laskun" in page


def test_a_whole_runs_drafts_are_released_by_the_worker_while_the_page_may_be_left(site, work_as, clock):
    month: April = a_billable_april(work_as, clock)
    run_id = drawn(work_as, month.call.buyer)
    seller = month.suppliers["S2"].admin
    browser, here = site.browser(seller), f"/invoices/runs/{run_id}"

    answer = browser.post(f"{here}/release")
    waiting = browser.get(here).text
    again = browser.post(f"{here}/release")
    drain(site.ground, HEARD)
    after = browser.get(here).text

    assert answer.status_code == 303
    assert 'http-equiv="refresh"' in waiting
    assert again.status_code == 409
    assert "1 / 1" in words(after)
    assert 'http-equiv="refresh"' not in after
    states = {invoice.seller_id: invoice.state for invoice in stored(site, Invoice)}
    assert states.pop(month.suppliers["S2"].party_id) is InvoiceState.ISSUED
    assert set(states.values()) == {InvoiceState.DRAFT}


def test_a_draft_that_cannot_go_out_does_not_keep_the_others_waiting(site, work_as, clock):
    order = an_order_in_april(work_as, clock, received=False)
    coached(work_as, clock, order)
    run_id = drawn(work_as, order.call.buyer)

    site.browser(order.supplier.admin).post(f"/invoices/runs/{run_id}/release")
    told = drain(site.ground, HEARD)

    assert told >= 1
    page = words(site.browser(order.supplier.admin).get(f"/invoices/runs/{run_id}").text)
    assert "0 / 1" in page
    assert "Maksajan verkkolaskuosoite puuttuu" in page


def test_discarding_asks_for_a_reason_and_keeps_what_was_typed(site, work_as, order, buyer):
    (draft,) = drafts_of(work_as, buyer.finance, drawn(work_as, buyer))
    finance, here = site.browser(buyer.finance), f"/invoices/{draft}"

    silent = finance.post(f"{here}/discard", {"reason": "  "})
    by_seller = site.browser(order.supplier.admin).post(f"{here}/discard", {"reason": WRONG_DAY})
    done = finance.post(f"{here}/discard", {"reason": WRONG_DAY})

    assert silent.status_code == 422
    assert by_seller.status_code == 409
    assert done.status_code == 303
    (invoice,) = stored(site, Invoice)
    assert (invoice.state, invoice.reason) == (InvoiceState.DISCARDED, WRONG_DAY)


def test_a_credit_leads_to_its_note_and_the_invoice_tells_of_it(site, work_as, order):
    invoice = billed(work_as, order)
    seller = site.browser(order.supplier.admin)

    answer = seller.post(f"/invoices/{invoice.id}/credit", {"reason": WRONG_DAY})

    note = answer.headers["location"]
    assert "Hyvityslasku K-2026-0002" in words(seller.get(note).text)
    assert "-375,87 €" in words(seller.get(note).text).replace("−", "-")
    page = seller.get(f"/invoices/{invoice.id}").text
    assert f'href="{note}"' in page
    assert "Hyvitetty" in page


def test_the_list_adds_up_what_was_searched_for(site, work_as, clock):
    month: April = a_billable_april(work_as, clock)
    run_id = drawn(work_as, month.call.buyer)
    released(work_as, month.suppliers["S4"].admin, run_id)
    finance = site.browser(month.call.buyer.finance)

    everything = words(finance.get("/invoices").text)
    issued = words(finance.get("/invoices?month=2026-04&state=issued").text)
    seller = words(site.browser(month.suppliers["S4"].admin).get("/invoices").text)

    assert "Yhteensä 1 550,11 €" in everything
    assert "Yhteensä 329,45 €" in issued
    assert "Yhteensä 329,45 €" in seller, "a seller sees its own alone"
    assert finance.get("/invoices?state=paid").status_code == 422


def test_exporting_once_and_downloading_the_same_bytes(site, work_as, order, buyer):
    billed(work_as, order)
    finance = site.browser(buyer.finance)

    answer = finance.post("/invoices/exports", {"buyer_id": buyer.id})
    again = finance.post("/invoices/exports", {"buyer_id": buyer.id})

    assert again.status_code == 409
    here = answer.headers["location"]
    page = finance.get(here).text
    names = re.findall(rf'href="{here}/files/([^"]+)"', page)
    assert sorted(names) == [
        "9900006-9-K-2026-0001.finvoice.xml",
        "9900006-9-K-2026-0001.ubl.xml",
        "ledger-000001.csv",
        "manifest.json",
    ]
    for name in names:
        first, second = (finance.get(f"{here}/files/{name}") for _ in range(2))
        assert first.content == second.content
        assert sha256(first.content).hexdigest() in page
        assert first.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert first.headers["x-content-type-options"] == "nosniff"
        assert FIRST_NAME.encode() not in first.content
    assert finance.get(f"{here}/files/ledger-000001.csv").headers["content-type"].startswith("text/csv")
    assert site.browser(buyer.auditor).get(here).status_code == 200
    assert site.browser(order.supplier.admin).get(here).status_code == 404


def test_finance_ticks_the_invoices_that_go_out_and_takes_a_batch_back(site, work_as, clock, order, buyer):
    first = billed(work_as, order)
    coached(work_as, clock, order, {9: 2})
    billed(work_as, order)
    finance = site.browser(buyer.finance)

    nothing = finance.post("/invoices/exports/chosen", {"buyer_id": buyer.id})
    chosen = finance.post("/invoices/exports/chosen", {"buyer_id": buyer.id, "invoice_ids": [first.id]})
    silent = finance.post(f"{chosen.headers['location']}/cancel", {})
    done = finance.post(f"{chosen.headers['location']}/cancel", {"reason": "Tuonti keskeytyi"})

    assert nothing.status_code == 422
    assert silent.status_code == 422
    assert done.status_code == 303
    (batch,) = stored(site, ExportBatch)
    assert batch.manifest["totals"]["invoices"] == 1
    assert "2 laskua" in words(finance.get("/invoices/exports").text)
    assert "Tuonti keskeytyi" in finance.get(chosen.headers["location"]).text


def test_a_payers_address_is_told_and_a_wrong_one_comes_back_as_typed(site, buyer):
    here = f"/invoices/receiving/{buyer.id}"
    finance = site.browser(buyer.finance)

    wrong = finance.post(here, {"operator": "!", "reference": "4500012345"}, seen_on=here)
    right = finance.post(here, {"operator": "003723327487", "reference": "4500012345"}, seen_on=here)

    assert wrong.status_code == 409
    assert 'value="4500012345"' in wrong.text
    assert right.status_code == 303
    assert 'value="003723327487"' in finance.get(here).text
    assert site.browser(buyer.auditor).post(here, {"operator": "003723327487"}).status_code == 409
    assert site.browser(STRANGER).get(here).status_code == 404


def test_a_month_is_reconciled_to_the_cent(site, work_as, clock):
    month: April = a_billable_april(work_as, clock)
    run_id = drawn(work_as, month.call.buyer)
    released(work_as, month.suppliers["S4"].admin, run_id)

    page = words(site.browser(month.call.buyer.auditor).get("/invoices/reconciliation?month=2026-04").text)

    assert "täsmää" in page
    assert "329,45 €" in page
    assert "Luonnoksilla 1 220,66 €" in page
    assert "Pyöristys -0,01 €" in page.replace("−", "-")
    assert "Hyväksytty yhteensä 1 550,10 €" in page


def test_a_seller_sees_its_money_as_far_as_the_platform_does(site, work_as, order, buyer):
    billed(work_as, order)
    seller = site.browser(order.supplier.admin)
    before = words(seller.get("/invoices/money").text)

    with work_as(buyer.finance) as work:
        service.export(work, buyer.id)
    after = words(seller.get("/invoices/money").text)

    assert before.count("299,50 €") + 2 <= after.count("299,50 €")
    assert "Maksun näet tiliotteelta" in after


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_its_language_asks_little_and_names_no_client(
    site, work_as, order, buyer, language
):
    invoice = billed(work_as, order)
    with work_as(buyer.finance) as work:
        batch = service.export(work, buyer.id)
    (run,) = stored(site, BillingRun)
    of_finance = [
        "/invoices",
        "/invoices/runs?month=2026-04",
        f"/invoices/runs/{run.id}",
        "/invoices/exports",
        f"/invoices/exports/{batch.id}",
        f"/invoices/receiving/{buyer.id}",
        "/invoices/reconciliation?month=2026-04",
        f"/invoices/{invoice.id}",
    ]
    of_seller = ["/invoices", "/invoices/money", f"/invoices/runs/{run.id}", f"/invoices/{invoice.id}"]
    told = [(buyer.finance, path) for path in of_finance]
    told += [(order.supplier.admin, path) for path in of_seller]

    for actor, mine in told:
        page = site.browser(actor, language=language).get(mine)
        assert page.status_code == 200, mine
        assert f'lang="{language}"' in page.text
        assert not re.findall(r"\b(?:invoicing_pages|word|field)\.[a-z_.]+", words(page.text)), mine
        assert FIRST_NAME not in page.text and LAST_NAME not in page.text
        assert "style=" not in page.text
        assert counted(site, actor, mine) <= MOST_QUERIES, mine


def test_strangers_and_guests_find_nothing(site, work_as, order, buyer):
    invoice = billed(work_as, order)
    (run,) = stored(site, BillingRun)
    stranger = site.browser(STRANGER)

    for path in (f"/invoices/{invoice.id}", f"/invoices/runs/{run.id}", f"/invoices/exports/{uuid4()}"):
        assert stranger.get(path).status_code == 404
    assert "K-2026-0001" not in stranger.get("/invoices").text
    assert stranger.get(f"/invoices/runs?buyer_id={buyer.id}&month=2026-04").status_code == 404


def test_what_waits_is_counted_for_each_side(work_as, order, buyer):
    drawn(work_as, buyer)
    with work_as(order.supplier.admin) as work:
        sellers = queries.waits_for(work)
    with work_as(buyer.finance) as work:
        before = queries.waits_for(work)

    released(work_as, order.supplier.admin, UUID(str(before and stored_run(work_as, buyer))))
    with work_as(buyer.finance) as work:
        after = queries.waits_for(work)

    assert (sellers.drafts, sellers.drafts_gross.cents, sellers.exportable) == (1, 375_87, 0)
    assert (before.drafts, before.exportable) == (0, 0)
    assert (after.exportable, after.exportable_gross.cents) == (1, 375_87)


def stored_run(work_as: As, buyer: Buyer) -> UUID:
    with work_as(buyer.finance) as work:
        (run,) = queries.runs(work)
    assert run.month == APRIL
    return run.id
