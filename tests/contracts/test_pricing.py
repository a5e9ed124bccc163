"""Prices by version: the one in force on a day, a rise from a day on, and old versions as they were."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.contracts import queries, service
from app.contracts.models import PriceLine
from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.platform.outbox import OutboxMessage
from tests.story.contracts import a_draft_contract, a_supplier_under_contract
from tests.story.identity import URAVAYLA, a_staffed_organisation
from tests.story.offers import an_admitted_supplier
from tests.story.procurement import local
from tests.story.rivals import meanwhile

INDEX = "Palkkasumman indeksi 118,4 → 121,9"
YEAR_LATER = date(2027, 4, 7)


@pytest.fixture
def line(work_as, clock, call):
    """Coaching for 59.90 an hour from 7 April 2026; it is 1 February 2027."""
    contract = a_supplier_under_contract(work_as, clock, call, URAVAYLA).contract_id
    clock.at = local("2027-02-01", "09:00")
    with work_as(call.buyer.officer) as work:
        return queries.price_line_for(work, contract, call.categories["A"]).id


def change(work_as, call, line, price, *, valid_from=YEAR_LATER, by=None):
    with work_as(by or call.buyer.officer) as work:
        contract = work.db.get_one(PriceLine, line).contract_id
        service.change_price(work, contract, line, valid_from=valid_from, unit_price=price, ground=INDEX)


def price_on(work_as, call, line, day):
    with work_as(call.buyer.officer) as work:
        return queries.price_on(work, line, day)


def test_a_rise_holds_from_its_day_and_the_old_price_until_then(work_as, call, line):
    change(work_as, call, line, Money(61_67))

    assert price_on(work_as, call, line, date(2027, 4, 6)) == Money(59_90)
    assert price_on(work_as, call, line, YEAR_LATER) == Money(61_67)


def test_there_is_no_price_before_the_contract(work_as, call, line):
    with pytest.raises(Refused, match=r"contract\.no_price_yet"):
        price_on(work_as, call, line, date(2026, 4, 6))


@pytest.mark.parametrize(
    "wrong", ["UPDATE price_version SET unit_price_cents = 1", "DELETE FROM price_version"]
)
def test_an_old_version_never_changes(work_as, call, line, wrong):
    with pytest.raises(IntegrityError), work_as(call.buyer.officer) as work:
        work.db.execute(text(wrong))


def test_the_yearly_cap_lets_the_last_cent_in_and_refuses_the_next(work_as, call, line):
    with pytest.raises(Refused) as no:
        change(work_as, call, line, Money(61_71))
    assert (no.value.reasons[0].code, no.value.reasons[0].facts["most"]) == (
        "contract.rise_over_cap",
        "61.70 EUR",
    )

    change(work_as, call, line, Money(61_70))


def test_two_rises_within_a_year_stay_under_the_cap_together(work_as, call, line):
    change(work_as, call, line, Money(61_00), valid_from=date(2027, 4, 7))

    with pytest.raises(Refused, match=r"contract\.rise_over_cap"):
        change(work_as, call, line, Money(62_00), valid_from=date(2027, 10, 1))

    change(work_as, call, line, Money(62_83), valid_from=date(2028, 4, 7))  # 61.00 and three per cent


def test_a_price_may_fall(work_as, call, line):
    change(work_as, call, line, Money(50_00))

    assert price_on(work_as, call, line, YEAR_LATER) == Money(50_00)


def test_a_new_price_begins_today_at_the_earliest(work_as, call, line):
    with pytest.raises(Refused, match=r"contract\.price_in_the_past"):
        change(work_as, call, line, Money(60_00), valid_from=date(2027, 1, 31))

    change(work_as, call, line, Money(60_00), valid_from=date(2027, 2, 1))


def test_a_new_price_begins_after_those_already_set(work_as, call, line):
    change(work_as, call, line, Money(61_00))

    for day in (date(2027, 3, 1), YEAR_LATER):
        with pytest.raises(Refused, match=r"contract\.price_already_set"):
            change(work_as, call, line, Money(60_00), valid_from=day)


def test_two_new_prices_at_once_are_set_one_after_another(work_as, call, line):
    later, sooner = date(2027, 6, 1), date(2027, 5, 1)
    with work_as(call.buyer.officer) as work:
        contract = work.db.get_one(PriceLine, line).contract_id

    rival = meanwhile(
        work_as(call.buyer.officer),
        lambda work: service.change_price(
            work, contract, line, valid_from=later, unit_price=Money(61_00), ground=INDEX
        ),
        lambda: change(work_as, call, line, Money(60_50), valid_from=sooner),
    )

    assert rival == ["contract.price_already_set"]


def test_a_service_is_never_free(work_as, call, line):
    with pytest.raises(Refused, match=r"contract\.costs_nothing"):
        change(work_as, call, line, Money(0))
    with pytest.raises(IntegrityError, match="some_price"), work_as(call.buyer.officer) as work:
        work.db.execute(
            text(
                "INSERT INTO price_version (id, price_line_id, valid_from, unit_price_cents, ground, at) "
                "SELECT price_line_id, price_line_id, '2030-01-01', 0, '', at FROM price_version"
            )
        )


def test_only_the_buyers_officers_set_a_price(work_as, clock, call, line):
    for person in (call.buyer.case_worker, call.buyer.finance):
        with pytest.raises(Refused, match=r"contract\.not_your_act"):
            change(work_as, call, line, Money(60_00), by=person)


def test_a_draft_is_drawn_up_anew_and_not_repriced(work_as, clock, call):
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    an_admitted_supplier(work_as, clock, call, supplier)
    contract = a_draft_contract(work_as, call, supplier.id)
    with work_as(call.buyer.officer) as work:
        line = queries.price_line_for(work, contract, call.categories["A"]).id

    with pytest.raises(Refused, match=r"contract\.not_active"):
        change(work_as, call, line, Money(59_00))


def test_a_new_price_is_told(work_as, call, line):
    change(work_as, call, line, Money(61_67))

    with work_as(call.buyer.officer) as work:
        told = [message.event for message in work.db.query(OutboxMessage)]
    assert "contract.price_changed" in told
