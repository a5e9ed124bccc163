"""Needs, choices, orders and the client's own link, for people."""

from app.orders.pages import links, needs, orders
from app.orders.pages.base import router

__all__ = ["links", "needs", "orders", "router"]
