"""Who reads which calls, and when one is open: the clock decides, in Python and in SQL alike."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actors import GUEST, SYSTEM
from app.kernel.refusals import Missing
from app.procurement import queries, service
from app.procurement.models import Call
from app.procurement.rules.metrics import STANDARD, MetricKind, definition_from_json, standard
from app.procurement.rules.states import CALL_FLOW, CallState, is_open
from tests.story.people import STRANGER
from tests.story.procurement import CALL, OPENS, a_call, a_draft

TICK = timedelta(microseconds=1)
MOMENTS = [OPENS - TICK, OPENS, OPENS + TICK, CALL.closes_at - TICK, CALL.closes_at, CALL.closes_at + TICK]


def test_a_call_is_open_from_its_first_moment_to_before_its_last(work_as, clock, buyer):
    call = a_call(work_as, clock, buyer)

    with work_as(GUEST) as work:
        row = queries.call(work, call.id)
        by_rule = [
            is_open(state=row.state, now=at, opens_at=row.opens_at, closes_at=row.closes_at) for at in MOMENTS
        ]
        by_sql = [work.db.scalar(select(queries.is_open_at(at)).select_from(Call)) for at in MOMENTS]
    assert by_rule == [False, True, True, True, False, False]
    assert [bool(answer) for answer in by_sql] == by_rule


@pytest.mark.parametrize("state", CallState)
def test_only_a_published_call_is_open(work_as, clock, buyer, state):
    call = a_call(work_as, clock, buyer)

    with work_as(buyer.officer) as work:
        queries.call(work, call.id).state = state
        work.db.flush()
        by_sql = work.db.scalar(select(queries.is_open_at(OPENS)).select_from(Call))
        by_rule = is_open(state=state, now=OPENS, opens_at=OPENS, closes_at=CALL.closes_at)
    assert bool(by_sql) == by_rule == (state is CallState.PUBLISHED)


def test_a_draft_is_its_buyers_own_and_a_published_call_everybodys(work_as, clock, buyer):
    draft = a_draft(work_as, buyer)
    published = a_call(work_as, clock, buyer, number="2", split_reason="Eri palvelu")

    for reader in (GUEST, STRANGER, SYSTEM):
        with work_as(reader) as work:
            assert queries.by_number(work, buyer.id, "2").id == published.id
            assert len(queries.categories(work, published.id)) == 4
            assert queries.category_by_code(work, published.id, "B").code == "B"
            assert (queries.categories(work, draft.id), queries.metrics_of(work, draft.id)) == ([], [])
            assert queries.buyers_of(work, draft.id) == set()
        for ask in (
            lambda work: queries.call(work, draft.id),
            lambda work: queries.by_number(work, buyer.id, CALL.number),
            lambda work: queries.category(work, draft.categories["A"]),
            lambda work: queries.category_by_code(work, draft.id, "A"),
            lambda work: queries.public_id(work, draft.id),
        ):
            with pytest.raises(Missing), work_as(reader) as work:
                ask(work)
    with work_as(buyer.case_worker) as work:
        assert queries.call(work, draft.id).number == CALL.number


def test_the_public_list_shows_what_was_published_open_calls_first(work_as, clock, buyer):
    closed = a_call(work_as, clock, buyer, number="1")
    a_draft(work_as, buyer, number="2")
    a_call(work_as, clock, buyer, number="3", split_reason="Eri palvelu")
    with work_as(buyer.officer) as work:
        service.close(work, closed.id, reason="Ostaja vaihtui")

    with work_as(GUEST) as work:
        rows = queries.public_calls(work)
    assert [(row.number, row.is_open, row.categories) for row in rows] == [("3", True, 4), ("1", False, 4)]
    assert {row.buyer for row in rows} == {"Järvi-Hämeen työllisyysalue"}
    assert {row.public_id.version for row in rows} == {4}


def test_a_standard_metric_calls_the_service_provider_by_the_word_of_the_contract():
    started = standard(MetricKind.STARTED_IN_TIME).denominator.by_language

    assert "palveluntuottaja" in started["fi"] and "tjänsteproducent" in started["sv"]


def test_every_metric_says_what_over_what_in_three_languages():
    assert set(STANDARD) == set(MetricKind)
    for kind in MetricKind:
        definition = standard(kind)
        assert definition_from_json(definition.as_json()) == definition
        for words in (definition.numerator, definition.denominator, definition.measured, definition.source):
            assert words.missing(["fi", "sv", "en"]) == []


def test_every_call_state_can_be_reached():
    assert CALL_FLOW.reachable() == set(CallState)
