"""The peer of a request: the same rows by the driver alone, in the same server, after the same look-up.

Its routes are plain `def` routes of FastAPI that know their SQL by heart: they ask whose token it is and
what the person holds by the site's own statements, then read or write what the site does, and nothing
else. They refuse nothing and check nothing.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import Response
from uuid_utils.compat import uuid7

from app.identity.queries.acting import HELD, REACH
from app.identity.queries.callers import TOKEN
from app.platform.crypto import hashed
from app.platform.db import READERS, SQLITE

NAMED = "v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)"
SHOWN = """
o.id, o.number, c.code AS category, c.title, v.name AS supplier, o.state, o.quantity_value AS value,
o.quantity_per AS per, o.quantity_unit AS unit, o.used_parts AS used, o.starts_on, o.ends_on, o.answer_by,
o.committed_cents AS committed
"""
LINES = f"""
SELECT {SHOWN} FROM service_order o JOIN category c ON c.id = o.category_id
JOIN party_version v ON v.party_id = o.party_id AND {NAMED}
WHERE o.buyer_id = :mine OR o.party_id = :mine ORDER BY o.id DESC LIMIT 51
"""
ONE = f"""
SELECT {SHOWN}, o.need_id, o.party_id, o.member_id, k.number AS contract, l.number AS "call",
       p.name AS case_worker, o.unit_price_cents AS unit_price, o.bonus_cents AS bonus, o.sent_at, o.start_by,
       o.answered_at, o.started_on, o.ended_on, o.uncovered_rise, o.version
FROM service_order o JOIN category c ON c.id = o.category_id JOIN contract k ON k.id = o.contract_id
JOIN "call" l ON l.id = o.call_id JOIN person p ON p.id = o.case_worker_id
JOIN party_version v ON v.party_id = o.party_id AND {NAMED}
WHERE o.id = :order_id AND (o.buyer_id = :mine OR o.party_id = :mine)
"""
PAYERS = f"""
SELECT y.payer_id, v.name, y.share FROM order_payer y
JOIN party_version v ON v.party_id = y.payer_id AND {NAMED}
WHERE y.order_id = :order_id ORDER BY y.share_before
"""
ORDER = "SELECT buyer_id, quantity_unit, party_id FROM service_order WHERE id = :order_id"
USE = "UPDATE service_order SET used_parts = used_parts + 30000, version = version + 1 WHERE id = :order_id"
TOLD = f"""
SELECT d.id, d.root_id, d.version, d.order_id, o.number AS "order", c.code AS category, d.kind,
       d.quantity_value AS value, d.quantity_per AS per, d.quantity_unit AS unit, d.delivered_on, d.last_on,
       d.begins_at, d.notice_at, d.member_id, v.name AS member, d.worker_id, p.name AS worker, d.reference,
       d.state, d.logged_at, decider.name AS decided_by, d.decided_at, d.unit_price_cents AS unit_price,
       d.net_cents AS net, d.vat_category, d.vat_rate, d.exemption
FROM delivery d JOIN service_order o ON o.id = d.order_id JOIN category c ON c.id = o.category_id
JOIN person p ON p.id = d.worker_id LEFT JOIN person decider ON decider.id = d.decided_by_id
JOIN party_version v ON v.party_id = d.member_id AND {NAMED}
WHERE d.id = :id
"""
DELIVERY = """
INSERT INTO delivery (id, root_id, version, order_id, buyer_id, kind, quantity_value, quantity_per,
                      quantity_unit, booked_parts, delivered_on, last_on, month, member_id, worker_id,
                      reference, state, logged_at, reason)
VALUES (:id, :id, 1, :order_id, :buyer_id, 'held', 1, 1, :unit, 30000, :day, :day, :month, :member_id,
        :worker_id, :reference, 'logged', :at, '')
"""
HEAD = "SELECT seq, sha256 FROM journal_head WHERE chain = :chain"
JOURNAL = """
INSERT INTO journal (chain, seq, body, sha256, event, event_version, about, process_id, at, actor_kind,
                     actor_id)
