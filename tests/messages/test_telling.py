"""Who is told of what: the right people and mailboxes, each once, in their language, and no more."""

import json
import pkgutil
import re
from dataclasses import fields
from datetime import date, timedelta
from importlib import import_module

from sqlalchemy import select

import app
from app.clients import service as clients
from app.deliveries import service as deliveries
from app.identity import service as identity
from app.invoicing import service as invoicing
from app.invoicing.models import Invoice
from app.kernel.actors import SYSTEM, Role
from app.kernel.events import Event
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.messages import jobs, queries
from app.messages.models import Message
from app.messages.rules.kinds import KINDS, RULES, Kind, To
from app.messages.rules.states import MessageState
from app.orders import jobs as orders_jobs
from app.orders import queries as order_queries
from app.orders import service as orders
from app.platform.journal import JournalRow
from app.platform.outbox import OutboxMessage, Told
from app.platform.paging import Slice
from app.platform.texts import languages, say
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE
from tests.story.contracts import an_offered_contract
from tests.story.deliveries import a_group_order, april, logged
from tests.story.identity import (
    BEGAN,
    KANTOSILTA,
    URAVAYLA,
    VALOPOLKU,
    a_staffed_organisation,
    an_organisation,
    with_role,
)
from tests.story.invoicing import a_billable_april, drawn, each_released
from tests.story.offers import an_admitted_supplier, an_application, opened
from tests.story.orders import a_sent_order
from tests.story.procurement import local

MAILBOX = f"posti@{URAVAYLA.business_id}.example"
AINO, KAISA = "aino.omala@9900001-8.example", "kaisa.kolehmainen@9900001-8.example"
OUTI = "outi.hankonen@9900001-8.example"
PRICES = {"A": Money(58_50)}


def public_events() -> dict[str, type[Event]]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(".events"):
            import_module(module.name)
    return {event.event_name: event for event in Event.__subclasses__() if event.public}


def order_number(work_as, order) -> str:
    with work_as(order.case_worker) as work:
        return order_queries.own_order(work, order.id).number


def told_again(work_as, sent: OutboxMessage) -> Told:
    """As the worker tells it."""
    with work_as(SYSTEM) as work:
        row = work.db.get_one(JournalRow, (sent.chain, sent.seq))
        facts = json.loads(row.body)["facts"]
        return Told(sent.id, row.event, 1, row.about, row.chain, row.process_id, row.at, facts)


def rows(work_as) -> list[Message]:
    with work_as(SYSTEM) as work:
        return list(work.db.scalars(select(Message).order_by(Message.made_at, Message.id)))


# --- The table -------------------------------------------------------------------------------------------


def test_every_event_in_the_table_is_one_that_is_told_with_the_facts_that_its_rules_ask_for():
    told = public_events()

    assert set(KINDS) <= set(told)
    for name in KINDS:
        facts = {fact.name for fact in fields(told[name])}
        asked = {fact for rule in KINDS[name] for fact, _ in rule.only}
        asked |= {rule.act_by for rule in KINDS[name] if rule.act_by}
        assert asked <= facts, name


def test_each_kind_but_the_digest_is_told_of_some_event_and_worded_in_every_language():
    assert set(RULES) == set(Kind) - {Kind.DIGEST}
    for language in languages():
        assert all(say(f"messages.kind.{kind}", {}, language, strict=True) for kind in RULES)


# --- Suppliers -------------------------------------------------------------------------------------------


def test_a_new_order_reaches_the_suppliers_mailbox_at_once_with_its_time_limit(post, order, clock):
    [letter] = [one for one in post.brought() if one.to == MAILBOX and "/orders/" in one.text]

    assert letter.subject == "Kutsu: asia odottaa, ja sillä on määräaika"
    assert "Uusi tilaus odottaa vastausta.\nhttp://127.0.0.1:8000/orders/" + str(order.id) in letter.text
    assert re.search(r"Vastaa viimeistään \d+\.4\.2026 klo \d+\.\d\d\.", letter.text)
    assert f'<a href="http://127.0.0.1:8000/orders/{order.id}">' in letter.html
    assert letter.written_at == clock.at


def test_a_dispute_is_told_at_once_to_the_member_that_logged_the_delivery(work_as, clock, post):
    group = a_group_order(work_as, clock, routed=True)
    by = {"by": group.member.worker, "member_id": group.member.id}
    delivery = logged(work_as, group.order, april(14), Quantity(1, 1, Unit.SESSION), **by)
    post.brought()

    with work_as(group.order.case_worker) as work:
        deliveries.dispute(work, delivery.id, reason="Asiakas ei ollut paikalla")

    assert post.brought_to() == ["posti@9900005-0.example"]


