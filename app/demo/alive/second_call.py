"""The second call: who applied, who was admitted, who waits, and two contracts to order under."""

from collections.abc import Mapping
from typing import Any

from app.demo.alive.cards import CARDS
from app.demo.alive.diary import Diary

NEW, NEXT = "alive-call", "alive-next-call"
BUYER = "jarvi-hame"
TITLE = {
    "fi": "Kohti työtä – valmennus ja rinnalla kulkeminen",
    "sv": "Mot arbete – coachning och följeslagare",
    "en": "Towards work: coaching and company on the way",
}
DESCRIPTION = {
    "fi": "Palvelut auttavat työnhakijaa alkuun. Asiakas valitsee palveluntuottajan itse. Määriä ei luvata.",
    "sv": "Tjänsterna hjälper den arbetssökande i gång. Klienten väljer själv tjänsteproducent. "
    "Inga volymer utlovas.",
    "en": "The services help a jobseeker to get started. The client chooses the supplier. "
    "No volume is promised.",
}
NEXT_TITLE = {
    "fi": "Ryhmävalmennus nuorille",
    "sv": "Gruppcoachning för unga",
    "en": "Group coaching for young people",
}
OFFICE = {
    "contact": "Oona Ostaja",
    "contact_email": "oona@lehtola.example",
    "contact_phone": "040 000 1000",
    "review_body": {
        "fi": "Lehtolan kaupunginhallitus",
        "sv": "Lehtola stadsstyrelse",
        "en": "Lehtola City Board",
    },
    "address": "Torikatu 1, 16900 Lehtola",
    "email": "kirjaamo@lehtola.example",
    "hours": {"fi": "ma–pe klo 9–15", "sv": "må–fre kl. 9–15", "en": "Mon–Fri 9–15"},
}
RANKING = {
    "price_points": 60,
    "criteria": [
        {"code": "method", "title": {"fi": "Menetelmä", "sv": "Metod", "en": "Method"}, "points": 40}
    ],
}
CATEGORIES: Mapping[str, dict[str, Any]] = {
    "A": {
        "title": {"fi": "Työhönvalmennus", "sv": "Arbetsträning", "en": "Job coaching"},
        "description": {
            "fi": "Valmentaja auttaa työn etsimisessä ja aloittamisessa.",
            "sv": "Coachen hjälper med att söka och börja ett arbete.",
            "en": "A coach helps in finding and starting a job.",
        },
        "unit": "hour",
        "per": 4,
        "price_ceiling": "64.00",
    },
    "B": {
        "title": {"fi": "Rinnallakulkija", "sv": "Följeslagare", "en": "Company on the way"},
        "description": {
            "fi": "Tukihenkilö kulkee rinnalla, kun jokin asia on vaikea hoitaa yksin.",
            "sv": "En stödperson går vid sidan om när något är svårt att sköta ensam.",
            "en": "A companion comes along when something is hard to do alone.",
        },
        "unit": "session",
        "price_ceiling": "80.00",
        "vat_nature": "social_welfare",
    },
}
METRICS = {
    "M1": (
        "started_in_time",
        {
            "fi": "Palvelu alkoi määräajassa",
            "sv": "Servicen började i tid",
            "en": "The service began in time",
        },
    ),
    "M2": (
        "attendance",
        {
            "fi": "Osallistuminen varattuihin kertoihin",
            "sv": "Deltagande i bokade träffar",
            "en": "Attendance of what was booked",
        },
    ),
}
ADMITTED = {
    "S1": ("vilma", {"A": "56.00", "B": "70.00"}),
    "S2": ("kaisa", {"A": "58.00", "B": "72.50"}),
    "S4": ("ursula", {"A": "59.00"}),
}
SIGNERS = {"S1": ("vilma",), "S2": ("kaisa", "kalle")}
SERIES = {"S1": "VP2", "S2": "KS2"}
METHODS = {"method": "Menetelmä on kuvattu liitteessä"}
GROUNDS = ["Hinta on enintään kattohinta, ja menetelmä on kuvattu."]
FACTS = "Hakemus saapui kutsun voimassaoloaikana. Selvitykset ovat kunnossa."


def tell_the_call(diary: Diary) -> None:
    """From the draft to two active contracts; what happens on one day happens in the order of the clock."""
    days = diary.days
    _draft(diary, NEW, f"JHT-DPH-{days.ago(106).year}-02", TITLE, on=106, opens=106, closes=66, codes="AB")
    for code, (kind, title) in METRICS.items():
        metric: dict[str, Any] = {"call": NEW, "code": code, "kind": kind, "title": title}
        diary.tell(days.ago(106), "08:15", "oona", "add_metric", **metric)
    diary.tell(days.ago(106), "08:20", "oona", "publish_call", call=NEW)
    for party in ADMITTED:
        _apply(diary, party, on=days.ago(80))
    diary.tell(days.ago(66), "09:10", "oona", "open_first_round", call=NEW)
    for number, party in enumerate(ADMITTED, start=21):
        _score(diary, party, on=days.ago(62))
        _decide(diary, party, number, on=days.ago(60))
        diary.tell(days.ago(60), "10:30", "oona", "notify_decision", decision=f"alive-{party}-decision")
    for party in SIGNERS:
        _contract(diary, party)


