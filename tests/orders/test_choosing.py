"""The client's own choice: who is on the list, in what order, and what the record says."""

from collections import Counter
from datetime import date
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.contracts import service as contracts
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.offers.models import Admission
from app.orders import queries, service
from app.orders.models import Choice
from app.orders.rules.choosing import ordered
from app.orders.rules.states import NEED_FLOW, ChoiceGround, NeedState
from tests.orders.choices import a_live_list, choose, left_out, shown
from tests.orders.conftest import OFFERED
from tests.story.catalogue import a_card, places
from tests.story.clients import a_client
from tests.story.contracts import an_offered_contract, suppliers_under_contract
from tests.story.identity import KANTOSILTA, TYOTAITO, URAVAYLA, VALOPOLKU, a_buyer, a_staffed_organisation
from tests.story.offers import Bid, admitted_suppliers, an_application
from tests.story.orders import FIRST_ORDERS, a_choice, a_list, a_need
from tests.story.procurement import a_call
from tests.story.rivals import meanwhile

CHI_SQUARE_5 = 20.52  # 0.999 of the distribution with five degrees of freedom: three suppliers, six orders


def test_every_order_of_three_suppliers_is_as_likely_as_any_other():
    chance, parties = Random(2026), [UUID(int=number) for number in (11, 22, 33)]

    drawn = Counter(tuple(ordered(parties, f"{chance.getrandbits(256):064x}")) for _ in range(10_000))

    expected = 10_000 / 6
    assert len(drawn) == 6
    assert sum((count - expected) ** 2 / expected for count in drawn.values()) < CHI_SQUARE_5


def test_a_list_can_be_replayed_from_its_seed(work_as, call, need):
    list_id = a_list(work_as, call, need)

    snapshot = shown(work_as, call, list_id)
    with work_as(call.buyer.case_worker) as work:
        seed = queries.own_list(work, list_id).seed
    assert len(snapshot.shown) == 3 and len(seed) == 64
    assert ordered(sorted(snapshot.party_ids), seed) == snapshot.party_ids


def test_the_list_shows_neutral_facts_and_no_price(work_as, call, suppliers, need):
    two = suppliers[KANTOSILTA]
    a_card(work_as, two.admin, two.party_id, call.categories["A"])

    snapshot = shown(work_as, call, a_list(work_as, call, need))

    card = snapshot.candidate(two.party_id)
    assert (card.name, card.places, card.languages) == ("Kantosilta-säätiö sr", ("Lehtola",), ("fi",))
    assert "5850" not in str(snapshot.as_json())


def test_who_is_full_unsigned_or_without_agreement_is_left_out_and_it_says_why(work_as, clock, call):
    found = suppliers_under_contract(work_as, clock, call, OFFERED)
    unsigned = a_staffed_organisation(work_as, TYOTAITO)
    admitted_suppliers(
        work_as, clock, call, [Bid(unsigned.id, unsigned.admin, {"A": Money(55_00)}, {"A": 50})]
    )
    an_offered_contract(work_as, call, unsigned.id)
    clock.at = FIRST_ORDERS
    full, revoked = found[URAVAYLA], found[VALOPOLKU]
    places(work_as, full.admin, full.party_id, call.categories["A"], 0)
    with work_as(revoked.admin) as work:
        contracts.revoke_billing(work, revoked.contract_id)
    client = a_client(work_as, call.buyer.case_worker, call.buyer.id)

    snapshot = shown(work_as, call, a_list(work_as, call, a_need(work_as, call, client)))

    assert [one.name for one in snapshot.shown] == ["Kantosilta-säätiö sr"]
    assert left_out(snapshot) == {
        "Uraväylä Oy": ("catalogue.full",),
        "Valopolku ry": ("contract.no_mandate",),
        "Työtaito Partners Oy": ("contract.none_active",),
    }


