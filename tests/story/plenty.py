"""A buyer's month with as many approved deliveries as a measurement or a storm wants, put in by sets.

The rows are those that the services would leave, and go straight into the tables: a hundred thousand
deliveries told one by one would take an evening.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from app.clients.models import Client
from app.contracts.models import BillingMandate, Contract, PriceLine
from app.contracts.rules.states import ContractState, InvoiceMode
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity.models import Identifier, Party, PartyVersion, Person
from app.identity.rules import IdentifierScheme, PartyKind, search_norm, sort_key
from app.invoicing.models import ReceivingAddress
from app.kernel.actors import Actor, ActorKind, Role
from app.kernel.money import WHOLE, Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis, Regime
from app.orders.models import Choice, ChoiceList, Need, OrderPayer, ServiceOrder
from app.orders.rules.states import ChoiceGround, NeedState, OrderState
from app.platform.bulk import insert_rows
from app.platform.crypto import KeyRing
from app.platform.db import Base, Database
from app.platform.files import FileStore
from app.platform.pdf import PdfPool
from app.platform.work import Ground
from app.platform.world import World, real_world
from app.procurement.models import Call, Category, Process
from app.procurement.rules.states import CallState, ChoiceMode, ProcessKind
from app.suppliers.models import SupplierProfile
from app.suppliers.rules import VatNature

CHUNK = 5000
APRIL, BEGAN = date(2026, 4, 1), date(2025, 1, 1)
AT = datetime(2026, 4, 30, 12, 0, tzinfo=UTC)
MAY = datetime(2026, 5, 5, 6, 30, tzinfo=UTC)
MASTER_KEY = b"the master key of a test, of 32 bytes or more"
ORDERS_OF_A_CONTRACT = 4
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
GROUNDS = (("O", 0, ""), ("E", 0, "VATEX-EU-132-1G"), ("S", 2550, ""), ("S", 2550, ""), ("S", 2550, ""))
IBAN = "FI2112345600000785"
OPERATOR = "003721291126"
HELD, LATE = DeliveryKind.HELD, DeliveryKind.LATE_CANCELLATION


@dataclass(frozen=True)
class Plenty:
    """The buyer with its finance, and one person who may release for every seller."""

    buyer_id: UUID
    finance: Actor
    everybodys_admin: Actor


@dataclass(frozen=True)
class _Ground:
    """What every order of the month stands on."""

    buyer_id: UUID
    person_id: UUID
    call_id: UUID
    category_id: UUID
    client_id: UUID
    need_id: UUID
    choice_id: UUID


def a_plentiful_month(db: Session, *, contracts: int, visits: int) -> Plenty:
    """Approved in April 2026: so many visits for each of the four orders of each contract.

    Every fifth seller is outside VAT's scope, the next one is exempt, the others are taxed. Three orders
    of eight end with a late cancellation, which makes a second line.
    """
    buyer, person_id = _Seller(uuid7(), "Lehtolan kaupunki", "9900001-8"), uuid7()
    sellers = [
        _Seller(uuid7(), f"Tuottaja {place} ry", number)
        for place, number in enumerate(BUSINESS_IDS[:contracts], 1)
    ]
    _keep_parties(db, [buyer, *sellers])
    _keep(db, Person, [{"id": person_id, "name": "Tuula Talonen", "email": "t@x.example", "language": "fi"}])
    _keep(db, SupplierProfile, (_profile(seller) for seller in sellers))
    receiving = {"payer_id": buyer.id, "operator": OPERATOR, "address": "", "reference": "", "version": 1}
    _keep(db, ReceivingAddress, [receiving])
    ground = _ground(db, buyer.id, person_id)
    orders = _contracts_and_orders(db, ground, sellers)
    _keep(db, Delivery, _deliveries(ground, orders, visits))
    return plenty_in(db)


def plenty_in(db: Session) -> Plenty:
    """Who acts in a database that was filled like this, perhaps by another process."""
    buyer_id = db.scalars(select(ReceivingAddress.payer_id)).one()
    person_id = db.scalars(select(Person.id)).one()
    sellers = db.scalars(select(BillingMandate.seller_id)).all()
    return Plenty(
        buyer_id=buyer_id,
        finance=_actor(person_id, {buyer_id: Role.FINANCE}),
        everybodys_admin=_actor(person_id, dict.fromkeys(sellers, Role.SUPPLIER_ADMIN)),
    )


def ground_on(database: Database, files: FileStore) -> Ground:
    """It is the morning of 5 May 2026; ids and chance are real, since several processes share them."""
    real = real_world()
    world = World(lambda: MAY, real.new_id, real.secret_id, real.random)
    return Ground(database, world, KeyRing([MASTER_KEY]), files, PdfPool(processes=1))


def _keep(db: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    coming = iter(rows)
    while some := list(islice(coming, CHUNK)):
        insert_rows(db, model, some)


@dataclass(frozen=True)
class _Seller:
    id: UUID
    name: str
    business_id: str


def _actor(person_id: UUID, roles: Mapping[UUID, Role]) -> Actor:
    held = {party: frozenset({role}) for party, role in roles.items()}
    return Actor(ActorKind.PERSON, person_id, frozenset(held), held)


def business_id(number: int) -> str:
    """The next number from here on that has a check digit: one in eleven has none."""
    digits = f"{2_000_000 + number:07}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, CHECK_WEIGHTS, strict=True)) % 11
    return f"{digits}-{(11 - rest) % 11}" if rest != 1 else ""


BUSINESS_IDS = [found for number in range(6000) if (found := business_id(number))]


def _keep_parties(db: Session, parties: Sequence[_Seller]) -> None:
    """The buyer among them."""
    kind = PartyKind.ORGANISATION
    _keep(db, Party, ({"id": one.id, "public_id": uuid7(), "kind": kind} for one in parties))
    _keep(db, PartyVersion, (_version(one) for one in parties))
    _keep(db, Identifier, (_identifier(one) for one in parties))


def _version(party: _Seller) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "party_id": party.id,
        "valid_from": BEGAN,
        "name": party.name,
        "search_norm": search_norm(party.name),
        "sort_key": sort_key(party.name),
        "street": "Torikatu 1",
        "postal_code": "16900",
        "town": "Lehtola",
        "country": "FI",
        "email": "",
        "language": "fi",
    }


def _identifier(party: _Seller) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "party_id": party.id,
        "scheme": IdentifierScheme.BUSINESS_ID,
        "value": party.business_id,
        "valid_from": BEGAN,
    }


def _profile(seller: _Seller) -> dict[str, Any]:
    return {
        "organisation_id": seller.id,
        "iban": IBAN,
        "bic": "OKOYFIHH",
        "einvoice_scheme": "0216",
        "einvoice_address": "0037" + seller.business_id.replace("-", ""),
        "einvoice_operator": OPERATOR,
        "languages": ["fi"],
        "places": [],
        "version": 1,
    }


def _ground(db: Session, buyer_id: UUID, person_id: UUID) -> _Ground:
    call_id, category_id, client_id = uuid7(), uuid7(), uuid7()
    title = Texts({"fi": "Valmennus"}, "fi")
    process = {"id": call_id, "public_id": uuid7(), "kind": ProcessKind.CALL, "buyer_id": buyer_id, "at": AT}
    insert_rows(db, Process, [process])
    call = {
        "id": call_id,
        "buyer_id": buyer_id,
        "number": "LEH-2026-01",
        "title": title,
        "description": title,
        "languages": ["fi"],
        "legal_basis": LegalBasis.SMALL_DPS,
        "regime": Regime.SOCIAL_HEALTH,
        "regime_reason": "",
        "cpv_main": "85312510-7",
        "cpv_extra": [],
        "nuts": [],
        "estimated_value_cents": Money(39_000_000_00),
        "value_parts": {},
        "split_reason": "",
        "guideline_url": "",
        "office": {},
        "rule_set": "",
        "opens_at": AT - timedelta(days=90),
        "first_round_closes_at": AT - timedelta(days=60),
        "closes_at": AT + timedelta(days=600),
        "starts_on": APRIL,
        "ends_on": date(2027, 12, 31),
        "option_months": 0,
        "requirements": {},
        "terms": {},
        "ranking": {},
        "state": CallState.PUBLISHED,
        "state_reason": "",
        "version": 1,
    }
    insert_rows(db, Call, [call])
    category = {
        "id": category_id,
        "public_id": uuid7(),
        "call_id": call_id,
        "code": "A",
        "title": title,
        "description": title,
        "unit": Unit.HOUR,
        "per": 4,
        "price_ceiling_cents": Money(90_00),
        "vat_nature": VatNature.SOCIAL_WELFARE,
        "requirements": {},
        "tariff": {},
        "choice_mode": ChoiceMode.CLIENT_CHOICE,
    }
    insert_rows(db, Category, [category])
    client = {
        "id": client_id,
        "buyer_id": buyer_id,
        "case_worker_id": person_id,
        "blind_index": b"1",
        **dict.fromkeys(("case_number", "first_name", "last_name", "phone", "email", "interpreter"), ""),
        "language": "fi",
        "protected_contact": False,
        "at": AT,
        "version": 1,
    }
    insert_rows(db, Client, [client])
    return _Ground(
        buyer_id=buyer_id,
        person_id=person_id,
        call_id=call_id,
        category_id=category_id,
        client_id=client_id,
        need_id=uuid7(),
        choice_id=uuid7(),
    )


@dataclass(frozen=True)
class _Signed:
    """One seller's contract."""

    id: UUID
    price_line_id: UUID
    seller_id: UUID
    number: int


