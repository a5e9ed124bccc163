"""When somebody leaves, everything at hand goes to a successor in one act."""

from datetime import date
from uuid import UUID

import pytest

from app.clients import queries as clients
from app.deliveries import queries as deliveries
from app.desks import service
from app.desks.queries import leaving
from app.desks.queries.leaving import AtHand
from app.identity import service as people
from app.kernel.actors import SYSTEM, Actor, Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.orders import queries as orders
from app.platform.journal import JournalRow
from app.platform.work import Ground
from tests.conftest import Clock
from tests.site import Site
from tests.story.accounts import caller, logged_in
from tests.story.april import the_april
from tests.story.deliveries import refused
from tests.story.identity import As, Buyer, an_actor

MAY_DAY = date(2026, 5, 1)
TODAY = date(2026, 4, 30)


def handed_over(work_as: As, by: Actor, buyer: Buyer, leaver: Actor, to: Actor, *roles: Role) -> AtHand:
    with work_as(by) as work:
        return service.hand_over(work, buyer.id, leaver.id, successor_id=to.id, roles=list(roles), on=TODAY)


def reasons(work_as: As, by: Actor, buyer: Buyer, leaver: Actor, to: Actor, *roles: Role) -> list[str]:
    return refused(lambda: handed_over(work_as, by, buyer, leaver, to, *roles))