def test_with_nobody_to_choose_there_is_no_list(work_as, call, supplier, client):
    places(work_as, supplier.admin, supplier.party_id, call.categories["A"], 0)

    with pytest.raises(Refused, match=r"order\.nobody_eligible"):
        a_list(work_as, call, a_need(work_as, call, client))


@pytest.mark.parametrize("wrong", ["UPDATE choice_list SET seed = 'x'", "DELETE FROM choice_list"])
def test_a_list_stays_as_it_was_shown(work_as, call, need, wrong):
    a_list(work_as, call, need)

    with pytest.raises(IntegrityError), work_as(call.buyer.case_worker) as work:
        work.db.execute(text(wrong))


def test_a_client_chooses_from_the_list_and_the_record_says_where_it_stood(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)
    party = suppliers[VALOPOLKU].party_id

    choose(work_as, call, list_id, party)

    with work_as(call.buyer.case_worker) as work:
        choice = work.db.scalars(select(Choice)).one()
        place = queries.snapshot_of(queries.own_list(work, list_id)).party_ids.index(party) + 1
        assert (choice.party_id, choice.ground, choice.by_id) == (party, "client", call.buyer.case_worker.id)
        assert choice.record == {"place": place, "out_of": 3, "passed_over": []}
        assert queries.own_need(work, need).state is NeedState.CHOSEN


def test_a_choice_made_with_the_client_is_explained_and_the_words_are_sealed(work_as, call, suppliers, need):
    list_id, party = a_list(work_as, call, need), suppliers[VALOPOLKU].party_id
    with pytest.raises(Refused, match=r"order\.assistance_unexplained"):
        choose(work_as, call, list_id, party, ground=ChoiceGround.ASSISTED, reason="  ")

    choose(work_as, call, list_id, party, ground=ChoiceGround.ASSISTED, reason="Lempi pyysi apua lukemiseen")

    with work_as(call.buyer.case_worker) as work:
        assert "Lempi" not in work.db.scalars(select(Choice.reason)).one()


def test_nobody_records_a_fallback_as_a_choice(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)

    with pytest.raises(Refused, match=r"order\.fallback_is_not_chosen"):
        choose(work_as, call, list_id, suppliers[VALOPOLKU].party_id, ground=ChoiceGround.FALLBACK)


def test_only_who_is_on_the_list_is_chosen(work_as, call, suppliers, need):
    full = suppliers[URAVAYLA]
    places(work_as, full.admin, full.party_id, call.categories["A"], 0)
    list_id = a_list(work_as, call, need)
    places(work_as, full.admin, full.party_id, call.categories["A"], 5)

    with pytest.raises(Refused, match=r"order\.not_on_list"):
        choose(work_as, call, list_id, full.party_id)


def test_who_became_full_after_the_list_was_shown_is_not_chosen(work_as, call, suppliers, need):
    list_id, full = a_list(work_as, call, need), suppliers[URAVAYLA]
    places(work_as, full.admin, full.party_id, call.categories["A"], 0)

    with pytest.raises(Refused, match=r"catalogue\.full"):
        choose(work_as, call, list_id, full.party_id)


def test_who_is_no_longer_admitted_is_not_chosen(work_as, call, suppliers, need):
    list_id, left = a_list(work_as, call, need), suppliers[URAVAYLA]
    with work_as(call.buyer.officer) as work:
        mine = update(Admission).where(Admission.party_id == left.party_id)
        work.db.execute(mine.values(ended_at=work.now))

    with pytest.raises(Refused, match=r"order\.not_admitted"):
        choose(work_as, call, list_id, left.party_id)


def test_a_need_has_one_list_and_one_choice_at_a_time(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)
    with pytest.raises(Refused, match=r"order\.list_is_open"):
        a_list(work_as, call, need)
    choose(work_as, call, list_id, suppliers[VALOPOLKU].party_id)

    with pytest.raises(Refused, match=r"order\.list_ended"):
        choose(work_as, call, list_id, suppliers[KANTOSILTA].party_id)
    with pytest.raises(Refused, match=r"state\.no_such_move"):
        a_list(work_as, call, need)
    with pytest.raises(IntegrityError), work_as(call.buyer.case_worker) as work:
        work.db.add_all(a_live_list(work, need) for _ in range(2))


