"""A process that bills for ever, or orders for ever, and says aloud what it begins and ends, to be killed.

An act is a line, `begin draw`, and later another, `end draw`. It goes on from whatever the one before it left
behind.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from app.funds import service as funds
from app.funds.models import Limit
from app.invoicing import service
from app.invoicing.models import Invoice
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.actors import SYSTEM, Actor
from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.platform.db import Database, open_database
from app.platform.files import local_files
from app.platform.work import Ground, begin_work
from tests.story.plenty import APRIL, Plenty, ground_on, plenty_in

HANDS, MOSTLY = 4, 0.9


@contextmanager
def told(act: str) -> Iterator[None]:
    say(f"begin {act}")
    yield
    say(f"end {act}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def bill_for_ever(ground: Ground) -> None:
    """Draw, release, export, take everything back, and again."""
    with ground.database.session(writes=False) as db:
        plenty = plenty_in(db)
    while True:
        for invoice_id in _drafts(ground.database):
            _do(ground, plenty.everybodys_admin, "release", invoice_id)
        _export(ground, plenty)
        for invoice_id in _issued(ground.database):
            _do(ground, plenty.everybodys_admin, "credit", invoice_id)
        with told("draw"), begin_work(ground, plenty.finance, writes=True) as work:
            service.draw(work, plenty.buyer_id, APRIL)
        _discard_one(ground, plenty)


def _do(ground: Ground, actor: Actor, act: str, invoice_id: UUID) -> None:
    with told(act), begin_work(ground, actor, writes=True) as work:
        if act == "release":
            service.release(work, invoice_id)
        else:
            service.credit(work, invoice_id, reason="Toteuma korjataan")


def _export(ground: Ground, plenty: Plenty) -> None:
    with told("export"):
        try:
            with begin_work(ground, plenty.finance, writes=True) as work:
                service.export(work, plenty.buyer_id)
        except Refused:
            return  # all of it was out already


def _discard_one(ground: Ground, plenty: Plenty) -> None:
    """Whose deliveries wait for the next run."""
    for invoice_id in _drafts(ground.database)[:1]:
        with told("discard"), begin_work(ground, plenty.finance, writes=True) as work:
            service.discard(work, invoice_id, reason="Odottaa korjausta")


def _drafts(database: Database) -> list[UUID]:
    with database.session(writes=False) as db:
        return list(db.scalars(select(Invoice.id).where(Invoice.state == InvoiceState.DRAFT)))


def _issued(database: Database) -> list[UUID]:
    ours = Invoice.state == InvoiceState.ISSUED, Invoice.kind == InvoiceKind.INVOICE
    with database.session(writes=False) as db:
        return list(db.scalars(select(Invoice.id).where(*ours)))


def order_for_ever(ground: Ground) -> None:
    """Several hands that commit and give back under the limits that are there."""
    with ground.database.session(writes=False) as db:
        limits = list(db.scalars(select(Limit.id)))
    with ThreadPoolExecutor(HANDS) as hands:
        for hand in range(HANDS):
            hands.submit(_order_for_ever, ground, limits, Random(hand))


def _order_for_ever(ground: Ground, limits: list[UUID], chance: Random) -> None:
    while True:
        price, order = Money(chance.randrange(1, 500_00)), ground.world.new_id()
        with told("order"):
            try:
                with begin_work(ground, SYSTEM, writes=True) as work:
                    funds.reserve(work, limits, order, price, need_id=order)
            except Refused:
                continue
        given_back = price if chance.random() < MOSTLY else Money(chance.randrange(1, price.cents + 1))
        with told("release"), begin_work(ground, SYSTEM, writes=True) as work:
            funds.release(work, order, given_back)


VICTIMS = {"billing": bill_for_ever, "funds": order_for_ever}


def live(victim: str, url: str, folder: str, saying: Connection) -> None:
    """Until it is killed; what it says goes down the pipe, and what it dies of by itself into a file."""
    os.dup2(saying.fileno(), 1)
    with (Path(folder) / "errors").open("wb") as errors:
        os.dup2(errors.fileno(), 2)
    VICTIMS[victim](ground_on(open_database(url), local_files(Path(folder))))
