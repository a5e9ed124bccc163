"""A PostgreSQL server of our own for the length of a test run: it never touches one that is already there.

`python -m tests.pgcluster -- COMMAND…` runs the command with KUTSU_TEST_DATABASE_URL pointing at it.
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import psutil
import psycopg

PREFIX = "kutsu-pg-"
ROOM = Path("/tmp")  # noqa: S108 - a socket's path has room for 107 letters; mkdtemp keeps the folder ours
NAME = "kutsu"
URL_NAME = "KUTSU_TEST_DATABASE_URL"
PATIENCE = 30.0  # seconds; a start takes about one
YOUNG = 60.0  # seconds

# The server outlives nobody: when this process ends, however it ends, the pipe closes, `read` returns, and
# the shell stops the server and takes the folder away. kill -9 of the tests is no exception.
GUARD = """
"$@" >"$FOLDER/log" 2>&1 </dev/null &
echo $! >"$FOLDER/server"
read -r forever
kill -QUIT "$(cat "$FOLDER/server")" 2>/dev/null
while kill -0 "$(cat "$FOLDER/server")" 2>/dev/null; do wait; sleep 0.05; done
rm -rf "$FOLDER"
"""

# Durability is left as production has it (fsync, synchronous_commit): what is tested is what was promised.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "120",
    "log_min_messages": "fatal",
}


class Unavailable(Exception):
    """No PostgreSQL server can be had here; the message says why, in one line."""


def binaries() -> Path:
    """Where `initdb` and `postgres` lie: the newest version of the system's packages, or the PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = packaged[-1] if packaged else shutil.which("initdb")
    if found is None or not Path(found).resolve().with_name("postgres").exists():
        raise Unavailable("no PostgreSQL server programs here: install the package `postgresql`")
    return Path(found).resolve().parent


def _version(initdb: Path) -> int:
    digits = re.match(r"\d+", initdb.parts[-3])
    return int(digits[0]) if digits else 0


def _ordinary_user() -> str | None:
    """Whom a server started by root runs as; None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise Unavailable("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


class TemporaryCluster:
    """`with TemporaryCluster() as cluster:` gives `cluster.url`; each test worker may have its own.

    It listens on a socket in a folder that only its user can open, so nobody else reaches it.
    """

    def __init__(self) -> None:
        self._programs, self._user = binaries(), _ordinary_user()
        self._folder: Path | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._alive: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, t: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        if self._folder is None:
            raise Unavailable("the cluster has not been started")
        return self._folder

    @property
    def url(self) -> str:
        """For SQLAlchemy: an empty database, as the user who owns the cluster and may make more."""
        return f"postgresql+psycopg://{NAME}@/{NAME}?host={self.folder}"

    def start(self) -> None:
        """A fresh cluster, ready for connections."""
        sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=ROOM))
        self._alive = (self._folder / "alive").open("wb")
        fcntl.flock(self._alive, fcntl.LOCK_EX)
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        try:
            self._make()
            self._run()
            with psycopg.connect(self._admin, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{NAME}"')
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Throws the cluster away; safe to call twice."""
        self._dismiss_guard()
        if self._alive:
            self._alive.close()
            self._alive = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _dismiss_guard(self) -> None:
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            self._guard.wait(PATIENCE)
            self._guard = None

    def _make(self) -> None:
        options = ["--no-sync", "--auth=trust", f"--username={NAME}", "--encoding=UTF8", "--locale=C.UTF-8"]
        made = subprocess.run(
            [str(self._programs / "initdb"), *options, f"--pgdata={self.folder / 'data'}"],
            capture_output=True,
            check=False,
            cwd=self.folder,
            **self._identity,
        )
        if made.returncode:
            raise Unavailable(f"initdb failed: {_last_line(made.stderr.decode())}")

    @property
    def _identity(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}

    def _run(self) -> None:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = [
            str(self._programs / "postgres"),
            f"-D{self.folder / 'data'}",
            f"-k{self.folder}",
            *settings,
        ]
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", *server],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={**os.environ, "FOLDER": str(self.folder)},
            start_new_session=True,  # Ctrl-C is for the tests; they still need the server to tidy up
            **self._identity,
        )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            with suppress(psycopg.OperationalError), psycopg.connect(self._admin):
                return
            if self._guard and self._guard.poll() is not None:
                break
            time.sleep(0.03)
        log = self.folder / "log"
        raise Unavailable(f"PostgreSQL did not start: {_last_line(log.read_text() if log.exists() else '')}")

    @property
    def _admin(self) -> str:
        return f"host={self.folder} user={NAME} dbname=postgres"


def _last_line(told: str) -> str:
    return (told.strip().splitlines() or ["it said nothing"])[-1]


def sweep() -> None:
    """Clears away what a guard could not: its own kill -9 leaves a server that nobody waits for.

    A live cluster's owner holds a lock on its `alive`; a young folder may not have come that far yet.
    """
    for folder in ROOM.glob(f"{PREFIX}*"):
        with suppress(OSError):  # somebody else's, locked, or gone by now
            if time.time() - folder.stat().st_ctime < YOUNG:
                continue
            with (folder / "alive").open("rb") as alive:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _kill_server(folder)
                shutil.rmtree(folder, ignore_errors=True)


def _kill_server(folder: Path) -> None:
    with suppress(OSError, ValueError, psutil.Error):
        server = psutil.Process(int((folder / "server").read_text()))
        if f"-D{folder / 'data'}" in server.cmdline():  # its number may be another process's by now
            server.send_signal(signal.SIGQUIT)
            server.wait(PATIENCE)


def main(arguments: list[str]) -> int:
    """The command's own exit code, or EX_UNAVAILABLE (69) where no server can be had."""
    if arguments[:1] != ["--"] or len(arguments) < 2:
        sys.stderr.write("usage: python -m tests.pgcluster -- COMMAND…\n")
        return os.EX_USAGE
    try:
        with TemporaryCluster() as cluster:
            told = subprocess.Popen(arguments[1:], env={**os.environ, URL_NAME: cluster.url})
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, and we wait for it
            return told.wait()
    except Unavailable as why:
        sys.stderr.write(f"PostgreSQL: {why}\n")
        return os.EX_UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
