"""From a client's need to a service order that ends: choosing, sending, answering, running, repricing."""

from app.orders.service.answering import accept, decline, expire, withdraw
from app.orders.service.choosing import choose, fall_back, open_choice, record_contact
from app.orders.service.needs import close_need, open_need, reopen_need
from app.orders.service.prices import cover_rise
from app.orders.service.running import earn_bonus, end, give_back_units, start, use_units
from app.orders.service.seeing import see_client, see_order
from app.orders.service.sending import send

__all__ = [
    "accept",
    "choose",
    "close_need",
    "cover_rise",
    "decline",
    "earn_bonus",
    "end",
    "expire",
    "fall_back",
    "give_back_units",
    "open_choice",
    "open_need",
    "record_contact",
    "reopen_need",
    "see_client",
    "see_order",
    "send",
    "start",
    "use_units",
    "withdraw",
]
