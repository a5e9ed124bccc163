"""What waits for officers and for those who decide."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, or_, select, type_coerce

from app.contracts.models import Contract
from app.contracts.rules.states import ContractState
from app.desks.queries.parts import Seen, columns, held_by, name_of
from app.desks.queries.signing import signatures
from app.desks.rules import Kind
from app.funds.models import Limit
from app.kernel.actors import Role
from app.kernel.money import WHOLE
from app.law import queries as law
from app.law.rules.limits import ShareName
from app.offers.models import Admission, Application, Decision, Offer
from app.offers.rules.states import ApplicationState, Round
from app.orders.models import ServiceOrder
from app.orders.queries import LIVE
from app.platform.db import in_force
from app.procurement.models import Call
from app.procurement.rules.states import CallState

DECIDERS = (Role.OFFICER, Role.DECISION_MAKER)
LIVE_CONTRACTS = (ContractState.DRAFT, ContractState.OFFERED, ContractState.ACTIVE)


def officers(seen: Seen) -> Iterator[Select[Any]]:
    yield _call_drafts(seen)
    yield _first_rounds(seen)
    yield _sealed(seen)
    yield _applications(seen)
    yield _notices(seen)
    yield _contracts_missing(seen)
    yield _contract_drafts(seen)
    yield signatures(seen)
    yield _limits(seen)
    yield _price_rises(seen)


def _call_drafts(seen: Seen) -> Select[Any]:
    facts = columns(
        Kind.CALL_DRAFT,
        id=Call.id,
        name=Call.number,
        title=Call.title,
        due_at=Call.opens_at,
        cents=Call.estimated_value,
    )
    mine = held_by(seen.actor, [Role.OFFICER], party=Call.buyer_id, process=Call.id)
    return select(*facts).where(Call.state == CallState.DRAFT, mine)


def _first_rounds(seen: Seen) -> Select[Any]:
    """Closed, and its applications are still sealed."""
    facts = columns(
        Kind.FIRST_ROUND,
        id=Call.id,
        name=Call.number,
        title=Call.title,
        due_on=func.min(Application.decide_by),
    )
    return (
        select(*facts)
        .join(Application, Application.call_id == Call.id)
        .where(
            Application.state == ApplicationState.SENT,
            Application.round == Round.FIRST,
            Call.first_round_closes_at <= seen.now,
            held_by(seen.actor, [Role.OFFICER], party=Call.buyer_id, process=Call.id),
        )
        .group_by(Call.id)  # its key stands for its other columns: a title cannot be grouped by
    )


def _sealed(seen: Seen) -> Select[Any]:
    """One by one after the first round; who applied is not told before the opening."""
    facts = columns(
        Kind.APPLICATION_SEALED, id=Call.id, name=Call.number, title=Call.title, due_on=Application.decide_by
    )
    return (
        select(*facts)
        .join(Call, Call.id == Application.call_id)
        .where(
            Application.state == ApplicationState.SENT,
            Application.round == Round.CONTINUOUS,
            held_by(seen.actor, [Role.OFFICER], party=Application.buyer_id, process=Application.call_id),
        )
    )


def _applications(seen: Seen) -> Select[Any]:
    """Opened and undecided, for those who score, decide and prepare it."""
    facts = columns(
        Kind.APPLICATION,
        id=Application.id,
        name=name_of(Application.party_id, seen.today),
        of=Call.number,
        due_on=Application.decide_by,
    )
    roles = (*DECIDERS, Role.EVALUATOR)
    return (
        select(*facts)
        .join(Call, Call.id == Application.call_id)
        .where(
            Application.state == ApplicationState.OPENED,
            held_by(seen.actor, roles, party=Application.buyer_id, process=Application.call_id),
        )
    )


def _notices(seen: Seen) -> Select[Any]:
    facts = columns(
        Kind.NOTICE, id=Decision.id, name=Decision.number, of=name_of(Application.party_id, seen.today)
    )
    return (
        select(*facts)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Decision.notified_at.is_(None),
            held_by(seen.actor, DECIDERS, party=Decision.buyer_id, process=Application.call_id),
        )
    )


def _contracts_missing(seen: Seen) -> Select[Any]:
    """Admitted, told so, and without a contract."""
    live = select(Contract.id).where(
        Contract.call_id == Admission.call_id,
        Contract.party_id == Admission.party_id,
        Contract.state.in_(LIVE_CONTRACTS),
    )
    facts = columns(
        Kind.CONTRACT_MISSING,
        id=Admission.party_id,
        name=name_of(Admission.party_id, seen.today),
        of=Call.number,
    )
    return (
        select(*facts)
        .join(Call, Call.id == Admission.call_id)
        .join(Offer, Offer.id == Admission.offer_id)
        .join(Decision, Decision.application_id == Offer.application_id)
        .where(
            Admission.ended_at.is_(None),
            Decision.notified_at.is_not(None),
            ~live.exists(),
            held_by(seen.actor, DECIDERS, party=Call.buyer_id, process=Call.id),
        )
        .group_by(Admission.party_id, Call.id)
    )


def _contract_drafts(seen: Seen) -> Select[Any]:
    facts = columns(
        Kind.CONTRACT_DRAFT, id=Contract.id, name=Contract.number, of=name_of(Contract.party_id, seen.today)
    )
    mine = held_by(seen.actor, DECIDERS, party=Contract.buyer_id, process=Contract.call_id)
    return select(*facts).where(Contract.state == ContractState.DRAFT, mine)


def _limits(seen: Seen) -> Select[Any]:
    """Ceilings and budgets that have reached the share from which somebody has to know (RULE-07)."""
    share = law.share(seen.work, seen.work.ground.country, ShareName.FUNDS_WARNING, seen.today)
    committed, amount = _cents(Limit.committed), _cents(Limit.amount)
    facts = columns(Kind.LIMIT_FULL, id=Limit.id, name=Limit.name, cents=amount - committed)
    return select(*facts).where(
        amount > 0,
        committed * WHOLE >= amount * share,
        or_(Limit.valid_from.is_(None), in_force(Limit.valid_from, Limit.valid_to, seen.today)),
        held_by(seen.actor, DECIDERS, party=Limit.buyer_id, process=Limit.process_id),
    )


def _price_rises(seen: Seen) -> Select[Any]:
    facts = columns(
        Kind.PRICE_RISE,
        id=ServiceOrder.id,
        name=ServiceOrder.number,
        of=name_of(ServiceOrder.party_id, seen.today),
    )
    return select(*facts).where(
        ServiceOrder.uncovered_rise,
        ServiceOrder.state.in_(LIVE),
        held_by(seen.actor, DECIDERS, party=ServiceOrder.buyer_id, process=ServiceOrder.call_id),
    )


def _cents(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)
