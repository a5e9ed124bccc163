"""The seller's leave for the platform to write its invoices, and taking it back (RULE-68)."""

from uuid import UUID

from app.contracts import events, queries
from app.contracts.models import BillingMandate, Contract
from app.contracts.rules.mandate import reasons_mandate_wrong
from app.contracts.rules.signing import unbound
from app.contracts.rules.states import InvoiceMode
from app.contracts.service.acting import heading, reasons_not_offered
from app.identity import queries as identity
from app.kernel.refusals import Reason, refuse_if
from app.platform.work import Work


def reasons_not_to_authorise(
    work: Work, contract: Contract, *, series: str, reference_rule: str, payment_days: int
) -> list[Reason]:
    """By the people who bind the seller: a group's invoices are its coordinator's."""
    return [
        *_reasons_not_the_sellers(work, contract),
        *reasons_not_offered(contract),
        *_reasons_not_signed(work, contract),
        *reasons_mandate_wrong(series=series, reference_rule=reference_rule, payment_days=payment_days),
        *([Reason("contract.mandate_given")] if queries.live_mandate(work, contract.id) else []),
    ]


def authorise_billing(
    work: Work, contract_id: UUID, *, series: str, reference_rule: str, payment_days: int = 30
) -> UUID:
    """After the seller has signed the contract, whose text is the authorisation; this is its particulars."""
    contract = _sellers_contract(work, contract_id)
    refuse_if(
        reasons_not_to_authorise(
            work, contract, series=series, reference_rule=reference_rule, payment_days=payment_days
        )
    )

    mandate = BillingMandate(
        id=work.new_id(),
        contract_id=contract.id,
        seller_id=_seller(work, contract),
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


def revoke_billing(work: Work, contract_id: UUID) -> None:
    """At any time, and only for invoices not yet released; another mandate may follow."""
    contract = _sellers_contract(work, contract_id)
    mandate = queries.mandate_of(work, contract.id)
    refuse_if(_reasons_not_the_sellers(work, contract))

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


def _seller(work: Work, contract: Contract) -> UUID:
    return identity.coordinator_of(work, contract.party_id, identity.today(work))


def _reasons_not_the_sellers(work: Work, contract: Contract) -> list[Reason]:
    may_sign = queries.signatories(work, _seller(work, contract), identity.today(work))
    return [] if work.actor.id in may_sign else [Reason("contract.not_the_sellers_signatory")]


def _reasons_not_signed(work: Work, contract: Contract) -> list[Reason]:
    """Where two sign together, both have signed the paper that gives the leave."""
    seller = _seller(work, contract)
    rule = {seller: queries.signing_rule(work, seller, identity.today(work))}
    if unbound(rule, queries.signed_by(work, contract)):
        return [Reason("contract.seller_has_not_signed")]
    return []
