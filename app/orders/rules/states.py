"""The lives of a need and of a service order."""

from enum import StrEnum

from app.kernel.states import Flow


class NeedState(StrEnum):
    OPEN = "open"
    CHOSEN = "chosen"
    ORDERED = "ordered"
    CLOSED = "closed"


NEED_FLOW = Flow(
    "need",
    NeedState.OPEN,
    {
        (NeedState.OPEN, "choose"): NeedState.CHOSEN,
        (NeedState.OPEN, "close"): NeedState.CLOSED,
        (NeedState.CHOSEN, "order"): NeedState.ORDERED,
        (NeedState.CHOSEN, "reopen"): NeedState.OPEN,
        (NeedState.CHOSEN, "close"): NeedState.CLOSED,
        (NeedState.ORDERED, "reopen"): NeedState.OPEN,
        (NeedState.ORDERED, "close"): NeedState.CLOSED,
    },
)


class OrderState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"
    ENDED = "ended"


ORDER_FLOW = Flow(
    "order",
    OrderState.SENT,
    {
        (OrderState.SENT, "accept"): OrderState.ACCEPTED,
        (OrderState.SENT, "decline"): OrderState.DECLINED,
        (OrderState.SENT, "expire"): OrderState.EXPIRED,
        (OrderState.SENT, "withdraw"): OrderState.WITHDRAWN,
        (OrderState.ACCEPTED, "start"): OrderState.RUNNING,
        (OrderState.ACCEPTED, "withdraw"): OrderState.WITHDRAWN,
        (OrderState.RUNNING, "end"): OrderState.ENDED,
    },
)
AT_WORK = (OrderState.ACCEPTED, OrderState.RUNNING)


class ChoiceGround(StrEnum):
    """Who chose the supplier: the client, somebody with the client, or the published fallback."""

    CLIENT = "client"
    ASSISTED = "assisted"
    FALLBACK = "fallback"


class Channel(StrEnum):
    """By what somebody tried to reach a client."""

    PHONE = "phone"
    TEXT_MESSAGE = "text_message"
    EMAIL = "email"
    LETTER = "letter"
    MEETING = "meeting"


UNIT_OF_USE = 30_000  # an order counts what is used of it in these parts of a unit
