"""The seller's leave for the platform to write its invoices, and taking it back (RULE-68)."""

from collections.abc import Sequence
from uuid import UUID

from app.contracts import events, queries
from app.contracts.models import BillingMandate, Contract
from app.contracts.queries import Side
from app.contracts.rules.mandate import reasons_mandate_wrong
from app.contracts.rules.states import InvoiceMode
from app.contracts.service.acting import heading, reasons_not_offered
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.work import Work


def reasons_not_to_authorise(
    work: Work, contract: Contract, sides: Sequence[Side] | None = None
) -> list[Reason]:
    """By the people who bind the seller: a group's invoices are its coordinator's."""
    seller = _seller(sides or queries.sides(work, contract))
    return [
        *_reasons_not_the_sellers(work, seller),
        *reasons_not_offered(contract),
        *([] if seller.is_bound else [Reason("contract.seller_has_not_signed")]),
    ]


def authorise_billing(
    work: Work, contract_id: UUID, *, series: str, reference_rule: str, payment_days: int = 30
) -> UUID:
    """After the seller has signed the contract, whose text is the authorisation; this is its particulars."""
    contract = _sellers_contract(work, contract_id)
    sides = queries.sides(work, contract)
    refuse_if(
        [
            *reasons_not_to_authorise(work, contract, sides),
            *reasons_mandate_wrong(series=series, reference_rule=reference_rule, payment_days=payment_days),
            *([Reason("contract.mandate_given")] if queries.live_mandate(work, contract.id) else []),
        ]
    )

    mandate = BillingMandate(
        id=work.new_id(),
        contract_id=contract.id,
        seller_id=_seller(sides).organisation_id,
        mode=InvoiceMode.PREPARED_FOR_SUPPLIER,
        series=series,
        reference_rule=reference_rule,
        payment_days=payment_days,
        authorised_by_id=work.actor.id,
        authorised_at=work.now,
    )
    work.db.add(mandate)
    work.record(
        events.BillingAuthorised(
            **heading(contract),
            mandate_id=mandate.id,
            seller_id=mandate.seller_id,
            series=series,
            reference_rule=reference_rule,
            payment_days=payment_days,
        )
    )
    return mandate.id


def reasons_not_to_revoke(
    work: Work, contract: Contract, sides: Sequence[Side] | None = None
) -> list[Reason]:
    return _reasons_not_the_sellers(work, _seller(sides or queries.sides(work, contract)))


def revoke_billing(work: Work, contract_id: UUID) -> None:
    """At any time, and only for invoices not yet released; another mandate may follow."""
    contract = _sellers_contract(work, contract_id)
    mandate = queries.mandate_of(work, contract.id)
    refuse_if(reasons_not_to_revoke(work, contract))

    mandate.revoked_at = work.now
    work.record(
        events.BillingRevoked(
            **heading(contract),
            mandate_id=mandate.id,
            seller_id=mandate.seller_id,
        )
    )


def _sellers_contract(work: Work, contract_id: UUID) -> Contract:
    """Locked, so that a contract never gets two mandates at once."""
    seller = queries.seller_of(work, contract_id)
    return queries.contract_to_sign(work, contract_id, seller, lock=True)


def _seller(sides: Sequence[Side]) -> Side:
    found = next((side for side in sides if side.is_seller), None)
    if found is None:
        raise Missing
    return found


def _reasons_not_the_sellers(work: Work, seller: Side) -> list[Reason]:
    return [] if work.actor.id in seller.may_sign else [Reason("contract.not_the_sellers_signatory")]
