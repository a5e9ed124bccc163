"""Who works where, what is lent for how long, and what ends when a person leaves."""

from datetime import date, timedelta

import pytest

from app.identity import queries, service
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Refused
from app.platform.callers import NOBODY
from tests.story.accounts import caller, logged_in, with_password
from tests.story.identity import (
    KANTOSILTA,
    URAVAYLA,
    Buyer,
    a_buyer,
    a_staffed_organisation,
    an_actor,
    with_role,
)
from tests.story.people import ADMIN

TODAY, SPRING, SUMMER = date(2026, 1, 12), date(2026, 4, 7), date(2026, 7, 1)


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def lend(work_as, buyer, *, valid_to=None):
    with work_as(buyer.decision_maker) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.officer.id,
            decision="Johtajan päätös 12 §",
            valid_from=SPRING,
            valid_to=valid_to,
        )
        [row] = queries.lent_roles_of(work, buyer.id)
        return row


def appoint(work_as, buyer):
    with work_as(buyer.officer) as work:
        service.appoint_deputy(
            work,
            buyer.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            buyer.colleague.id,
            valid_from=SPRING,
            valid_to=SUMMER,
        )
        [row] = queries.absences_of(work, buyer.id)
        return row


def test_an_organisations_people_are_listed_by_name_with_their_days(work_as, buyer):
    with_password(work_as, buyer.auditor)
    with_role(work_as, "Äijö Äyräpää", buyer.id, Role.WORKER, valid_from=SUMMER)

    with work_as(buyer.case_worker) as work:
        rows = queries.people_of(work, buyer.id)

    assert [row.name for row in rows][:2] == ["Aino Omala", "Elina Arvola"] and rows[
        -1
    ].name == "Äijö Äyräpää"
    assert (rows[-1].role, rows[-1].valid_from, rows[-1].valid_to) == (Role.WORKER, SUMMER, None)
    assert {row.name for row in rows if row.has_password} == {"Reijo Tarkka"}


def test_who_has_left_is_listed_no_more_and_outsiders_see_nobody(work_as, clock, buyer):
    outsider = a_staffed_organisation(work_as, URAVAYLA)
    with work_as(buyer.officer) as work:
        service.end_role(work, buyer.auditor.id, buyer.id, Role.AUDITOR, on=SPRING)

    with work_as(buyer.officer) as work:
        assert "Reijo Tarkka" in {row.name for row in queries.people_of(work, buyer.id)}
        assert "Reijo Tarkka" not in {row.name for row in queries.people_of(work, buyer.id, SPRING)}
    for asked in (queries.people_of, queries.lent_roles_of, queries.absences_of):
        with pytest.raises(Missing), work_as(outsider.admin) as work:
            asked(work, buyer.id)


def test_one_sees_the_organisations_whose_people_one_manages(work_as, buyer):
    a_staffed_organisation(work_as, KANTOSILTA)
    supplier = a_staffed_organisation(work_as, URAVAYLA)

    for actor, names in (
        (buyer.officer, ["Järvi-Hämeen työllisyysalue"]),
        (supplier.admin, ["Uraväylä Oy"]),
        (buyer.finance, []),
        (
            ADMIN,
            ["Järvi-Hämeen työllisyysalue", "Kantosilta-säätiö sr", "Lehtolan kaupunki", "Uraväylä Oy"],
        ),
    ):
        with work_as(actor) as work:
            assert [row.name for row in queries.administered(work)] == names


def test_a_lent_role_is_taken_back_by_its_lender(work_as, buyer):
    lent = lend(work_as, buyer)
    assert (lent.from_name, lent.to_name, lent.decision) == (
        "Paavo Päätalo",
        "Outi Hankonen",
        "Johtajan päätös 12 §",
    )

    with work_as(buyer.decision_maker) as work:
        service.end_delegation(work, lent.id, on=SUMMER)

    before, after = (an_actor(work_as, buyer.officer.id, day) for day in (date(2026, 6, 30), SUMMER))
    assert before.holds(Role.DECISION_MAKER, buyer.id)
    assert not after.holds(Role.DECISION_MAKER, buyer.id)