VALUES (:chain, :seq, :body, :sha256, 'delivery.logged', 1, :id, :order_id, :at, 'token', :worker_id)
"""
MOVE = "UPDATE journal_head SET seq = :seq, sha256 = :sha256 WHERE chain = :chain"
OUTBOX = """
INSERT INTO outbox_message (id, chain, seq, event, state, ready_at, attempts)
VALUES (:message_id, :chain, :seq, 'delivery.logged', 'waiting', :at, 0)
"""
COUNTRY = "FI"
GAP = re.compile(r":([a-z_][a-z0-9_]*)")
Facts = dict[str, Any]
Rows = list[Facts]
Ask = Callable[["Statement", Facts], Rows]


@dataclass(frozen=True)
class Statement:
    """SQL in the words of a driver, and what stands in it whoever asks."""

    sql: str
    constants: Facts = field(default_factory=dict)


def plain_site(url: str, now: datetime) -> FastAPI:
    """The three acts that are measured, at the same addresses as the site's."""
    site, pool, on = FastAPI(docs_url=None, redoc_url=None), Pool(url), now.date()

    @site.get("/api/v1/orders")
    def orders(request: Request) -> Response:
        with pool.asking() as ask:
            mine = _whose(ask, pool, request, now)[1]
            rows = ask(pool.lines, {"on": on, "mine": mine})
        lines = [_as_told(row) for row in rows[:50]]
        return _as_json({"items": lines, "next": str(lines[-1]["id"])})

    @site.get("/api/v1/orders/{order_id}")
    def order(request: Request, order_id: UUID) -> Response:
        with pool.asking() as ask:
            mine = _whose(ask, pool, request, now)[1]
            asked = {"on": on, "mine": mine, "order_id": pool.id(order_id)}
            [row] = ask(pool.one, asked)
            payers = ask(pool.payers, asked)
        for payer in payers:
            payer["share"] = _decimals(payer["share"])
        return _as_json({**_as_told(row), "payers": payers})

    @site.post("/api/v1/orders/{order_id}/deliveries", status_code=201)
    def deliver(request: Request, order_id: UUID, told: dict[str, Any]) -> Response:
        with pool.asking(writes=True) as ask:
            person_id, _ = _whose(ask, pool, request, now)
            [order] = ask(pool.order, {"order_id": pool.id(order_id)})
            new, day = uuid7(), date.fromisoformat(told["delivered_on"])
            facts = {
                "id": pool.id(new),
                "order_id": pool.id(order_id),
                "buyer_id": order["buyer_id"],
                "unit": order["quantity_unit"],
                "day": day,
                "month": day.replace(day=1),
                "member_id": order["party_id"],
                "worker_id": person_id,
                "reference": told["reference"],
                "at": now,
            }
            ask(pool.use, facts)
            ask(pool.delivery, facts)
            [answer] = ask(pool.told, {**facts, "on": on})
            [head] = ask(pool.head, {"chain": order["buyer_id"]})
            shown = {name: str(value) for name, value in facts.items()}
            body = json.dumps(shown, sort_keys=True, separators=(",", ":")).encode()
            seal = sha256(bytes(head["sha256"]) + body).digest()
            row = {**facts, "chain": order["buyer_id"], "seq": head["seq"] + 1, "body": body, "sha256": seal}
            ask(pool.journal, row)
            ask(pool.move, row)
            ask(pool.outbox, {**row, "message_id": pool.id(uuid7())})
        answer["amount"] = {name: answer.pop(name) for name in ("value", "per", "unit")}
        return _as_json(answer, 201)

    return site


class Pool:
    """As many connections as threads, and every statement ready for its driver."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.readers: SimpleQueue[Any] = SimpleQueue()
        self.writers: SimpleQueue[Any] = SimpleQueue() if self.is_sqlite else self.readers
        for _ in range(READERS):
            self.readers.put(self._connected())
        if self.is_sqlite:
            self.writers.put(self._connected())
        self.token, self.held, self.reach = map(self._compiled, (TOKEN, HELD, REACH))
        self.lines, self.one, self.payers = map(self._said, (LINES, ONE, PAYERS))
        self.use, self.delivery, self.journal = map(self._said, (USE, DELIVERY, JOURNAL))
        self.move, self.outbox, self.told = map(self._said, (MOVE, OUTBOX, TOLD))
        lock = "" if self.is_sqlite else " FOR UPDATE"
        self.order, self.head = self._said(ORDER + lock), self._said(HEAD + lock)

    def id(self, one: UUID) -> Any:
        return one.hex if self.is_sqlite else one

    @contextmanager
    def asking(self, *, writes: bool = False) -> Iterator[Ask]:
        pool = self.writers if writes else self.readers
        connection = pool.get()
        try:
            if writes:
                connection.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            yield partial(self._asked, connection)
            if writes:
                connection.execute("COMMIT")
        except Exception:
            if writes:
                connection.execute("ROLLBACK")
            raise
        finally:
            pool.put(connection)

    def _asked(self, connection: Any, statement: Statement, facts: Facts) -> Rows:
        given = {**statement.constants, **facts}
        if self.is_sqlite:
            given = {name: _for_sqlite(value) for name, value in given.items()}
        cursor = connection.execute(statement.sql, given)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []

    def _connected(self) -> Any:
        if self.is_sqlite:
            file = str(self.url.database)
            connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
            for setting in SQLITE:
                connection.execute(f"PRAGMA {setting}")
            return connection
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)

    def _said(self, sql: str) -> Statement:
        return Statement(sql if self.is_sqlite else GAP.sub(r"%(\1)s", sql))

    def _compiled(self, asked: Any) -> Statement:
        named = {"paramstyle": "named"} if self.is_sqlite else {}
        compiled = asked.compile(dialect=sa.create_engine(self.url, **named).dialect)
        one_party = ":party_id" if self.is_sqlite else "%(party_id)s"
        sql = str(compiled).replace("__[POSTCOMPILE_party_ids]", one_party)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        return Statement(sql, constants)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _whose(ask: Ask, pool: Pool, request: Request, now: datetime) -> tuple[Any, Any]:
    """The person of the token, and the party for which the person acts."""
    secret, on = request.headers["authorization"].removeprefix("Bearer "), now.date()
    [found] = ask(pool.token, {"secret": hashed(secret), "now": now, "country": COUNTRY})
    [held, *_] = ask(pool.held, {"person_id": found["person_id"], "on": on})
    ask(pool.reach, {"party_id": held["party_id"], "on": on})
    return found["person_id"], held["party_id"]


def _as_told(row: Facts) -> Facts:
    """As the site tells an order: money with two decimals, its title by language."""
    row["amount"] = {name: row.pop(name) for name in ("value", "per", "unit")}
    row["left"] = str(row["amount"]["value"] - row.pop("used") // 30000)
    for name in ("committed", "unit_price", "bonus"):
        if name in row:
            row[name] = _decimals(row[name])
    if isinstance(row["title"], str):
        row["title"] = json.loads(row["title"])
    return row


def _decimals(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _as_json(told: Any, status: int = 200) -> Response:
    return Response(json.dumps(told, default=str), status, media_type="application/json")
