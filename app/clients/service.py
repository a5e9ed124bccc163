"""Opening, correcting, handing over and forgetting case files, and showing what is needed of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa

from app.clients import events, policy, queries
from app.clients.models import Client, Representative
from app.clients.queries import RepresentativeRow
from app.clients.rules import (
    SEALED,
    Field,
    pseudonym_from,
    reasons_file_incomplete,
    reasons_not_corrected,
    reasons_not_for_suppliers,
    reasons_not_represented,
    shown_to_supplier,
)
from app.identity import queries as identity
from app.identity.rules import sort_key
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform import crypto
from app.platform.crypto import SubjectSeal
from app.platform.db import changed
from app.platform.work import Work

LISTED = (Field.CASE_NUMBER, Field.FIRST_NAME, Field.LAST_NAME, Field.LANGUAGE)
OWN_LIST, READING_FILE = "own list", "reading the file"
MAKE_ONCE = sa.text(
    "INSERT INTO pseudonym (client_id, party_id, value) VALUES (:client_id, :party_id, :value) "
    "ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("client_id", type_=sa.Uuid), sa.bindparam("party_id", type_=sa.Uuid))


def open_case(
    work: Work,
    buyer_id: UUID,
    *,
    case_number: str,
    first_name: str,
    last_name: str,
    phone: str,
    email: str = "",
    language: str = "fi",
    interpreter: str = "",
    protected_contact: bool = False,
) -> UUID:
    """A case file under a key of its own; who opens it is its case worker."""
    if buyer_id not in work.actor.party_ids:
        raise Missing
    may_not = policy.reasons_not_to("open_case", work.actor, buyer_id=buyer_id)
    incomplete = reasons_file_incomplete(case_number=case_number, first_name=first_name, last_name=last_name)
    refuse_if([*may_not, *incomplete])
    refuse_if(_reasons_taken(work, buyer_id, case_number))

    client_id = work.new_id()
    seal = work.ground.keys.new_subject(work.db, client_id, buyer_id).seal
    client = Client(
        id=client_id,
        buyer_id=buyer_id,
        case_worker_id=work.actor.id,
        blind_index=work.ground.keys.blind_index(buyer_id, case_number),
        case_number=seal(Field.CASE_NUMBER, case_number.strip()),
        first_name=seal(Field.FIRST_NAME, first_name.strip()),
        last_name=seal(Field.LAST_NAME, last_name.strip()),
        phone=seal(Field.PHONE, phone.strip()),
        email=seal(Field.EMAIL, email.strip()),
        language=language,
        interpreter=interpreter,
        protected_contact=protected_contact,
        at=work.now,
    )
    work.db.add(client)
    work.db.flush()
    work.record(events.CaseOpened(about=client_id, buyer_id=buyer_id, case_worker_id=work.actor.id))
    return client_id


def correct(work: Work, client_id: UUID, told: Mapping[Field, str]) -> None:
    """What the file says is put right: names, contact, language, need of an interpreter."""
    client = queries.own_client(work, client_id)
    refuse_if(reasons_not_corrected(told))

    seal = work.ground.keys.subject(work.db, client_id).seal
    for field, text in told.items():
        setattr(client, field, seal(field, text.strip()) if field in SEALED else text.strip())
    _changed(work, client, told)


def protect_contact(work: Work, client_id: UUID, *, protected: bool) -> None:
    """From now on suppliers reach the client through the case worker only, or directly again."""
    client = queries.own_client(work, client_id)
    client.protected_contact = protected
    _changed(work, client, ["protected_contact"])


def hand_over(work: Work, client_id: UUID, to_person_id: UUID) -> None:
    client = queries.own_client(work, client_id)
    refuse_if(_reasons_no_case_worker(work, client.buyer_id, to_person_id))

    before, client.case_worker_id = client.case_worker_id, to_person_id
    client.version += 1
    work.record(
        events.CaseHandedOver(
            about=client_id,
            buyer_id=client.buyer_id,
            from_person_id=before,
            to_person_id=to_person_id,
        )
    )


def hand_over_all(work: Work, buyer_id: UUID, *, from_person_id: UUID, to_person_id: UUID) -> int:
    """When a case worker is gone: an officer moves the files without seeing one; how many there were."""
    if buyer_id not in work.actor.party_ids:
        raise Missing
    may_not = policy.reasons_not_to("hand_over_all", work.actor, buyer_id=buyer_id)
    refuse_if([*may_not, *_reasons_no_case_worker(work, buyer_id, to_person_id)])

    theirs = sa.update(Client).where(Client.buyer_id == buyer_id, Client.case_worker_id == from_person_id)
    files = changed(work.db, theirs.values(case_worker_id=to_person_id, version=Client.version + 1))
    work.record(
        events.CasesHandedOver(
            about=buyer_id,
            buyer_id=buyer_id,
            from_person_id=from_person_id,
            to_person_id=to_person_id,
            files=files,
        )
    )
    return files


def add_representative(
    work: Work,
    client_id: UUID,
    *,
    name: str,
    phone: str,
    scope: str,
    valid_from: date,
    valid_to: date | None = None,
) -> UUID:
    """Somebody who may act for the client, in what the scope says; told under the client's key."""
    client = queries.own_client(work, client_id)
    refuse_if(reasons_not_represented(name=name, scope=scope, valid_from=valid_from, valid_to=valid_to))

    representative_id = work.new_id()
    seal = work.ground.keys.subject(work.db, client_id).seal
    work.db.add(
        Representative(
            id=representative_id,
            client_id=client_id,
            name=seal(f"representative.{representative_id}.name", name.strip()),
            phone=seal(f"representative.{representative_id}.phone", phone.strip()),
            scope=scope.strip(),
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    work.record(
        events.RepresentativeAdded(
            about=client_id,
            buyer_id=client.buyer_id,
            representative_id=representative_id,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    return representative_id


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


def seal(work: Work, client_id: UUID, field: str, text: str) -> str:
    """What another chapter writes of the client, as ciphertext under the client's key."""
    return work.ground.keys.subject(work.db, client_id).seal(field, text)


def open_texts(
    work: Work, client_id: UUID, tokens: Mapping[str, str], *, purpose: str = "service"
) -> dict[str, str]:
    """Several of the sort that `seal` closed, under one key and as one view; nothing sealed stays nothing."""
    client = queries.any_client(work, client_id)
    key = work.ground.keys.subject(work.db, client_id)
    told = {field: key.open(field, token) if token else "" for field, token in tokens.items()}
    work.saw(
        client_id, tuple(field for field, text in told.items() if text), purpose, buyer_id=client.buyer_id
    )
    return told


def open_text(work: Work, client_id: UUID, field: str, token: str, *, purpose: str = "service") -> str:
    """What `seal` closed, in plain text, and in the view log; who may ask, the asker's chapter has asked."""
    client = queries.any_client(work, client_id)
    text = work.ground.keys.subject(work.db, client_id).open(field, token)
    work.saw(client_id, (field,), purpose, buyer_id=client.buyer_id)
    return text


def forget(work: Work, client_id: UUID, *, ground: str) -> None:
    """The client's key is destroyed: nobody reads the file again, and sums, papers and journal stay."""
    client = queries.any_client(work, client_id)
    if not (work.actor.is_system or client.buyer_id in work.actor.party_ids):
        raise Missing
    refuse_if(policy.reasons_not_to("forget", work.actor, buyer_id=client.buyer_id))

    crypto.shred(work.db, client_id, at=work.now)
    client.blind_index = sha256(work.world.secret_id().bytes).digest()  # the number finds nobody any more
    client.version += 1
    work.record(events.ClientForgotten(about=client_id, buyer_id=client.buyer_id, ground=ground))


def _changed(work: Work, client: Client, fields: Iterable[str]) -> None:
    client.version += 1
    work.record(events.CaseCorrected(about=client.id, buyer_id=client.buyer_id, fields=tuple(sorted(fields))))


def _reasons_taken(work: Work, buyer_id: UUID, case_number: str) -> list[Reason]:
    taken = queries.number_is_taken(work, buyer_id, case_number)
    return [Reason("clients.case_number_taken")] if taken else []


def _reasons_no_case_worker(work: Work, buyer_id: UUID, person_id: UUID) -> list[Reason]:
    may = identity.holds(work, person_id, Role.CASE_WORKER, buyer_id, identity.today(work))
    return [] if may else [Reason("clients.not_a_case_worker")]


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
