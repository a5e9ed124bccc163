"""For whom a person acts on a day: own roles, lent ones, deputies, groups, and successors."""

from datetime import date
from uuid import UUID

import pytest

from app.identity import queries, service
from app.kernel.actors import SYSTEM, Actor, Role
from app.kernel.refusals import Missing, Refused
from tests.story.identity import (
    BEGAN,
    HARJU,
    KANTOSILTA,
    LEHTOLA,
    TOIMINTAKESKUS,
    URAVAYLA,
    As,
    Buyer,
    Named,
    a_buyer,
    a_staffed_organisation,
    an_actor,
    an_organisation,
    with_role,
)
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

SPRING, SUMMER, AUTUMN = date(2026, 4, 7), date(2026, 7, 1), date(2026, 10, 1)
CALL, OTHER_CALL = UUID(int=0xCA11), UUID(int=0xCA12)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


def roles_of(actor: Actor, party_id: UUID) -> set[Role]:
    return set(actor.roles.get(party_id, ()))


def test_a_role_holds_from_its_first_day_until_its_last(work_as):
    city = an_organisation(work_as, LEHTOLA)
    aino = with_role(work_as, "Aino Omala", city, Role.CASE_WORKER, valid_from=SPRING)
    with work_as(ADMIN) as work:
        service.end_role(work, aino, city, Role.CASE_WORKER, on=SUMMER)

    for day, held in ((date(2026, 4, 6), False), (SPRING, True), (date(2026, 6, 30), True), (SUMMER, False)):
        actor = an_actor(work_as, aino, day)
        assert actor.holds(Role.CASE_WORKER, city) is held
        assert (city in actor.party_ids) is held


def test_nobody_acts_under_an_unknown_id(work_as):
    with work_as(SYSTEM) as work, pytest.raises(Missing):
        queries.actor_of(work.db, UUID(int=404), SPRING)


def test_a_person_without_roles_sees_and_may_do_nothing(work_as):
    with work_as(ADMIN) as work:
        newcomer = service.register_person(work, name="Uusi Tulija", email="uusi@kutsu.example")

    actor = an_actor(work_as, newcomer)

    assert actor.party_ids == frozenset() and not actor.roles and not actor.delegations


def lend(work_as: As, buyer: Buyer, by: Actor, **facts: object) -> None:
    with work_as(by) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.officer.id,
            decision="Johtajan päätös 12 §",
            valid_from=SPRING,
            **facts,  # type: ignore[arg-type]
        )


def test_a_role_lent_for_one_call_holds_for_that_call_only(work_as, buyer):
    lend(work_as, buyer, buyer.decision_maker, process_id=CALL, valid_to=SUMMER)

    officer = an_actor(work_as, buyer.officer.id, SPRING)

    assert officer.holds(Role.DECISION_MAKER, buyer.id, CALL)
    assert not officer.holds(Role.DECISION_MAKER, buyer.id)
    assert not officer.holds(Role.DECISION_MAKER, buyer.id, OTHER_CALL)
    assert officer.delegations[0].from_person_id == buyer.decision_maker.id


def test_a_role_lent_for_everything_ends_by_its_date(work_as, buyer):
    lend(work_as, buyer, buyer.decision_maker, valid_to=SUMMER)

    assert an_actor(work_as, buyer.officer.id, SPRING).holds(Role.DECISION_MAKER, buyer.id)
    assert Role.DECISION_MAKER in roles_of(an_actor(work_as, buyer.officer.id, SPRING), buyer.id)
    assert not an_actor(work_as, buyer.officer.id, SUMMER).holds(Role.DECISION_MAKER, buyer.id)


def test_a_lent_role_ends_with_its_lenders_own(work_as, buyer):
    lend(work_as, buyer, buyer.decision_maker)
    with work_as(ADMIN) as work:
        service.end_role(work, buyer.decision_maker.id, buyer.id, Role.DECISION_MAKER, on=SUMMER)

    assert an_actor(work_as, buyer.officer.id, SPRING).holds(Role.DECISION_MAKER, buyer.id)
    assert not an_actor(work_as, buyer.officer.id, SUMMER).holds(Role.DECISION_MAKER, buyer.id)


def test_what_is_only_lent_is_not_lent_on(work_as, buyer):
    lend(work_as, buyer, buyer.decision_maker)
    officer = an_actor(work_as, buyer.officer.id, SPRING)

    with pytest.raises(Refused, match=r"identity\.role_not_held"), work_as(officer) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.evaluator.id,
            decision="Oma päätös",
            valid_from=SPRING,
        )