def test_of_two_choices_at_once_one_is_kept(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)

    rival = meanwhile(
        work_as(call.buyer.case_worker),
        lambda work: service.choose(
            work, list_id, suppliers[KANTOSILTA].party_id, ground=ChoiceGround.CLIENT
        ),
        lambda: choose(work_as, call, list_id, suppliers[VALOPOLKU].party_id),
    )

    assert rival[0] == "state.no_such_move"
    with work_as(call.buyer.case_worker) as work:
        assert len(work.db.scalars(select(Choice)).all()) == 1


def test_nothing_is_ordered_while_the_first_round_is_open(work_as, clock):
    call = a_call(work_as, clock, a_buyer(work_as))
    client = a_client(work_as, call.buyer.case_worker, call.buyer.id)

    with pytest.raises(Refused, match=r"order\.first_round_open"):
        a_list(work_as, call, a_need(work_as, call, client))


def test_nothing_is_ordered_before_all_of_the_first_round_is_decided(work_as, clock, call):
    """RULE-16: also those already admitted wait for the last decision."""
    slow = a_staffed_organisation(work_as, TYOTAITO)
    an_application(work_as, call, slow.admin, slow.id, {"A": Money(60_00)})
    suppliers_under_contract(work_as, clock, call, OFFERED)
    clock.at = FIRST_ORDERS
    client = a_client(work_as, call.buyer.case_worker, call.buyer.id)

    with pytest.raises(Refused) as no:
        a_list(work_as, call, a_need(work_as, call, client))

    assert [(one.code, one.facts) for one in no.value.reasons] == [
        ("order.first_round_undecided", {"undecided": "1"})
    ]


def test_a_client_may_think_again_before_the_order_is_sent(work_as, call, suppliers, need):
    first = a_choice(work_as, call, need, suppliers[VALOPOLKU].party_id)
    with work_as(call.buyer.case_worker) as work:
        service.reopen_need(work, need)
    a_choice(work_as, call, need, suppliers[KANTOSILTA].party_id)

    with pytest.raises(Refused, match=r"order\.chosen_anew"), work_as(call.buyer.case_worker) as work:
        service.send(work, first)


def test_a_need_is_the_case_workers_alone(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)

    for person in (call.buyer.colleague, call.buyer.officer, call.buyer.finance, suppliers[URAVAYLA].admin):
        for act in (
            lambda work: queries.own_need(work, need),
            lambda work: queries.own_list(work, list_id),
            lambda work: service.choose(work, list_id, UUID(int=1), ground=ChoiceGround.CLIENT),
            lambda work: service.fall_back(work, need),
            lambda work: service.record_contact(work, need, channel="puhelin", reached=True),
            lambda work: service.close_need(work, need),
        ):
            with pytest.raises(Missing), work_as(person) as work:
                act(work)


def test_a_closed_need_is_chosen_for_no_more(work_as, call, suppliers, need):
    list_id = a_list(work_as, call, need)
    with work_as(call.buyer.case_worker) as work:
        service.close_need(work, need)

    with pytest.raises(Refused, match=r"state\.no_such_move"):
        choose(work_as, call, list_id, suppliers[URAVAYLA].party_id)


def test_every_state_of_a_need_can_be_reached():
    assert NEED_FLOW.reachable() == set(NeedState)


def test_an_order_begins_in_the_contracts_period(work_as, call, suppliers, client):
    need = a_need(work_as, call, client, starts_on=date(2028, 1, 3), ends_on=date(2028, 2, 1))

    with pytest.raises(Refused, match=r"order\.nobody_eligible"):
        a_list(work_as, call, need)
