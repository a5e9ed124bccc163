"""The pages of invoicing: billing runs, invoices, exports, and what must agree."""

# `single` is last: any word after /invoices/ fits its address
from app.invoicing.pages import exports, lists, receiving, reconciling, runs, single
from app.invoicing.pages.routing import router

__all__ = ["exports", "lists", "receiving", "reconciling", "router", "runs", "single"]
