"""What may be asked for one client, and what of it anybody could read."""

from datetime import date

import pytest
from sqlalchemy import select

from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing, Refused
from app.orders import queries, service
from app.orders.models import Need
from app.platform.journal import JournalRow
from tests.story.clients import FIRST_NAME, a_client
from tests.story.identity import Named, a_buyer
from tests.story.orders import SUMMARY, TWENTY_HOURS, a_need

SPRING = {"starts_on": date(2026, 4, 7), "ends_on": date(2026, 9, 30), "summary": SUMMARY}
OTHER_HOST = Named("Rantalan kaupunki", "9900008-5")


def open_need(work_as, call, client, *, code="A", quantity=TWENTY_HOURS, by=None, **facts):
    with work_as(by or call.buyer.case_worker) as work:
        return service.open_need(work, client, call.categories[code], quantity=quantity, **(SPRING | facts))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quantity": Quantity(1, 3, Unit.HOUR)}, "procurement.not_in_steps"),
        ({"quantity": Quantity(0, 1, Unit.HOUR)}, "procurement.nothing_counted"),
        ({"quantity": Quantity(20, 1, Unit.SESSION)}, "procurement.wrong_unit"),
        ({"code": "D", "quantity": Quantity(7, 1, Unit.MONTH)}, "order.over_max_units"),
        ({"ends_on": date(2026, 4, 6)}, "order.ends_before_it_starts"),
        ({"summary": " "}, "order.no_summary"),
    ],
)
def test_what_could_not_be_ordered_is_not_asked_for(work_as, call, client, wrong, code):
    with pytest.raises(Refused) as no:
        open_need(work_as, call, client, **wrong)

    assert [reason.code for reason in no.value.reasons] == [code]


def test_what_is_told_of_a_client_is_ciphertext_everywhere(work_as, call, client):
    need = open_need(work_as, call, client, plan_ref="Suunnitelma Lempi 7", decision_ref="Päätös Lempi 8")

    with work_as(call.buyer.case_worker) as work:
        row = work.db.get(Need, need)
        assert FIRST_NAME not in row.summary + row.plan_ref + row.decision_ref
        assert all(text.startswith("v1.") for text in (row.summary, row.plan_ref, row.decision_ref))
        assert not any(FIRST_NAME.encode() in body for body in work.db.scalars(select(JournalRow.body)))


def test_only_the_clients_case_worker_opens_a_need(work_as, call, client):
    for person in (call.buyer.colleague, call.buyer.officer):
        with pytest.raises(Missing):
            open_need(work_as, call, client, by=person)


def test_a_buyer_outside_the_call_orders_nothing_under_it(work_as, clock, call):
    other = a_buyer(work_as, name="Rantalan työllisyysalue", host=OTHER_HOST)
    client = a_client(work_as, other.case_worker, other.id)

    with pytest.raises(Refused, match=r"order\.buyer_not_in_call"):
        open_need(work_as, call, client, by=other.case_worker)


def test_an_open_need_waits_for_a_choice(work_as, call, client):
    need = a_need(work_as, call, client)

    with work_as(call.buyer.case_worker) as work:
        assert queries.own_need(work, need).quantity == TWENTY_HOURS
        service.close_need(work, need)
    with pytest.raises(Refused, match=r"state\.no_such_move"), work_as(call.buyer.case_worker) as work:
        service.close_need(work, need)
