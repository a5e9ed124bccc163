"""Opening, correcting, handing over and forgetting case files."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa

from app.clients import events, policy, queries
from app.clients.models import Client, Representative
from app.clients.rules import (
    SEALED,
    Field,
    reasons_file_incomplete,
    reasons_not_corrected,
    reasons_not_represented,
)
from app.identity import queries as identity
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform import crypto
from app.platform.db import changed
from app.platform.work import Work


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
