"""The life of an application, and of what it offers in each category."""

from enum import StrEnum

from app.kernel.states import Flow


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    OPENED = "opened"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


APPLICATION_FLOW = Flow(
    "application",
    ApplicationState.DRAFT,
    {
        (ApplicationState.DRAFT, "send"): ApplicationState.SENT,
        (ApplicationState.DRAFT, "withdraw"): ApplicationState.WITHDRAWN,
        (ApplicationState.SENT, "open"): ApplicationState.OPENED,
        (ApplicationState.SENT, "withdraw"): ApplicationState.WITHDRAWN,
        (ApplicationState.OPENED, "withdraw"): ApplicationState.WITHDRAWN,
        (ApplicationState.OPENED, "decide"): ApplicationState.DECIDED,
    },
)
LIVE = (ApplicationState.DRAFT, ApplicationState.SENT, ApplicationState.OPENED)


class OfferState(StrEnum):
    """What an application offers in one category."""

    OFFERED = "offered"
    ADMITTED = "admitted"
    REJECTED = "rejected"


OFFER_FLOW = Flow(
    "offer",
    OfferState.OFFERED,
    {
        (OfferState.OFFERED, "admit"): OfferState.ADMITTED,
        (OfferState.OFFERED, "reject"): OfferState.REJECTED,
    },
)


class Round(StrEnum):
    """The first round closes together; after it applications come one by one."""

    FIRST = "first"
    CONTINUOUS = "continuous"
