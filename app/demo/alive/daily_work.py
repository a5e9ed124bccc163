"""Clients, choices, orders and deliveries of the last weeks, up to what waits this morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.demo.alive.diary import Diary
from app.demo.alive.second_call import BUYER, NEW

CLIENTS = {
    "K-201": ("Armas", "Kuvitelma"),
    "K-202": ("Bea", "Tarina"),
    "K-203": ("Eino", "Luonnos"),
    "K-204": ("Fanni", "Harjoite"),
    "K-205": ("Hilla", "Satunen"),
    "K-206": ("Jalo", "Esittely"),
    "K-207": ("Kerttu", "Kokeilu"),
    "K-208": ("Lumi", "Mallinen"),
}
PEOPLE = ("vilma", "kalle")


@dataclass(frozen=True)
class Served:
    """An order at work: how much of what was ordered from whom, and on which days something was done."""

    key: str
    client: str
    category: str
    quantity: str
    party: str
    accepts: str
    worker: str
    each: str
    days_ago: tuple[int, ...]
    ends_in: int = 120


SERVED = (
    Served("alive-P1", "K-201", "B", "12", "S1", "vilma", "vilma", "1", (45, 38, 31, 24, 17, 10)),
    Served("alive-P2", "K-202", "A", "20", "S2", "kaisa", "kalle", "1.50", (44, 37, 30, 22, 15, 8)),
    Served("alive-P5", "K-207", "A", "8", "S2", "kaisa", "kalle", "1.25", (40, 26, 12), ends_in=9),
)
LATE, DISPUTED = "alive-P2-37", "alive-P2-8"


def tell_the_work(diary: Diary) -> None:
    _open_cases(diary)
    for served in SERVED:
        _serve(diary, served)
    _decide_and_bill(diary)
    _wait(diary)


def _open_cases(diary: Diary) -> None:
    for place, (number, (first, last)) in enumerate(CLIENTS.items(), start=1):
        told = {"buyer": BUYER, "case_number": number, "first_name": first, "last_name": last}
        phone = f"040 000 02{place:02}"
        diary.tell(diary.days.ago(50), "14:00", "tiina", "open_case", key=number, **told, phone=phone)


def _serve(diary: Diary, served: Served) -> None:
    on = diary.days.ago(49)
    _order(
        diary,
        served.key,
        served.client,
        served.category,
        on=on,
        quantity=served.quantity,
        party=served.party,
        starts_on=on,
        ends_on=diary.days.today + timedelta(days=served.ends_in),
    )
    diary.tell(on, "15:15", served.accepts, "accept_order", order=served.key)
    for ago in served.days_ago:
        day = diary.days.ago(ago)
        told = {"order": served.key, "on": day, "quantity": served.each, "worker": served.worker}
        diary.tell(day, "16:00", served.worker, "log_delivery", key=f"{served.key}-{ago}", **told)


def _decide_and_bill(diary: Diary) -> None:
    """The billed month is approved but for one delivery, which comes after the run; one seller released."""
    days, on = diary.days, diary.days.worked(1)
    month_ends = on.replace(day=1)
    told = {
        f"{one.key}-{ago}": days.ago(ago)
        for one in SERVED
        for ago in one.days_ago
        if days.ago(ago) < month_ends
    }
    for delivery in told:
        clock = "10:30" if delivery == LATE else "09:00"
        diary.tell(on, clock, "tiina", "approve_delivery", delivery=delivery)
    run = {"buyer": BUYER, "month": f"{days.billed:%Y-%m}"}
    diary.tell(on, "10:00", "leena", "draw_run", key="alive-run", **run)
    diary.tell(on, "11:00", "kaisa", "release_invoices", run="alive-run")
    if DISPUTED not in told:
        reason = "Kirjattu aika on pidempi kuin sovittu käynti."
        diary.tell(on, "13:00", "tiina", "dispute_delivery", delivery=DISPUTED, reason=reason)


def _wait(diary: Diary) -> None:
    """A service about to start, an order unanswered, choices open, late and made."""
    days = diary.days
    starts, ends = days.ahead(5), days.ahead(120)
    period = {"starts_on": starts, "ends_on": ends}
    _order(diary, "alive-P3", "K-203", "A", on=days.worked(4), quantity="10", party="S1", **period)
    diary.tell(days.worked(3), "15:15", "vilma", "accept_order", order="alive-P3")
    _order(diary, "alive-P4", "K-204", "B", on=days.worked(1), quantity="10", party="S1", **period)
    _choice(diary, "alive-late", "K-208", "A", on=days.worked(7), quantity="12", **period)
    _choice(diary, "alive-open", "K-205", "B", on=days.worked(1), quantity="8", **period)
    _choice(diary, "alive-chosen", "K-206", "A", on=days.worked(1), quantity="12", **period)
    chosen = {"list": "alive-chosen-list", "party": "S2"}
    diary.tell(days.worked(1), "14:45", "tiina", "choose", key="alive-chosen-choice", **chosen)


def _order(diary: Diary, key: str, client: str, category: str, *, on: date, party: str, **facts: Any) -> None:
    _choice(diary, key, client, category, on=on, **facts)
    chosen = {"list": f"{key}-list", "party": party}
    diary.tell(on, "14:45", "tiina", "choose", key=f"{key}-choice", **chosen)
    diary.tell(on, "15:00", "tiina", "send_order", key=key, choice=f"{key}-choice")


def _choice(diary: Diary, key: str, client: str, category: str, *, on: date, **facts: Any) -> None:
    need: Mapping[str, Any] = {"client": client, "call": NEW, "category": category, **facts}
    papers = {"plan_ref": f"Suunnitelma {client}", "decision_ref": f"Päätös {client}"}
    summary = "Kaipaa tukea työn etsimiseen ja asioiden hoitamiseen."
    diary.tell(on, "14:15", "tiina", "open_need", key=f"{key}-need", **need, **papers, summary=summary)
    diary.tell(on, "14:30", "tiina", "open_choice", key=f"{key}-list", need=f"{key}-need")