def test_what_will_move_is_told_before_it_moves(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer = month.call.buyer

    with work_as(buyer.officer) as work:
        found = leaving.at_hand(work, buyer.id, buyer.case_worker.id)

    assert (found.clients, found.orders, found.deliveries) == (6, 7, len(month.all_deliveries))
    assert (found.committed, found.worth) == (Money(7132_00), Money(1550_12))
    assert found.roles == (Role.CASE_WORKER,) and found.alone_in == ()


def test_clients_orders_and_approvals_move_to_the_successor_in_one_act(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer = month.call.buyer

    moved = handed_over(work_as, buyer.officer, buyer, buyer.case_worker, buyer.colleague)

    assert (moved.clients, moved.orders) == (6, 7)
    with work_as(buyer.colleague) as work:
        assert len(clients.own_client_ids(work)) == 6
        assert len(deliveries.waiting_for(work)) == len(month.all_deliveries)
        looked_after = {orders.own_order(work, one.id).case_worker_id for one in month.orders.values()}
    assert looked_after == {buyer.colleague.id}
    with work_as(buyer.case_worker) as work:
        assert clients.own_client_ids(work) == []


def test_it_is_written_down_and_the_leaver_is_nobody_there_any_more(
    work_as: As, clock: Clock, ground: Ground
):
    month = the_april(work_as, clock)
    buyer = month.call.buyer
    secret = logged_in(work_as, buyer.case_worker)

    handed_over(work_as, buyer.officer, buyer, buyer.case_worker, buyer.colleague)

    assert not caller(ground, session=secret).is_known
    assert an_actor(work_as, buyer.case_worker.id, on=TODAY).party_ids == frozenset()
    with work_as(SYSTEM) as work:
        told = {row.event for row in work.db.query(JournalRow)}
    assert {"clients.cases_handed_over", "order.handed_over", "identity.person_left"} <= told


def test_no_role_is_left_without_anybody(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer = month.call.buyer

    alone = reasons(work_as, buyer.officer, buyer, buyer.finance, buyer.colleague)
    handed_over(work_as, buyer.officer, buyer, buyer.finance, buyer.colleague, Role.FINANCE)

    assert alone == ["desks.role_left_alone"]
    assert an_actor(work_as, buyer.colleague.id, on=TODAY).holds(Role.FINANCE, buyer.id)


def test_clients_go_to_a_case_worker_and_nobody_gets_what_the_leaver_had_not(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer = month.call.buyer

    to_finance = reasons(work_as, buyer.officer, buyer, buyer.case_worker, buyer.finance)
    too_much = reasons(work_as, buyer.officer, buyer, buyer.case_worker, buyer.colleague, Role.DECISION_MAKER)
    to_nobody = reasons(work_as, buyer.officer, buyer, buyer.case_worker, month.suppliers["S4"].admin)

    assert to_finance == ["desks.clients_need_a_case_worker"]
    assert too_much == ["desks.not_the_leavers_role"]
    assert to_nobody == ["desks.successor_not_there"]


def test_a_call_by_a_lent_role_goes_on_by_the_same_decision(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer, call_id = month.call.buyer, month.call.id
    with work_as(buyer.decision_maker) as work:
        people.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.case_worker.id,
            decision="Päätös 5/2026",
            valid_from=date(2026, 4, 1),
            process_id=call_id,
        )

    moved = handed_over(work_as, buyer.officer, buyer, buyer.case_worker, buyer.colleague)

    successor = an_actor(work_as, buyer.colleague.id, on=TODAY)
    assert len(moved.lent) == 1 and successor.holds(Role.DECISION_MAKER, buyer.id, call_id)
    assert not successor.holds(Role.DECISION_MAKER, buyer.id)
    [lent] = successor.delegations
    assert lent.from_person_id == buyer.decision_maker.id


def test_a_colleague_hands_nobody_over_and_a_stranger_learns_nothing(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer, elsewhere = month.call.buyer, month.suppliers["S4"].admin

    colleague = reasons(work_as, buyer.colleague, buyer, buyer.case_worker, buyer.colleague)

    assert colleague == ["identity.not_your_act"]
    with pytest.raises(Missing):
        handed_over(work_as, elsewhere, buyer, buyer.case_worker, buyer.colleague)
    with pytest.raises(Missing):
        handed_over(work_as, buyer.officer, buyer, elsewhere, buyer.colleague)


def test_a_refusal_moves_nothing(work_as: As, clock: Clock):
    month = the_april(work_as, clock)
    buyer = month.call.buyer

    with pytest.raises(Refused), work_as(buyer.officer) as work:
        service.hand_over(
            work, buyer.id, buyer.case_worker.id, successor_id=buyer.colleague.id, on=date(2020, 1, 1)
        )

    with work_as(buyer.case_worker) as work:
        assert len(clients.own_client_ids(work)) == 6


def test_the_page_shows_what_moves_and_then_that_it_has_moved(work_as: As, clock: Clock, site: Site):
    month = the_april(work_as, clock)
    buyer = month.call.buyer
    address = f"/organisations/{buyer.id}/people/{buyer.case_worker.id}/leaving"
    browser = site.browser(buyer.officer)

    before = browser.get(address)
    wrong = browser.post(address, told(buyer.finance.id), seen_on=address)
    done = browser.post(address, told(buyer.colleague.id), seen_on=address)

    assert before.status_code == 200 and "7\N{NO-BREAK SPACE}132,00" in before.text
    assert "Lempi" not in before.text  # how many clients, and never who
    assert wrong.status_code == 409 and "omatyöntekijän rooli" in wrong.text
    assert done.status_code == 303 and done.headers["location"] == f"/organisations/{buyer.id}/people"


def test_the_api_hands_over_too(work_as: As, clock: Clock, site: Site):
    month = the_april(work_as, clock)
    buyer = month.call.buyer
    here = f"/api/v1/parties/{buyer.id}/people/{buyer.case_worker.id}"
    program = site.program(buyer.officer)

    at_hand = program.get(f"{here}/tasks")
    told = {"successor_id": str(buyer.colleague.id), "roles": [], "on": "2026-04-30"}
    moved = program.post(f"{here}/handing-over", json=told)

    assert at_hand.status_code == moved.status_code == 200
    assert (moved.json()["clients"], moved.json()["committed"]) == (6, "7132.00")


def told(successor_id: UUID) -> dict[str, str]:
    return {"successor_id": str(successor_id), "on": "2026-04-30"}
