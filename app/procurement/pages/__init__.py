"""The pages of calls: everybody's list and page of each, and the officer's desk where they are written."""

from app.procurement.pages import calls, drafting, ending
from app.procurement.pages.routing import router

__all__ = ["calls", "drafting", "ending", "router"]
