"""Needs, choices and orders on pages: what each side sees, and how a no is told."""

import re
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.kernel.actors import GUEST
from app.kernel.money import Money
from app.orders import queries, service
from app.orders.models import Need, ServiceOrder
from app.orders.rules.states import NeedState, OrderState
from tests.pages.test_budgets import MOST_QUERIES
from tests.pages.walking import counting
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE, a_client
from tests.story.deliveries import a_group_order
from tests.story.identity import URAVAYLA
from tests.story.orders import SUMMARY, a_choice, a_list, a_need, a_sent_order, accepted
from tests.story.people import STRANGER
from tests.story.procurement import local

UNWORDED = re.compile(
    r">\s*(?:order_pages|client_pages|delivery_pages|card|need|choosing|word|field|unit)\.[a-z_.]+"
)
AFTER_WINDOW = local("2026-04-15", "08:00")
WHOLE_NEED = {
    "quantity": "20",
    "starts_on": "2026-04-07",
    "ends_on": "2026-09-30",
    "summary": "Etsii osa-aikaista työtä.",
}


@pytest.fixture
def aino(site, call):
    return site.browser(call.buyer.case_worker)


@pytest.fixture
def need(work_as, call, suppliers, client):
    return a_need(work_as, call, client)


def stored(ground, model, id_):
    with ground.database.session(writes=False) as db:
        return db.get(model, id_)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_of_the_chapter_is_worded_in_three_languages(
    work_as, clock, site, call, suppliers, client, need, language
):
    a_list(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        chosen = queries.live_list(work, need)
        service.make_link(work, chosen.id)
    order = a_sent_order(work_as, clock, call, suppliers[URAVAYLA], case_number="K-777")
    worker = site.browser(call.buyer.case_worker, language=language)
    supplier = site.browser(order.supplier.admin, language=language)

    pages = [
        worker.get(f"/orders/needs/{need}"),
        worker.get(f"/clients/{client}/needs"),
        worker.get("/orders"),
    ]
    pages += [worker.get(f"/orders/{order.id}"), worker.get("/orders?over=true")]
    pages += [supplier.get("/orders"), supplier.get(f"/orders/{order.id}")]

    for page in pages:
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        assert UNWORDED.findall(page.text) == []
        assert LAST_NAME not in page.text[: page.text.index("</head>")]


def test_a_case_worker_opens_a_need_in_the_categorys_own_unit(aino, ground, call, suppliers, client):
    shown = aino.get(f"/clients/{client}/needs")
    sent = aino.post(
        f"/clients/{client}/open-need",
        {**WHOLE_NEED, "quantity": "1,25", "category_id": call.categories["A"]},
        seen_on=f"/clients/{client}/needs",
    )

    assert "JHT-DPH-2026-01" in shown.text and "tunti" in shown.text
    need = stored(ground, Need, UUID(sent.headers["location"].rsplit("/", 1)[1]))
    assert (need.quantity.value, need.quantity.per) == (5, 4)


def test_a_need_that_is_refused_keeps_what_was_typed(aino, ground, call, suppliers, client):
    typed = {**WHOLE_NEED, "quantity": "0,33", "category_id": call.categories["A"]}

    shown = aino.post(f"/clients/{client}/open-need", typed, seen_on=f"/clients/{client}/needs")

    assert shown.status_code == 409
    assert 'value="0,33"' in shown.text and "Etsii osa-aikaista työtä." in shown.text
    with ground.database.session(writes=False) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Need)) == 0


def test_a_need_that_is_not_filled_in_says_so_at_the_field(aino, call, suppliers, client):
    typed = {"category_id": call.categories["A"], "quantity": "paljon", "summary": "Apua"}

    shown = aino.post(f"/clients/{client}/open-need", typed, seen_on=f"/clients/{client}/needs")

    assert shown.status_code == 422
    assert shown.text.count("ds-validation-message") == 3  # the amount and both days
    assert 'value="paljon"' in shown.text


def test_from_the_need_to_the_order_by_hand(aino, ground, need, suppliers):
    page, party = f"/orders/needs/{need}", suppliers[URAVAYLA].party_id
    aino.post(f"{page}/open-choice", seen_on=page)
    action = re.search(rf'action="({page}/lists/[^"]+/choose)"', aino.get(page).text)[1]

    aino.post(action, {"party_id": party, "ground": "client"}, seen_on=page)
    send = re.search(rf'action="({page}/choices/[^"]+/send)"', aino.get(page).text)[1]
    sent = aino.post(send, seen_on=page)

    order = stored(ground, ServiceOrder, UUID(sent.headers["location"].rsplit("/", 1)[1]))
    assert (order.party_id, order.state, order.committed) == (party, OrderState.SENT, Money(1_198_00))


