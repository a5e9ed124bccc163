"""Setting a new unit price from a day on; the old version stays as it was."""

from datetime import date
from uuid import UUID

from app.contracts import events, queries
from app.contracts.models import Contract, PriceVersion
from app.contracts.rules import pricing
from app.contracts.rules.states import ContractState
from app.contracts.service.acting import heading, reasons_not_theirs
from app.identity.queries import today
from app.kernel.money import Money
from app.kernel.refusals import Reason, refuse_if
from app.platform.work import Work
from app.procurement import queries as procurement


def reasons_not_to_change_prices(work: Work, contract: Contract) -> list[Reason]:
    """Whatever the price."""
    return [*reasons_not_theirs(work, "change_price", contract), *_reasons_not_active(contract)]


def change_price(
    work: Work, contract_id: UUID, price_line_id: UUID, *, valid_from: date, unit_price: Money, ground: str
) -> None:
    """For units delivered from the day on; up within the call's yearly cap, down freely (RULE-67)."""
    line, contract = queries.own_price_line(work, contract_id, price_line_id)
    known = queries.prices(work, line.id)
    terms = procurement.terms_of(procurement.call(work, contract.call_id))
    refuse_if(
        [
            *reasons_not_to_change_prices(work, contract),
            *pricing.reasons_not_to_change(
                known, valid_from=valid_from, unit_price=unit_price, today=today(work), cap=terms.index.cap
            ),
        ]
    )

    before = queries.price_on(work, line.id, max(valid_from, contract.starts_on))
    work.db.add(
        PriceVersion(
            id=work.new_id(),
            price_line_id=line.id,
            valid_from=valid_from,
            unit_price=unit_price,
            ground=ground,
            at=work.now,
        )
    )
    work.record(
        events.PriceChanged(
            **heading(contract),
            price_line_id=line.id,
            valid_from=valid_from,
            before=before,
            after=unit_price,
            ground=ground,
        )
    )


def _reasons_not_active(contract: Contract) -> list[Reason]:
    if contract.state is ContractState.ACTIVE:
        return []
    return [Reason("contract.not_active", {"state": contract.state})]