@dataclass(frozen=True)
class _Order:
    id: UUID
    place: int
    contract: _Signed


def _contracts_and_orders(db: Session, ground: _Ground, sellers: Sequence[_Seller]) -> list[_Order]:
    """The orders are ended ones, all for one need: what went before them is not what is measured."""
    signed = [_Signed(uuid7(), uuid7(), seller.id, number) for number, seller in enumerate(sellers, 1)]
    _keep(db, Contract, (_contract(ground, one) for one in signed))
    _keep(db, PriceLine, (_price_line(ground, one) for one in signed))
    _keep(db, BillingMandate, (_mandate(ground, one) for one in signed))
    each = [one for one in signed for _ in range(ORDERS_OF_A_CONTRACT)]
    orders = [_Order(uuid7(), place, contract) for place, contract in enumerate(each)]
    _need_and_choice(db, ground, orders[0])
    _keep(db, Process, (_process(ground, order) for order in orders))
    _keep(db, ServiceOrder, (_order_row(ground, order) for order in orders))
    _keep(db, OrderPayer, (_payer(ground, order) for order in orders))
    return orders


def _contract(ground: _Ground, signed: _Signed) -> dict[str, Any]:
    return {
        "id": signed.id,
        "public_id": uuid7(),
        "call_id": ground.call_id,
        "buyer_id": ground.buyer_id,
        "party_id": signed.seller_id,
        "number": f"LEH-2026-01/{signed.number}",
        "supplier_number": signed.number,
        "state": ContractState.ACTIVE,
        "language": "fi",
        "starts_on": APRIL,
        "ends_on": date(2027, 12, 31),
        "template_version": "1",
        "data": {},
        "pdf_sha256": b"1",
        "created_at": AT,
    }


