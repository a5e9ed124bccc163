"""The command line tells what is wrong in words, and ends as a script can understand."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from app.demo.acts import ACTS
from app.demo.schema import schema
from app.kernel.events import Event
from app.platform.db import open_database
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.work import Ground, system_work
from app.platform.world import real_world
from tests.demo.stories import story
from tests.flow.conftest import kutsu
from tests.keys import KEYS

KUTSU = str(Path(sys.executable).with_name("kutsu"))


def line_of(text: str, words: str) -> int:
    return 1 + text[: text.index(words)].count("\n")


def test_a_broken_expectation_ends_with_1_and_names_its_line(tell):
    text = story(expect="  commitments:\n    total: 1.00\n  totals: {april: {net: 5.00}}\n")

    told = tell(text)

    assert told.exit_code == 1
    assert (
        f"line {line_of(text, 'total: 1.00')}: expected commitments.total to be 1.00, and it is 0.00"
        in told.said
    )
    assert f"line {line_of(text, 'totals:')}: there is no totals.april" in told.said
    assert told.summary["commitments"]["total"] == 0, "the papers are there all the same"


def test_a_malformed_field_ends_with_1_before_anything_is_played(tell):
    text = story().replace("name: Vilma Valo", "nmae: Vilma Valo")

    told = tell(text)

    assert told.exit_code == 1
    assert "`name` is missing: add it" in told.said
    assert not (told.out / "summary.json").exists()


def test_an_act_refused_against_the_story_ends_with_1(tell):
    text = story("  - {at: 2026-01-09 09:00, by: S1-admin, do: publish_call, call: '[S1]'}\n")

    told = tell(text)

    assert told.exit_code == 1
    assert f"line {line_of(text, 'publish_call')}: `publish_call`: nothing is called '[S1]' yet" in told.said


def test_a_story_that_goes_as_told_ends_with_0(tell):
    told = tell(story(expect="  commitments: {total: 0}\n"))

    assert told.exit_code == 0, told.said


def test_an_earlier_database_is_kept_and_never_played_into(tmp_path):
    (tmp_path / "story.yaml").write_text(story(), encoding="utf-8")
    command = ["story", "run", str(tmp_path / "story.yaml"), "--out", str(tmp_path / "out")]

    assert [kutsu(*command).exit_code for _ in range(2)] == [0, 0]
    kept = tmp_path / "out/story.db.bak"
    assert kept.exists()

    into_it = kutsu(*command, "--database", f"sqlite:///{kept}")
    assert (into_it.exit_code, "play the story in an empty one" in into_it.output) == (1, True)


def test_the_schema_is_printed():
    assert json.loads(kutsu("story", "schema").output) == json.loads(json.dumps(schema(ACTS)))


def test_the_journal_is_proved_and_one_changed_byte_is_found(tell):
    told = tell(story())
    assert told.exit_code == 0

    whole = kutsu("audit", "verify", "--database", told.database_url)
    assert (whole.exit_code, "whole" in whole.output) == (0, True)

    change_one_byte(told.database_url)
    broken = kutsu("audit", "verify", "--database", told.database_url)
    assert (broken.exit_code, "BROKEN at 2" in broken.output) == (1, True)


def change_one_byte(url: str) -> None:
    """By hand, past the trigger, as only somebody with the database in hands can."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        [body] = connection.execute(sa.text("SELECT body FROM journal WHERE seq = 2")).scalars()
        assert isinstance(body, bytes)
        if engine.dialect.name == "sqlite":
            connection.execute(sa.text("DROP TRIGGER tr_journal_no_update"))
        else:
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        changed = body.replace(b"system", b"sistem") if b"system" in body else body[:-2] + b"X" + body[-1:]
        connection.execute(sa.text("UPDATE journal SET body = :body WHERE seq = 2"), {"body": changed})
    engine.dispose()


def test_migrating_twice_is_migrating_once(tmp_path, monkeypatch):
    monkeypatch.setenv("KUTSU_DATABASE_URL", f"sqlite:///{tmp_path}/new/kutsu.db")
    monkeypatch.setenv("KUTSU_FILES_DIR", str(tmp_path / "files"))

    assert [kutsu("migrate").exit_code for _ in range(2)] == [0, 0]

    with sqlite3.connect(tmp_path / "new/kutsu.db") as connection:
        assert connection.execute("SELECT count(*) FROM legal_row").fetchone()[0] > 10
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(
    "command", ["serve", "work", "migrate", "demo", "story run", "story schema", "audit verify"]
)
def test_every_command_tells_what_it_does(command):
    answer = kutsu(*command.split(), "--help")

    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) > 4


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    event_name = "test.happened"
    public = True


def test_serving_an_embedded_database_does_the_workers_work_too(tmp_path):
    """One process, one write connection: nobody starts `kutsu work` beside SQLite."""
    port = free_port()
    env = os.environ | {
        "KUTSU_DATABASE_URL": f"sqlite:///{tmp_path}/kutsu.db",
        "KUTSU_FILES_DIR": str(tmp_path / "files"),
        "KUTSU_PORT": str(port),
    }
    subprocess.run([KUTSU, "migrate"], env=env, check=True, capture_output=True)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([KUTSU, "serve"], env=env, stdout=log, stderr=log)
    try:
        until(lambda: answers(port))
        a_message_waits(tmp_path)
        until(lambda: fates(tmp_path) == {"done"})
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)

    assert server.returncode == 0, (tmp_path / "log").read_text()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def a_message_waits(folder: Path) -> None:
    database = open_database(f"sqlite:///{folder}/kutsu.db")
    ground = Ground(database, real_world(), KEYS, files_in_memory(), PdfPool(processes=1))
    with ground.printer, system_work(ground) as work:
        work.record(Happened(about=work.new_id()))
    database.close()


def fates(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / "kutsu.db")
    found = {row[0] for row in connection.execute("SELECT state FROM outbox_message")}
    connection.close()
    return found


def until(true: Callable[[], bool]) -> None:
    """Half a minute is long for a server on a busy machine, and no hang."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")
