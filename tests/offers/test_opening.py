"""Nobody reads an application before its opening: neither people nor whoever holds the database."""

import json
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.main import METADATA
from app.offers import queries, service
from app.offers.models import Application, Offer
from app.offers.rules.content import envelope_from_bytes
from app.offers.rules.states import ApplicationState
from app.platform.journal import JournalRow
from tests.story.offers import an_application, opened
from tests.story.people import STRANGER
from tests.story.procurement import FIRST_ROUND_CLOSES, local

TICK = timedelta(microseconds=1)
SECRET_PRICE = Money(57_319_13)  # long enough not to stand in an id by chance
SECRET_ANSWER = "Vastaus: staff"


@pytest.fixture
def sent(work_as, call, supplier):
    """Sealed, with a price and answers that stand nowhere else."""
    return an_application(work_as, call, supplier.admin, supplier.id, {"A": SECRET_PRICE})


def _everything_stored(work_as, actor) -> str:
    """Each value of each row of each table, as text; bytes as they are."""
    with work_as(actor) as work:
        rows = chain.from_iterable(
            work.db.execute(text(f'SELECT * FROM "{table.name}"')).all() for table in METADATA.sorted_tables
        )
        values = [value for row in rows for value in row]
    return "\n".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for value in values
    )


def test_whoever_holds_the_database_reads_neither_price_nor_answer(
    work_as, call, supplier, sent, database_url
):
    stored = _everything_stored(work_as, call.buyer.auditor)

    assert len(stored) > 10_000
    for secret in ("5731913", "57319.13", "57319,13", SECRET_ANSWER, '"unit_price"'):
        assert secret not in stored
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        raw = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
        assert b"application" in raw and SECRET_ANSWER.encode() not in raw and b'unit_price"' not in raw


def test_the_same_secrets_are_found_once_it_is_opened(work_as, clock, call, sent):
    """So the test above looks in the right places."""
    opened(work_as, clock, call, [sent])

    stored = _everything_stored(work_as, call.buyer.auditor)
    assert "5731913" in stored and SECRET_ANSWER in stored


def test_the_salt_of_the_hash_stands_nowhere_in_the_clear(work_as, call, supplier, sent):
    """Else whoever guesses the answers could try prices until the hash fits."""
    with work_as(supplier.admin) as work:
        application = queries.own_application(work, sent.application_id)
        seal = work.ground.keys.subject(work.db, application.id)
        envelope = envelope_from_bytes(seal.open_bytes(queries.CONTENT, application.sealed))

    stored = _everything_stored(work_as, call.buyer.auditor)
    assert str(sent.public_id) in stored or sent.public_id.hex in stored
    assert str(envelope.salt) not in stored and envelope.salt.hex not in stored


def test_a_microsecond_before_the_closing_the_officer_is_refused_and_leaves_a_trace(
    work_as, clock, call, sent
):
    clock.at = FIRST_ROUND_CLOSES - TICK

    with pytest.raises(Refused, match="still_sealed"), work_as(call.buyer.officer) as work:
        service.open_first_round(work, call.id)
    with pytest.raises(Refused, match="still_sealed"), work_as(call.buyer.officer) as work:
        service.open_one(work, sent.application_id)

    with work_as(call.buyer.auditor) as work:
        traces = work.db.scalars(
            select(JournalRow).where(JournalRow.event == "offers.opening_refused").order_by(JournalRow.seq)
        ).all()
        assert [trace.about for trace in traces] == [call.id, sent.application_id]
        assert {trace.actor_id for trace in traces} == {call.buyer.officer.id}
        assert json.loads(traces[0].body)["facts"]["reasons"] == ["offers.still_sealed"]
        assert work.db.scalars(select(Application.state)).all() == [ApplicationState.SENT]


