"""What is shown of a case file, to the client's own people and to a supplier's; every look is logged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from app.clients import queries
from app.clients.models import Client
from app.clients.queries import RepresentativeRow
from app.clients.rules import (
    SEALED,
    Field,
    pseudonym_from,
    reasons_not_for_suppliers,
    shown_to_supplier,
)
from app.identity.rules import sort_key
from app.kernel.actors import Role
from app.kernel.refusals import Missing, refuse_if
from app.platform.crypto import SubjectSeal
from app.platform.work import Work

LISTED = (Field.CASE_NUMBER, Field.FIRST_NAME, Field.LAST_NAME, Field.LANGUAGE)
OWN_LIST, READING_FILE = "own list", "reading the file"
MAKE_ONCE = sa.text(
    "INSERT INTO pseudonym (client_id, party_id, value) VALUES (:client_id, :party_id, :value) "
    "ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("client_id", type_=sa.Uuid), sa.bindparam("party_id", type_=sa.Uuid))


def pseudonym_for(work: Work, client_id: UUID, party_id: UUID) -> str:
    """By what name this supplier knows the client: chance, made once, and another one for each supplier.

    From here on the supplier's people may be shown what suppliers need (`reveal`), so the act that sends
    an order asks for it, and no list of choices does.
    """
    known = queries.pseudonym(work, client_id, party_id)
    while known is None:
        value = pseudonym_from(work.world.secret_id().int)
        row = {"client_id": client_id, "party_id": party_id, "value": value}
        work.db.execute(MAKE_ONCE, row)  # a rival may have made it, or chance the same name twice: ask again
        known = queries.pseudonym(work, client_id, party_id)
    return known


def reveal(work: Work, client_id: UUID, fields: Collection[str], *, purpose: str) -> dict[str, str]:
    """Facts of the client in plain text, and in the view log: what is hidden is absent from the answer.

    The case worker and the deputy may see all of them. A supplier's people see what RULE-74 gives them,
    once the supplier has a pseudonym for the client; that its order is accepted, the order's chapter has
    asked.
    """
    asked = [Field(field) for field in fields]
    client = queries.any_client(work, client_id)
    shown = frozenset(asked)
    if not queries.is_own_client(work, client_id):
        if not queries.is_known_to(work, client_id):
            raise Missing
        refuse_if(reasons_not_for_suppliers(asked))
        shown = shown_to_supplier(asked, protected_contact=client.protected_contact)

    open_field = work.ground.keys.subject(work.db, client_id).open
    told = {field: getattr(client, field) for field in asked if field in shown}
    work.saw(client_id, tuple(told), purpose, buyer_id=client.buyer_id)
    return {str(field): open_field(field, text) if field in SEALED else text for field, text in told.items()}


@dataclass(frozen=True)
class FileLine:
    """A file in its case worker's list."""

    id: UUID
    case_number: str
    first_name: str
    last_name: str
    language: str
    protected_contact: bool

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True)
class Spokesperson:
    """A representative in plain text."""

    id: UUID
    name: str
    phone: str
    scope: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class CaseFile:
    """A whole file in plain text, for its case worker."""

    id: UUID
    buyer_id: UUID
    case_worker_id: UUID
    case_number: str
    first_name: str
    last_name: str
    phone: str
    email: str
    language: str
    interpreter: str
    protected_contact: bool
    at: datetime
    version: int
    representatives: tuple[Spokesperson, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def own_files(work: Work) -> list[FileLine]:
    """The actor's own and those of whom they stand in for, by name; each name is in the view log."""
    clients = queries.own_clients(work)
    seals = work.ground.keys.subjects(work.db, [client.id for client in clients])
    lines = [_line(client, seals[client.id]) for client in clients if client.id in seals]
    for client in clients:
        if client.id in seals:
            work.saw(client.id, LISTED, OWN_LIST, buyer_id=client.buyer_id)
    return sorted(lines, key=lambda line: (sort_key(line.name), line.case_number))


def names_of(work: Work, client_ids: Collection[UUID], *, purpose: str) -> dict[UUID, str]:
    """Of those among them that are the actor's own; the others are not there."""
    if not client_ids or not work.actor.parties_where(Role.CASE_WORKER):
        return {}
    wanted = set(client_ids)
    clients = [client for client in queries.own_clients(work) if client.id in wanted]
    seals = work.ground.keys.subjects(work.db, [client.id for client in clients])
    found = {}
    for client in clients:
        if client.id in seals:
            found[client.id] = _line(client, seals[client.id]).name
            work.saw(client.id, (Field.FIRST_NAME, Field.LAST_NAME), purpose, buyer_id=client.buyer_id)
    return found


def read_file(work: Work, client_id: UUID) -> CaseFile:
    """Everything that the file says, with who may act for the client; the view log tells who read it."""
    client = queries.own_client(work, client_id)
    seal = work.ground.keys.subject(work.db, client_id)
    work.saw(client_id, (*Field, "representatives"), READING_FILE, buyer_id=client.buyer_id)
    return CaseFile(
        id=client.id,
        buyer_id=client.buyer_id,
        case_worker_id=client.case_worker_id,
        case_number=seal.open(Field.CASE_NUMBER, client.case_number),
        first_name=seal.open(Field.FIRST_NAME, client.first_name),
        last_name=seal.open(Field.LAST_NAME, client.last_name),
        phone=seal.open(Field.PHONE, client.phone),
        email=seal.open(Field.EMAIL, client.email),
        language=client.language,
        interpreter=client.interpreter,
        protected_contact=client.protected_contact,
        at=client.at,
        version=client.version,
        representatives=tuple(_spokesperson(row, seal) for row in queries.representatives(work, client_id)),
    )


def _line(client: Client, key: SubjectSeal) -> FileLine:
    return FileLine(
        id=client.id,
        case_number=key.open(Field.CASE_NUMBER, client.case_number),
        first_name=key.open(Field.FIRST_NAME, client.first_name),
        last_name=key.open(Field.LAST_NAME, client.last_name),
        language=client.language,
        protected_contact=client.protected_contact,
    )


def _spokesperson(row: RepresentativeRow, key: SubjectSeal) -> Spokesperson:
    return Spokesperson(
        id=row.id,
        name=key.open(f"representative.{row.id}.name", row.name),
        phone=key.open(f"representative.{row.id}.phone", row.phone),
        scope=row.scope,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
