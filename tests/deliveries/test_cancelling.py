"""Visits that failed: free when told in time, half a unit when not, and never more often than agreed."""

import pytest

from app.deliveries.rules.states import DeliveryKind
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.procurement.rules.tariffs.tariff import Cancellation
from tests.conftest import As, Clock
from tests.story.deliveries import (
    an_order_at_work,
    approved,
    april,
    cancelled,
    hours,
    logged,
    not_come,
    refused,
    used_parts,
)
from tests.story.orders import StoryOrder
from tests.story.procurement import local

HALF = 15_000  # of a unit, in the parts in which an order counts its use


@pytest.mark.parametrize(
    ("notice", "kind", "parts"),
    [
        ("2026-04-28 09:00", DeliveryKind.CANCELLED, 0),  # 24 hours before, to the minute
        ("2026-04-28 09:01", DeliveryKind.LATE_CANCELLATION, HALF),
        ("2026-04-28 22:10", DeliveryKind.LATE_CANCELLATION, HALF),  # O1 of the worked example
        ("2026-04-29 09:00", DeliveryKind.NO_SHOW, HALF),  # when the visit should have begun
    ],
)
def test_whether_a_cancellation_is_late_follows_from_its_two_moments(
    work_as: As, order: StoryOrder, notice: str, kind: DeliveryKind, parts: int
) -> None:
    delivery = cancelled(work_as, order, "2026-04-29 09:00", notice)

    assert (delivery.kind, delivery.delivered_on) == (kind, april(29))
    assert used_parts(work_as, order) == parts
    assert delivery.booked_parts == 30_000  # an hour was booked, whatever it pays


def test_the_night_of_the_clock_change_has_no_hour_to_give_away(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, ends_on=local("2026-12-31").date())
    clock.at = local("2026-11-02", "09:00")

    in_time = cancelled(work_as, order, "2026-10-25 09:00", "2026-10-24 10:00")  # 24 hours: one came twice
    late = cancelled(work_as, order, "2026-10-25 09:00", "2026-10-24 10:01")

    assert (in_time.kind, late.kind) == (DeliveryKind.CANCELLED, DeliveryKind.LATE_CANCELLATION)


def test_the_third_fee_of_an_order_is_nothing(work_as: As, order: StoryOrder) -> None:
    fees = [
        not_come(work_as, order, april(8)),
        cancelled(work_as, order, "2026-04-15 09:00", "2026-04-14 21:00"),
        not_come(work_as, order, april(22)),
    ]

    assert [fee.quantity.plain() for fee in fees] == ["0.5", "0.5", "0"]
    assert fees[2].kind is DeliveryKind.NO_SHOW and fees[2].booked_parts == 30_000
    assert used_parts(work_as, order) == 2 * HALF


def test_a_group_pays_for_two_absences_a_month(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, category="C")
    clock.at = local("2026-05-29", "18:00")
    april_days = [not_come(work_as, order, april(day)) for day in (13, 14, 15)]
    in_may = not_come(work_as, order, local("2026-05-04").date())

    assert [fee.quantity.plain() for fee in [*april_days, in_may]] == ["0.5", "0.5", "0", "0.5"]


def test_a_free_cancellation_is_no_fee_that_counts(work_as: As, order: StoryOrder) -> None:
    for day in (8, 9, 10):
        cancelled(work_as, order, f"2026-04-{day:02} 12:00", "2026-04-07 09:00")

    assert not_come(work_as, order, april(13)).quantity == Quantity(1, 2, Unit.HOUR)


def test_a_fee_is_half_of_one_unit_however_long_the_visit_was(work_as: As, order: StoryOrder) -> None:
    delivery = not_come(work_as, order, april(8), quantity=hours(10))

    assert delivery.quantity.plain() == "0.5" and delivery.booked_parts == 75_000


def test_fees_use_the_order_up_like_what_was_held(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, quantity=Quantity(1, 1, Unit.HOUR))
    logged(work_as, order, april(8), hours(3))

    assert refused(lambda: not_come(work_as, order, april(9))) == ["order.over_ordered"]


def test_the_call_decides_what_a_failed_visit_costs(work_as: As, clock: Clock) -> None:
    softer = Cancellation(free_until_hours=12, share=2500, most_per_order=1)
    order = an_order_at_work(work_as, clock, prices={"A": Money(59_90)}, cancellation=softer)

    in_time = cancelled(work_as, order, "2026-04-15 09:00", "2026-04-14 21:00")
    fees = [not_come(work_as, order, april(day)) for day in (16, 17)]

    assert in_time.kind is DeliveryKind.CANCELLED
    assert [fee.quantity.plain() for fee in fees] == ["0.25", "0"]


def test_nobody_gives_notice_in_the_future(work_as: As, clock: Clock, order: StoryOrder) -> None:
    codes = refused(lambda: cancelled(work_as, order, "2026-05-02 09:00", "2026-05-01 08:00"))

    assert codes == ["deliveries.not_yet", "deliveries.notice_not_yet"]


def test_a_cancellation_in_time_is_approved_for_nothing(work_as: As, order: StoryOrder) -> None:
    free = cancelled(work_as, order, "2026-04-30 09:00", "2026-04-28 09:00")

    (approved_free,) = approved(work_as, order, free)

    assert (approved_free.net, approved_free.unit_price) == (Money(0), Money(59_90))


def test_a_no_show_without_a_day_is_asked_for_it(work_as: As, order: StoryOrder) -> None:
    assert refused(lambda: not_come(work_as, order, None)) == ["deliveries.day_missing"]


def test_a_no_show_may_be_told_by_its_hour(work_as: As, order: StoryOrder) -> None:
    delivery = not_come(work_as, order, None, begins_at=local("2026-04-15", "09:00"))

    assert (delivery.delivered_on, delivery.kind) == (april(15), DeliveryKind.NO_SHOW)