def _price_line(ground: _Ground, signed: _Signed) -> dict[str, Any]:
    return {
        "id": signed.price_line_id,
        "contract_id": signed.id,
        "category_id": ground.category_id,
        "unit": Unit.HOUR,
        "per": 4,
        "bonus_cents": Money(0),
    }


def _mandate(ground: _Ground, signed: _Signed) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "contract_id": signed.id,
        "seller_id": signed.seller_id,
        "mode": InvoiceMode.PREPARED_FOR_SUPPLIER,
        "series": "K",
        "reference_rule": "{yyyy}{mm}{supplier:05}",
        "payment_days": 30,
        "authorised_by_id": ground.person_id,
        "authorised_at": AT,
    }


def _payer(ground: _Ground, order: _Order) -> dict[str, Any]:
    return {"order_id": order.id, "payer_id": ground.buyer_id, "share": WHOLE, "share_before": 0}


def _need_and_choice(db: Session, ground: _Ground, order: _Order) -> None:
    list_id = uuid7()
    need = {
        "id": ground.need_id,
        "buyer_id": ground.buyer_id,
        "call_id": ground.call_id,
        "category_id": ground.category_id,
        "client_id": ground.client_id,
        "quantity_value": 400,
        "quantity_per": 1,
        "quantity_unit": Unit.HOUR,
        "starts_on": APRIL,
        "ends_on": date(2026, 12, 31),
        **dict.fromkeys(("summary", "plan_ref", "decision_ref"), ""),
        "state": NeedState.ORDERED,
        "at": AT,
    }
    insert_rows(db, Need, [need])
    shown = {
        "id": list_id,
        "need_id": ground.need_id,
        "seed": "",
        "rule_version": "1",
        "snapshot": {},
        "opened_at": AT,
        "window_ends_at": AT,
    }
    insert_rows(db, ChoiceList, [shown])
    choice = {
        "id": ground.choice_id,
        "list_id": list_id,
        "need_id": ground.need_id,
        "party_id": order.contract.seller_id,
        "contract_id": order.contract.id,
        "ground": ChoiceGround.CLIENT,
        "reason": "",
        "record": {},
        "by_kind": "person",
        "by_id": ground.person_id,
        "at": AT,
    }
    insert_rows(db, Choice, [choice])