def test_a_billing_run_tells_each_seller_once_that_drafts_wait_for_its_release(work_as, clock, post):
    april = a_billable_april(work_as, clock)
    post.brought()

    run_id = drawn(work_as, april.call.buyer)
    post.brought()

    waiting = [row for row in rows(work_as) if row.kind == Kind.INVOICE_TO_RELEASE]
    with work_as(SYSTEM) as work:
        sellers = set(work.db.scalars(select(Invoice.seller_id).where(Invoice.run_id == run_id)))
    assert len(waiting) == len(sellers) > 1
    assert {row.party_id for row in waiting} == sellers


def test_a_group_without_a_mailbox_is_told_through_its_coordinator(work_as, clock, post):
    a_group_order(work_as, clock)

    to = [letter.to for letter in post.brought() if "/orders/" in letter.text]

    assert to == ["posti@9900004-2.example"]


def test_a_withdrawn_order_is_told_to_the_member_that_serves_too(work_as, clock, post):
    group = a_group_order(work_as, clock, routed=True)
    post.brought()

    with work_as(group.order.case_worker) as work:
        orders.withdraw(work, group.id, reason="Muutto")

    assert post.brought_to() == ["posti@9900004-2.example", "posti@9900005-0.example"]


def test_an_organisation_without_a_mailbox_has_its_administrators_told(work_as, call, clock, post):
    organisation = an_organisation(work_as, VALOPOLKU, email="")
    admin = with_role(work_as, "Anna Hallikainen", organisation, Role.SUPPLIER_ADMIN, at="valopolku")
    with_role(work_as, "Ville Valmu", organisation, Role.WORKER, at="valopolku")

    with work_as(SYSTEM) as work:
        found = queries.people_in_role(work, Role.SUPPLIER_ADMIN, organisation, date(2026, 4, 7))
        assert found == [admin]
        assert queries.address_of(work, queries.Recipient(party_id=organisation)) is None


def test_a_letter_is_in_the_language_of_who_reads_it(work_as, clock, call, supplier, post):
    with work_as(supplier.admin) as work:
        identity.change_organisation(work, supplier.party_id, valid_from=date(2026, 4, 1), language="sv")
    post.brought()

    a_sent_order(work_as, clock, call, supplier)

    [letter] = post.brought()
    assert letter.language == "sv" and "En ny beställning väntar på svar." in letter.text
    assert '<html lang="sv">' in letter.html


# --- The buyer's people ----------------------------------------------------------------------------------


def test_a_declined_order_is_told_to_its_case_worker_at_once(work_as, order, post):
    post.brought()

    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")

    [letter] = post.brought()
    assert letter.to == AINO and "Valinta on taas auki" in letter.text
    assert "kapasiteettia" not in letter.text + letter.html


def test_an_unanswered_order_is_told_to_its_case_worker(ground, order, clock, post):
    post.brought()
    clock.at += timedelta(days=14)

    orders_jobs.expire_unanswered(ground)

    assert post.brought_to() == [AINO]


def test_a_deputy_is_told_beside_the_case_worker_and_only_while_deputising(work_as, order, clock, post):
    buyer = order.call.buyer
    with work_as(buyer.case_worker) as work:
        identity.appoint_deputy(
            work,
            buyer.id,
            Role.CASE_WORKER,
            buyer.case_worker.id,
            buyer.colleague.id,
            valid_from=date(2026, 4, 8),
            valid_to=date(2026, 4, 10),
        )
    post.brought()
    clock.at = local("2026-04-09", "09:00")

    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")

    assert post.brought_to() == [AINO, KAISA]


def test_whoever_took_over_a_leavers_clients_is_told_instead(work_as, order, clock, post):
    buyer = order.call.buyer
    clock.at += timedelta(hours=1)
    with work_as(buyer.officer) as work:
        clients.hand_over_all(
            work, buyer.id, from_person_id=buyer.case_worker.id, to_person_id=buyer.colleague.id
        )
    post.brought()

    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")

    assert post.brought_to() == [KAISA]


def test_when_the_case_worker_is_gone_and_nobody_took_over_the_officers_are_told(work_as, order, post):
    buyer = order.call.buyer
    with work_as(buyer.officer) as work:
        identity.end_role(work, buyer.case_worker.id, buyer.id, Role.CASE_WORKER, on=date(2026, 4, 7))
    post.brought()

    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")

    assert post.brought_to() == [OUTI]


def test_both_sides_signatories_are_told_of_a_contract_to_sign(work_as, clock, call, post):
    organisation = a_staffed_organisation(work_as, KANTOSILTA)
    admitted = an_admitted_supplier(work_as, clock, call, organisation)
    clock.at = local("2026-04-02", "10:00")
    post.brought()

    an_offered_contract(work_as, call, admitted.party_id)

    paavo, anna = "paavo.päätalo@9900001-8.example", "anna.hallikainen@9900003-4.example"
    assert post.brought_to() == sorted([OUTI, paavo, anna])


