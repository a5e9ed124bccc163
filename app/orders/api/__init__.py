"""Needs, choices, orders and the client's own link, for programs."""

from app.orders.api import links, needs, orders
from app.orders.api.base import router

__all__ = ["links", "needs", "orders", "router"]
