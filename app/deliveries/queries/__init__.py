"""Every question about deliveries: a buyer's people see its own, a member's people their own member's.

A group's coordinator sees all that the group delivers. What waits for a decision is told to the client's
case worker and whoever stands in.
"""

from app.deliveries.queries.lists import DeliveryRow, deliveries, versions
from app.deliveries.queries.own import (
    by_reference,
    fees_before,
    last_held,
    own_delivery,
    periods,
    tariff_behind,
    workers,
)
from app.deliveries.queries.telling import DeliveryPage, DeliveryTold, delivery_page, delivery_told
from app.deliveries.queries.waiting import Waiting, waiting_for, waits

__all__ = [
    "DeliveryPage",
    "DeliveryRow",
    "DeliveryTold",
    "Waiting",
    "by_reference",
    "deliveries",
    "delivery_page",
    "delivery_told",
    "fees_before",
    "last_held",
    "own_delivery",
    "periods",
    "tariff_behind",
    "versions",
    "waiting_for",
    "waits",
    "workers",
]
