"""What every route leans on: one request as one Work, who may enter, pages, forms and refusals."""

from app.platform.web.answering import (
    form_view,
    language_of,
    page,
    see_other,
    with_session,
    without_session,
)
from app.platform.web.guarding import PERSONAL, PUBLIC
from app.platform.web.headers import SafeHeaders, SmallBodies
from app.platform.web.reading import Posted
from app.platform.web.refusing import add_refusal_handlers
from app.platform.web.route import RequestWork, WorkRoute, shown_again_by, updates

__all__ = [
    "PERSONAL",
    "PUBLIC",
    "Posted",
    "RequestWork",
    "SafeHeaders",
    "SmallBodies",
    "WorkRoute",
    "add_refusal_handlers",
    "form_view",
    "language_of",
    "page",
    "see_other",
    "shown_again_by",
    "updates",
    "with_session",
    "without_session",
]