def test_what_has_not_begun_never_does(work_as, buyer):
    lent = lend(work_as, buyer, valid_to=SUMMER)
    away = appoint(work_as, buyer)

    with work_as(buyer.officer) as work:
        service.end_delegation(work, lent.id, on=TODAY)
        service.end_absence(work, away.id, on=SPRING)

    with work_as(buyer.officer) as work:
        assert queries.lent_roles_of(work, buyer.id) == queries.absences_of(work, buyer.id) == []
    assert not an_actor(work_as, buyer.officer.id, SPRING).holds(Role.DECISION_MAKER, buyer.id)


def test_who_comes_back_early_ends_the_absence(work_as, buyer):
    away = appoint(work_as, buyer)
    back = SPRING + timedelta(days=7)

    with work_as(buyer.case_worker) as work:
        service.end_absence(work, away.id, on=back)

    with work_as(buyer.officer) as work:
        [row] = queries.absences_of(work, buyer.id)
        assert (row.from_name, row.to_name, row.valid_to) == ("Aino Omala", "Kaisa Kolehmainen", back)
        assert queries.absences_of(work, buyer.id, back) == []


def test_others_do_not_take_back_what_is_not_theirs(work_as, buyer):
    lent, away = lend(work_as, buyer), appoint(work_as, buyer)
    outsider = a_staffed_organisation(work_as, URAVAYLA)

    for act, row in ((service.end_delegation, lent), (service.end_absence, away)):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(buyer.finance) as work:
            act(work, row.id, on=SUMMER)
        with pytest.raises(Missing), work_as(outsider.admin) as work:
            act(work, row.id, on=SUMMER)


def test_what_is_over_does_not_end_again(work_as, buyer):
    lent = lend(work_as, buyer, valid_to=SUMMER)

    with pytest.raises(Refused, match=r"identity\.over_already"), work_as(buyer.decision_maker) as work:
        service.end_delegation(work, lent.id, on=SUMMER)


def test_who_leaves_is_out_from_the_day_on_with_everything_lent(ground, work_as, clock, buyer):
    lend(work_as, buyer)
    secret = logged_in(work_as, buyer.decision_maker)
    with work_as(buyer.officer) as work:
        service.leave(work, buyer.id, buyer.decision_maker.id, on=date(2026, 1, 13))
    assert caller(ground, session=secret).is_known

    clock.at += timedelta(hours=15, minutes=1)  # past midnight in Helsinki, after a last look at work
    late = logged_in(work_as, buyer.decision_maker)

    assert caller(ground, session=late) == NOBODY
    with work_as(buyer.officer) as work:
        assert queries.lent_roles_of(work, buyer.id) == []
        assert buyer.decision_maker.id not in queries.signatories(work, buyer.id, date(2026, 1, 13))
        assert buyer.decision_maker.id in queries.signatories(work, buyer.id, TODAY)


def test_who_leaves_is_nobodys_deputy(work_as, buyer):
    appoint(work_as, buyer)
    with work_as(buyer.officer) as work:
        service.leave(work, buyer.id, buyer.colleague.id, on=SPRING + timedelta(days=1))

    assert an_actor(work_as, buyer.colleague.id, SPRING).party_ids
    assert not an_actor(work_as, buyer.colleague.id, SPRING + timedelta(days=1)).party_ids


def test_leaving_one_organisation_leaves_the_others_alone(work_as, buyer):
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    with work_as(ADMIN) as work:
        service.give_role(work, buyer.evaluator.id, supplier.id, Role.WORKER, valid_from=TODAY)
    with work_as(buyer.officer) as work:
        service.leave(work, buyer.id, buyer.evaluator.id, on=SPRING)

    actor = an_actor(work_as, buyer.evaluator.id, SPRING)
    assert actor.party_ids == {supplier.id}


def test_only_who_manages_the_people_lets_them_leave(work_as, buyer):
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(buyer.finance) as work:
        service.leave(work, buyer.id, buyer.auditor.id, on=SPRING)
    outsider = a_staffed_organisation(work_as, URAVAYLA)
    with pytest.raises(Missing), work_as(outsider.admin) as work:
        service.leave(work, buyer.id, buyer.auditor.id, on=SPRING)
    with pytest.raises(Refused, match=r"identity\.not_there"), work_as(buyer.officer) as work:
        service.leave(work, buyer.id, outsider.worker.id, on=SPRING)
