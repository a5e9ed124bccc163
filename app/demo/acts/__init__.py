"""All acts of all chapters: importing this package makes them known."""

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
