"""From a client's need to a service order that ends: choosing, sending, answering, running, repricing."""

from app.orders.service.answering import accept, decline, expire, withdraw
from app.orders.service.asking import acts_on, serves
from app.orders.service.choosing import (
    choose,
    fall_back,
    open_choice,
    reasons_not_to_fall_back,
    reasons_not_to_open_choice,
    record_contact,
)
from app.orders.service.handing_over import hand_over_orders
from app.orders.service.links import (
    Opened,
    choose_by_link,
    make_link,
    open_link,
    read_link,
    take_back,
    withdraw_link,
)
from app.orders.service.needs import close_need, open_need, reopen_need
from app.orders.service.prices import cover_rise
from app.orders.service.running import earn_bonus, end, give_back_units, start, use_units
from app.orders.service.seeing import see_client, see_order
from app.orders.service.sending import reasons_not_to_send, send

__all__ = [
    "Opened",
    "accept",
    "acts_on",
    "choose",
    "choose_by_link",
    "close_need",
    "cover_rise",
    "decline",
    "earn_bonus",
    "end",
    "expire",
    "fall_back",
    "give_back_units",
    "hand_over_orders",
    "make_link",
    "open_choice",
    "open_link",
    "open_need",
    "read_link",
    "reasons_not_to_fall_back",
    "reasons_not_to_open_choice",
    "reasons_not_to_send",
    "record_contact",
    "reopen_need",
    "see_client",
    "see_order",
    "send",
    "serves",
    "start",
    "take_back",
    "use_units",
    "withdraw",
    "withdraw_link",
]
