"""What an officer tells of a call, section by section, on its way to the call's facts and back."""

from app.procurement.schemas.telling.calls import BuyerIn, CallIn, DraftIn, EndIn, LanguagesIn
from app.procurement.schemas.telling.categories import CategoryIn, MetricIn
from app.procurement.schemas.telling.drafts import category_told, told_of
from app.procurement.schemas.telling.fields import FINNISH

__all__ = [
    "FINNISH",
    "BuyerIn",
    "CallIn",
    "CategoryIn",
    "DraftIn",
    "EndIn",
    "LanguagesIn",
    "MetricIn",
    "category_told",
    "told_of",
]
