"""The client's own link: opened as often as anybody likes, used once, taken back in time."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.kernel.actors import GUEST, ActorKind
from app.kernel.refusals import Missing
from app.orders import queries, service
from app.orders.models import Choice, ClientLink, Need
from app.orders.rules.states import ChoiceGround, NeedState
from app.platform.journal import JournalRow
from app.platform.views import ViewRow
from tests.story.clients import FIRST_NAME, LAST_NAME
from tests.story.deliveries import refused
from tests.story.identity import URAVAYLA, VALOPOLKU
from tests.story.orders import a_choice, a_list, a_need
from tests.story.people import STRANGER
from tests.story.procurement import local

NEXT_NOON = local("2026-04-08", "12:00")  # chosen on Tuesday 7 April
SOON = local("2026-04-08", "11:59")


@pytest.fixture
def need(work_as, call, suppliers, client):
    return a_need(work_as, call, client)


@pytest.fixture
def listed(work_as, call, need):
    return a_list(work_as, call, need)


@pytest.fixture
def link(work_as, call, listed):
    with work_as(call.buyer.case_worker) as work:
        return service.make_link(work, listed).id


@pytest.fixture
def secret(work_as, call, link):
    with work_as(call.buyer.case_worker) as work:
        return service.read_link(work, link)


@pytest.fixture
def uravayla(suppliers):
    return suppliers[URAVAYLA].party_id


def chosen(work_as, secret, party_id, *, by=GUEST):
    with work_as(by) as work:
        return service.choose_by_link(work, secret, party_id)


def taken_back(work_as, secret):
    with work_as(GUEST) as work:
        service.take_back(work, secret)


def state_of(work_as, call, need):
    with work_as(call.buyer.case_worker) as work:
        return queries.own_need(work, need).state


def rows_of(ground, *models):
    with ground.database.session(writes=False) as db:
        return [db.scalar(select(func.count()).select_from(model)) for model in models]


def test_opening_the_link_consumes_nothing_and_leaves_no_trace(site, ground, secret):
    before = rows_of(ground, JournalRow, ViewRow, Choice)
    phone = site.browser(GUEST)

    first, second = phone.get(f"/c/{secret}"), phone.get(f"/c/{secret}")

    assert first.status_code == second.status_code == 200
    assert "Uraväylä Oy" in second.text and "Valopolku ry" in second.text
    assert rows_of(ground, JournalRow, ViewRow, Choice) == before


def test_the_page_shows_the_list_in_its_neutral_order_and_nothing_of_whose_it_is(
    work_as, call, site, listed, secret
):
    with work_as(call.buyer.case_worker) as work:
        names = [one.name for one in queries.snapshot_of(queries.own_list(work, listed)).shown]

    text = site.browser(GUEST).get(f"/c/{secret}").text

    assert sorted(names, key=text.index) == names
    assert FIRST_NAME not in text and LAST_NAME not in text and "K-001" not in text


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Sinun valintasi"), ("sv", "Ditt val"), ("en", "Your choice")]
)
def test_the_page_speaks_three_languages_and_its_title_names_no_service(site, secret, language, title):
    text = site.browser(GUEST, language=language).get(f"/c/{secret}").text

    head = text[: text.index("</head>")]
    assert f"<title>{title}" in head
    assert "own_link." not in text and "card." not in text
    assert text.count("<h3>") >= 7  # the seven answers stand before the options
    assert not any(word in head.lower() for word in ("työ", "arbet", "employ", "valmennus"))


def test_the_client_chooses_on_a_phone_and_the_record_says_by_the_link(
    work_as, call, site, need, link, secret, uravayla
):
    phone = site.browser(GUEST)

    asked = phone.get(f"/c/{secret}?party={uravayla}")
    done = phone.post(f"/c/{secret}/choose", {"party_id": uravayla}, seen_on=f"/c/{secret}?party={uravayla}")

    assert "Uraväylä Oy" in asked.text and "/choose" in asked.text
    assert done.status_code == 303
    assert done.headers["location"] == f"/c/{secret}"
    assert "Valitsit: Uraväylä Oy" in phone.get(f"/c/{secret}").text
    with work_as(call.buyer.case_worker) as work:
        choice = work.db.scalar(select(Choice).where(Choice.need_id == need))
    assert (choice.ground, choice.by_kind, choice.by_id) == (
        ChoiceGround.CLIENT,
        ActorKind.CLIENT_LINK,
        link,
    )


def test_a_second_use_is_refused_until_the_choice_is_taken_back(work_as, call, need, secret, suppliers):
    first, other = suppliers[URAVAYLA].party_id, suppliers[VALOPOLKU].party_id
    chosen(work_as, secret, first)

    again = refused(lambda: chosen(work_as, secret, other))

    assert again == ["order.link_chosen"]
    taken_back(work_as, secret)
    assert chosen(work_as, secret, other).party_id == other
    assert state_of(work_as, call, need) is NeedState.CHOSEN


def test_a_choice_is_taken_back_until_the_next_working_days_noon(
    work_as, clock, call, need, secret, uravayla
):
    chosen(work_as, secret, uravayla)

    clock.at = NEXT_NOON
    too_late = refused(lambda: taken_back(work_as, secret))
    clock.at = SOON
    taken_back(work_as, secret)

    assert too_late == ["order.link_settled"]
    assert state_of(work_as, call, need) is NeedState.OPEN


def test_no_order_is_sent_while_the_client_may_still_take_the_choice_back(
    work_as, clock, call, secret, uravayla
):
    choice = chosen(work_as, secret, uravayla)

    def send():
        with work_as(call.buyer.case_worker) as work:
            return service.send(work, choice.id)

    assert refused(send) == ["order.client_may_take_back"]
    clock.at = NEXT_NOON
    assert send().party_id == uravayla


def test_what_was_chosen_with_the_case_worker_waits_for_no_noon(work_as, call, need, suppliers):
    choice = a_choice(work_as, call, need, suppliers[URAVAYLA].party_id)

    with work_as(call.buyer.case_worker) as work:
        order = service.send(work, choice)

    assert order.choice_id == choice


def test_somebody_who_is_signed_in_does_not_choose_by_the_clients_link(work_as, call, secret, uravayla):
    assert refused(lambda: chosen(work_as, secret, uravayla, by=call.buyer.case_worker)) == [
        "order.link_is_the_clients"
    ]


def test_the_link_ends_with_its_time_with_its_list_and_with_its_withdrawal(
    work_as, clock, call, need, listed, link, secret, uravayla
):
    began = clock.at
    with work_as(call.buyer.case_worker) as work:
        expires_at = work.db.get(ClientLink, link).expires_at

    clock.at = expires_at
    over = refused(lambda: chosen(work_as, secret, uravayla))
    clock.at = began
    with work_as(call.buyer.case_worker) as work:
        service.choose(work, listed, uravayla, ground=ChoiceGround.CLIENT)
    ended = refused(lambda: chosen(work_as, secret, uravayla))
    with work_as(call.buyer.case_worker) as work:
        service.withdraw_link(work, link)
    withdrawn = refused(lambda: chosen(work_as, secret, uravayla))

    assert expires_at == local("2026-04-15", "00:00")  # five working days, as the call gives
    assert (over, ended, withdrawn) == (["order.link_over"], ["order.link_ended"], ["order.link_withdrawn"])


def test_a_dead_link_says_kindly_what_to_do(work_as, clock, call, site, link, secret):
    with work_as(call.buyer.case_worker) as work:
        clock.at = work.db.get(ClientLink, link).expires_at

    page = site.browser(GUEST).get(f"/c/{secret}")

    assert page.status_code == 200
    assert "Linkki on vanhentunut" in page.text and "Aino Omala" in page.text
    assert "Uraväylä" not in page.text


def test_an_unknown_secret_opens_nothing(work_as, site, secret, uravayla):
    phone = site.browser(GUEST)

    page = phone.get("/c/not-a-secret-of-ours")
    post = phone.post(
        "/c/not-a-secret-of-ours/choose", {"party_id": uravayla}, seen_on=f"/c/{secret}?party={uravayla}"
    )

    assert page.status_code == post.status_code == 404
    assert "Linkki ei toimi" in page.text and "Linkki ei toimi" in post.text
    with pytest.raises(Missing):
        chosen(work_as, secret.swapcase(), uravayla)


def test_a_new_link_shuts_the_one_before(work_as, call, listed, secret, uravayla):
    with work_as(call.buyer.case_worker) as work:
        newer = service.read_link(work, service.make_link(work, listed).id)

    assert refused(lambda: chosen(work_as, secret, uravayla)) == ["order.link_withdrawn"]
    assert chosen(work_as, newer, uravayla).party_id == uravayla


def test_only_the_clients_case_worker_sees_the_secret_and_each_view_is_logged(work_as, ground, call, link):
    [before] = rows_of(ground, ViewRow)
    with work_as(call.buyer.case_worker) as work:
        service.read_link(work, link)

    for other in (call.buyer.colleague, STRANGER):
        with work_as(other) as work, pytest.raises(Missing):
            service.read_link(work, link)
    assert rows_of(ground, ViewRow) == [before + 1]


def test_the_database_holds_no_secret_in_plain_text(work_as, call, link, secret):
    with work_as(call.buyer.case_worker) as work:
        row = work.db.get(ClientLink, link)

    assert secret not in row.sealed_secret
    assert secret.encode() not in row.secret_sha256


def test_the_case_worker_prints_the_link_with_a_code(site, call, link, secret):
    browser = site.browser(call.buyer.case_worker)

    page, code = browser.get(f"/orders/links/{link}"), browser.get(f"/orders/links/{link}/code.svg")

    assert f"/c/{secret}" in page.text
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.startswith("<svg") and "style" not in code.text
    assert site.browser(call.buyer.colleague).get(f"/orders/links/{link}").status_code == 404


def test_the_page_and_the_api_refuse_alike(site, secret, uravayla):
    phone, program = site.browser(GUEST), site.program(GUEST)
    told = {"secret": secret, "party_id": str(uravayla)}
    assert program.post("/api/v1/client-links/choices", json=told).status_code == 201

    page = phone.post(f"/c/{secret}/choose", {"party_id": uravayla}, seen_on=f"/c/{secret}")
    api = program.post("/api/v1/client-links/choices", json=told)

    assert page.status_code == api.status_code == 409
    assert api.json()["reasons"][0]["code"] == "order.link_chosen"
    assert api.json()["reasons"][0]["text"] in page.text
    back = program.post("/api/v1/client-links/withdrawal", json={"secret": secret})
    assert back.status_code == 204
    opened = program.post("/api/v1/client-links/opening", json={"secret": secret}).json()
    assert opened["standing"] == "open"


def test_a_party_that_is_not_on_the_list_is_refused(work_as, secret):
    assert refused(lambda: chosen(work_as, secret, UUID(int=7))) == ["order.not_on_list"]


def test_the_ranking_leaves_nothing_to_choose_by_a_link(work_as, call, need, listed):
    with work_as(call.buyer.case_worker) as work:
        service.choose(
            work,
            listed,
            queries.snapshot_of(queries.own_list(work, listed)).party_ids[0],
            ground=ChoiceGround.CLIENT,
        )

    def make():
        with work_as(call.buyer.case_worker) as work:
            service.make_link(work, listed)

    assert refused(make) == ["order.list_ended"]
    with work_as(call.buyer.case_worker) as work:
        assert work.db.get(Need, need).state is NeedState.CHOSEN
