"""Making messages of events, gathering the day's digest, sending them, and keeping people's wishes."""

from app.messages.service.making import gather, make
from app.messages.service.sending import fail, is_worn_out, settle, take_up
from app.messages.service.wishing import reasons_not_to_wish, wish

__all__ = ["fail", "gather", "is_worn_out", "make", "reasons_not_to_wish", "settle", "take_up", "wish"]