def test_lending_names_its_decision_and_two_people(work_as, buyer):
    with pytest.raises(Refused) as no, work_as(buyer.decision_maker) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.decision_maker.id,
            decision=" ",
            valid_from=SPRING,
            valid_to=SPRING,
        )

    assert [reason.code for reason in no.value.reasons] == [
        "identity.ends_before_it_starts",
        "identity.decision_missing",
        "identity.two_people_needed",
    ]


def test_a_colleague_does_not_lend_out_somebody_elses_role(work_as, buyer):
    with pytest.raises(Refused, match=r"identity\.not_your_act"):
        lend(work_as, buyer, buyer.case_worker, from_person_id=buyer.decision_maker.id)

    lend(work_as, buyer, buyer.officer, from_person_id=buyer.decision_maker.id)  # who manages roles may


def appoint(work_as: As, buyer: Buyer, by: Actor, deputy_id: UUID) -> None:
    with work_as(by) as work:
        service.appoint_deputy(
            work,
            buyer.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            deputy_id,
            valid_from=SUMMER,
            valid_to=AUTUMN,
        )


def test_the_deputy_acts_while_the_absence_lasts(work_as, buyer):
    appoint(work_as, buyer, buyer.case_worker, buyer.evaluator.id)

    for day, acts in ((date(2026, 6, 30), False), (SUMMER, True), (date(2026, 9, 30), True), (AUTUMN, False)):
        deputy = an_actor(work_as, buyer.evaluator.id, day)
        assert deputy.holds(Role.CASE_WORKER, buyer.id) is acts


def test_a_deputys_powers_end_with_the_absent_persons_role(work_as, buyer):
    appoint(work_as, buyer, buyer.case_worker, buyer.evaluator.id)
    with work_as(buyer.officer) as work:
        service.end_role(work, buyer.case_worker.id, buyer.id, Role.CASE_WORKER, on=date(2026, 8, 1))

    assert an_actor(work_as, buyer.evaluator.id, date(2026, 7, 31)).holds(Role.CASE_WORKER, buyer.id)
    assert not an_actor(work_as, buyer.evaluator.id, date(2026, 8, 1)).holds(Role.CASE_WORKER, buyer.id)


def test_the_deputy_knows_for_whom(work_as, buyer, clock):
    appoint(work_as, buyer, buyer.officer, buyer.colleague.id)

    colleague = an_actor(work_as, buyer.colleague.id, SUMMER)
    with work_as(colleague) as work:
        assert queries.stood_in_for(work, Role.CASE_WORKER, SUMMER) == {(buyer.id, buyer.case_worker.id)}
        assert queries.stood_in_for(work, Role.CASE_WORKER, AUTUMN) == set()
        assert queries.stood_in_for(work, Role.OFFICER, SUMMER) == set()


def test_a_deputy_is_one_of_the_organisation_and_somebody_else(work_as, buyer):
    outsider = with_role(work_as, "Osku Ulko", an_organisation(work_as, URAVAYLA), Role.WORKER)

    with pytest.raises(Refused, match=r"identity\.deputy_not_of_the_organisation"):
        appoint(work_as, buyer, buyer.officer, outsider)
    with pytest.raises(Refused, match=r"identity\.two_people_needed"):
        appoint(work_as, buyer, buyer.officer, buyer.case_worker.id)
    with pytest.raises(Refused, match=r"identity\.not_your_act"):
        appoint(work_as, buyer, buyer.colleague, buyer.colleague.id)


def test_a_coordinators_people_act_for_the_group_and_the_members_people_see_it(work_as):
    group = a_group(work_as)

    assert roles_of(group.coordinator.admin, group.id) == {Role.SUPPLIER_ADMIN}
    assert roles_of(group.coordinator.worker, group.id) == {Role.WORKER}
    assert group.id in group.member.worker.party_ids
    assert roles_of(group.member.worker, group.id) == roles_of(group.member.admin, group.id) == set()
    assert roles_of(group.coordinator.admin, group.member.id) == set()


def test_another_member_can_become_the_coordinator(work_as):
    group = a_group(work_as)
    with work_as(group.admin) as work:
        service.change_coordinator(work, group.id, group.member.id, on=SUMMER)

    for person, act_in_spring, act_in_summer in (
        (group.coordinator.admin, True, False),
        (group.member.admin, False, True),
    ):
        for day, acts in ((SPRING, act_in_spring), (SUMMER, act_in_summer)):
            actor = an_actor(work_as, person.id, day)
            assert actor.holds(Role.SUPPLIER_ADMIN, group.id) is acts
            assert group.id in actor.party_ids


