"""Requests beside the least that the same server could do: raw SQL for the same rows, after the same look-up.

Both sides run in a server process of their own, on the worked example's database with two hundred orders
more; what counts is the processor time of that process, database and clients apart.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from app.demo.stage import Stage
from app.identity.queries import actor_of
from app.identity.service import passwords, tokens
from app.orders.models import OrderPayer, ServiceOrder
from app.orders.rules.states import OrderState
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.work import begin_work, system_work
from app.procurement.models import Process
from benchmarks.asking import Request, answer_to, ask
from benchmarks.measuring import Measured, in_pairs
from tests.pgcluster import TemporaryCluster, Unavailable
from tests.story.whole import a_theatre

PASSWORD = "seitsemän veljestä 1870"  # noqa: S105 - of nobody
COPIES = 200
TIMES, CLIENTS = int(os.environ.get("KUTSU_BENCH_REQUESTS", "400")), 4
ONE_CLIENT, MANY_CLIENTS = 1, 64
GOALS = {"list of 50 orders": 2.5, "one order": 2.5, "a delivery told": 4.5}
CALM, CROWDED, SQLITE_MOST = 3.0, 2.5, 1.2
PLENTIFUL = 9_000_000_000  # of an order's units: as many visits as anybody asks for
ALL_THREADS = 2  # as clock_getcpuclockid(3) puts it together
NUMBERS = count(1)


@dataclass(frozen=True)
class Bed:
    """A database with the supplier's token, one order at work, and what its deliveries need to say."""

    url: str
    token: str
    order_id: UUID
    told: Mapping[str, str]
    moment: str


@dataclass(frozen=True)
class Served:
    """A server process, and what to ask of it."""

    pid: int
    port: int
    acts: Mapping[str, Request]

    def cpu(self, act: str, times: int = TIMES, clients: int = CLIENTS) -> float:
        """Seconds of processor time, of all threads of the process."""
        before = processor_seconds(self.pid)
        ask(self.port, self.acts[act], times=times, clients=clients)
        return processor_seconds(self.pid) - before

    def tail(self, act: str, clients: int) -> float:
        """How many times as long as the middle answer the slowest one of a hundred took."""
        took = quantiles(ask(self.port, self.acts[act], times=TIMES, clients=clients), n=100)
        return took[98] / took[49]


def processor_seconds(pid: int) -> float:
    """By the clock that Linux keeps for each process; what /proc counts is too coarse for a request."""
    return time.clock_gettime(~pid << 3 | ALL_THREADS)


@contextmanager
def bed_on(url: str, printer: PdfPool) -> Iterator[Bed]:
    with a_theatre(url, files_in_memory(), printer) as theatre:
        stage = theatre.play()
        token = _token(stage, stage.id("vilma"))
        order_id = _copied(stage)
        at = stage.clock.at
        told = {
            "delivered_on": at.date().isoformat(),
            "quantity": "1",
            "member_id": str(stage.id("S1")),
            "worker_id": str(stage.id("vilma")),
        }
        yield Bed(url, token, order_id, told, at.isoformat())


def _token(stage: Stage, person_id: UUID) -> str:
    with system_work(stage.ground) as work:
        passwords.set_password(work, person_id, PASSWORD)
        actor = actor_of(work.db, person_id, stage.clock.at.date())
    with begin_work(stage.ground, actor, writes=True) as work:
        _, secret = tokens.make_token(work, PASSWORD, name="benchmark", scopes=["*"], days=30)
    return secret


def _copied(stage: Stage) -> UUID:
    """Ended orders beside the supplier's own, and that one made large enough for every visit to come."""
    with system_work(stage.ground) as work:
        mine = ServiceOrder.party_id == stage.id("S1")
        order = work.db.scalars(sa.select(ServiceOrder).where(mine)).first()
        assert order is not None
        table = ServiceOrder.__table__
        row = dict(work.db.execute(sa.select(table).where(table.c.id == order.id)).mappings().one())
        for number in range(COPIES):
            copy = {**row, "id": uuid7(), "number": f"{order.number}-{number}", "state": OrderState.ENDED}
            process = work.db.get_one(Process, order.id)
            work.db.add(
                Process(
                    id=copy["id"],
                    public_id=uuid7(),
                    kind=process.kind,
                    parent_id=process.parent_id,
                    buyer_id=process.buyer_id,
                    at=process.at,
                )
            )
            work.db.flush()
            work.db.execute(sa.insert(table).values(copy))
            paid = OrderPayer(order_id=copy["id"], payer_id=order.buyer_id, share=10_000, share_before=0)
            work.db.add(paid)
        large = sa.update(table).where(table.c.id == order.id)
        work.db.execute(large.values(quantity_value=PLENTIFUL, quantity_per=1, state=OrderState.RUNNING))
        return order.id


