"""Two administrators together may say something else than the pack; one alone may not."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM, Actor, ActorKind, Delegation, Role
from app.kernel.refusals import Missing, Refused
from app.law import queries, service
from app.law.models import LegalProposal, LegalRow
from app.law.rules.calendars import CalendarKind
from app.law.rules.facts import Certainty, LegalFact, LegalKind
from app.law.rules.limits import LimitName
from app.law.rules.overriding import PROPOSAL, ProposalState
from app.law.rules.rates import VatKind
from app.platform.journal import JournalRow
from tests.law.conftest import LAND, SmallLand, review, vat
from tests.story.people import ADMIN, INSTALLATION, SECOND_ADMIN, STRANGER, person

SPRING = date(2026, 4, 7)
LENT_FOR_ONE_CALL = Actor(
    ActorKind.PERSON,
    UUID(int=4),
    frozenset({INSTALLATION}),
    delegations=(Delegation(INSTALLATION, Role.PLATFORM_ADMIN, ADMIN.id, process_id=UUID(int=77)),),
)
TOKEN = Actor(
    ActorKind.TOKEN, UUID(int=5), frozenset({INSTALLATION}), {INSTALLATION: frozenset({Role.PLATFORM_ADMIN})}
)


@pytest.fixture(autouse=True)
def _loaded(work_as, _an_empty_small_land) -> None:
    with work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand())


def proposed(work_as, fact: LegalFact, by: Actor = ADMIN) -> UUID:
    with work_as(by) as work:
        return service.propose_override(work, LAND, fact)


def standard_rate(work_as, on: date = SPRING) -> int:
    with work_as(STRANGER) as work:
        return queries.rates(work, LAND).vat(VatKind.STANDARD, supplied_on=on)


def recorded(work: Any, event: str) -> list[dict[str, Any]]:
    bodies = select(JournalRow.body).where(JournalRow.event == event).order_by(JournalRow.seq)
    return [json.loads(body) for body in work.db.scalars(bodies)]


def test_an_override_needs_two_people(work_as):
    proposal = proposed(work_as, vat(2100))
    assert standard_rate(work_as) == 2000

    with pytest.raises(Refused, match=r"law\.same_person_twice"), work_as(ADMIN) as work:
        service.confirm_override(work, proposal)
    assert standard_rate(work_as) == 2000

    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)
    assert standard_rate(work_as) == 2100


def test_an_override_is_recorded_with_both_people_and_both_figures(work_as):
    proposal = proposed(work_as, vat(2100, source="Decree 1/2026"))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    with work_as(ADMIN) as work:
        row = work.db.scalars(select(LegalRow).where(LegalRow.country == LAND, LegalRow.number == 2100)).one()
        [told] = recorded(work, "law.override_confirmed")
        assert (row.proposed_by, row.confirmed_by, row.source) == (ADMIN.id, SECOND_ADMIN.id, "Decree 1/2026")
        assert (told["actor_id"], told["about"]) == (str(SECOND_ADMIN.id), str(row.id))
        assert told["facts"]["proposed_by"] == str(ADMIN.id)
        assert (told["facts"]["number_before"], told["facts"]["number"]) == (2000, 2100)
        assert len(recorded(work, "law.override_proposed")) == 1


def test_a_pack_loaded_again_leaves_the_override_alone(work_as):
    proposal = proposed(work_as, vat(2100))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    with work_as(SYSTEM) as work:
        assert service.load_pack(work, SmallLand()) == 0

    assert standard_rate(work_as) == 2100
    with work_as(ADMIN) as work:
        assert len(recorded(work, "law.pack_loaded")) == 1  # an override is no news to tell at every start


def test_an_override_may_be_a_new_law_from_a_later_day(work_as):
    proposal = proposed(work_as, vat(2200, date(2027, 1, 1)))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    assert standard_rate(work_as, date(2026, 12, 31)) == 2000
    assert standard_rate(work_as, date(2027, 1, 1)) == 2200


def test_a_law_for_a_while_gives_way_to_the_one_before_it(work_as):
    proposal = proposed(work_as, vat(1500, date(2026, 3, 1), valid_to=date(2026, 5, 1)))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [standard_rate(work_as, day) for day in days] == [2000, 1500, 1500, 2000]


def test_a_longer_limit_moves_the_last_day(work_as):
    proposal = proposed(work_as, review(21))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    with work_as(STRANGER) as work:
        assert queries.last_day(work, LAND, LimitName.MUNICIPAL_REVIEW, date(2026, 3, 5)) == date(2026, 3, 26)


@pytest.mark.parametrize(
    ("day", "off", "worked_before", "worked_after"),
    [(date(2026, 6, 18), 1, True, False), (date(2026, 5, 1), 0, False, True)],
    ids=["a day of mourning", "a holiday abolished"],
)
def test_two_people_may_also_change_the_calendar(work_as, day: date, off: int, worked_before, worked_after):
    exception = LegalFact(
        LegalKind.DAY_OFF,
        CalendarKind.STRICT,
        day,
        "Act 2/2026",
        Certainty.SEEN,
        number=off,
        text="Exception",
    )
    with work_as(STRANGER) as work:
        assert queries.calendar(work, LAND, strict=True).is_working_day(day) is worked_before

    proposal = proposed(work_as, exception)
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    with work_as(STRANGER) as work:
        assert queries.calendar(work, LAND, strict=True).is_working_day(day) is worked_after
        assert queries.calendar(work, LAND, strict=False).is_working_day(day) is worked_before


def test_a_dropped_proposal_changes_nothing_and_cannot_be_confirmed(work_as):
    proposal = proposed(work_as, vat(2100))
    with work_as(ADMIN) as work:
        service.drop_override(work, proposal)

    with pytest.raises(Refused, match=r"state\.no_such_move"), work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)
    with work_as(ADMIN) as work:
        assert queries.waiting_proposals(work, LAND) == []
        assert len(recorded(work, "law.override_dropped")) == 1
    assert standard_rate(work_as) == 2000


def test_a_proposal_is_confirmed_once(work_as):
    proposal = proposed(work_as, vat(2100))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    for act in (service.confirm_override, service.drop_override):
        with pytest.raises(Refused, match=r"state\.no_such_move"), work_as(SECOND_ADMIN) as work:
            act(work, proposal)


def test_one_figure_has_one_waiting_proposal(work_as):
    proposed(work_as, vat(2100))

    with pytest.raises(Refused, match=r"law\.already_proposed"), work_as(SECOND_ADMIN) as work:
        service.propose_override(work, LAND, vat(2200))


@pytest.mark.parametrize("actor", [STRANGER, TOKEN, LENT_FOR_ONE_CALL, SYSTEM])
def test_nobody_but_administrators_proposes_or_sees_a_proposal(work_as, actor: Actor):
    proposal = proposed(work_as, vat(2100))

    with pytest.raises(Refused, match=r"law\.not_an_administrator"), work_as(actor) as work:
        service.propose_override(work, LAND, vat(2200, date(2027, 1, 1)))
    for act in (service.confirm_override, service.drop_override):
        with pytest.raises(Missing), work_as(actor) as work:
            act(work, proposal)
    with work_as(actor) as work:
        assert queries.waiting_proposals(work, LAND) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (vat(2000), "law.nothing_changes"),
        (vat(10_001), "law.wrong_content"),
        (vat(-1), "law.wrong_content"),
        (vat(2100, unit=None), "law.wrong_unit"),
        (vat(2100, text="25.5 %"), "law.wrong_content"),
        (vat(2100, source="  "), "law.source_missing"),
        (vat(2100, valid_to=date(2020, 1, 1)), "law.ends_before_it_starts"),
        (LegalFact(LegalKind.RATE, "vat.luxury", SPRING, "?", Certainty.SEEN), "law.unknown_key"),
        (
            LegalFact(LegalKind.STANDSTILL, "order.act_dps", SPRING, "Act", Certainty.SEEN, text="maybe"),
            "law.wrong_content",
        ),
        (
            LegalFact(LegalKind.REMEDY, "small_dps", SPRING, "Act", Certainty.SEEN, text=""),
            "law.wrong_content",
        ),
        (
            LegalFact(LegalKind.CALENDAR, "strict", SPRING, "Act", Certainty.SEEN, text="Europe/Turku"),
            "law.wrong_content",
        ),
        (
            LegalFact(LegalKind.REGIME_HINT, "79998000", SPRING, "Act", Certainty.SEEN, text="special"),
            "law.unknown_key",
        ),
        (
            LegalFact(LegalKind.FEATURE, "client_choice.act_dps", SPRING, "Act", Certainty.SEEN, number=2),
            "law.wrong_content",
        ),
    ],
)
def test_a_senseless_fact_is_refused_when_it_is_proposed(work_as, fact: LegalFact, code: str):
    with work_as(ADMIN) as work:
        reasons = service.reasons_not_to_propose(work, LAND, fact)

    assert code in [reason.code for reason in reasons]


def test_nothing_is_proposed_for_a_country_without_a_pack(work_as):
    with pytest.raises(Refused, match=r"law\.not_loaded"), work_as(ADMIN) as work:
        service.propose_override(work, "YY", vat(2100))


def test_every_state_of_a_proposal_is_reached():
    assert PROPOSAL.reachable() == set(ProposalState)


def test_the_database_wants_two_people_too(work_as):
    proposal = proposed(work_as, vat(2100))
    row = LegalRow.country == LAND, LegalRow.number == 2000
    same = {"proposed_by": ADMIN.id, "confirmed_by": ADMIN.id}

    with pytest.raises(IntegrityError, match="ck_legal_row_two_people"), work_as(ADMIN) as work:
        work.db.execute(update(LegalRow).where(*row).values(**same))
    with pytest.raises(IntegrityError, match="ck_legal_row_both_or_none"), work_as(ADMIN) as work:
        work.db.execute(update(LegalRow).where(*row).values(proposed_by=ADMIN.id))
    for decided, constraint in (
        ({"state": ProposalState.DROPPED}, "ck_legal_proposal_decided_once"),
        ({"state": ProposalState.CONFIRMED, "decided_by": ADMIN.id}, "ck_legal_proposal_two_people"),
    ):
        with pytest.raises(IntegrityError, match=constraint), work_as(ADMIN) as work:
            work.db.execute(update(LegalProposal).where(LegalProposal.id == proposal).values(decided))


def test_the_database_keeps_one_row_a_day_in_order_and_saying_something(work_as):
    for wrong, constraint in (
        ("UPDATE legal_row SET valid_to = valid_from WHERE country = 'XX'", "ck_legal_row_in_order"),
        (
            "UPDATE legal_row SET number = NULL, text = NULL WHERE country = 'XX'",
            "ck_legal_row_says_something",
        ),
    ):
        with pytest.raises(IntegrityError, match=constraint), work_as(ADMIN) as work:
            work.db.execute(text(wrong))
    with pytest.raises(IntegrityError, match=r"(?i)unique"), work_as(ADMIN) as work:
        service._add_rows(work, LAND, [vat(2300)])


def test_a_decided_proposal_is_frozen(work_as):
    proposal = proposed(work_as, vat(2100))
    with work_as(SECOND_ADMIN) as work:
        service.confirm_override(work, proposal)

    for change in (update(LegalProposal).values(number=1), delete(LegalProposal)):
        with pytest.raises(IntegrityError, match="refused"), work_as(ADMIN) as work:
            work.db.execute(change.where(LegalProposal.id == proposal))  # type: ignore[attr-defined]


def test_a_person_is_an_administrator_wherever_the_role_is_held(work_as):
    elsewhere = person(6, {UUID(int=55): {Role.PLATFORM_ADMIN}})
    proposal = proposed(work_as, vat(2100))
    with work_as(elsewhere) as work:
        service.confirm_override(work, proposal)

    assert standard_rate(work_as) == 2100
