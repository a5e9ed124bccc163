"""What suppliers and a buyer's people do with applications: apply, open, score, decide, give notice."""

from app.offers.service.applying import (
    reasons_not_to_send_now,
    reasons_not_to_start,
    reasons_not_to_withdraw,
    send,
    start,
    withdraw,
)
from app.offers.service.deciding import (
    decide,
    extend,
    reasons_not_to_decide_now,
    reasons_not_to_extend_now,
)
from app.offers.service.giving_notice import (
    attach_letter,
    notify,
    reasons_not_to_notify,
    reasons_not_to_notify_today,
    reasons_not_to_renew_letter,
    renew_letter,
)
from app.offers.service.opening import open_first_round, open_one, reasons_not_to_open_first_round
from app.offers.service.scoring import Points, reasons_not_to_score_now, score, score_all

__all__ = [
    "Points",
    "attach_letter",
    "decide",
    "extend",
    "notify",
    "open_first_round",
    "open_one",
    "reasons_not_to_decide_now",
    "reasons_not_to_extend_now",
    "reasons_not_to_notify",
    "reasons_not_to_notify_today",
    "reasons_not_to_open_first_round",
    "reasons_not_to_renew_letter",
    "reasons_not_to_score_now",
    "reasons_not_to_send_now",
    "reasons_not_to_start",
    "reasons_not_to_withdraw",
    "renew_letter",
    "score",
    "score_all",
    "send",
    "start",
    "withdraw",
]
