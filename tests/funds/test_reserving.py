"""Reserving money for an order: within every limit or not at all."""

from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.funds import queries, service
from app.funds.models import Commitment, Hold, Limit
from app.funds.rules import Turn
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.platform.journal import JournalRow
from app.platform.outbox import OutboxMessage
from tests.story.funds import CALL, a_budget, a_ceiling, a_hold
from tests.story.identity import LEHTOLA, As, Buyer, Named, a_buyer

ORDER, NEED = UUID(int=0x0DE5), UUID(int=0x4EED)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def ceiling(work_as: As, buyer: Buyer) -> UUID:
    """Room for one order of 60 euros, not for two."""
    return a_ceiling(work_as, buyer.officer, buyer.id, Money(100_00))


def committed(work_as: As, limit_id: UUID) -> Money:
    with work_as(SYSTEM) as work:
        return queries.standing(work, limit_id).committed


def everything_adds_up(work_as: As) -> bool:
    """committed == Σ holds == Σ commitments, limit by limit."""
    signed = {Turn.RELEASED: -1}
    with work_as(SYSTEM) as work:
        for limit in work.db.scalars(select(Limit)):
            holds = work.db.scalars(select(Hold.held).where(Hold.limit_id == limit.id))
            turns = work.db.execute(
                select(Commitment.turn, Commitment.amount).where(Commitment.limit_id == limit.id)
            )
            moved = sum(signed.get(turn, 1) * amount.cents for turn, amount in turns)
            assert limit.committed.cents == sum(held.cents for held in holds) == moved
    return True


def test_the_ceiling_lets_one_order_in_and_refuses_the_next(work_as, buyer, ceiling):
    a_hold(work_as, buyer.case_worker, [ceiling], Money(60_00))

    with pytest.raises(Refused) as no, work_as(buyer.case_worker) as work:
        service.reserve(work, [ceiling], ORDER, Money(60_00), need_id=NEED)

    reason = no.value.reasons[0]
    assert (reason.code, reason.facts) == ("funds.over_limit", {"left": "40.00 EUR"})
    assert committed(work_as, ceiling) == Money(60_00)
    assert everything_adds_up(work_as)


def test_the_last_cent_may_be_committed(work_as, buyer, ceiling):
    need = UUID(int=5)
    with work_as(buyer.decision_maker) as work:
        service.approve_second(work, ceiling, need, up_to=Money(100_00))

    order = a_hold(work_as, buyer.case_worker, [ceiling], Money(100_00), need_id=need)

    with work_as(buyer.case_worker) as work:
        assert queries.standing(work, ceiling).left == Money(0)
        assert queries.held(work, order) == Money(100_00)


def test_an_order_is_held_under_every_limit_and_the_ceiling_is_locked_first(work_as, buyer, ceiling):
    budget = a_budget(work_as, buyer.finance, buyer.id, Money(500_00))

    order = a_hold(work_as, buyer.case_worker, [budget, ceiling], Money(60_00))

    with work_as(SYSTEM) as work:
        assert queries.in_lock_order(work, [budget, ceiling]) == [ceiling, budget]
        assert set(work.db.scalars(select(Hold.limit_id).where(Hold.order_id == order))) == {ceiling, budget}
        assert queries.budgets_for(work, buyer.id, work.now.date()) == [budget]
        assert queries.ceiling_of(work, CALL) == ceiling


def test_refused_by_the_budget_means_nothing_is_held_under_the_ceiling_either(work_as, buyer, ceiling):
    budget = a_budget(work_as, buyer.finance, buyer.id, Money(50_00))

    with work_as(buyer.case_worker) as work:  # this Work goes on after the no
        with pytest.raises(Refused, match=r"left=50\.00 EUR"):
            service.reserve(work, [ceiling, budget], ORDER, Money(60_00), need_id=NEED)
        assert work.recorded == []

    assert committed(work_as, ceiling) == committed(work_as, budget) == Money(0)
    assert everything_adds_up(work_as)


def test_nothing_is_reserved_for_nothing(work_as, buyer, ceiling):
    for amount in (Money(0), Money(-1)):
        with pytest.raises(Refused, match=r"funds\.no_money"), work_as(buyer.case_worker) as work:
            service.reserve(work, [ceiling], ORDER, amount, need_id=NEED)


def test_an_unknown_limit_is_not_there(work_as, buyer, ceiling):
    with pytest.raises(Missing), work_as(buyer.case_worker) as work:
        service.reserve(work, [ceiling, UUID(int=404)], ORDER, Money(1), need_id=NEED)


