"""What is shown of needs, choices and orders."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from app.kernel.quantity import Quantity, Unit
from app.kernel.texts import Texts
from app.orders.models import ChoiceList, ClientLink, Need
from app.orders.queries import (
    AttemptLine,
    ChoiceLine,
    NeedLine,
    OrderLine,
    OrderTold,
    PayerLine,
    snapshot_of,
)
from app.orders.rules.choosing import Candidate
from app.orders.rules.links import LinkStanding
from app.orders.rules.running import unused
from app.orders.rules.states import ChoiceGround, NeedState, OrderState
from app.orders.service import Opened
from app.platform.fields import Euros, Percent
from app.platform.schemas import Shown


class OneOut(Shown):
    """The id of what was made."""

    id: UUID


class AmountOut(Shown):
    """How much of which unit, as a decimal where one says it exactly."""

    quantity: str
    unit: Unit


class NeedLineOut(Shown):
    id: UUID
    client_id: UUID
    call: str
    category: str
    title: dict[str, str]
    amount: AmountOut
    starts_on: date
    ends_on: date
    state: NeedState
    window_ends_at: datetime | None


class CandidateOut(Shown):
    party_id: UUID
    name: str
    description: dict[str, str] | None
    places: tuple[str, ...]
    languages: tuple[str, ...]
    access: str
    waiting_days: int | None


class ChoiceListOut(Shown):
    """In the neutral order in which the client is shown it; the seed replays that order."""

    id: UUID
    opened_at: datetime
    window_ends_at: datetime
    seed: str
    rule_version: str
    shown: list[CandidateOut]


class ChoiceOut(Shown):
    id: UUID
    party_id: UUID
    supplier: str
    ground: ChoiceGround
    by_kind: str
    at: datetime
    order_id: UUID | None


class AttemptOut(Shown):
    channel: str
    reached: bool
    by: str
    at: datetime


class NeedOut(Shown):
    id: UUID
    client_id: UUID
    call_id: UUID
    category_id: UUID
    amount: AmountOut
    starts_on: date
    ends_on: date
    state: NeedState
    summary: str
    plan_ref: str
    decision_ref: str
    open_list: ChoiceListOut | None
    choices: list[ChoiceOut]
    contacts: list[AttemptOut]


class OrderLineOut(Shown):
    id: UUID
    number: str
    category: str
    title: dict[str, str]
    supplier: str
    state: OrderState
    amount: AmountOut
    left: str
    starts_on: date
    ends_on: date
    answer_by: datetime
    committed: Euros


class PayerOut(Shown):
    payer_id: UUID
    name: str
    share: Percent


class OrderOut(Shown):
    """It names no client: who that is, `…/client` tells those who serve them."""

    id: UUID
    number: str
    need_id: UUID
    party_id: UUID
    supplier: str
    member_id: UUID | None
    contract: str
    call: str
    category: str
    title: dict[str, str]
    case_worker: str
    state: OrderState
    amount: AmountOut
    left: str
    starts_on: date
    ends_on: date
    unit_price: Euros
    committed: Euros
    bonus: Euros
    sent_at: datetime
    answer_by: datetime
    start_by: date
    answered_at: datetime | None
    started_on: date | None
    ended_on: date | None
    uncovered_rise: bool
    payers: list[PayerOut]
    version: int


class RiseOut(Shown):
    """Whether the money for the risen price was found."""

    covered: bool


class LinkOut(Shown):
    id: UUID
    list_id: UUID
    made_at: datetime
    expires_at: datetime


class LinkSecretOut(Shown):
    """The path of the client's own page, for the case worker to hand over."""

    path: str
    expires_at: datetime


class OpenedOut(Shown):
    """What the holder of a link sees; nothing of it says whose it is."""

    standing: LinkStanding
    shown: list[CandidateOut]
    chosen: CandidateOut | None
    thinking_ends: datetime | None
    expires_at: datetime


