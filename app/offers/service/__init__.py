"""What suppliers and a buyer's people do with applications: apply, open, score, decide, give notice."""

from app.offers.service.applying import reasons_not_to_start, send, start, withdraw
from app.offers.service.deciding import decide, extend
from app.offers.service.giving_notice import attach_letter, notify, reasons_not_to_notify, renew_letter
from app.offers.service.opening import open_first_round, open_one
from app.offers.service.scoring import score

__all__ = [
    "attach_letter",
    "decide",
    "extend",
    "notify",
    "open_first_round",
    "open_one",
    "reasons_not_to_notify",
    "reasons_not_to_start",
    "renew_letter",
    "score",
    "send",
    "start",
    "withdraw",
]