def _process(ground: _Ground, order: _Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "public_id": uuid7(),
        "kind": ProcessKind.ORDER,
        "parent_id": ground.call_id,
        "buyer_id": ground.buyer_id,
        "at": AT,
    }


def _order_row(ground: _Ground, order: _Order) -> dict[str, Any]:
    price = _price(order)
    return {
        "id": order.id,
        "number": f"LEH-2026-01-{order.place + 1:05}",
        "call_id": ground.call_id,
        "buyer_id": ground.buyer_id,
        "category_id": ground.category_id,
        "need_id": ground.need_id,
        "choice_id": ground.choice_id,
        "client_id": ground.client_id,
        "case_worker_id": ground.person_id,
        "contract_id": order.contract.id,
        "price_line_id": order.contract.price_line_id,
        "party_id": order.contract.seller_id,
        "quantity_value": 400,
        "quantity_per": 1,
        "quantity_unit": Unit.HOUR,
        "used_parts": 0,
        "starts_on": APRIL,
        "ends_on": date(2026, 12, 31),
        "unit_price_cents": price,
        "covered_price_cents": price,
        "bonus_cents": Money(0),
        "bonus_earned": False,
        "committed_cents": price,
        "exemption_ready": True,
        "state": OrderState.ENDED,
        "sent_at": AT,
        "answer_by": AT,
        "start_by": APRIL,
        "end_reason": "",
        "uncovered_rise": False,
        "version": 1,
    }


def _price(order: _Order) -> Money:
    return Money(50_00 + order.place * 7 % 12_00)


def _deliveries(ground: _Ground, orders: list[_Order], visits: int) -> Iterator[dict[str, Any]]:
    """Visit by visit over all orders, as they come in over a month."""
    for visit in range(visits):
        last = visit == visits - 1
        for order in orders:
            yield _delivery(ground, order, visit, LATE if last and order.place % 8 < 3 else HELD)


def _delivery(ground: _Ground, order: _Order, visit: int, kind: DeliveryKind) -> dict[str, Any]:
    delivery_id, day, price = uuid7(), APRIL + timedelta(days=visit * 29 // 10 % 30), _price(order)
    quarters = 2 if kind is LATE else 3 + (order.place + visit) % 6
    category, rate, exemption = GROUNDS[order.place // ORDERS_OF_A_CONTRACT % len(GROUNDS)]
    return {
        "id": delivery_id,
        "root_id": delivery_id,
        "version": 1,
        "order_id": order.id,
        "buyer_id": ground.buyer_id,
        "kind": kind,
        "quantity_value": quarters,
        "quantity_per": 4,
        "quantity_unit": Unit.HOUR,
        "booked_parts": quarters * 7500,
        "delivered_on": day,
        "last_on": day,
        "month": APRIL,
        "member_id": order.contract.seller_id,
        "worker_id": ground.person_id,
        "reference": "",
        "state": DeliveryState.APPROVED,
        "logged_at": AT,
        "decided_by_id": ground.person_id,
        "decided_at": AT,
        "reason": "",
        "unit_price_cents": price,
        "net_cents": Money(price.cents * quarters // 4),
        "vat_category": category,
        "vat_rate": rate,
        "exemption": exemption,
    }