def test_from_its_closing_on_the_whole_first_round_opens_at_once(work_as, clock, call, supplier, rival, sent):
    other = an_application(work_as, call, rival.admin, rival.id, {"A": Money(61_50), "D": Money(139_00)})

    clock.at = FIRST_ROUND_CLOSES
    with work_as(call.buyer.officer) as work:
        ids = service.open_first_round(work, call.id)

    assert ids == [sent.application_id, other.application_id]
    with work_as(call.buyer.evaluator) as work:
        offers = queries.offers_of(work, other.application_id)
        assert [(category.code, offer.unit_price) for offer, category in offers] == [
            ("A", Money(61_50)),
            ("D", Money(139_00)),
        ]
        assert offers[0][0].answers["staff"] == SECRET_ANSWER


def test_a_late_one_stays_out_of_the_first_round_and_opens_by_itself(work_as, clock, call, supplier):
    clock.at = FIRST_ROUND_CLOSES + timedelta(milliseconds=1)
    late = an_application(work_as, call, supplier.admin, supplier.id, {"A": SECRET_PRICE})

    with work_as(call.buyer.officer) as work:
        assert service.open_first_round(work, call.id) == []
        service.open_one(work, late.application_id)
    with pytest.raises(Refused, match="no_such_move"), work_as(call.buyer.officer) as work:
        service.open_one(work, late.application_id)


def test_before_the_opening_nobody_at_the_buyer_learns_who_applies_or_how_many(work_as, call, sent):
    everybody = call.buyer
    for person in (everybody.officer, everybody.decision_maker, everybody.evaluator, everybody.auditor):
        with work_as(person) as work:
            assert queries.own_applications(work, call.id) == []
        for ask in (queries.own_application, queries.own_content, queries.offers_of):
            with pytest.raises(Missing), work_as(person) as work:
                ask(work, sent.application_id)
    with work_as(everybody.auditor) as work:
        chain_of_buyer = select(JournalRow.event).where(JournalRow.chain == everybody.id)
        assert not [name for name in work.db.scalars(chain_of_buyer) if name.startswith("offers.")]


def test_a_supplier_never_sees_what_others_offer(work_as, clock, call, supplier, rival, sent):
    opened(work_as, clock, call, [sent])

    for stranger in (rival.admin, STRANGER):
        with pytest.raises(Missing), work_as(stranger) as work:
            queries.own_application(work, sent.application_id)
        with work_as(stranger) as work:
            offer_id = work.db.scalar(select(Offer.id))
            assert queries.own_applications(work, call.id) == []
        with pytest.raises(Missing), work_as(stranger) as work:
            queries.own_offer(work, offer_id)


@pytest.mark.parametrize("act", ["evaluator", "case_worker", "finance", "auditor"])
def test_only_an_officer_opens(work_as, clock, call, sent, act):
    clock.at = FIRST_ROUND_CLOSES
    with pytest.raises(Refused, match="not_your_act"), work_as(getattr(call.buyer, act)) as work:
        service.open_first_round(work, call.id)


def test_a_stranger_opens_nothing(work_as, clock, call, sent):
    clock.at = FIRST_ROUND_CLOSES
    with pytest.raises(Refused, match="not_your_act"), work_as(STRANGER) as work:
        service.open_first_round(work, call.id)
    with pytest.raises(Missing), work_as(STRANGER) as work:
        service.open_one(work, sent.application_id)


def test_the_first_round_is_undecided_until_the_last_of_it_is_decided(work_as, clock, call, supplier, rival):
    first = an_application(work_as, call, supplier.admin, supplier.id, {"A": SECRET_PRICE})
    an_application(work_as, call, rival.admin, rival.id, {"A": SECRET_PRICE})
    with work_as(call.buyer.officer) as work:
        assert queries.undecided_first_round(work, call.id) == 2

    with work_as(supplier.admin) as work:
        service.withdraw(work, first.application_id)
    clock.at = local("2026-03-06")
    again = an_application(work_as, call, supplier.admin, supplier.id, {"A": SECRET_PRICE})

    assert again.round == "continuous"
    with work_as(call.buyer.officer) as work:
        assert queries.undecided_first_round(work, call.id) == 1
