"""Which desk opens for whom and what waits on it; the menu; who may take over from a leaver; the tour."""

from app.desks.rules.leaving import reasons_not_to_succeed
from app.desks.rules.menus import menu
from app.desks.rules.tour import PASSWORD, TOUR, TourStep
from app.desks.rules.waiting import (
    DEMAND_MONTHS,
    ENDING_SOON,
    MONEY_VIEWS,
    MONTHS_SHOWN,
    NEAREST,
    NOT_PRESSING,
    ROLES,
    SILENT_FOR,
    WITHOUT_DEADLINE,
    Desk,
    Kind,
    One,
    Pile,
    View,
    days_left,
    desk,
    views,
)

__all__ = [
    "DEMAND_MONTHS",
    "ENDING_SOON",
    "MONEY_VIEWS",
    "MONTHS_SHOWN",
    "NEAREST",
    "NOT_PRESSING",
    "PASSWORD",
    "ROLES",
    "SILENT_FOR",
    "TOUR",
    "WITHOUT_DEADLINE",
    "Desk",
    "Kind",
    "One",
    "Pile",
    "TourStep",
    "View",
    "days_left",
    "desk",
    "menu",
    "reasons_not_to_succeed",
    "views",
]