def tell_who_waits(diary: Diary) -> None:
    """One application late, one on its fourth day of ten, a decision untold, a contract unsigned, drafts."""
    days = diary.days
    _wait(diary, "S5", "tapio", {"A": "61.00"}, received=days.office(12), opened=days.office(11))
    _wait(diary, "S6", "pihla", {"A": "60.00"}, received=days.office(4), opened=days.office(3))
    _wait(diary, "harju", "harri", {"B": "68.00"}, received=days.office(9), opened=days.office(8))
    _score(diary, "harju", on=days.office(7), offered="B")
    _decide(diary, "harju", 31, on=days.office(2), offered="B")
    diary.tell(days.worked(2), "12:00", "toini", "start_application", call=NEW, party="toimintakeskus")

    contract = "alive-S4-contract"
    draft: dict[str, Any] = {"call": NEW, "party": "S4", "supplier_number": 3, "series": "UV2"}
    diary.tell(days.worked(3), "12:00", "oona", "draft_contract", key=contract, **draft)
    diary.tell(days.worked(3), "12:30", "oona", "offer_contract", contract=contract)

    number = f"JHT-DPH-{days.ahead(14).year}-03"
    _draft(diary, NEXT, number, NEXT_TITLE, on=3, opens=-14, closes=-60, codes="A")


def _draft(
    diary: Diary,
    key: str,
    number: str,
    title: Mapping[str, str],
    *,
    on: int,
    opens: int,
    closes: int,
    codes: str,
) -> None:
    """`opens` and `closes` are so many days ago, or ahead when they are below zero."""
    days = diary.days
    told = {
        "buyer": BUYER,
        "number": number,
        "title": title,
        "description": DESCRIPTION,
        "languages": ["fi", "sv", "en"],
        "legal_basis": "small_dps",
        "regime": "social_health",
        "regime_reason": "Palvelut ovat ohjausta ja tukea vaikeassa työmarkkina-asemassa oleville.",
        "split_reason": "Palvelut hankitaan toiselle kohderyhmälle kuin aiemmassa kutsussa.",
        "cpv": ["85312300-2"],
        "nuts": ["FI1C2"],
        "value": "60 000",
        "guideline_url": "https://lehtola.example/pienhankintaohje",
        "office": OFFICE,
        "opens_at": f"{days.ago(opens) if opens > 0 else days.ahead(-opens)} 09:00",
        "first_round_closes_at": f"{days.ago(closes) if closes > 0 else days.ahead(-closes)} 09:00",
        "closes_at": f"{days.ahead(300)} 16:00",
        "starts_on": days.ago(50) if closes > 0 else days.ahead(90),
        "ends_on": days.ahead(320),
        "ranking": RANKING,
    }
    diary.tell(days.ago(on), "08:00", "oona", "draft_call", key=key, **told)
    for code in codes:
        category = {"call": key, "code": code, **CATEGORIES[code]}
        diary.tell(days.ago(on), "08:10", "oona", "add_category", key=f"{key}-{code}", **category)


def _apply(diary: Diary, party: str, *, on: Any) -> None:
    admin, prices = ADMITTED[party]
    _send(diary, party, admin, prices, on=on)


def _wait(
    diary: Diary, party: str, admin: str, prices: Mapping[str, str], *, received: Any, opened: Any
) -> None:
    _send(diary, party, admin, prices, on=received)
    diary.tell(opened, "09:30", "oona", "open_application", application=f"alive-{party}-application")


def _send(diary: Diary, party: str, admin: str, prices: Mapping[str, str], *, on: Any) -> None:
    application = f"alive-{party}-application"
    offers = [{"category": code, "unit_price": price, "answers": METHODS} for code, price in prices.items()]
    diary.tell(on, "09:20", admin, "start_application", key=application, call=NEW, party=party)
    diary.tell(on, "09:25", admin, "send_application", application=application, offers=offers)


def _score(diary: Diary, party: str, *, on: Any, offered: str = "") -> None:
    application = f"alive-{party}-application"
    for code in offered or ADMITTED[party][1]:
        scored: dict[str, Any] = {"application": application, "category": code, "points": {"method": "32"}}
        reason = "Perusteet ovat arviointimuistiossa."
        diary.tell(on, "09:40", "oona", "score_offer", **scored, reason=reason)


def _decide(diary: Diary, party: str, number: int, *, on: Any, offered: str = "") -> None:
    verdicts = [
        {"category": code, "admit": "yes", "grounds": GROUNDS} for code in offered or ADMITTED[party][1]
    ]
    told: dict[str, Any] = {"application": f"alive-{party}-application", "number": f"JHT {number}/{on.year}"}
    diary.tell(
        on,
        "10:00",
        "paavo",
        "decide_application",
        key=f"alive-{party}-decision",
        **told,
        title="Työllisyysjohtaja",
        facts=FACTS,
        verdicts=verdicts,
    )


def _contract(diary: Diary, party: str) -> None:
    days, contract = diary.days, f"alive-{party}-contract"
    draft: dict[str, Any] = {"call": NEW, "party": party, "supplier_number": list(SIGNERS).index(party) + 1}
    diary.tell(days.ago(57), "11:00", "oona", "draft_contract", key=contract, **draft, series=SERIES[party])
    diary.tell(days.ago(56), "11:30", "oona", "offer_contract", contract=contract)
    for signer in SIGNERS[party]:
        diary.tell(days.ago(54), "12:00", signer, "sign_contract", contract=contract, organisation=party)
    diary.tell(days.ago(52), "12:30", "paavo", "sign_contract", contract=contract, organisation=BUYER)
    for signer in SIGNERS[party]:
        diary.tell(
            days.ago(52), "13:00", signer, "sign_data_protection", contract=contract, organisation=party
        )
    billing = {"contract": contract, "series": SERIES[party]}
    diary.tell(days.ago(51), "13:30", SIGNERS[party][0], "authorise_billing", **billing)
    for code, card in CARDS[party].items():
        service = {"call": NEW, "party": party, "category": code}
        diary.tell(days.ago(51), "13:45", SIGNERS[party][0], "describe_service", **service, **card)
