"""Sending a service order to the chosen supplier: money is set aside, and a place is taken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from app.catalogue import service as catalogue
from app.clients import queries as client_files
from app.clients import service as clients
from app.contracts import queries as contracts
from app.contracts.models import Contract, PriceLine
from app.funds import queries as limits
from app.funds import service as funds
from app.identity import queries as identity
from app.kernel.deadlines import Calendar
from app.kernel.money import WHOLE, Money
from app.kernel.refusals import Reason, refuse_if
from app.law import queries as law
from app.orders import events, queries
from app.orders.models import Choice, Need, OrderPayer, ServiceOrder
from app.orders.rules.answering import answer_by, start_by
from app.orders.rules.needs import (
    cost_at_most,
    order_number,
    reasons_payers_wrong,
    reasons_period_outside,
    shares_of,
)
from app.orders.rules.states import NEED_FLOW, ORDER_FLOW
from app.orders.service.acting import of_order, reasons_not_need
from app.orders.service.links import reasons_client_may_take_back
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Process
from app.procurement.rules.states import ProcessKind


def reasons_not_to_send(
    work: Work,
    choice: Choice,
    need: Need,
    contract: Contract,
    payers: Mapping[UUID, int],
    *,
    is_newest: bool,
    buyers: Collection[UUID],
) -> list[Reason]:
    """The same answer for the button on the page and for the act itself; money and room are asked last."""
    return [
        *reasons_not_need(work, "send", need),
        *NEED_FLOW.reasons_not_to(need.state, "order"),
        *([] if is_newest else [Reason("order.chosen_anew")]),
        *reasons_client_may_take_back(work, choice),
        *contracts.reasons_not_orderable(work, contract, need.starts_on),
        *reasons_period_outside(ends_on=need.ends_on, contract_ends_on=contract.ends_on),
        *reasons_payers_wrong(payers, buyers),
    ]


def send(work: Work, choice_id: UUID, *, payers: Mapping[UUID, int] | None = None) -> ServiceOrder:
    """At the price of today; `payers` are shares in basis points, the buyer alone when nothing is said."""
    choice = queries.own_choice(work, choice_id)
    call = procurement.call(work, choice_call(work, choice), lock=True)  # order numbers run within the call
    need = queries.own_need(work, choice.need_id, lock=True)
    contract = contracts.own_contract(work, choice.contract_id)
    paid_by = payers or {need.buyer_id: WHOLE}
    refuse_if(
        reasons_not_to_send(
            work,
            choice,
            need,
            contract,
            paid_by,
            is_newest=queries.newest_choice(work, need.id) == choice.id,
            buyers=procurement.buyers_of(work, call.id),
        )
    )

    order = _order(work, call, need, choice, contract)
    budgets = limits.budgets_for(work, need.buyer_id, identity.today(work))
    ceiling = limits.ceiling_of(work, call.id)
    funds.reserve(work, [ceiling, *budgets], order.id, order.committed, need_id=need.id)
    catalogue.take_place(work, order.party_id, order.category_id)
    _keep(work, order, paid_by)
    need.state = NEED_FLOW.after(need.state, "order")
    clients.pseudonym_for(work, order.client_id, order.party_id)
    work.record(
        events.OrderSent(
            **of_order(order),
            party_id=order.party_id,
            number=order.number,
            quantity=order.quantity,
            unit_price=order.unit_price,
            committed=order.committed,
            answer_by=order.answer_by,
        )
    )
    return order


def choice_call(work: Work, choice: Choice) -> UUID:
    return queries.need_behind(work, choice.need_id).call_id


def _order(work: Work, call: Call, need: Need, choice: Choice, contract: Contract) -> ServiceOrder:
    today, terms, calendar = identity.today(work), procurement.terms_of(call), _calendar(work)
    line = contracts.price_line_for(work, contract.id, need.category_id)
    price = _price_now(work, line, contract, today)
    return ServiceOrder(
        id=work.new_id(),
        number=order_number(call.number, queries.earlier_orders(work, call.id)),
        call_id=call.id,
        buyer_id=need.buyer_id,
        category_id=need.category_id,
        need_id=need.id,
        choice_id=choice.id,
        client_id=need.client_id,
        case_worker_id=client_files.own_client(work, need.client_id).case_worker_id,
        contract_id=contract.id,
        price_line_id=line.id,
        party_id=contract.party_id,
        quantity=need.quantity,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        unit_price=price,
        covered_price=price,
        bonus=line.bonus,
        committed=cost_at_most(price, need.quantity, line.bonus),
        exemption_ready=bool(need.plan_ref and need.decision_ref),
        state=ORDER_FLOW.start,
        sent_at=work.now,
        answer_by=answer_by(today, terms.accept_within, calendar),
        start_by=start_by(today, terms.start_within, calendar, starts_on=need.starts_on),
    )


def _price_now(work: Work, line: PriceLine, contract: Contract, today: date) -> Money:
    """An order may be sent before the contract's first day; its first price holds then."""
    return contracts.price_on(work, line.id, max(today, contract.starts_on))


def _keep(work: Work, order: ServiceOrder, payers: Mapping[UUID, int]) -> None:
    process = Process(
        id=order.id,
        public_id=work.world.secret_id(),
        kind=ProcessKind.ORDER,
        parent_id=order.call_id,
        buyer_id=order.buyer_id,
        at=work.now,
    )
    _add_one_by_one(work, [process, order])
    work.db.add_all(
        OrderPayer(order_id=order.id, payer_id=one.payer_id, share=one.share, share_before=one.share_before)
        for one in shares_of(payers)
    )
    work.db.flush()


def _add_one_by_one(work: Work, rows: Sequence[object]) -> None:
    """The later ones point at the earlier."""
    for row in rows:
        work.db.add(row)
        work.db.flush()


def _calendar(work: Work) -> Calendar:
    """The lenient one: these are the supplier's times."""
    return law.calendar(work, work.ground.country, strict=False)
