"""Case files: encrypted, seen by the case worker and the deputy, and by suppliers as far as they need."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.clients import queries, service
from app.clients.models import Client, Representative
from app.clients.rules import Field
from app.identity import service as identity
from app.kernel.actors import SYSTEM, Actor, Role
from app.kernel.refusals import Missing, Refused
from app.platform.crypto import SubjectKey
from app.platform.db import Database
from app.platform.journal import JournalRow, verify
from app.platform.outbox import OutboxMessage
from app.platform.views import ViewRow
from app.platform.work import begin_work
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE, a_client
from tests.story.identity import KANTOSILTA, As, Buyer, Named, Organisation, a_buyer, an_actor
from tests.story.people import ADMIN
from tests.story.suppliers import a_supplier

ALL = [field.value for field in Field]
SUPPLIERS = ["first_name", "phone", "email", "language", "interpreter"]
SUMMER, AUTUMN = date(2026, 7, 1), date(2026, 10, 1)
IN_SUMMER = datetime(2026, 7, 6, 7, 0, tzinfo=UTC)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def client(work_as: As, buyer: Buyer) -> UUID:
    return a_client(work_as, buyer.case_worker, buyer.id)


@pytest.fixture
def supplier(work_as: As, client: UUID) -> Organisation:
    """It has been sent an order for the client."""
    supplier = a_supplier(work_as)
    known_to(work_as, client, supplier)
    return supplier


def known_to(work_as: As, client_id: UUID, supplier: Organisation) -> str:
    with work_as(SYSTEM) as work:
        return service.pseudonym_for(work, client_id, supplier.id)


def revealed(work_as: As, by: Actor, client_id: UUID, *fields: str, purpose: str = "order") -> dict[str, str]:
    with work_as(by) as work:
        return service.reveal(work, client_id, fields, purpose=purpose)


def everything_stored(database: Database) -> str:
    """All rows of all tables, as somebody with a copy of the database reads them."""
    with database.reading.connect() as connection:
        tables = inspect(database.reading).get_table_names()
        rows = [connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in tables]
    assert len(rows) > 40
    return repr(rows)


def test_who_opens_a_case_is_its_case_worker_and_reads_it_all(work_as, buyer, client):
    told = revealed(work_as, buyer.case_worker, client, *ALL)

    assert told == {
        "case_number": "K-001",
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "phone": PHONE,
        "email": EMAIL,
        "language": "fi",
        "interpreter": "",
    }


def test_nothing_stored_tells_who_the_client_is(work_as, database, buyer, client, supplier):
    revealed(work_as, buyer.case_worker, client, *ALL)
    with work_as(buyer.case_worker) as work:
        service.add_representative(
            work, client, name="Orvokki Edunvalvoja", phone="040 5550", scope="raha", valid_from=SUMMER
        )

    stored = everything_stored(database)

    for word in (FIRST_NAME, LAST_NAME, PHONE, EMAIL, "K-001", "Orvokki", "040 5550"):
        assert word not in stored
    assert str(client) in stored or client.hex in stored


@pytest.mark.parametrize("who", ["colleague", "officer", "decision_maker", "finance", "auditor"])
def test_nobody_else_of_the_buyer_learns_that_the_client_is_there(work_as, buyer, client, who):
    other = getattr(buyer, who)

    for act in (
        lambda work: queries.own_client(work, client),
        lambda work: queries.by_case_number(work, buyer.id, "K-001"),
        lambda work: service.reveal(work, client, ["first_name"], purpose="curiosity"),
        lambda work: service.hand_over(work, client, other.id),
        lambda work: service.correct(work, client, {Field.PHONE: "1"}),
        lambda work: service.protect_contact(work, client, protected=False),
    ):
        with pytest.raises(Missing), work_as(other) as work:
            act(work)
    with work_as(other) as work:
        assert queries.own_client_ids(work) == []


def test_neither_does_another_buyer_nor_an_administrator(work_as, buyer, client):
    other = a_buyer(work_as, name="Toinen alue", host=Named("Toisen kaupunki", "9900002-6"))

    for actor in (other.case_worker, ADMIN):
        with pytest.raises(Missing), work_as(actor) as work:
            queries.own_client(work, client)
        with pytest.raises(Missing):
            revealed(work_as, actor, client, "first_name")


def test_the_deputy_sees_the_file_while_the_absence_lasts(work_as, buyer, client, clock):
    with work_as(buyer.officer) as work:
        identity.appoint_deputy(
            work,
            buyer.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            buyer.colleague.id,
            valid_from=SUMMER,
            valid_to=AUTUMN,
        )
    with pytest.raises(Missing):
        revealed(work_as, buyer.colleague, client, "first_name")

    clock.at = IN_SUMMER
    deputy = an_actor(work_as, buyer.colleague.id, SUMMER)
    assert revealed(work_as, deputy, client, "first_name") == {"first_name": FIRST_NAME}
    with work_as(deputy) as work:
        assert queries.own_client_ids(work) == [client]

    clock.at = datetime(2026, 10, 1, 7, 0, tzinfo=UTC)
    with pytest.raises(Missing):
        revealed(work_as, an_actor(work_as, buyer.colleague.id, AUTUMN), client, "first_name")


def test_a_deputy_in_one_buyer_is_none_in_another(work_as, buyer, client, clock):
    """Aino works for two buyers and is away from one; her deputy there works for both."""
    other = a_buyer(work_as, name="Toinen alue", host=Named("Toisen kaupunki", "9900002-6"))
    with work_as(ADMIN) as work:
        for person in (buyer.case_worker, buyer.colleague):
            identity.give_role(work, person.id, other.id, Role.CASE_WORKER, valid_from=SUMMER)
        identity.appoint_deputy(
            work,
            other.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            buyer.colleague.id,
            valid_from=SUMMER,
            valid_to=AUTUMN,
        )
    clock.at = IN_SUMMER

    with pytest.raises(Missing):
        revealed(work_as, an_actor(work_as, buyer.colleague.id, SUMMER), client, "first_name")


def test_a_case_worker_without_the_role_any_more_sees_no_file(work_as, buyer, client):
    with work_as(buyer.officer) as work:
        identity.end_role(work, buyer.case_worker.id, buyer.id, Role.CASE_WORKER, on=SUMMER)

    with pytest.raises(Missing):
        revealed(work_as, an_actor(work_as, buyer.case_worker.id, SUMMER), client, "first_name")


def test_a_file_is_found_by_its_exact_number_and_by_nothing_less(work_as, buyer, client):
    with work_as(buyer.case_worker) as work:
        assert queries.by_case_number(work, buyer.id, " k-001 ").id == client
        for number in ("K-00", "K-0010", "%", ""):
            with pytest.raises(Missing):
                queries.by_case_number(work, buyer.id, number)


def test_a_case_number_is_one_clients_at_a_buyer(work_as, buyer, client):
    with pytest.raises(Refused, match=r"clients\.case_number_taken"):
        a_client(work_as, buyer.colleague, buyer.id, case_number="k-001")

    other = a_buyer(work_as, name="Toinen alue", host=Named("Toisen kaupunki", "9900002-6"))
    a_client(work_as, other.case_worker, other.id)  # elsewhere the same number is another person
    with work_as(SYSTEM) as work:
        assert len(set(work.db.scalars(select(Client.blind_index)))) == 2


def test_the_database_keeps_one_file_for_a_number(work_as, buyer, client):
    a_client(work_as, buyer.case_worker, buyer.id, case_number="K-002")

    same = "UPDATE client SET blind_index = (SELECT blind_index FROM client ORDER BY id LIMIT 1)"
    with pytest.raises(IntegrityError, match="blind_index"), work_as(SYSTEM) as work:
        work.db.execute(text(same))


def test_only_a_case_worker_of_the_buyer_opens_a_case(work_as, buyer):
    with pytest.raises(Refused, match=r"clients\.not_your_act"):
        a_client(work_as, buyer.officer, buyer.id)
    with pytest.raises(Missing):
        a_client(work_as, a_supplier(work_as, KANTOSILTA).admin, buyer.id)
    for missing in ("case_number", "first_name", "last_name"):
        facts = dict.fromkeys(("case_number", "first_name", "last_name", "phone"), "x") | {missing: " "}
        with pytest.raises(Refused, match=rf"field_missing \(field={missing}\)"):
            open_case(work_as, buyer, facts)


def open_case(work_as: As, buyer: Buyer, facts: dict[str, str]) -> UUID:
    with work_as(buyer.case_worker) as work:
        return service.open_case(work, buyer.id, **facts)  # type: ignore[arg-type]


def test_a_supplier_is_shown_what_its_work_needs_and_never_more(work_as, client, supplier):
    told = revealed(work_as, supplier.worker, client, *SUPPLIERS)

    assert told == {
        "first_name": FIRST_NAME,
        "phone": PHONE,
        "email": EMAIL,
        "language": "fi",
        "interpreter": "",
    }
    for field in ("last_name", "case_number"):
        with pytest.raises(Refused, match=rf"not_for_suppliers \(field={field}\)"):
            revealed(work_as, supplier.worker, client, field)


def test_a_supplier_that_has_no_order_for_the_client_sees_nothing(work_as, client, supplier):
    other = a_supplier(work_as, KANTOSILTA)

    with pytest.raises(Missing):
        revealed(work_as, other.admin, client, "first_name")


def test_a_protected_contact_goes_through_the_case_worker(work_as, buyer, client, supplier):
    with work_as(buyer.case_worker) as work:
        service.protect_contact(work, client, protected=True)

    told = revealed(work_as, supplier.worker, client, *SUPPLIERS)
    assert told == {"first_name": FIRST_NAME, "language": "fi", "interpreter": ""}
    assert revealed(work_as, buyer.case_worker, client, "phone") == {"phone": PHONE}

    with work_as(SYSTEM) as work:
        views = {row.actor_id: row.fields for row in work.db.scalars(select(ViewRow))}
    assert views[supplier.worker.id] == ["first_name", "interpreter", "language"]


def test_each_view_is_logged_with_who_what_and_why(work_as, buyer, client, clock):
    revealed(work_as, buyer.case_worker, client, "phone", "first_name", purpose="calling the client")

    with work_as(SYSTEM) as work:
        view = work.db.scalars(select(ViewRow)).one()
    assert (view.actor_id, view.subject_id, view.buyer_id) == (buyer.case_worker.id, client, buyer.id)
    assert (view.fields, view.purpose, view.at) == (["first_name", "phone"], "calling the client", clock.at)


def test_a_reading_work_shows_nothing(ground, buyer, client):
    with begin_work(ground, buyer.case_worker, writes=False) as work:
        assert queries.own_client(work, client).id == client
        with pytest.raises(RuntimeError, match="log the view"):
            service.reveal(work, client, ["first_name"], purpose="order")


def test_two_suppliers_know_one_client_by_names_that_say_nothing_to_each_other(work_as, client, supplier):
    other = a_supplier(work_as, KANTOSILTA)

    first, again = known_to(work_as, client, supplier), known_to(work_as, client, supplier)
    second = known_to(work_as, client, other)

    assert first == again != second
    assert all(len(name) == 13 and name.startswith("K-") for name in (first, second))


def test_a_pseudonym_is_one_clients(work_as, buyer, client, supplier):
    second = a_client(work_as, buyer.case_worker, buyer.id, case_number="K-002")
    known_to(work_as, second, supplier)

    with pytest.raises(IntegrityError), work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE pseudonym SET value = 'K-00000-00000'"))


def test_a_pseudonym_that_a_rival_made_first_stays(work_as, client, supplier):
    first = known_to(work_as, client, supplier)
    rivals = {"client_id": client, "party_id": supplier.id, "value": "K-11111-11111"}

    with work_as(SYSTEM) as work:
        work.db.execute(service.MAKE_ONCE, rivals)

    assert known_to(work_as, client, supplier) == first


def test_what_another_chapter_writes_of_the_client_is_sealed_and_its_reading_logged(work_as, client):
    with work_as(SYSTEM) as work:
        token = service.seal(work, client, "need.summary", "Tarvitsee tukea työnhaussa")
    assert "tukea" not in token

    with work_as(SYSTEM) as work:
        assert service.open_text(work, client, "need.summary", token) == "Tarvitsee tukea työnhaussa"
    with work_as(SYSTEM) as work:
        assert work.db.scalars(select(ViewRow)).one().fields == ["need.summary"]
        with pytest.raises(ValueError, match="moved"):
            service.open_text(work, client, "need.plan_ref", token)


def test_the_case_worker_puts_the_file_right(work_as, buyer, client):
    with work_as(buyer.case_worker) as work:
        service.correct(work, client, {Field.PHONE: "050 1", Field.INTERPRETER: "viittomakieli"})

    told = revealed(work_as, buyer.case_worker, client, "phone", "interpreter", "email")
    assert told == {"phone": "050 1", "interpreter": "viittomakieli", "email": EMAIL}
    with pytest.raises(Refused, match=r"clients\.number_stays"), work_as(buyer.case_worker) as work:
        service.correct(work, client, {Field.CASE_NUMBER: "K-9"})


def test_a_file_handed_over_is_the_next_case_workers_alone(work_as, buyer, client):
    with work_as(buyer.case_worker) as work:
        service.hand_over(work, client, buyer.colleague.id)

    assert revealed(work_as, buyer.colleague, client, "first_name") == {"first_name": FIRST_NAME}
    with pytest.raises(Missing):
        revealed(work_as, buyer.case_worker, client, "first_name")


def test_a_file_is_handed_to_case_workers_of_the_buyer_only(work_as, buyer, client):
    with pytest.raises(Refused, match=r"clients\.not_a_case_worker"), work_as(buyer.case_worker) as work:
        service.hand_over(work, client, buyer.officer.id)


def test_an_officer_moves_all_files_of_who_is_gone_without_seeing_one(work_as, buyer, client):
    a_client(work_as, buyer.case_worker, buyer.id, case_number="K-002")

    def hand_over(by: Actor) -> int:
        with work_as(by) as work:
            return service.hand_over_all(
                work, buyer.id, from_person_id=buyer.case_worker.id, to_person_id=buyer.colleague.id
            )

    with pytest.raises(Refused, match=r"clients\.not_your_act"):
        hand_over(buyer.colleague)
    assert hand_over(buyer.officer) == 2
    with work_as(buyer.colleague) as work:
        assert len(queries.own_client_ids(work)) == 2


def test_a_representative_is_told_under_the_clients_key(work_as, ground, buyer, client):
    with work_as(buyer.case_worker) as work:
        number = service.add_representative(
            work, client, name="Orvokki Edunvalvoja", phone="040 5550", scope="raha", valid_from=SUMMER
        )

    with work_as(SYSTEM) as work:
        row = work.db.get_one(Representative, number)
        open_field = ground.keys.subject(work.db, client).open
        assert open_field(f"representative.{number}.name", row.name) == "Orvokki Edunvalvoja"
    with pytest.raises(Refused) as no, work_as(buyer.case_worker) as work:
        service.add_representative(
            work, client, name="", phone="", scope=" ", valid_from=SUMMER, valid_to=SUMMER
        )
    assert len(no.value.reasons) == 3


def forget(work_as: As, by: Actor, client_id: UUID) -> None:
    with work_as(by) as work:
        service.forget(work, client_id, ground="Säilytysaika päättyi")


def test_a_forgotten_client_is_read_by_nobody_and_the_journal_still_holds(work_as, buyer, client, supplier):
    with work_as(SYSTEM) as work:
        token = service.seal(work, client, "need.summary", "Tuki")

    forget(work_as, SYSTEM, client)

    for actor, field in ((buyer.case_worker, "first_name"), (supplier.worker, "phone")):
        with pytest.raises(Missing):
            revealed(work_as, actor, client, field)
    with pytest.raises(Missing), work_as(SYSTEM) as work:
        service.open_text(work, client, "need.summary", token)
    with pytest.raises(Missing), work_as(buyer.case_worker) as work:
        queries.by_case_number(work, buyer.id, "K-001")
    with work_as(SYSTEM) as work:
        assert work.db.get_one(SubjectKey, client).wrapped is None
        assert work.db.get_one(Client, client).case_worker_id == buyer.case_worker.id
        assert list(verify(work.db)) == []


def test_an_officer_forgets_without_reading_and_others_do_not(work_as, buyer, client, supplier):
    for actor in (buyer.case_worker, buyer.finance):
        with pytest.raises(Refused, match=r"clients\.not_your_act"):
            forget(work_as, actor, client)
    with pytest.raises(Missing):
        forget(work_as, supplier.admin, client)

    forget(work_as, buyer.officer, client)


def test_the_journal_and_the_outbox_know_the_client_by_id_only(work_as, buyer, client, supplier):
    with work_as(buyer.case_worker) as work:
        service.correct(work, client, {Field.LAST_NAME: "Uusisukunimi"})
        service.hand_over(work, client, buyer.colleague.id)
    forget(work_as, buyer.officer, client)

    with work_as(SYSTEM) as work:
        bodies = b"".join(work.db.scalars(select(JournalRow.body))).decode()
        names = set(work.db.scalars(select(JournalRow.event).where(JournalRow.about == client)))
        told = repr(work.db.execute(select(OutboxMessage.__table__)).all())
    assert {"clients.case_opened", "clients.case_corrected", "clients.forgotten"} <= names
    for word in (FIRST_NAME, LAST_NAME, PHONE, EMAIL, "K-001", "Uusisukunimi"):
        assert word not in bodies and word not in told
