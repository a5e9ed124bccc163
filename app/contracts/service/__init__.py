"""Drawing contracts up, signing them, setting their prices, and the seller's leave to write its invoices."""

from app.contracts.service.billing import authorise_billing, revoke_billing
from app.contracts.service.drafting import attach_pdf, draft, end, offer, refuse
from app.contracts.service.pricing import change_price
from app.contracts.service.signing import sign, sign_data_protection

__all__ = [
    "attach_pdf",
    "authorise_billing",
    "change_price",
    "draft",
    "end",
    "offer",
    "refuse",
    "revoke_billing",
    "sign",
    "sign_data_protection",
]
