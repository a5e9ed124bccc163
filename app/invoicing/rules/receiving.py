"""Where a payer takes its e-invoices, and what it wants to read on them."""

from app.kernel.refusals import Reason

LONGEST_REFERENCE = 70  # Finvoice's BuyerReferenceIdentifier


def reasons_reference_unfit(reference: str) -> list[Reason]:
    """
    >>> reasons_reference_unfit("TYO12345")
    []
    >>> [reason.code for reason in reasons_reference_unfit("8" * 71)]
    ['invoicing.buyer_reference_too_long']
    """
    if len(reference) <= LONGEST_REFERENCE:
        return []
    return [Reason("invoicing.buyer_reference_too_long", {"longest": str(LONGEST_REFERENCE)})]