@contextmanager
def served(which: str, bed: Bed) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.server", which, bed.url, str(port), bed.moment]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=None)
    acts = _acts(bed)
    try:
        _wait_for(server, port)
        for act in acts.values():  # what is put together once, and the connections
            ask(port, act, times=8, clients=CLIENTS)
        yield Served(server.pid, port, acts)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _acts(bed: Bed) -> dict[str, Request]:
    def told() -> bytes:
        return json.dumps({**bed.told, "reference": f"V-{uuid7().hex}-{next(NUMBERS)}"}).encode()

    one = f"/api/v1/orders/{bed.order_id}"
    requests = (
        Request("GET", "/api/v1/orders?limit=50", bed.token),
        Request("GET", one, bed.token),
        Request("POST", f"{one}/deliveries", bed.token, told),
    )
    return dict(zip(GOALS, requests, strict=True))


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not begin")


def measured() -> Iterator[Measured]:
    with ExitStack() as open_here:
        printer = open_here.enter_context(PdfPool(processes=1))
        folder = open_here.enter_context(TemporaryDirectory(prefix="kutsu-bench-"))
        on_sqlite = open_here.enter_context(bed_on(f"sqlite:///{folder}/kutsu.db", printer))
        sites = {"SQLite": open_here.enter_context(served("site", on_sqlite))}
        yield from _measured("SQLite", sites["SQLite"], open_here.enter_context(served("plain", on_sqlite)))
        try:
            cluster = open_here.enter_context(TemporaryCluster())
        except Unavailable as why:
            yield Measured("requests on PostgreSQL", "", f"not measured: {why}", met=False)
            return
        on_postgresql = open_here.enter_context(bed_on(cluster.url, printer))
        sites["PostgreSQL"] = open_here.enter_context(served("site", on_postgresql))
        plain = open_here.enter_context(served("plain", on_postgresql))
        yield from _measured("PostgreSQL", sites["PostgreSQL"], plain)
        for act in GOALS:
            pairs = in_pairs(partial(sites["SQLite"].cpu, act), partial(sites["PostgreSQL"].cpu, act))
            what = f"{act}, SQLite, to PostgreSQL"
            yield Measured(what, f"<= {SQLITE_MOST}x", pairs.told(), pairs.ratio <= SQLITE_MOST)


def _measured(name: str, site: Served, plain: Served) -> Iterator[Measured]:
    if others := same_answers(site, plain):
        raise RuntimeError(f"only one of the two tells {others}")
    for act, goal in GOALS.items():
        pairs = in_pairs(partial(site.cpu, act), partial(plain.cpu, act))
        what = f"{act}, {name}, to raw SQL"
        yield Measured(what, f"<= {goal}x", pairs.told(), pairs.ratio <= goal)
    for clients, goal in ((ONE_CLIENT, CALM), (MANY_CLIENTS, CROWDED)):
        tails = {act: site.tail(act, clients) for act in GOALS}
        worst = max(tails, key=lambda act: tails[act])
        what = f"slowest hundredth, {name}, {clients} clients, to the middle"
        # The peer's own tail, at the same time, is what the machine and its neighbours do to anybody.
        found = f"{tails[worst]:.2f}x ({worst}; the peer {plain.tail(worst, clients):.2f}x)"
        yield Measured(what, f"<= {goal}x", found, tails[worst] <= goal)


def same_answers(site: Served, plain: Served) -> Sequence[str]:
    """The fields that only one of them tells: whoever changes one side changes the other."""
    return [
        name
        for act in GOALS
        for name in _fields(answer_to(site.port, site.acts[act]))
        ^ _fields(answer_to(plain.port, plain.acts[act]))
    ]


def _fields(answer: bytes) -> set[str]:
    told = json.loads(answer)
    return set(told["items"][0] if "items" in told else told)
