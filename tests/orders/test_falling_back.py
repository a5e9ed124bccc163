"""When the client does not choose: who is picked, when, and after what."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.law.rules.thresholds import LegalBasis
from app.orders import queries, service
from app.procurement.rules.states import ChoiceMode
from tests.orders.choices import choose, fall_back, left_out, shown, tried
from tests.orders.conftest import OFFERED
from tests.story.catalogue import places
from tests.story.clients import a_client
from tests.story.contracts import suppliers_under_contract
from tests.story.identity import KANTOSILTA, URAVAYLA, VALOPOLKU, a_buyer
from tests.story.orders import FIRST_ORDERS, a_list, a_need, a_sent_order
from tests.story.procurement import COACHING, a_call, local

AFTER_WINDOW = local("2026-04-15", "08:00")


def test_the_client_has_five_working_days_and_the_ranking_picks_on_the_next(
    work_as, clock, call, suppliers, need
):
    """The worked example's O6: list on 7 April, window to the end of the 14th, fallback on the 15th."""
    list_id = a_list(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        assert queries.own_list(work, list_id).window_ends_at == local("2026-04-15", "00:00")
    tried(work_as, call, need)

    clock.at = local("2026-04-14", "23:59")
    with pytest.raises(Refused) as no:
        fall_back(work_as, call, need)
    assert [(one.code, one.facts) for one in no.value.reasons] == [
        ("order.window_not_over", {"first_day": "2026-04-15"})
    ]

    clock.at = local("2026-04-15", "00:00")
    choice = fall_back(work_as, call, need)
    assert choice.party_id == suppliers[KANTOSILTA].party_id
    assert (choice.ground, choice.record) == (
        "fallback",
        {"place": 1, "out_of": 3, "passed_over": []},
    )


def test_a_window_that_ends_on_a_friday_is_followed_by_monday(work_as, clock, call, need):
    clock.at = local("2026-04-10", "09:00")  # the fifth working day is Friday the 17th
    a_list(work_as, call, need)
    tried(work_as, call, need)

    clock.at = local("2026-04-18", "09:00")
    with pytest.raises(Refused, match=r"first_day=2026-04-20"):
        fall_back(work_as, call, need)

    clock.at = local("2026-04-20", "00:00")
    fall_back(work_as, call, need)


def test_no_fallback_without_a_recorded_attempt_to_reach_the_client(work_as, clock, call, need):
    tried(work_as, call, need)  # before the list there was nothing to choose from
    clock.at += timedelta(hours=1)
    a_list(work_as, call, need)
    clock.at = AFTER_WINDOW
    with pytest.raises(Refused, match=r"order\.no_contact_attempt"):
        fall_back(work_as, call, need)

    tried(work_as, call, need)
    fall_back(work_as, call, need)


def test_no_fallback_without_a_list(work_as, clock, call, need):
    clock.at = AFTER_WINDOW
    tried(work_as, call, need)

    with pytest.raises(Refused, match=r"order\.no_list"):
        fall_back(work_as, call, need)


def test_where_only_the_client_may_choose_silence_leads_to_no_supplier(work_as, clock):
    call = a_call(work_as, clock, a_buyer(work_as), legal_basis=LegalBasis.OPEN_HOUSE_CLIENT_CHOICE)
    suppliers_under_contract(work_as, clock, call, OFFERED)
    clock.at = FIRST_ORDERS
    need = a_need(work_as, call, a_client(work_as, call.buyer.case_worker, call.buyer.id))
    a_list(work_as, call, need)
    tried(work_as, call, need)
    clock.at = AFTER_WINDOW

    with pytest.raises(Refused, match=r"order\.basis_bars_ranking"):
        fall_back(work_as, call, need)


def test_where_the_law_bars_client_choice_no_list_is_shown(work_as, clock, call, need):
    with work_as(call.buyer.officer) as work:
        work.db.execute(text("UPDATE call SET legal_basis = 'act_dps'"))

    with pytest.raises(Refused, match=r"order\.basis_bars_client_choice"):
        a_list(work_as, call, need)


def test_where_the_ranking_picks_anyway_nobody_is_waited_for(work_as, clock):
    by_ranking = replace(COACHING, choice_mode=ChoiceMode.RANKING)
    call = a_call(work_as, clock, a_buyer(work_as), categories=[by_ranking])
    found = suppliers_under_contract(
        work_as, clock, call, {named: {"A": prices["A"]} for named, prices in OFFERED.items()}
    )
    clock.at = FIRST_ORDERS
    need = a_need(work_as, call, a_client(work_as, call.buyer.case_worker, call.buyer.id))
    list_id = a_list(work_as, call, need)
    with pytest.raises(Refused, match=r"order\.ranking_picks"):
        choose(work_as, call, list_id, found[URAVAYLA].party_id)

    assert fall_back(work_as, call, need).party_id == found[KANTOSILTA].party_id


def test_who_is_full_is_passed_over_and_the_record_says_so(work_as, clock, call, suppliers, need):
    first = suppliers[KANTOSILTA]
    a_list(work_as, call, need)
    tried(work_as, call, need)
    places(work_as, first.admin, first.party_id, call.categories["A"], 0)
    clock.at = AFTER_WINDOW

    choice = fall_back(work_as, call, need)

    assert choice.party_id == suppliers[URAVAYLA].party_id
    assert choice.record == {
        "place": 2,
        "out_of": 3,
        "passed_over": [{"party_id": str(first.party_id), "reasons": ["catalogue.full"]}],
    }


def test_who_declined_or_was_silent_is_passed_over_at_once(work_as, clock, call, suppliers, need):
    a_list(work_as, call, need)
    tried(work_as, call, need)
    clock.at = AFTER_WINDOW
    first = fall_back(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        declined = service.send(work, first.id).id
    with work_as(suppliers[KANTOSILTA].admin) as work:
        service.decline(work, declined, reason="Ei vapaita valmentajia")

    second = fall_back(work_as, call, need)
    assert second.party_id == suppliers[URAVAYLA].party_id
    with work_as(call.buyer.case_worker) as work:
        silent = service.send(work, second.id)
    clock.at = silent.answer_by
    with work_as(SYSTEM) as work:
        service.expire(work, silent.id)

    third = fall_back(work_as, call, need)
    assert third.party_id == suppliers[VALOPOLKU].party_id
    assert [one["reasons"] for one in third.record["passed_over"]] == [
        ["order.declined_before"],
        ["order.did_not_answer"],
    ]


def test_after_a_client_chose_and_was_declined_the_client_chooses_anew(work_as, clock, call, suppliers):
    order = a_sent_order(work_as, clock, call, suppliers[KANTOSILTA])
    with work_as(suppliers[KANTOSILTA].admin) as work:
        service.decline(work, order.id, reason="Ei vapaita valmentajia")
    tried(work_as, call, order.need_id)
    clock.at = AFTER_WINDOW
    with pytest.raises(Refused, match=r"order\.no_list"):
        fall_back(work_as, call, order.need_id)

    snapshot = shown(work_as, call, a_list(work_as, call, order.need_id))

    assert {one.name for one in snapshot.shown} == {"Uraväylä Oy", "Valopolku ry"}
    assert left_out(snapshot) == {"Kantosilta-säätiö sr": ("order.declined_before",)}


def test_with_everybody_full_the_fallback_picks_nobody(work_as, clock, call, suppliers, need):
    a_list(work_as, call, need)
    tried(work_as, call, need)
    for one in suppliers.values():
        places(work_as, one.admin, one.party_id, call.categories["A"], 0)
    clock.at = AFTER_WINDOW

    with pytest.raises(Refused, match=r"order\.nobody_eligible"):
        fall_back(work_as, call, need)


@pytest.mark.parametrize("wrong", ["UPDATE choice SET ground = 'client'", "DELETE FROM contact_attempt"])
def test_the_record_of_a_choice_stays(work_as, clock, call, suppliers, need, wrong):
    a_list(work_as, call, need)
    tried(work_as, call, need)
    clock.at = AFTER_WINDOW
    fall_back(work_as, call, need)

    with pytest.raises(IntegrityError), work_as(call.buyer.case_worker) as work:
        work.db.execute(text(wrong))
