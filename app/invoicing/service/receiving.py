"""Where a payer takes its e-invoices: told by its finance, once, for every seller."""

from uuid import UUID

from app.identity import queries as identity
from app.invoicing import events, policy
from app.invoicing.models import ReceivingAddress
from app.invoicing.rules.receiving import reasons_reference_unfit
from app.kernel.refusals import Reason, refuse_if
from app.platform.work import Work

OPERATOR = "operator"


def receive_at(work: Work, payer_id: UUID, *, operator: str, address: str = "", reference: str = "") -> None:
    """From now on; without an address, the one that the payer's number gives. See `ReceivingAddress`."""
    identity.own_party(work, payer_id)
    told = {"operator": operator.strip(), "address": address.strip(), "reference": reference.strip()}
    refuse_if(_reasons_not_to_take(work, payer_id, **told))

    row = work.db.get(ReceivingAddress, payer_id, with_for_update=True)
    if row is None:
        row = ReceivingAddress(payer_id=payer_id, version=0)
        work.db.add(row)
    for name, value in told.items():
        setattr(row, name, value)
    row.version += 1
    work.record(
        events.ReceivingTold(
            about=payer_id,
            buyer_id=payer_id,
            operator=row.operator,
            address=row.address,
            reference=row.reference,
        )
    )


def reasons_not_to_receive(work: Work, payer_id: UUID) -> list[Reason]:
    return policy.reasons_not_to("receive", work.actor, buyer_id=payer_id)


def _reasons_not_to_take(
    work: Work, payer_id: UUID, *, operator: str, address: str, reference: str
) -> list[Reason]:
    country = next(pack for pack in identity.country_packs() if pack.code == work.ground.country)
    return [
        *reasons_not_to_receive(work, payer_id),
        *country.reasons_identifier_wrong(OPERATOR, operator),
        *(country.reasons_identifier_wrong(country.einvoice_scheme, address) if address else []),
        *reasons_reference_unfit(reference),
    ]
