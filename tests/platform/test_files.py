"""Files: bytes first, then the row that claims them; what nobody claimed goes after a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.files import FileClass, FileStore, Retention, StoredFile, local_files, read_file, sweep
from app.platform.papers import keep_file
from app.platform.work import Ground, Work

PAPER = "Päätös: hyväksytään osa-alueille A ja B.".encode()
A_DAY = timedelta(hours=24)
TICK = 0.05  # seconds: longer than the step of any file system's clock


@pytest.fixture(params=["memory", "disk"])
def ground(ground: Ground, request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    if request.param == "memory":
        return ground
    return Ground(**{**vars(ground), "files": local_files(tmp_path / "files")})


def kept(work: Work, content: bytes = PAPER) -> StoredFile:
    return keep_file(
        work,
        content,
        name="päätös.pdf",
        media_type="application/pdf",
        file_class=FileClass.DECISION_LETTER,
        retention=Retention.PROCUREMENT,
    )


def stored(files: FileStore) -> list[str]:
    return [found["path"] for page in files.store.list() for found in page]


def rolled_back(work_as: Callable, content: bytes = PAPER) -> str:
    """A Work that put its bytes and was then refused: their key."""
    with pytest.raises(Refused), work_as(SYSTEM) as work:
        _put_and_refuse(work, content)
    return _key_of(work, content)


def _put_and_refuse(work: Work, content: bytes) -> None:
    kept(work, content)
    raise Refused([Reason("offers.too_late")])


def _key_of(work: Work, content: bytes) -> str:
    return work.ground.files.put(content)


def swept(ground: Ground, *, later: timedelta) -> int:
    """How many were removed, so much later than the files' own time, which is the real one."""
    with ground.database.session(writes=False) as db:
        return sweep(db, ground.files, now=datetime.now(UTC) + later)


def test_the_bytes_are_there_before_the_row_and_both_after_the_commit(work_as, ground):
    with work_as(SYSTEM) as work:
        row = kept(work)
        assert ground.files.get(row.key) == PAPER

    with work_as(SYSTEM) as work:
        assert read_file(work.db, ground.files, row.id) == PAPER
        assert (row.size, row.name, row.at) == (len(PAPER), "päätös.pdf", work.now)


def test_the_same_bytes_are_kept_once_and_told_by_two_rows(work_as, ground):
    with work_as(SYSTEM) as work:
        first, second = kept(work), kept(work)

    assert first.key == second.key and first.id != second.id
    assert stored(ground.files) == [first.key]


def test_a_rolled_back_work_leaves_bytes_that_the_sweep_takes_after_a_day(work_as, ground):
    key = rolled_back(work_as)
    assert stored(ground.files) == [key]

    assert swept(ground, later=A_DAY - timedelta(minutes=1)) == 0
    assert stored(ground.files) == [key]

    assert swept(ground, later=A_DAY + timedelta(minutes=1)) == 1
    assert stored(ground.files) == []


def test_bytes_that_a_row_claims_are_never_swept(work_as, ground):
    rolled_back(work_as)
    with work_as(SYSTEM) as work:
        row = kept(work)

    assert swept(ground, later=timedelta(days=4000)) == 0
    assert stored(ground.files) == [row.key]


def test_an_old_orphan_that_is_put_again_is_young_again(ground):
    """Else a sweep could take the bytes between this Work's put and its commit."""
    key = ground.files.put(PAPER)
    sleep(TICK)
    between = datetime.now(UTC)
    assert ground.files.is_older_than(key, between)

    sleep(TICK)
    ground.files.put(PAPER)

    assert not ground.files.is_older_than(key, between)


def test_bytes_that_were_changed_are_noticed_and_never_given_out(work_as, ground):
    with work_as(SYSTEM) as work:
        row = kept(work)
    ground.files.store.put(row.key, PAPER.replace(b"A ja B", b"A ja C"))

    with work_as(SYSTEM) as work, pytest.raises(ValueError, match="does not have the content"):
        read_file(work.db, ground.files, row.id)


def test_a_file_without_a_row_is_not_there(work_as, ground):
    with work_as(SYSTEM) as work, pytest.raises(Missing):
        read_file(work.db, ground.files, UUID(int=404))


@pytest.mark.parametrize("wrong", ["UPDATE stored_file SET name = 'x.pdf'", "DELETE FROM stored_file"])
def test_a_files_row_is_frozen(work_as, ground, wrong):
    with work_as(SYSTEM) as work:
        kept(work)

    with pytest.raises(IntegrityError, match="stored_file is refused"), work_as(SYSTEM) as work:
        work.db.execute(text(wrong))

    with work_as(SYSTEM) as work:
        assert work.db.scalars(select(StoredFile.name)).all() == ["päätös.pdf"]
