"""The life of a message: at once or with the day's digest, and then it went or it did not."""

from enum import StrEnum

from app.kernel.states import Flow


class MessageState(StrEnum):
    WAITING = "waiting"
    IN_DIGEST = "in_digest"
    SENT = "sent"
    FAILED = "failed"


MESSAGE_FLOW = Flow(
    "message",
    MessageState.WAITING,
    {
        (MessageState.WAITING, "gather"): MessageState.IN_DIGEST,
        (MessageState.WAITING, "send"): MessageState.SENT,
        (MessageState.WAITING, "fail"): MessageState.FAILED,
        (MessageState.IN_DIGEST, "send"): MessageState.SENT,
        (MessageState.IN_DIGEST, "fail"): MessageState.FAILED,
    },
)
