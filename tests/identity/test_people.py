"""Registering people and giving them roles: who may, and what nobody gives themselves."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.identity import queries, service
from app.kernel.actors import GUEST, SYSTEM, Actor, Role
from app.kernel.refusals import Missing, Refused
from app.platform.journal import JournalRow
from tests.story.identity import (
    BEGAN,
    URAVAYLA,
    VALOPOLKU,
    As,
    Buyer,
    a_buyer,
    a_person,
    a_staffed_organisation,
    an_actor,
    with_role,
)
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

SPRING, SUMMER = date(2026, 4, 7), date(2026, 7, 1)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


def opened(work_as: As, name: str = "Päivi Pääkäyttäjä") -> Actor:
    with work_as(SYSTEM) as work:
        admin = service.open_platform(
            work,
            name="Kutsun ylläpito",
            admin_name=name,
            admin_email="paivi@kutsu.example",
            valid_from=BEGAN,
        )
    return an_actor(work_as, admin)


def test_an_installation_opens_once_with_its_first_administrator(work_as):
    admin = opened(work_as)
    with work_as(admin) as work:
        assert service.found_organisation(work, name="Valopolku ry", valid_from=BEGAN)

    with pytest.raises(Refused, match=r"identity\.platform_is_open"):
        opened(work_as)


def test_nobody_but_the_system_opens_an_installation(work_as):
    for actor in (ADMIN, GUEST):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(actor) as work:
            service.open_platform(
                work, name="x", admin_name="x", admin_email="x@kutsu.example", valid_from=BEGAN
            )


def test_an_address_belongs_to_one_person_whatever_its_case(work_as):
    a_person(work_as, "Aino Omala")

    with pytest.raises(Refused, match=r"identity\.email_taken"), work_as(ADMIN) as work:
        service.register_person(work, name="Aino Toinen", email=" Aino.OMALA@kutsu.example")
    for wrong in ("", "aino", "@"):
        with pytest.raises(Refused, match=r"identity\.email_wrong"), work_as(ADMIN) as work:
            service.register_person(work, name="Aino Toinen", email=wrong)


def test_officers_and_supplier_admins_register_people_and_others_do_not(work_as, buyer):
    supplier = a_staffed_organisation(work_as, URAVAYLA)

    for number, actor in enumerate((buyer.officer, supplier.admin)):
        with work_as(actor) as work:
            service.register_person(work, name="Uusi Tulija", email=f"uusi{number}@kutsu.example")
    for actor in (buyer.case_worker, supplier.worker, GUEST):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(actor) as work:
            service.register_person(work, name="Uusi Tulija", email="uusi9@kutsu.example")


def give(work_as: As, by, person_id, party_id, role: Role, **facts) -> None:
    with work_as(by) as work:
        service.give_role(work, person_id, party_id, role, **{"valid_from": SPRING} | facts)


def test_an_officer_gives_a_buyers_roles_and_a_suppliers_admin_a_suppliers(work_as, buyer):
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    newcomer = a_person(work_as, "Uusi Tulija")

    give(work_as, buyer.officer, newcomer, buyer.id, Role.EVALUATOR)
    give(work_as, supplier.admin, newcomer, supplier.id, Role.WORKER)

    for by, party, role in (
        (buyer.officer, buyer.id, Role.WORKER),
        (buyer.officer, buyer.id, Role.PLATFORM_ADMIN),
        (supplier.admin, supplier.id, Role.OFFICER),
        (supplier.worker, supplier.id, Role.WORKER),
        (buyer.case_worker, buyer.id, Role.CASE_WORKER),
    ):
        with pytest.raises(Refused, match=r"identity\.not_your_role_to_give"):
            give(work_as, by, newcomer, party, role, valid_from=SUMMER)
    with pytest.raises(Missing):
        give(work_as, buyer.officer, newcomer, supplier.id, Role.WORKER)


def test_nobody_promotes_themselves(work_as, buyer):
    with pytest.raises(Refused, match=r"identity\.not_to_yourself"):
        give(work_as, buyer.officer, buyer.officer.id, buyer.id, Role.DECISION_MAKER)


def test_a_role_is_held_once_at_a_time(work_as, buyer):
    aino = buyer.case_worker.id

    with pytest.raises(Refused, match=r"identity\.role_held_already"):
        give(work_as, ADMIN, aino, buyer.id, Role.CASE_WORKER)
    with pytest.raises(Refused, match=r"identity\.ends_before_it_starts"):
        give(work_as, ADMIN, aino, buyer.id, Role.EVALUATOR, valid_to=SPRING)

    with work_as(buyer.officer) as work:
        service.end_role(work, aino, buyer.id, Role.CASE_WORKER, on=SPRING)
    give(work_as, ADMIN, aino, buyer.id, Role.CASE_WORKER, valid_from=SUMMER)
    give(work_as, ADMIN, aino, buyer.id, Role.CASE_WORKER, valid_from=SPRING, valid_to=SUMMER)
    assert an_actor(work_as, aino, SPRING).holds(Role.CASE_WORKER, buyer.id)


def test_what_is_not_held_does_not_end(work_as, buyer):
    with pytest.raises(Refused, match=r"identity\.role_not_held"), work_as(buyer.officer) as work:
        service.end_role(work, buyer.case_worker.id, buyer.id, Role.FINANCE, on=SPRING)


def test_a_group_gives_no_roles_of_its_own(work_as):
    group = a_group(work_as)

    with pytest.raises(Refused, match=r"identity\.group_has_no_roles"):
        give(work_as, group.admin, group.member.worker.id, group.id, Role.WORKER)


def test_people_of_one_party_do_not_see_another_ones(work_as):
    ours, theirs = a_staffed_organisation(work_as, VALOPOLKU), a_staffed_organisation(work_as, URAVAYLA)

    with work_as(ours.admin) as work:
        assert queries.own_party(work, ours.id).id == ours.id
        with pytest.raises(Missing):
            queries.own_party(work, theirs.id)


def test_the_journal_names_people_by_id_only(work_as):
    opened(work_as)
    with_role(work_as, "Sanna Salainen", a_staffed_organisation(work_as, URAVAYLA).id, Role.WORKER)

    with work_as(SYSTEM) as work:
        bodies = b"".join(work.db.scalars(select(JournalRow.body)))
    assert bodies and all(word not in bodies.lower() for word in (b"sanna", b"salainen", b"uusi tulija"))


def test_a_person_is_one_address_in_the_database_too(work_as):
    a_person(work_as, "Aino Omala")
    a_person(work_as, "Aino Toinen")

    with pytest.raises(IntegrityError), work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE person SET email = 'aino@kutsu.example'"))


@pytest.mark.parametrize(
    ("table", "check"), [("lent_role", "two_people"), ("absence", "two_people"), ("absence", "in_order")]
)
def test_the_database_keeps_two_people_and_the_order_of_days(work_as, buyer, table, check):
    with work_as(buyer.case_worker) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.CASE_WORKER,
            to_person_id=buyer.colleague.id,
            decision="Päätös 1 §",
            valid_from=SPRING,
        )
        service.appoint_deputy(
            work,
            buyer.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            buyer.colleague.id,
            valid_from=SPRING,
            valid_to=SUMMER,
        )
    wrong = {
        ("lent_role", "two_people"): "to_person_id = from_person_id",
        ("absence", "two_people"): "deputy_id = person_id",
        ("absence", "in_order"): "valid_to = valid_from",
    }[table, check]

    with pytest.raises(IntegrityError, match=f"ck_{table}_{check}"), work_as(SYSTEM) as work:
        work.db.execute(text(f"UPDATE {table} SET {wrong}"))
