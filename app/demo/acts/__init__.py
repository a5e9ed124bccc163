"""All acts of all chapters: importing this package makes them known."""

from app.demo.acting import ACTS
from app.demo.acts import (
    clients,
    contracts,
    deliveries,
    funds,
    identity,
    impact,
    invoicing,
    offers,
    orders,
    procurement,
    suppliers,
)

__all__ = [
    "ACTS",
    "clients",
    "contracts",
    "deliveries",
    "funds",
    "identity",
    "impact",
    "invoicing",
    "offers",
    "orders",
    "procurement",
    "suppliers",
]
