"""How every act of a story is done by hand: importing this package makes the ways known."""

from tests.flow.by_hand.acts import (
    clients,
    contracts,
    deliveries,
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
    "identity",
    "impact",
    "invoicing",
    "offers",
    "orders",
    "procurement",
    "suppliers",
]
