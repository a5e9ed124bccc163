"""The journal proves itself: whatever was changed, removed or cut off afterwards is found."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, event, insert, select, text, update

from app.audit import queries, service
from app.audit.rules import first_broken_line
from app.kernel.actors import GUEST, SYSTEM
from app.kernel.refusals import Missing, Refused
from app.platform import guards
from app.platform.db import Base, Database
from app.platform.journal import PLATFORM, JournalHead, JournalRow
from app.platform.work import begin_work
from tests.story.clients import a_client
from tests.story.identity import As, Buyer, a_buyer
from tests.story.people import ADMIN
from tests.story.suppliers import a_supplier

JOURNAL = JournalRow.__table__
AT = 3  # the row of the buyer's chain that somebody tampers with


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    """Its chain holds five rows; the platform's holds more."""
    buyer = a_buyer(work_as)
    for number in range(5):
        a_client(work_as, buyer.case_worker, buyer.id, case_number=f"K-{number}")
    return buyer


@pytest.fixture
def tamper(database: Database) -> Callable[..., None]:
    """Changes the journal as somebody can who owns the database: the triggers are dropped first."""

    def tampered(*statements) -> None:
        with database.writing.begin() as connection:
            _drop_triggers(connection)
            for statement in statements:
                assert connection.execute(statement).rowcount
            guards.install(connection, Base.metadata)

    return tampered


def _drop_triggers(connection: Connection) -> None:
    on = " ON journal" if connection.dialect.name == "postgresql" else ""
    for act in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER tr_journal_no_{act}{on}"))


def broken(work_as: As) -> dict[UUID, tuple[int, str]]:
    """By chain, the first place that does not hold."""
    with work_as(SYSTEM) as work:
        found = service.verified_chains(work)
    return {proof.chain: (proof.broken.seq, proof.broken.why) for proof in found if proof.broken}


def row(chain: UUID, seq: int = AT):
    return JOURNAL.c.chain == chain, JOURNAL.c.seq == seq


def test_an_untouched_journal_holds_and_says_how_long_it_is(work_as, buyer):
    with work_as(SYSTEM) as work:
        found = {proof.chain: proof for proof in service.verified_chains(work)}

    assert set(found) == {PLATFORM, buyer.id}
    assert all(proof.holds for proof in found.values())
    assert found[buyer.id].rows == 5 and found[PLATFORM].rows > 10


def changed_values(row) -> dict[str, object]:
    """For each column, what it held with something changed."""
    flipped = bytes([row.sha256[0] ^ 1]) + row.sha256[1:]
    return {
        "chain": UUID(int=row.chain.int ^ 1),
        "seq": 99,
        "body": row.body.replace(b'"seq":3', b'"seq":4'),
        "sha256": flipped,
        "event": row.event[:-1],
        "event_version": row.event_version + 1,
        "about": UUID(int=row.about.int ^ 1),
        "process_id": UUID(int=1),
        "subject_id": UUID(int=1),
        "public_at": row.at,
        "at": row.at + timedelta(microseconds=1),
        "actor_kind": "system",
        "actor_id": UUID(int=row.actor_id.int ^ 1),
    }


@pytest.mark.parametrize("column", [column.name for column in JOURNAL.columns])
def test_a_change_in_any_column_is_found(work_as, buyer, tamper, column):
    with work_as(SYSTEM) as work:
        before = work.db.execute(select(JOURNAL).where(*row(buyer.id))).one()
    value = changed_values(before)[column]
    assert value != getattr(before, column)

    tamper(update(JOURNAL).where(*row(buyer.id)).values({column: value}))

    assert broken(work_as)[buyer.id][0] == AT


def test_any_one_changed_byte_of_a_body_is_found(work_as, buyer, tamper):
    with work_as(SYSTEM) as work:
        body = work.db.scalar(select(JOURNAL.c.body).where(*row(buyer.id)))
    assert body

    for place in range(0, len(body), 29):
        other = bytes([*body[:place], body[place] ^ 1, *body[place + 1 :]])
        tamper(update(JOURNAL).where(*row(buyer.id)).values(body=other))
        assert broken(work_as)[buyer.id] == (AT, "the row does not follow from the one before it")


def test_a_row_rewritten_with_its_own_hash_breaks_the_next(work_as, buyer, tamper):
    with work_as(SYSTEM) as work:
        old = work.db.execute(select(JOURNAL).where(*row(buyer.id, 2))).one()
        third = work.db.execute(select(JOURNAL).where(*row(buyer.id, 3))).one()

    tamper(update(JOURNAL).where(*row(buyer.id, 3)).values(body=old.body, sha256=old.sha256))

    assert broken(work_as)[buyer.id][0] == AT
    assert third.sha256 != old.sha256


def test_a_removed_row_is_found(work_as, buyer, tamper):
    tamper(delete(JOURNAL).where(*row(buyer.id)))

    assert broken(work_as) == {buyer.id: (AT, "a row is missing")}