def test_who_left_the_group_sees_it_no_more(work_as):
    group = a_group(work_as)
    third = a_staffed_organisation(work_as, KANTOSILTA)
    with work_as(group.admin) as work:
        service.change_member(work, group.id, on=SUMMER, joins=third.id, leaves=group.member.id)

    assert group.id in an_actor(work_as, group.member.worker.id, SPRING).party_ids
    assert group.id not in an_actor(work_as, group.member.worker.id, SUMMER).party_ids
    assert group.id in an_actor(work_as, third.worker.id, SUMMER).party_ids


def merged(work_as: As, predecessor_id: UUID, successor_id: UUID, on: date = SUMMER) -> None:
    with work_as(ADMIN) as work:
        service.succeed(work, predecessor_id, successor_id, effective_on=on, ground="Sulautuminen")


def test_from_a_merger_on_the_successors_people_act_for_the_predecessor_and_its_own_do_not(work_as):
    old, new = a_staffed_organisation(work_as, HARJU), a_staffed_organisation(work_as, URAVAYLA)
    merged(work_as, old.id, new.id)

    day_before = date(2026, 6, 30)
    assert an_actor(work_as, old.admin.id, day_before).holds(Role.SUPPLIER_ADMIN, old.id)
    assert not an_actor(work_as, new.admin.id, day_before).holds(Role.SUPPLIER_ADMIN, old.id)

    after, former = an_actor(work_as, new.worker.id, SUMMER), an_actor(work_as, old.admin.id, SUMMER)
    assert roles_of(after, old.id) == {Role.WORKER}
    assert old.id in after.party_ids
    assert former.party_ids == frozenset() and not former.roles


def test_the_successor_of_a_successor_acts_and_the_one_between_no_more(work_as):
    village, town, region = (a_staffed_organisation(work_as, n) for n in (HARJU, KANTOSILTA, URAVAYLA))
    merged(work_as, village.id, town.id, SPRING)
    merged(work_as, town.id, region.id, SUMMER)

    assert an_actor(work_as, town.admin.id, SPRING).holds(Role.SUPPLIER_ADMIN, village.id)
    assert not an_actor(work_as, town.admin.id, SUMMER).roles
    region_admin = an_actor(work_as, region.admin.id, SUMMER)
    assert {village.id, town.id, region.id} <= set(region_admin.roles)


def test_who_succeeds_a_coordinator_acts_for_its_group(work_as):
    group = a_group(work_as)
    heir = a_staffed_organisation(work_as, URAVAYLA)
    merged(work_as, group.coordinator.id, heir.id)

    admin = an_actor(work_as, heir.admin.id, SUMMER)
    former = an_actor(work_as, group.coordinator.admin.id, SUMMER)

    assert admin.holds(Role.SUPPLIER_ADMIN, group.id)
    assert group.id not in former.party_ids


def test_who_succeeds_a_group_acts_for_it_and_its_coordinator_no_more(work_as):
    group = a_group(work_as)
    heir = a_staffed_organisation(work_as, URAVAYLA)
    merged(work_as, group.id, heir.id)

    assert an_actor(work_as, heir.admin.id, SUMMER).holds(Role.SUPPLIER_ADMIN, group.id)
    for former in (group.coordinator.admin, group.member.admin):
        assert group.id not in an_actor(work_as, former.id, SUMMER).party_ids


def test_lent_roles_and_deputies_reach_what_their_organisation_succeeded(work_as, buyer):
    old = a_buyer(work_as, name="Vanha alue", host=Named("Vanhan kaupunki", "9900002-6"))
    merged(work_as, old.id, buyer.id, SPRING)
    lend(work_as, buyer, buyer.decision_maker, process_id=CALL)
    appoint(work_as, buyer, buyer.officer, buyer.colleague.id)

    officer = an_actor(work_as, buyer.officer.id, SUMMER)
    assert officer.holds(Role.DECISION_MAKER, old.id, CALL)
    with work_as(an_actor(work_as, buyer.colleague.id, SUMMER)) as work:
        stood_in_for = queries.stood_in_for(work, Role.CASE_WORKER, SUMMER)
    assert stood_in_for == {(buyer.id, buyer.case_worker.id), (old.id, buyer.case_worker.id)}


def test_a_delegation_inside_the_predecessor_ends_with_it(work_as, buyer):
    lend(work_as, buyer, buyer.decision_maker)
    city = an_organisation(work_as, TOIMINTAKESKUS)
    merged(work_as, buyer.id, city, SUMMER)

    assert an_actor(work_as, buyer.officer.id, SPRING).holds(Role.DECISION_MAKER, buyer.id)
    assert not an_actor(work_as, buyer.officer.id, SUMMER).holds(Role.DECISION_MAKER, buyer.id)
    assert BEGAN < SPRING