# --- Sealed applications ---------------------------------------------------------------------------------


def test_until_the_first_round_opens_nobody_at_the_buyer_learns_that_anybody_applies(
    work_as, clock, call, post
):
    organisation = a_staffed_organisation(work_as, KANTOSILTA)
    post.brought()

    an_application(work_as, call, organisation.admin, organisation.id, PRICES)

    assert post.brought_to() == ["posti@9900003-4.example"], "the receipt, and nothing else"
    clock.at += timedelta(days=1)
    assert post.at_seven() == []
    assert {row.buyer_id for row in rows(work_as)} == {None}, "not in the buyer's own chain either"


def test_an_application_after_the_first_round_is_in_the_officers_digest(work_as, clock, call, post):
    organisation = a_staffed_organisation(work_as, KANTOSILTA)
    opened(work_as, clock, call, [])
    clock.at += timedelta(days=1)
    post.brought()

    an_application(work_as, call, organisation.admin, organisation.id, PRICES)

    assert post.brought_to() == ["posti@9900003-4.example"]
    clock.at += timedelta(days=1)
    assert [letter.to for letter in post.at_seven()] == [OUTI]


def test_a_decision_is_told_to_the_applicant_and_leaves_the_appeal_to_its_letter(work_as, clock, call, post):
    organisation = a_staffed_organisation(work_as, KANTOSILTA)

    an_admitted_supplier(work_as, clock, call, organisation)

    [letter] = [one for one in post.brought() if "/decisions/" in one.text]
    assert letter.to == "posti@9900003-4.example"
    assert "muutoksenhakuohjeet" in letter.text and "2026" not in letter.text


# --- What a letter never says ----------------------------------------------------------------------------


def test_a_whole_month_of_letters_names_no_client_no_service_no_price_and_no_unemployment(
    work_as, clock, post
):
    april = a_billable_april(work_as, clock)
    buyer = april.call.buyer
    each_released(work_as, april, drawn(work_as, buyer))
    with work_as(buyer.finance) as work:
        invoicing.export(work, buyer.id)
    letters = post.brought()
    clock.at += timedelta(days=1)
    letters += post.at_seven()

    assert {RULES[Kind(row.kind)].to for row in rows(work_as) if row.kind != Kind.DIGEST} >= {
        To.APPLICANT, To.SIGNERS, To.SUPPLIER, To.CASE_WORKER, To.MEMBER, To.FINANCE,
    }  # fmt: skip
    assert len(letters) > 30
    canaries = [FIRST_NAME, LAST_NAME, PHONE, EMAIL, "K-00", "valmennu", "työttöm", "työllis", "€", "EUR"]
    canaries += [order_number(work_as, one) for one in april.orders.values()]
    for letter in letters:
        said = f"{letter.subject} {letter.text} {letter.html}".casefold()
        assert [canary for canary in canaries if canary.casefold() in said] == []


# --- Once ------------------------------------------------------------------------------------------------


def test_an_event_that_is_told_twice_makes_its_messages_once(work_as, ground, order, post):
    post.brought()
    before = len(rows(work_as))
    with work_as(SYSTEM) as work:
        sent = work.db.scalars(select(OutboxMessage).where(OutboxMessage.event == "order.sent")).one()

    jobs.tell_people(ground, told_again(work_as, sent))

    assert len(rows(work_as)) == before and post.brought() == []


def test_a_person_with_two_roles_is_told_once(work_as, order, post):
    buyer = order.call.buyer
    with work_as(buyer.officer) as work:
        identity.lend_role(
            work,
            buyer.id,
            Role.OFFICER,
            to_person_id=buyer.finance.id,
            decision="Päätös 1 §",
            valid_from=BEGAN,
            from_person_id=buyer.officer.id,
        )
    with work_as(SYSTEM) as work:
        found = queries.people_in_role(work, Role.OFFICER, buyer.id, date(2026, 4, 7))

    assert found == sorted([buyer.officer.id, buyer.finance.id])


def test_who_sees_what_was_sent(work_as, order, post):
    post.brought()

    with work_as(order.supplier.worker) as work:
        theirs = queries.own_messages(work, Slice())
    with work_as(order.call.buyer.auditor) as work:
        others = queries.own_messages(work, Slice())

    assert (theirs[0].kind, theirs[0].state, theirs[0].about) == (
        Kind.ORDER_TO_ANSWER,
        MessageState.SENT,
        order.id,
    )
    assert others == []