def amount_out(quantity: Quantity) -> AmountOut:
    return AmountOut(quantity=quantity.plain(), unit=quantity.unit)


def texts_out(texts: Texts) -> dict[str, str]:
    return dict(texts.by_language)


def need_line_out(line: NeedLine) -> NeedLineOut:
    return NeedLineOut(
        id=line.id,
        client_id=line.client_id,
        call=line.call_number,
        category=line.category_code,
        title=texts_out(line.category_title),
        amount=amount_out(line.quantity),
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        state=line.state,
        window_ends_at=line.window_ends_at,
    )


def candidate_out(one: Candidate) -> CandidateOut:
    return CandidateOut(
        party_id=one.party_id,
        name=one.name,
        description=texts_out(one.description) if one.description else None,
        places=one.places,
        languages=one.languages,
        access=one.access,
        waiting_days=one.waiting_days,
    )


def list_out(choice_list: ChoiceList) -> ChoiceListOut:
    return ChoiceListOut(
        id=choice_list.id,
        opened_at=choice_list.opened_at,
        window_ends_at=choice_list.window_ends_at,
        seed=choice_list.seed,
        rule_version=choice_list.rule_version,
        shown=[candidate_out(one) for one in snapshot_of(choice_list).shown],
    )


def need_out(
    need: Need,
    texts: Mapping[str, str],
    choice_list: ChoiceList | None,
    choices: Sequence[ChoiceLine],
    attempts: Sequence[AttemptLine],
) -> NeedOut:
    return NeedOut(
        id=need.id,
        client_id=need.client_id,
        call_id=need.call_id,
        category_id=need.category_id,
        amount=amount_out(need.quantity),
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        state=need.state,
        summary=texts["need_summary"],
        plan_ref=texts["plan_ref"],
        decision_ref=texts["decision_ref"],
        open_list=list_out(choice_list) if choice_list else None,
        choices=[ChoiceOut.model_validate(one) for one in choices],
        contacts=[AttemptOut.model_validate(one) for one in attempts],
    )


def order_line_out(line: OrderLine) -> OrderLineOut:
    quantity = line.quantity
    return OrderLineOut(
        id=line.id,
        number=line.number,
        category=line.category_code,
        title=texts_out(line.category_title),
        supplier=line.supplier,
        state=line.state,
        amount=amount_out(quantity),
        left=unused(quantity, line.used_parts).plain(),
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        answer_by=line.answer_by,
        committed=line.committed,
    )


def order_out(order: OrderTold, payers: Sequence[PayerLine]) -> OrderOut:
    return OrderOut(
        id=order.id,
        number=order.number,
        need_id=order.need_id,
        party_id=order.party_id,
        supplier=order.supplier,
        member_id=order.member_id,
        contract=order.contract_number,
        call=order.call_number,
        category=order.category_code,
        title=texts_out(order.category_title),
        case_worker=order.case_worker,
        state=order.state,
        amount=amount_out(order.quantity),
        left=unused(order.quantity, order.used_parts).plain(),
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        unit_price=order.unit_price,
        committed=order.committed,
        bonus=order.bonus,
        sent_at=order.sent_at,
        answer_by=order.answer_by,
        start_by=order.start_by,
        answered_at=order.answered_at,
        started_on=order.started_on,
        ended_on=order.ended_on,
        uncovered_rise=order.uncovered_rise,
        payers=[PayerOut.model_validate(one) for one in payers],
        version=order.version,
    )


def link_out(link: ClientLink) -> LinkOut:
    return LinkOut.model_validate(link)


def opened_out(opened: Opened) -> OpenedOut:
    return OpenedOut(
        standing=opened.standing,
        shown=[candidate_out(one) for one in opened.shown],
        chosen=candidate_out(opened.chosen) if opened.chosen else None,
        thinking_ends=opened.thinking_ends,
        expires_at=opened.expires_at,
    )
