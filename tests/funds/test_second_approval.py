"""From nine tenths of a limit on, a second person says yes first."""

from datetime import date
from uuid import UUID

import pytest

from app.funds import service
from app.identity import service as identity
from app.kernel.actors import SYSTEM, Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.law.models import LegalRow
from app.law.rules.facts import Certainty, LegalKind, LegalUnit
from app.law.rules.limits import ShareName
from app.platform.work import Work
from tests.funds.test_reserving import committed
from tests.story.funds import CALL, a_budget, a_ceiling, a_hold
from tests.story.identity import BEGAN, As, Buyer, Named, a_buyer, an_actor
from tests.story.people import ADMIN

NEED, OTHER_NEED, ORDER = UUID(int=0x4EED), UUID(int=0x4EEE), UUID(int=0x0DE5)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def ceiling(work_as: As, buyer: Buyer) -> UUID:
    limit = a_ceiling(work_as, buyer.officer, buyer.id, Money(1000_00))
    a_hold(work_as, buyer.case_worker, [limit], Money(800_00))
    return limit


def approve(work_as: As, by, limit_id: UUID, up_to: Money, need_id: UUID = NEED) -> None:
    with work_as(by) as work:
        service.approve_second(work, limit_id, need_id, up_to=up_to)


def reserve(work_as: As, by, limit_ids: list[UUID], amount: Money, need_id: UUID = NEED) -> None:
    with work_as(by) as work:
        service.reserve(work, limit_ids, ORDER, amount, need_id=need_id)


def test_below_nine_tenths_nobody_else_is_asked(work_as, buyer, ceiling):
    reserve(work_as, buyer.case_worker, [ceiling], Money(99_99))

    assert committed(work_as, ceiling) == Money(899_99)


def test_at_nine_tenths_the_order_waits_for_the_second_yes(work_as, buyer, ceiling):
    with pytest.raises(Refused, match=r"funds\.second_approval_missing"):
        reserve(work_as, buyer.case_worker, [ceiling], Money(100_00))
    assert committed(work_as, ceiling) == Money(800_00)

    approve(work_as, buyer.decision_maker, ceiling, Money(100_00))

    reserve(work_as, buyer.case_worker, [ceiling], Money(100_00))
    assert committed(work_as, ceiling) == Money(900_00)


def test_a_yes_holds_for_its_need_its_amount_and_its_limit(work_as, buyer, ceiling):
    budget = a_budget(work_as, buyer.finance, buyer.id, Money(110_00))
    approve(work_as, buyer.decision_maker, ceiling, Money(100_00))

    for limits, amount, need in (
        ([ceiling], Money(100_01), NEED),
        ([ceiling], Money(100_00), OTHER_NEED),
        ([ceiling, budget], Money(100_00), NEED),
    ):
        with pytest.raises(Refused, match=r"funds\.second_approval_missing"):
            reserve(work_as, buyer.case_worker, limits, amount, need)

    approve(work_as, buyer.decision_maker, budget, Money(100_00))
    reserve(work_as, buyer.case_worker, [ceiling, budget], Money(100_00))


def test_a_later_yes_replaces_the_persons_earlier_one(work_as, buyer, ceiling):
    approve(work_as, buyer.decision_maker, ceiling, Money(150_00))
    approve(work_as, buyer.decision_maker, ceiling, Money(120_00))

    with pytest.raises(Refused, match=r"funds\.second_approval_missing"):
        reserve(work_as, buyer.case_worker, [ceiling], Money(150_00))
    reserve(work_as, buyer.case_worker, [ceiling], Money(120_00))


def test_nobody_is_their_own_second_approver(work_as, buyer, ceiling):
    with work_as(ADMIN) as work:
        identity.give_role(work, buyer.decision_maker.id, buyer.id, Role.CASE_WORKER, valid_from=BEGAN)
    both = an_actor(work_as, buyer.decision_maker.id)
    approve(work_as, both, ceiling, Money(100_00))

    with pytest.raises(Refused, match=r"funds\.second_approval_missing"):
        reserve(work_as, both, [ceiling], Money(100_00))

    reserve(work_as, buyer.case_worker, [ceiling], Money(100_00))


@pytest.mark.parametrize("role", ["officer", "case_worker", "colleague", "finance", "auditor"])
def test_the_second_yes_is_a_decision_makers(work_as, buyer, ceiling, role):
    with pytest.raises(Refused, match=r"funds\.not_your_act"):
        approve(work_as, getattr(buyer, role), ceiling, Money(100_00))


def test_a_decision_makers_role_lent_for_one_call_is_enough_for_that_calls_ceiling(work_as, buyer, ceiling):
    budget = a_budget(work_as, buyer.finance, buyer.id, Money(1000_00))
    with work_as(buyer.decision_maker) as work:
        identity.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.officer.id,
            decision="Johtajan päätös 12 §",
            valid_from=BEGAN,
            process_id=CALL,
        )
    officer = an_actor(work_as, buyer.officer.id)

    approve(work_as, officer, ceiling, Money(100_00))
    with pytest.raises(Refused, match=r"funds\.not_your_act"):
        approve(work_as, officer, budget, Money(100_00))


def test_a_decision_maker_elsewhere_does_not_even_see_the_limit(work_as, ceiling):
    other = a_buyer(work_as, name="Toinen alue", host=Named("Toisen kaupunki", "9900002-6"))

    with pytest.raises(Missing):
        approve(work_as, other.decision_maker, ceiling, Money(100_00))


def test_a_price_rise_into_the_last_tenth_needs_a_yes_to_the_whole_order(work_as, buyer, ceiling):
    reserve(work_as, buyer.case_worker, [ceiling], Money(90_00))

    approve(work_as, buyer.decision_maker, ceiling, Money(10_00))
    with pytest.raises(Refused, match=r"funds\.second_approval_missing"), work_as(SYSTEM) as work:
        service.raise_hold(work, ORDER, Money(10_00), need_id=NEED)

    approve(work_as, buyer.decision_maker, ceiling, Money(100_00))
    with work_as(SYSTEM) as work:
        service.raise_hold(work, ORDER, Money(10_00), need_id=NEED)
    assert committed(work_as, ceiling) == Money(900_00)


def test_money_stops_where_the_law_says_now(work_as, buyer, ceiling, clock):
    approve(work_as, buyer.decision_maker, ceiling, Money(200_00))

    def reserve_under_a_stop_at(points: int) -> None:
        with work_as(buyer.case_worker) as work:
            work.db.add(the_stop(work, points, clock.at.date()))
            service.reserve(work, [ceiling], ORDER, Money(150_01), need_id=NEED)

    with pytest.raises(Refused, match=r"left=150\.00 EUR"):  # and so the row is gone: tests share the law
        reserve_under_a_stop_at(9500)


def the_stop(work: Work, points: int, since: date) -> LegalRow:
    return LegalRow(
        id=work.new_id(),
        country="FI",
        kind=LegalKind.SHARE,
        key=ShareName.FUNDS_STOP,
        valid_from=since,
        number=points,
        unit=LegalUnit.BASIS_POINTS,
        source="A decision of the board",
        certainty=Certainty.OWN_DEFAULT,
        at=work.now,
    )
