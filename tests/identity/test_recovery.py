"""A supplier whose last administrator has gone: one officer asks with proof, another confirms."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.identity import queries, service
from app.identity.models import SingleUseLink
from app.identity.rules.accounts import LinkKind
from app.kernel.actors import SYSTEM, Actor, Role
from app.kernel.refusals import Missing, Refused
from tests.story.identity import (
    URAVAYLA,
    VALOPOLKU,
    Buyer,
    a_buyer,
    a_staffed_organisation,
    an_actor,
    an_organisation,
    with_role,
)
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

TODAY = date(2026, 1, 12)
PROOF = "Kaupparekisteriote 9.1.2026; soitto rekisteriin merkittyyn numeroon."


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def orphan(work_as) -> UUID:
    return an_organisation(work_as, URAVAYLA)


@pytest.fixture
def second_officer(work_as, buyer) -> Actor:
    return an_actor(work_as, with_role(work_as, "Oskari Toinen", buyer.id, Role.OFFICER))


def ask(work_as, by: Actor, party_id: UUID, **told) -> UUID:
    facts = {"name": "Uuno Uusi", "email": "uuno@uravayla.example", "proof": PROOF, "language": "sv"} | told
    with work_as(by) as work:
        return service.ask_recovery(work, party_id, **facts)


def confirm(work_as, by: Actor, request_id: UUID) -> UUID:
    with work_as(by) as work:
        return service.confirm_recovery(work, request_id)


def test_two_officers_give_an_ownerless_supplier_its_administrator(work_as, buyer, orphan, second_officer):
    person_id = confirm(work_as, second_officer, ask(work_as, buyer.officer, orphan))

    assert an_actor(work_as, person_id, TODAY).holds(Role.SUPPLIER_ADMIN, orphan)
    with work_as(SYSTEM) as work:
        link = work.db.scalars(select(SingleUseLink)).one()
        assert (link.kind, link.person_id, link.address) == (
            LinkKind.INVITATION,
            person_id,
            "uuno@uravayla.example",
        )
        assert queries.person(work, person_id).language == "sv"


def test_who_asked_does_not_confirm(work_as, buyer, orphan):
    request_id = ask(work_as, buyer.officer, orphan)

    with pytest.raises(Refused, match=r"identity\.two_people_needed"):
        confirm(work_as, buyer.officer, request_id)


def test_only_officers_ask_and_confirm(work_as, buyer, orphan):
    supplier = a_staffed_organisation(work_as, VALOPOLKU)
    for actor in (buyer.case_worker, supplier.admin):
        with pytest.raises(Refused, match=r"identity\.not_your_act"):
            ask(work_as, actor, orphan)
    request_id = ask(work_as, buyer.officer, orphan)
    for actor in (buyer.case_worker, supplier.admin):
        with pytest.raises(Missing):
            confirm(work_as, actor, request_id)


def test_a_supplier_with_an_administrator_helps_itself(work_as, buyer, orphan, second_officer):
    request_id = ask(work_as, buyer.officer, orphan)
    with_role(work_as, "Anna Ajoissa", orphan, Role.SUPPLIER_ADMIN)

    with pytest.raises(Refused, match=r"identity\.has_an_administrator"):
        confirm(work_as, second_officer, request_id)
    with pytest.raises(Refused, match=r"identity\.has_an_administrator"):
        ask(work_as, buyer.officer, orphan)


def test_an_administrator_who_left_does_not_keep_the_supplier_locked(work_as, clock, buyer):
    supplier = a_staffed_organisation(work_as, VALOPOLKU)
    with work_as(ADMIN) as work:
        service.leave(work, supplier.id, supplier.admin.id, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match=r"identity\.has_an_administrator"):
        ask(work_as, buyer.officer, supplier.id)

    clock.at += timedelta(days=1)
    assert ask(work_as, buyer.officer, supplier.id)


def test_a_buyer_or_a_group_is_not_recovered_so(work_as, buyer):
    group = a_group(work_as)

    for party_id, code in ((buyer.id, "not_a_supplier"), (group.id, "group_has_no_roles")):
        with pytest.raises(Refused, match=rf"identity\.{code}"):
            ask(work_as, buyer.officer, party_id)


def test_a_request_tells_its_proof_and_waits_alone(work_as, buyer, orphan):
    for told, code in (
        ({"proof": " "}, "proof_missing"),
        ({"email": "uuno"}, "email_wrong"),
        ({"name": ""}, "name_missing"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"):
            ask(work_as, buyer.officer, orphan, **told)
    ask(work_as, buyer.officer, orphan)
    with pytest.raises(Refused, match=r"identity\.recovery_open"):
        ask(work_as, buyer.officer, orphan)


def test_a_request_is_settled_once(work_as, buyer, orphan, second_officer):
    request_id = ask(work_as, buyer.officer, orphan)
    with work_as(second_officer) as work:
        service.turn_down_recovery(work, request_id)

    with pytest.raises(Missing):
        confirm(work_as, second_officer, request_id)
    confirm(work_as, second_officer, ask(work_as, buyer.officer, orphan))


def test_somebody_known_already_becomes_the_administrator(work_as, buyer, orphan, second_officer):
    known = with_role(work_as, "Uuno Uusi", an_organisation(work_as, VALOPOLKU), Role.WORKER)

    request_id = ask(work_as, buyer.officer, orphan, email="uuno.uusi@kutsu.example")

    assert confirm(work_as, second_officer, request_id) == known


def test_waiting_requests_are_seen_by_officers(work_as, buyer, orphan):
    request_id = ask(work_as, buyer.officer, orphan)

    with work_as(buyer.officer) as work:
        [row] = queries.recoveries(work)
    assert (row.id, row.party, row.name, row.proof) == (request_id, URAVAYLA.name, "Uuno Uusi", PROOF)
    with work_as(buyer.case_worker) as work:
        assert queries.recoveries(work) == []


def test_the_database_keeps_two_people_too(work_as, buyer, orphan):
    ask(work_as, buyer.officer, orphan)

    with pytest.raises(IntegrityError), work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE recovery_request SET confirmed_by = asked_by"))
