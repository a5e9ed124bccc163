"""The life of one version of a delivery."""

from enum import StrEnum

from app.kernel.states import Flow


class DeliveryState(StrEnum):
    LOGGED = "logged"
    DISPUTED = "disputed"
    APPROVED = "approved"
    CORRECTED = "corrected"


DELIVERY_FLOW = Flow(
    "delivery",
    DeliveryState.LOGGED,
    {
        (DeliveryState.LOGGED, "approve"): DeliveryState.APPROVED,
        (DeliveryState.LOGGED, "dispute"): DeliveryState.DISPUTED,
        (DeliveryState.LOGGED, "correct"): DeliveryState.CORRECTED,
        (DeliveryState.DISPUTED, "approve"): DeliveryState.APPROVED,
        (DeliveryState.DISPUTED, "correct"): DeliveryState.CORRECTED,
        (DeliveryState.APPROVED, "reopen"): DeliveryState.LOGGED,
    },
)


class DeliveryKind(StrEnum):
    """What was delivered, or what the tariff pays for instead."""

    HELD = "held"
    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"  # in time: pays nothing, kept for the metrics
    BONUS = "bonus"


FEES = (DeliveryKind.LATE_CANCELLATION, DeliveryKind.NO_SHOW)