def test_a_cut_tail_is_found(work_as, buyer, tamper):
    tamper(delete(JOURNAL).where(JOURNAL.c.chain == buyer.id, JOURNAL.c.seq >= AT))

    assert broken(work_as) == {buyer.id: (5, "the chain does not end where its head says")}


def test_a_whole_chain_removed_is_found_by_its_head(work_as, buyer, tamper):
    tamper(delete(JOURNAL).where(JOURNAL.c.chain == buyer.id))

    assert buyer.id in broken(work_as)


def test_a_head_set_back_leaves_rows_that_nobody_covers(work_as, buyer, tamper):
    with work_as(SYSTEM) as work:
        third = work.db.scalar(select(JOURNAL.c.sha256).where(*row(buyer.id)))
    head = update(JournalHead).where(JournalHead.chain == buyer.id)

    tamper(head.values(seq=AT, sha256=third))

    assert broken(work_as) == {buyer.id: (4, "a row stands beyond the head of its chain")}


def test_a_removed_head_is_found(work_as, buyer, tamper):
    tamper(delete(JournalHead).where(JournalHead.chain == buyer.id))

    assert broken(work_as) == {buyer.id: (1, "a row stands beyond the head of its chain")}


def test_a_row_slipped_in_is_found(work_as, buyer, tamper):
    with work_as(SYSTEM) as work:
        copy = work.db.execute(select(JOURNAL).where(*row(buyer.id))).mappings().one()

    tamper(insert(JOURNAL).values({**copy, "seq": 6}))

    assert broken(work_as) == {buyer.id: (6, "a row stands beyond the head of its chain")}


def test_a_column_that_holds_no_value_of_its_kind_is_found_and_not_an_error(work_as, buyer, tamper, database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL takes no such value")

    tamper(text("UPDATE journal SET at = 'sometime' WHERE seq = 3"))

    assert {why for _, why in broken(work_as).values()} == {"a row from here on cannot be read"}


def test_the_journal_itself_refuses_changes(work_as, buyer):
    for wrong in ("UPDATE journal SET event = 'x'", "DELETE FROM journal"):
        with pytest.raises(Exception, match="journal is refused"), work_as(SYSTEM) as work:
            work.db.execute(text(wrong))


def test_rows_written_while_verifying_are_left_for_the_next_time(ground, work_as, buyer):
    late = []

    @event.listens_for(ground.database.reading, "after_cursor_execute")
    def write_on(*_: object) -> None:
        """Right after the heads were read, and before their rows are."""
        if not late:
            late.append("K-late")
            a_client(work_as, buyer.case_worker, buyer.id, case_number=late[0])

    with begin_work(ground, SYSTEM, writes=False) as reading:
        found = service.verified_chains(reading)

    assert late and all(proof.holds for proof in found)


def test_an_exported_chain_proves_itself_and_its_export_is_written_down(work_as, buyer):
    with work_as(buyer.auditor) as work:
        lines = list(service.export(work, buyer.id))

    assert len(lines) == 5 and first_broken_line(lines) is None
    assert first_broken_line([*lines[:2], *lines[3:]]) == 3
    assert first_broken_line([lines[0], lines[1].replace("case_opened", "case_closed")]) == 2
    with work_as(buyer.auditor) as work:
        newest = queries.entries(work, buyer.id)[0]
    assert (newest.event, newest.seq, newest.actor_id) == ("audit.chain_exported", 6, buyer.auditor.id)


def test_an_auditor_reads_the_own_buyers_chain_only(work_as, buyer):
    supplier = a_supplier(work_as)

    with work_as(buyer.auditor) as work:
        assert queries.own_proof(work, buyer.id).holds
        with pytest.raises(Missing):
            queries.own_proof(work, PLATFORM)
        with pytest.raises(Missing):
            service.verified_chains(work)
    for actor in (buyer.officer, buyer.case_worker):
        with pytest.raises(Refused, match=r"audit\.not_your_act"), work_as(actor) as work:
            queries.entries(work, buyer.id)
    for actor in (supplier.admin, GUEST):
        with pytest.raises(Missing), work_as(actor) as work:
            list(service.export(work, buyer.id))
    with work_as(ADMIN) as work:
        assert queries.own_proof(work, PLATFORM).rows == queries.length(work, PLATFORM)
        with pytest.raises(Missing):
            queries.own_proof(work, UUID(int=404))


def test_entries_come_newest_first_and_page_on(work_as, buyer):
    with work_as(buyer.auditor) as work:
        first = queries.entries(work, buyer.id)
        older = queries.entries(work, buyer.id, before=3)
        about = queries.entries(work, buyer.id, about=first[2].about)

    assert [entry.seq for entry in first] == [5, 4, 3, 2, 1]
    assert [entry.seq for entry in older] == [2, 1]
    assert about == [first[2]]
