"""What a supplier sees: a pseudonym before it has accepted, a first name and contact while it serves."""

from datetime import date

import pytest
from sqlalchemy import select

from app.contracts import service as contracts
from app.identity import service as identity
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Refused
from app.orders import service
from app.platform.journal import JournalRow
from app.platform.outbox import OutboxMessage
from app.platform.views import ViewRow
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE, a_client
from tests.story.contracts import Supplier, a_contract
from tests.story.identity import HARJU, KANTOSILTA, TOIMINTAKESKUS, a_staffed_organisation, an_actor
from tests.story.offers import Bid, admitted_suppliers
from tests.story.orders import FIRST_ORDERS, STARTS, SUMMARY, a_sent_order, accepted, started
from tests.story.suppliers import a_group


def see(work_as, person, order, what):
    with work_as(person) as work:
        return what(work, order.id)


def views(work_as):
    with work_as(SYSTEM) as work:
        return [
            (row.actor_id, row.fields, row.purpose)
            for row in work.db.scalars(select(ViewRow).order_by(ViewRow.id))
        ]


def test_before_accepting_a_supplier_sees_how_much_of_what_for_a_pseudonym(work_as, order):
    told = see(work_as, order.supplier.admin, order, service.see_order)

    assert told == {
        "number": "JHT-DPH-2026-01-T0001",
        "category": "A",
        "quantity": "20",
        "unit": "hour",
        "starts_on": "2026-04-07",
        "ends_on": "2026-09-30",
        "answer_by": "2026-04-10T21:00:00+00:00",
        "pseudonym": told["pseudonym"],
        "language": "fi",
        "interpreter": "",
    }
    assert told["pseudonym"].startswith("K-")
    for secret in (FIRST_NAME, LAST_NAME, PHONE, EMAIL, SUMMARY):
        assert secret not in str(told)


def test_before_accepting_a_supplier_does_not_see_the_client(work_as, order):
    with pytest.raises(Refused, match=r"order\.not_accepted"):
        see(work_as, order.supplier.admin, order, service.see_client)

    assert views(work_as) == []


def test_after_accepting_it_sees_first_name_contact_and_need_and_every_view_is_logged(work_as, order):
    accepted(work_as, order)

    told = see(work_as, order.supplier.worker, order, service.see_client)

    assert told == {
        "first_name": FIRST_NAME,
        "phone": PHONE,
        "email": EMAIL,
        "language": "fi",
        "interpreter": "",
        "summary": SUMMARY,
        "contact": "direct",
    }
    assert LAST_NAME not in told.values()
    logged = views(work_as)
    assert {actor for actor, _, _ in logged} == {order.supplier.worker.id}
    assert {field for _, fields, _ in logged for field in fields} == {
        "first_name",
        "phone",
        "email",
        "language",
        "interpreter",
        "need_summary",
    }


def test_a_protected_contact_goes_through_the_case_worker(work_as, clock, call, supplier):
    hidden = a_client(work_as, call.buyer.case_worker, call.buyer.id, protected_contact=True)
    order = accepted(work_as, a_sent_order(work_as, clock, call, supplier, client_id=hidden))

    told = see(work_as, supplier.worker, order, service.see_client)

    assert told["contact"] == "relayed by the case worker"
    assert "phone" not in told and "email" not in told


def test_when_the_order_has_ended_the_client_is_seen_no_more(work_as, order):
    started(work_as, accepted(work_as, order))
    with work_as(order.case_worker) as work:
        service.end(work, order.id, on=STARTS, reason="valmis")

    with pytest.raises(Refused, match=r"order\.not_accepted"):
        see(work_as, order.supplier.worker, order, service.see_client)


def test_who_declined_sees_nothing_more_of_it(work_as, order):
    with work_as(order.supplier.admin) as work:
        service.decline(work, order.id, reason="Ei vapaita valmentajia")

    with pytest.raises(Refused, match=r"order\.not_at_work"):
        see(work_as, order.supplier.admin, order, service.see_order)


def test_a_bookkeeper_sees_no_client(work_as, order):
    accepted(work_as, order)

    for what in (service.see_client, service.see_order):
        with pytest.raises(Refused, match=r"order\.not_your_act"):
            see(work_as, order.supplier.members[0].bookkeeper, order, what)


def test_only_the_member_that_serves_the_client_sees_the_client(work_as, clock, call):
    group = a_group(work_as, coordinator=TOIMINTAKESKUS, member=HARJU)
    admitted_suppliers(work_as, clock, call, [Bid(group.id, group.admin, {"B": Money(66_50)}, {"B": 49})])
    members = [group.coordinator, group.member]
    supplier = Supplier(group.id, group.admin, members, a_contract(work_as, call, group.id, members))
    clock.at = FIRST_ORDERS
    ten = Quantity(10, 1, Unit.SESSION)
    theirs = a_sent_order(work_as, clock, call, supplier, category="B", quantity=ten)
    accepted(work_as, theirs, member_id=group.coordinator.id)

    with pytest.raises(Refused, match=r"order\.not_your_act"):
        see(work_as, group.member.worker, theirs, service.see_client)

    everybodys = a_sent_order(work_as, clock, call, supplier, category="B", quantity=ten, case_number="K-002")
    accepted(work_as, everybodys)
    assert see(work_as, group.member.worker, everybodys, service.see_client)["first_name"] == FIRST_NAME
    assert see(work_as, group.coordinator.worker, theirs, service.see_client)["first_name"] == FIRST_NAME


def test_a_member_that_joined_without_agreeing_on_data_protection_sees_no_client(work_as, clock, call):
    group = a_group(work_as, coordinator=TOIMINTAKESKUS, member=HARJU)
    admitted_suppliers(work_as, clock, call, [Bid(group.id, group.admin, {"B": Money(66_50)}, {"B": 49})])
    members = [group.coordinator, group.member]
    supplier = Supplier(group.id, group.admin, members, a_contract(work_as, call, group.id, members))
    order = a_sent_order(work_as, clock, call, supplier, category="B", quantity=Quantity(10, 1, Unit.SESSION))
    accepted(work_as, order)
    newcomer = a_staffed_organisation(work_as, KANTOSILTA)
    with work_as(group.admin) as work:
        identity.change_member(work, group.id, joins=newcomer.id, on=date(2026, 4, 7))
    worker = an_actor(work_as, newcomer.worker.id, date(2026, 4, 7))

    with pytest.raises(Refused, match=r"order\.not_your_act"):
        see(work_as, worker, order, service.see_client)

    with work_as(newcomer.admin) as work:
        contracts.sign_data_protection(work, supplier.contract_id, newcomer.id)
    assert see(work_as, worker, order, service.see_client)["first_name"] == FIRST_NAME


def test_the_client_stands_in_no_journal_row_and_no_message(work_as, order):
    accepted(work_as, order)
    see(work_as, order.supplier.worker, order, service.see_client)

    with work_as(SYSTEM) as work:
        told = [*work.db.scalars(select(JournalRow.body)), *map(repr, work.db.scalars(select(OutboxMessage)))]
    for secret in (FIRST_NAME, LAST_NAME, PHONE, EMAIL, SUMMARY):
        assert not any(secret in str(row) or secret.encode() in str(row).encode() for row in told)