def test_what_is_reserved_and_released_is_told_with_ids_and_amounts(work_as, buyer, ceiling):
    order = a_hold(work_as, buyer.case_worker, [ceiling], Money(60_00))
    with work_as(SYSTEM) as work:
        service.release(work, order, Money(10_00))

    with work_as(SYSTEM) as work:
        told = work.db.scalars(
            select(JournalRow.event).where(JournalRow.about == ceiling).order_by(JournalRow.seq)
        )
        assert list(told) == ["funds.limit_opened", "funds.reserved", "funds.released"]


def test_the_warning_comes_once_when_four_fifths_are_reached(work_as, buyer):
    limit = a_ceiling(work_as, buyer.officer, buyer.id, Money(1000_00))
    for amount in (799_99, 1, 50_00):
        a_hold(work_as, buyer.case_worker, [limit], Money(amount))

    with work_as(SYSTEM) as work:
        waiting = work.db.scalar(select(func.count()).select_from(OutboxMessage))
        warned = select(JournalRow.body).where(JournalRow.event == "funds.limit_warned")
        bodies = work.db.scalars(warned).all()
    assert len(bodies) == waiting == 1
    assert b'"committed":80000' in bodies[0] and b'"share":8000' in bodies[0]


def test_money_given_back_and_taken_again_warns_again(work_as, buyer):
    limit = a_ceiling(work_as, buyer.officer, buyer.id, Money(1000_00))
    order = a_hold(work_as, buyer.case_worker, [limit], Money(850_00))
    with work_as(SYSTEM) as work:
        service.release(work, order, Money(850_00))
    a_hold(work_as, buyer.case_worker, [limit], Money(850_00))

    with work_as(SYSTEM) as work:
        warned = select(func.count()).where(JournalRow.event == "funds.limit_warned")
        assert work.db.scalar(warned) == 2


def test_budgets_are_found_by_their_days(work_as, buyer, clock):
    today = clock.at.date()
    past = a_budget(work_as, buyer.finance, buyer.id, Money(1), valid_to=today)
    now = a_budget(work_as, buyer.finance, buyer.id, Money(1), valid_from=today)

    with work_as(SYSTEM) as work:
        assert queries.budgets_for(work, buyer.id, today) == [now]
        assert past not in queries.budgets_for(work, buyer.id, today)


def test_another_buyers_limit_is_not_there(work_as, buyer, ceiling):
    other = a_buyer(work_as, name="Toinen alue", host=Named("Toisen kaupunki", "9900002-6"))

    for actor in (other.officer, other.decision_maker):
        with pytest.raises(Missing), work_as(actor) as work:
            queries.standing(work, ceiling)
    assert LEHTOLA.business_id != "9900002-6"


@pytest.mark.parametrize("role", ["case_worker", "evaluator", "auditor"])
def test_only_who_answers_for_money_opens_a_limit(work_as, buyer, role):
    with pytest.raises(Refused, match=r"funds\.not_your_act"):
        a_budget(work_as, getattr(buyer, role), buyer.id, Money(100_00))


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ("UPDATE spending_limit SET committed_cents = amount_cents + 1", "within_amount"),
        ("UPDATE spending_limit SET committed_cents = -1", "spending_limit_not_below_zero"),
        ("UPDATE hold SET held_cents = -1", "hold_not_below_zero"),
        (
            "INSERT INTO commitment (id, limit_id, order_id, turn, cents, at) "
            "SELECT id, id, id, 'reserved', 0, CURRENT_TIMESTAMP FROM spending_limit",
            "commitment_some_money",
        ),
    ],
)
def test_the_database_keeps_the_promise_too(work_as, buyer, ceiling, wrong, check):
    a_hold(work_as, buyer.case_worker, [ceiling], Money(60_00))

    with pytest.raises(IntegrityError, match=f"ck_.*{check}"), work_as(SYSTEM) as work:
        work.db.execute(text(wrong))


def test_a_call_has_one_ceiling(work_as, buyer, ceiling):
    with pytest.raises(Refused, match=r"funds\.ceiling_there"):
        a_ceiling(work_as, buyer.officer, buyer.id, Money(1))


def test_an_order_reserves_once_under_a_limit(work_as, buyer, ceiling):
    order = a_hold(work_as, buyer.case_worker, [ceiling], Money(10_00))

    with pytest.raises(IntegrityError):
        a_hold(work_as, buyer.case_worker, [ceiling], Money(10_00), order_id=order)

    assert committed(work_as, ceiling) == Money(10_00)


def test_what_was_committed_is_never_rewritten(work_as, buyer, ceiling):
    a_hold(work_as, buyer.case_worker, [ceiling], Money(10_00))

    for wrong in ("UPDATE commitment SET cents = 1", "DELETE FROM commitment"):
        with pytest.raises(IntegrityError, match="commitment is refused"), work_as(SYSTEM) as work:
            work.db.execute(text(wrong))