def test_the_cards_stand_in_the_lists_own_order(work_as, aino, call, need):
    list_id = a_list(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        names = [one.name for one in queries.snapshot_of(queries.own_list(work, list_id)).shown]

    text = aino.get(f"/orders/needs/{need}").text

    cards = re.findall(r"<h3>([^<]+)</h3>", text)
    assert [name for name in cards if name in names] == names


def test_a_choice_made_with_the_client_needs_a_reason_and_keeps_the_rest(
    work_as, aino, call, need, suppliers
):
    list_id, party = a_list(work_as, call, need), suppliers[URAVAYLA].party_id
    told = {"party_id": party, "ground": "assisted"}

    shown = aino.post(f"/orders/needs/{need}/lists/{list_id}/choose", told, seen_on=f"/orders/needs/{need}")

    assert shown.status_code == 409
    assert "Kerro, miksi asiakas valitsi avustettuna." in shown.text
    assert re.search(r'value="assisted" checked', shown.text)


def test_the_fallback_is_explained_until_law_and_time_allow_it(work_as, clock, aino, call, need):
    a_list(work_as, call, need)
    page = f"/orders/needs/{need}"

    early = aino.get(page)
    clock.at = AFTER_WINDOW
    aino.post(f"{page}/record-contact", {"channel": "phone"}, seen_on=page)
    ready = aino.get(page)
    done = aino.post(f"{page}/fall-back", seen_on=page)

    assert f"{page}/fall-back" not in early.text
    assert "15.4.2026" in early.text and "Asiakasta ei ole yritetty tavoittaa" in early.text
    assert f"{page}/fall-back" in ready.text
    assert done.status_code == 303


def test_an_order_cannot_be_sent_yet_when_the_client_may_think_again(
    work_as, aino, call, need, suppliers, site
):
    list_id = a_list(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        secret = service.read_link(work, service.make_link(work, list_id).id)
    told = {"secret": secret, "party_id": str(suppliers[URAVAYLA].party_id)}
    site.program(GUEST).post("/api/v1/client-links/choices", json=told)

    text = aino.get(f"/orders/needs/{need}").text

    assert "Asiakas voi vielä perua valintansa" in text and "8.4.2026 12.00" in text
    assert "/send" not in text


def test_a_needs_page_asks_no_more_in_any_of_its_states(work_as, ground, aino, call, need, suppliers, site):
    page, asked = f"/orders/needs/{need}", []

    def look():
        with counting(ground.database) as counted:
            assert aino.get(page).status_code == 200
        asked.append(counted.asked)

    look()
    list_id = a_list(work_as, call, need)
    look()
    with work_as(call.buyer.case_worker) as work:
        secret = service.read_link(work, service.make_link(work, list_id).id)
    told = {"secret": secret, "party_id": str(suppliers[URAVAYLA].party_id)}
    site.program(GUEST).post("/api/v1/client-links/choices", json=told)
    look()

    assert max(asked) <= MOST_QUERIES, asked


def test_nobody_but_the_clients_case_worker_sees_the_need(site, call, need, client):
    for other in (call.buyer.colleague, call.buyer.officer, call.buyer.finance, STRANGER):
        browser = site.browser(other)
        assert browser.get(f"/orders/needs/{need}").status_code == 404
        assert browser.get(f"/clients/{client}/needs").status_code == 404


def test_before_the_answer_the_supplier_sees_no_person(site, order):
    text = site.browser(order.supplier.admin).get(f"/orders/{order.id}").text

    assert re.search(r"K-[0-9A-Z]{5}-[0-9A-Z]{5}", text)
    assert "10.4.2026" in text  # the last of three working days
    for secret in (FIRST_NAME, LAST_NAME, PHONE, EMAIL, SUMMARY, "K-001"):
        assert secret not in text


def test_after_the_answer_the_supplier_sees_a_first_name_and_how_to_reach_it(site, order):
    browser = site.browser(order.supplier.admin)

    browser.post(f"/orders/{order.id}/accept", seen_on=f"/orders/{order.id}")
    text = browser.get(f"/orders/{order.id}").text

    assert FIRST_NAME in text and PHONE in text and EMAIL in text and SUMMARY in text
    assert LAST_NAME not in text.replace(EMAIL, "") and "K-001" not in text


def test_a_protected_contact_goes_through_the_case_worker(work_as, clock, site, call, supplier):
    client = a_client(work_as, call.buyer.case_worker, call.buyer.id, protected_contact=True)
    order = accepted(work_as, a_sent_order(work_as, clock, call, supplier, client_id=client))

    text = site.browser(order.supplier.worker).get(f"/orders/{order.id}").text

    assert FIRST_NAME in text and "Aino Omala" in text
    assert PHONE not in text and EMAIL not in text


def test_a_supplier_declines_with_a_reason(site, ground, order):
    browser, page = site.browser(order.supplier.admin), f"/orders/{order.id}"

    silent = browser.post(f"{page}/decline", {"reason": " "}, seen_on=page)
    done = browser.post(f"{page}/decline", {"reason": "Valmentaja on lomalla."}, seen_on=page)

    assert silent.status_code == 422
    assert done.headers["location"] == page
    assert stored(ground, ServiceOrder, order.id).state is OrderState.DECLINED


def test_too_late_the_answer_is_explained_instead_of_offered(clock, site, order):
    clock.at = local("2026-04-11", "00:00")

    text = site.browser(order.supplier.admin).get(f"/orders/{order.id}").text

    assert "/accept" not in text
    assert "Vastausaika päättyi" in text


def test_a_group_says_which_member_serves(work_as, clock, site):
    order = a_group_order(work_as, clock)
    text = site.browser(order.coordinator.admin).get(f"/orders/{order.id}").text

    assert "Yhdessä töihin -konsortio" in text


def test_the_case_worker_starts_ends_and_sees_the_course_of_an_order(work_as, clock, aino, ground, order):
    accepted(work_as, order)
    page = f"/orders/{order.id}"
    aino.post(f"{page}/start", {"on": "2026-04-07"}, seen_on=page)
    clock.at = local("2026-04-20", "09:00")

    wrong = aino.post(f"{page}/end", {"on": "2026-04-21", "reason": "Asiakas sai työtä."}, seen_on=page)
    done = aino.post(f"{page}/end", {"on": "2026-04-20", "reason": "Asiakas sai työtä."}, seen_on=page)

    assert wrong.status_code == 409 and "Asiakas sai työtä." in wrong.text
    assert done.status_code == 303
    assert stored(ground, ServiceOrder, order.id).state is OrderState.ENDED
    assert "Palveluntuottaja hyväksyi tilauksen." in aino.get(page).text


def test_a_withdrawn_order_leaves_the_need_open(aino, ground, order):
    aino.post(f"/orders/{order.id}/withdraw", seen_on=f"/orders/{order.id}")

    assert stored(ground, ServiceOrder, order.id).state is OrderState.WITHDRAWN
    assert stored(ground, Need, order.need_id).state is NeedState.OPEN


def test_a_stranger_finds_no_order(site, order):
    browser = site.browser(STRANGER)

    assert browser.get(f"/orders/{order.id}").status_code == 404
    assert site.browser(order.call.buyer.colleague).get(f"/orders/{order.id}").status_code == 200
    assert LAST_NAME not in site.browser(order.call.buyer.colleague).get(f"/orders/{order.id}").text


def test_lists_tell_the_case_worker_names_and_the_supplier_deadlines(site, aino, order):
    mine = aino.get("/orders").text
    theirs = site.browser(order.supplier.admin).get("/orders").text

    assert LAST_NAME in mine
    assert LAST_NAME not in theirs and FIRST_NAME not in theirs
    assert "Vastaa viimeistään 10.4.2026" in theirs


def test_a_need_is_reopened_and_closed(work_as, aino, ground, call, need, suppliers):
    a_choice(work_as, call, need, suppliers[URAVAYLA].party_id)
    page = f"/orders/needs/{need}"

    aino.post(f"{page}/reopen", seen_on=page)
    reopened = stored(ground, Need, need).state
    aino.post(f"{page}/close", seen_on=page)

    assert (reopened, stored(ground, Need, need).state) == (NeedState.OPEN, NeedState.CLOSED)


@pytest.fixture
def queries_of(site):
    """How many statements a page asks of the database."""

    def count(browser, path):
        seen = []
        engines = {site.ground.database.reading, site.ground.database.writing}

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")):
                seen.append(statement)

        for engine in engines:
            sa.event.listen(engine, "before_cursor_execute", note)
        assert browser.get(path).status_code == 200
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", note)
        return seen

    return count


def test_pages_ask_few_questions(work_as, clock, aino, site, call, need, suppliers, queries_of):
    order = a_sent_order(work_as, clock, call, suppliers[URAVAYLA], case_number="K-777")
    a_list(work_as, call, need)
    admin = site.browser(order.supplier.admin)
    asked = {
        "a need": len(queries_of(aino, f"/orders/needs/{need}")),
        "an order": len(queries_of(aino, f"/orders/{order.id}")),
        "own orders": len(queries_of(aino, "/orders")),
        "an order to answer": len(queries_of(admin, f"/orders/{order.id}")),
        "a supplier's orders": len(queries_of(admin, "/orders")),
    }

    assert asked.pop("a need") <= 14  # three of them read the calendar, for the day of the fallback
    assert max(asked.values()) <= 10, asked
