"""What waits on each desk, how urgently, and for how much money."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event

from app.deliveries import service as deliveries
from app.desks import queries
from app.desks.queries import Today
from app.desks.rules import Kind, Pile, View
from app.identity import service as identity
from app.kernel.actors import Actor, Role
from app.kernel.money import Money
from app.platform.work import Ground
from tests.conftest import Clock
from tests.site import Site
from tests.story.april import the_approved_april, the_april
from tests.story.clients import FIRST_NAME, a_client
from tests.story.contracts import a_supplier_under_contract, an_offered_contract
from tests.story.identity import URAVAYLA, As, a_buyer, a_staffed_organisation, an_actor
from tests.story.invoicing import drawn, receiving, released
from tests.story.offers import an_admitted_supplier, an_application, opened
from tests.story.orders import StoryOrder, a_list, a_need, a_sent_order
from tests.story.people import ADMIN, STRANGER
from tests.story.procurement import StoryCall, a_call, local

MOST_QUESTIONS = 12 - 3  # of a page, besides those that find out who calls
BEYOND = UUID(int=77)


def looked(work_as: As, actor: Actor) -> Today:
    with work_as(actor) as work:
        return queries.today(work)


def piles(today: Today, view: View) -> dict[Kind, Pile]:
    [desk] = [one for one in today.desks if one.view is view]
    return {pile.kind: pile for pile in desk.piles}


@contextmanager
def counted(ground: Ground) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    event.listen(ground.database.writing, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(ground.database.writing, "before_cursor_execute", note)


def a_waiting_application(work_as: As, clock: Clock) -> StoryCall:
    """Sent after the first round, on Friday 6 March, and opened."""
    call = a_call(work_as, clock, a_buyer(work_as))
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    clock.at = local("2026-03-06", "09:00")
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(59_90)})
    opened(work_as, clock, call, [receipt])
    return call


def test_an_application_waits_for_who_decides_with_the_working_days_that_are_left(work_as: As, clock: Clock):
    call = a_waiting_application(work_as, clock)
    clock.at = local("2026-03-12", "09:00")  # the fourth working day of ten

    waiting = piles(looked(work_as, call.buyer.decision_maker), View.OFFICER)[Kind.APPLICATION]

    [application] = waiting.nearest
    assert (waiting.count, application.days_left, application.due_on) == (1, 6, date(2026, 3, 20))
    assert application.name == URAVAYLA.name and application.path.startswith("/offers/applications/")
    assert application.tone == "info"


def test_a_decision_that_is_late_is_told_so_and_stands_first(work_as: As, clock: Clock):
    call = a_waiting_application(work_as, clock)
    clock.at = local("2026-03-24", "09:00")

    [desk] = looked(work_as, call.buyer.officer).desks

    assert (desk.todo[0].kind, desk.todo[0].days_left) == (Kind.APPLICATION, -2)
    assert desk.todo[0].tone == "danger" and not desk.is_clear


def test_who_applied_is_not_told_before_the_opening(work_as: As, clock: Clock):
    call = a_call(work_as, clock, a_buyer(work_as))
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(59_90)})

    early = piles(looked(work_as, call.buyer.officer), View.OFFICER)
    clock.at = local("2026-03-05", "12:00")
    closed = piles(looked(work_as, call.buyer.officer), View.OFFICER)

    assert Kind.FIRST_ROUND not in early
    [round_] = closed[Kind.FIRST_ROUND].nearest
    assert URAVAYLA.name not in f"{round_.name} {round_.of}"
    assert Kind.APPLICATION in closed and closed[Kind.APPLICATION].count == 0


def test_from_the_decision_to_the_signature_each_step_waits_for_its_own_people(work_as: As, clock: Clock):
    call = a_call(work_as, clock, a_buyer(work_as))
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    an_admitted_supplier(work_as, clock, call, supplier)

    admitted = piles(looked(work_as, call.buyer.officer), View.OFFICER)
    an_offered_contract(work_as, call, supplier.id)
    offered = piles(looked(work_as, call.buyer.officer), View.OFFICER)
    sellers = piles(looked(work_as, supplier.admin), View.SUPPLIER)

    assert admitted[Kind.CONTRACT_MISSING].count == 1 and Kind.SIGNATURE not in admitted
    assert Kind.CONTRACT_MISSING not in offered and offered[Kind.SIGNATURE].count == 1
    assert sellers[Kind.SIGNATURE].count == 1
    assert Kind.SIGNATURE not in piles(looked(work_as, supplier.worker), View.SUPPLIER)


def test_a_case_workers_monday_tells_five_things_even_of_nothing(work_as: As, clock: Clock):
    buyer = a_buyer(work_as)

    [desk] = looked(work_as, buyer.case_worker).desks

    assert [pile.kind for pile in desk.piles] == [
        Kind.CHOICE,
        Kind.ORDER_UNANSWERED,
        Kind.ORDER_TO_START,
        Kind.DELIVERY,
        Kind.ORDER_ENDING,
    ]
    assert desk.is_clear and desk.todo == []


def test_an_open_choice_waits_for_its_own_case_worker_and_not_for_a_colleague(work_as: As, clock: Clock):
    order = a_first_order(work_as, clock)
    buyer = order.call.buyer
    client_id = a_client(work_as, buyer.case_worker, buyer.id, case_number="K-002")
    a_list(work_as, order.call, a_need(work_as, order.call, client_id))

    mine = piles(looked(work_as, buyer.case_worker), View.CASE_WORKER)
    hers = piles(looked(work_as, buyer.colleague), View.CASE_WORKER)

    assert (mine[Kind.CHOICE].count, mine[Kind.CHOICE].days_left) == (1, 5)
    assert (mine[Kind.ORDER_UNANSWERED].count, mine[Kind.ORDER_UNANSWERED].days_left) == (1, 3)
    assert hers[Kind.CHOICE].count == hers[Kind.ORDER_UNANSWERED].count == 0


def test_while_a_case_worker_is_away_the_deputys_desk_shows_it(work_as: As, clock: Clock):
    order = a_first_order(work_as, clock)
    buyer = order.call.buyer
    away = {"valid_from": date(2026, 4, 7), "valid_to": date(2026, 4, 14)}
    with work_as(ADMIN) as work:
        worker_id, deputy_id = buyer.case_worker.id, buyer.colleague.id
        identity.appoint_deputy(work, buyer.id, Role.CASE_WORKER, worker_id, deputy_id, **away)

    deputy = an_actor(work_as, buyer.colleague.id, on=date(2026, 4, 7))
    waiting = piles(looked(work_as, deputy), View.CASE_WORKER)

    assert waiting[Kind.ORDER_UNANSWERED].count == 1


def test_a_role_lent_for_one_call_shows_that_call_and_no_other(work_as: As, clock: Clock):
    call = a_waiting_application(work_as, clock)
    with work_as(call.buyer.decision_maker) as work:
        identity.lend_role(
            work,
            call.buyer.id,
            Role.DECISION_MAKER,
            to_person_id=call.buyer.finance.id,
            decision="Päätös 5/2026",
            valid_from=date(2026, 3, 6),
            process_id=call.id,
        )
    lent = an_actor(work_as, call.buyer.finance.id, on=date(2026, 3, 9))
    elsewhere = replace(lent, delegations=tuple(replace(one, process_id=BEYOND) for one in lent.delegations))

    here = piles(looked(work_as, lent), View.OFFICER)
    there = piles(looked(work_as, elsewhere), View.OFFICER)

    assert here[Kind.APPLICATION].count == 1 and there[Kind.APPLICATION].count == 0


def test_an_order_waits_for_its_suppliers_answer_without_telling_who_the_client_is(work_as: As, clock: Clock):
    order = a_first_order(work_as, clock)

    waiting = piles(looked(work_as, order.supplier.admin), View.SUPPLIER)
    workers = piles(looked(work_as, order.supplier.worker), View.SUPPLIER)

    [one] = waiting[Kind.ORDER_TO_ANSWER].nearest
    assert (one.days_left, one.money) == (3, Money(1198_00))
    assert FIRST_NAME not in f"{one.name} {one.of} {one.title}"
    assert workers[Kind.ORDER_TO_ANSWER].count == 0  # only who may accept is asked to


def test_a_month_of_work_waits_with_its_sum_until_it_is_decided(work_as: As, clock: Clock):
    april = the_april(work_as, clock)
    order = april.orders["O1"]
    with work_as(order.case_worker) as work:
        deliveries.dispute(work, april.deliveries["O1"][0].id, reason="Aika ei täsmää.")

    case_workers = piles(looked(work_as, order.case_worker), View.CASE_WORKER)
    sellers = piles(looked(work_as, order.supplier.worker), View.SUPPLIER)

    assert case_workers[Kind.DELIVERY].count == len(april.all_deliveries) - 1
    assert case_workers[Kind.DELIVERY].money == Money(1550_12 - 74_88)
    assert (sellers[Kind.DELIVERY_DISPUTED].count, sellers[Kind.DELIVERY_DISPUTED].money) == (1, Money(74_88))
    assert sellers[Kind.ORDER_RUNNING].count == 1


def test_money_moves_from_one_desk_to_the_next(work_as: As, clock: Clock):
    month = the_approved_april(work_as, clock)
    buyer, supplier = month.call.buyer, month.suppliers["S4"]
    receiving(work_as, buyer)

    approved_only = piles(looked(work_as, buyer.finance), View.FINANCE)
    run_id = drawn(work_as, buyer)
    drafted = piles(looked(work_as, buyer.finance), View.FINANCE)
    to_release = piles(looked(work_as, supplier.admin), View.SUPPLIER)
    released(work_as, supplier.admin, run_id)
    issued = piles(looked(work_as, buyer.finance), View.FINANCE)

    assert approved_only[Kind.TO_INVOICE].money == Money(1550_12)
    assert drafted[Kind.TO_INVOICE].count == 0 and drafted[Kind.RUN_DRAFT].money == Money(1837_75)
    assert (to_release[Kind.INVOICE_DRAFT].count, to_release[Kind.INVOICE_DRAFT].money) == (1, Money(413_46))
    assert (issued[Kind.TO_EXPORT].count, issued[Kind.TO_EXPORT].money) == (1, Money(413_46))
    assert issued[Kind.RUN_DRAFT].money == Money(1837_75 - 413_46)


def test_a_supplier_sees_its_own_money_and_what_was_ordered_where_it_stands(work_as: As, clock: Clock):
    month = the_approved_april(work_as, clock)

    today = looked(work_as, month.suppliers["S4"].admin)
    books = looked(work_as, month.suppliers["S4"].members[0].bookkeeper)

    assert (today.together.delivered, today.together.approved) == (Money(329_46), Money(329_46))
    assert today.together.invoiced == Money(0)
    assert [(row.code, row.orders, row.own) for row in today.demand] == [
        ("A", 2, 1),
        ("C", 1, 0),
        ("D", 1, 0),
    ]
    assert [desk.view for desk in books.desks] == [View.BOOKKEEPER] and books.demand == ()
    assert books.together.approved == Money(329_46)


def test_an_auditor_sees_the_length_of_the_buyers_own_chain(work_as: As, clock: Clock):
    buyer = a_buyer(work_as)
    a_client(work_as, buyer.case_worker, buyer.id)

    chain = piles(looked(work_as, buyer.auditor), View.AUDITOR)[Kind.CHAIN]

    assert chain.count == 1 and chain.path == f"/audit/chains/{buyer.id}"


def test_an_administrator_sees_what_needs_a_second_pair_of_eyes(work_as: As, clock: Clock):
    a_buyer(work_as)

    waiting = piles(looked(work_as, ADMIN), View.ADMINISTRATOR)

    assert (waiting[Kind.ORGANISATION].count, waiting[Kind.LAW_PROPOSAL].count) == (2, 0)
    assert waiting[Kind.RECOVERY].count == 0


def test_a_stranger_has_desks_with_nothing_of_others_on_them(work_as: As, clock: Clock):
    the_approved_april(work_as, clock)

    today = looked(work_as, STRANGER)

    assert all(desk.is_clear for desk in today.desks) and today.months == ()
    assert {pile.count for desk in today.desks for pile in desk.piles} <= {0}


@pytest.mark.parametrize("who", ["officer", "case_worker", "finance", "auditor"])
def test_a_desk_asks_few_questions_however_much_waits(work_as: As, clock: Clock, ground: Ground, who: str):
    month = the_approved_april(work_as, clock)
    actor = getattr(month.call.buyer, who)

    with counted(ground) as questions:
        looked(work_as, actor)

    assert 0 < len(questions) <= MOST_QUESTIONS, questions


def test_a_sellers_desk_and_one_of_many_roles_ask_few_questions_too(
    work_as: As, clock: Clock, ground: Ground
):
    month = the_approved_april(work_as, clock)
    buyer = month.call.buyer
    many = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.CASE_WORKER, Role.FINANCE, Role.AUDITOR})
    everything = replace(buyer.case_worker, roles={buyer.id: many})

    with counted(ground) as sellers:
        looked(work_as, month.suppliers["S4"].admin)
    with counted(ground) as buyers:
        looked(work_as, everything)

    assert max(len(sellers), len(buyers)) <= MOST_QUESTIONS


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_and_the_api_show_the_same_things(work_as: As, clock: Clock, site: Site, language: str):
    month = the_april(work_as, clock)
    worker = month.call.buyer.case_worker

    page = site.browser(worker, language=language).get("/desk")
    told = site.program(worker).get("/api/v1/desk")

    assert page.status_code == told.status_code == 200
    [desk] = told.json()["desks"]
    [waiting] = [pile for pile in desk["waiting"] if pile["kind"] == Kind.DELIVERY]
    assert waiting["count"] == len(month.all_deliveries) and waiting["money"] == "1550.12"
    assert all(one["name"] in page.text for one in waiting["nearest"])
    assert "desk." not in page.text


def test_every_role_has_a_page_that_draws(work_as: As, clock: Clock, site: Site):
    month = the_approved_april(work_as, clock)
    buyer, supplier = month.call.buyer, month.suppliers["S4"]
    people = [buyer.officer, buyer.finance, buyer.auditor, supplier.admin, supplier.worker, ADMIN]
    people.append(supplier.members[0].bookkeeper)

    pages = [site.browser(one).get("/desk") for one in people]

    assert [page.status_code for page in pages] == [200] * len(people)
    assert not [page for page in pages if "desk." in page.text]


def a_first_order(work_as: As, clock: Clock) -> StoryOrder:
    """Sent on Tuesday 7 April and not answered yet."""
    call = a_call(work_as, clock, a_buyer(work_as))
    return a_sent_order(work_as, clock, call, a_supplier_under_contract(work_as, clock, call))
