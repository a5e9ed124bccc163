"""The pages of applications: the supplier's own, the officer's register, and decisions with their letters."""

from app.offers.pages import applying, decisions, evaluating, registers
from app.offers.pages.routing import router

__all__ = ["applying", "decisions", "evaluating", "registers", "router"]
