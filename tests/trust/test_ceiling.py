"""However many order at once, a ceiling is never overspent, and the books agree to the cent."""

import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.funds import queries, service
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.platform.journal import verify
from tests.funds.test_reserving import committed, everything_adds_up
from tests.story.funds import a_budget, a_ceiling
from tests.story.identity import As, Buyer, a_buyer

THREADS, ORDERS = 32, 20
ROUNDS = 5 if os.environ.get("KUTSU_TRUST") else 1
CEILING, PRICE = Money(10_000_00), Money(60_00)
BUSY = ("locked", "busy", "deadlock", "timeout")


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


def patiently(act: Callable[[], None]) -> str:
    """What became of it; a full queue is no answer, so whoever stood in it comes again, as a person would."""
    while True:
        try:
            act()
        except Refused as no:
            return no.reasons[0].code
        except (NoConnection, OperationalError) as error:
            if not any(word in str(error).lower() for word in BUSY):
                raise
            time.sleep(0.01)
        else:
            return "done"


def storm(one: Callable[[int], str]) -> Counter[str]:
    with ThreadPoolExecutor(THREADS) as hands:
        return Counter(hands.map(one, range(THREADS * ORDERS)))


@pytest.mark.trust
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_thirty_two_threads_ordering_at_once_overspend_nothing(work_as, buyer, _round):
    ceiling = a_ceiling(work_as, buyer.officer, buyer.id, CEILING)
    need = UUID(int=1)
    with work_as(buyer.decision_maker) as work:
        service.approve_second(work, ceiling, need, up_to=PRICE)

    def order() -> None:
        with work_as(buyer.case_worker) as work:
            service.reserve(work, [ceiling], work.new_id(), PRICE, need_id=need)

    told = storm(lambda _number: patiently(order))

    most = CEILING.cents // PRICE.cents
    assert told == {"done": most, "funds.over_limit": THREADS * ORDERS - most}
    assert committed(work_as, ceiling) == Money(most * PRICE.cents)
    assert everything_adds_up(work_as)


@pytest.mark.trust
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_reserving_raising_and_releasing_at_once_under_two_limits_keeps_the_books(work_as, buyer, seed):
    limits = [
        a_ceiling(work_as, buyer.officer, buyer.id, CEILING),
        a_budget(work_as, buyer.finance, buyer.id, Money(7_000_00)),
    ]
    chances = [Random(f"{seed}.{number}") for number in range(THREADS * ORDERS)]

    def live(number: int) -> str:
        """An order's life: sent, perhaps made dearer, perhaps ended early."""
        chance, order = chances[number], UUID(int=number + 1)
        price, rise = Money(chance.randrange(1, 200_00)), Money(chance.randrange(1, 9_00))
        left_over = Money(chance.randrange(1, price.cents + 1))
        backwards = limits[::-1] if number % 2 else limits

        def send() -> None:
            with work_as(buyer.case_worker) as work:
                service.reserve(work, backwards, order, price, need_id=order)

        def make_dearer() -> None:
            with work_as(SYSTEM) as work:
                service.raise_hold(work, order, rise, need_id=order)

        def end() -> None:
            with work_as(SYSTEM) as work:
                service.release(work, order, left_over)

        sent = patiently(send)
        if sent == "done" and chance.random() < 0.3:
            patiently(make_dearer)
        if sent == "done" and chance.random() < 0.6:
            assert patiently(end) == "done"
        return sent

    told = storm(live)

    assert told["done"] and told["done"] < THREADS * ORDERS
    with work_as(SYSTEM) as work:
        assert all(queries.standing(work, limit).left >= Money(0) for limit in limits)
        assert list(verify(work.db)) == []
    assert everything_adds_up(work_as)
