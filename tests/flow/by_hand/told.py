"""What an act tells, by the names of the fields that its form and its API request share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.contracts.models import PriceLine
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.demo.acts.deliveries import Cancelled, Correcting, Delivered, NoShow
from app.demo.acts.offers import Deciding, OfferedCategory, ScoreTold
from app.demo.acts.procurement import Call, CategoryTold, CriterionFacts, RequirementFacts
from app.demo.fields import Fields
from app.demo.stage import Stage
from app.identity.models import PartyVersion, Person
from app.invoicing.models import Invoice
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.money import Money
from app.offers.models import Application, Offer
from app.offers.rules.letter import Outcome
from app.orders.models import Choice, ChoiceList
from app.procurement import queries as procurement
from app.procurement.models import Category, Process
from tests.flow.by_hand.doing import all_found, found, looking

ORGANISATION = (
    "name",
    "valid_from",
    "business_id",
    "street",
    "postal_code",
    "town",
    "email",
    "language",
)
BASICS = ("number", "title", "description", "languages")
BASIS = ("legal_basis", "regime", "regime_reason", "nuts", "guideline_url", "split_reason")
SCHEDULE = (
    "opens_at",
    "questions_until",
    "first_round_closes_at",
    "closes_at",
    "starts_on",
    "ends_on",
    "option_months",
)
OFFICE = ("contact", "contact_email", "contact_phone", "review_body", "address", "email", "hours")
CATEGORY = (
    "code",
    "title",
    "description",
    "unit",
    "per",
    "least_minutes",
    "price_ceiling",
    "vat_nature",
    "choice_mode",
    "max_units",
    "bonus",
    "bonus_after_months",
    "bonus_weekly_hours",
)


def only(facts: Fields, *names: str) -> dict[str, Any]:
    """What the act says of these; what it leaves out is not told."""
    return {name: getattr(facts, name) for name in names if getattr(facts, name) is not None}


def call_told(facts: Call) -> dict[str, Any]:
    main, *extra = facts.cpv
    return {
        "basics": only(facts, *BASICS),
        "basis": {**only(facts, *BASIS), "cpv_main": main, "cpv_extra": extra},
        "value": [{"base": facts.value, "options": facts.options}],
        "schedule": only(facts, *SCHEDULE),
        "office": only(facts.office, *OFFICE),
        "requirements": _requirements(facts.requirements),
        "ranking": _ranking(facts),
    }


def category_told(facts: CategoryTold) -> dict[str, Any]:
    requirements = _requirements(facts.requirements)
    return {**only(facts, *CATEGORY), "is_group": facts.group, "requirements": requirements}


def _requirements(told: Iterable[RequirementFacts]) -> list[dict[str, Any]]:
    return [only(one, "code", "text", "proof") for one in told]


def _ranking(facts: Call) -> dict[str, Any]:
    if facts.ranking is None:
        return {"price_points": 0, "criteria": []}
    criteria: list[CriterionFacts] = facts.ranking.criteria
    told = [only(one, "code", "title", "points") for one in criteria]
    return {"price_points": facts.ranking.price_points, "criteria": told}


def delivered(facts: Delivered) -> dict[str, Any]:
    """A month or a part of one is told by its days, everything else by its quantity."""
    told = {"delivered_on": facts.on, **only(facts, "begins_at")}
    if facts.reference:
        told["reference"] = facts.reference
    return told | ({"ends_on": facts.until} if facts.until else {"quantity": facts.quantity})


def cancelled(facts: Cancelled) -> dict[str, Any]:
    return only(facts, "begins_at", "notice_at", "quantity")


def not_shown(facts: NoShow) -> dict[str, Any]:
    return {"delivered_on": facts.on, "quantity": facts.quantity}


def corrected(facts: Correcting) -> dict[str, Any]:
    told = only(facts, "kind", "begins_at", "notice_at")
    on = {"delivered_on": facts.on} if facts.on else {}
    return told | on | ({"quantity": facts.quantity} if facts.quantity else {})


def who(stage: Stage, facts: Delivered | Cancelled | NoShow | Any) -> dict[str, Any]:
    """The member that delivered and who did the work, where the act names them."""
    told = {"member_id": facts.member, "worker_id": facts.worker}
    return {name: stage.id(key) for name, key in told.items() if key}


# ---------------------------------------------------------------------------------------- what stands where


def category_of(stage: Stage, call: str, code: str) -> UUID:
    of_call = Category.call_id == stage.id(call), Category.code == code
    return found(stage, select(Category.id).where(*of_call))


def need_of_list(stage: Stage, list_key: str) -> UUID:
    return found(stage, select(ChoiceList.need_id).where(ChoiceList.id == stage.id(list_key)))


def need_of_choice(stage: Stage, choice_key: str) -> UUID:
    asked = select(ChoiceList.need_id).join(Choice, Choice.list_id == ChoiceList.id)
    return found(stage, asked.where(Choice.id == stage.id(choice_key)))


def newest_list(stage: Stage, need_id: UUID) -> UUID:
    asked = select(ChoiceList.id).where(ChoiceList.need_id == need_id)
    return found(stage, asked.order_by(ChoiceList.id.desc()).limit(1))


def newest_choice(stage: Stage, need_id: UUID) -> UUID:
    asked = select(Choice.id).join(ChoiceList, ChoiceList.id == Choice.list_id)
    return found(stage, asked.where(ChoiceList.need_id == need_id).order_by(Choice.id.desc()).limit(1))


def newest_delivery(stage: Stage, order_id: UUID) -> UUID:
    asked = select(Delivery.id).where(Delivery.order_id == order_id)
    return found(stage, asked.order_by(Delivery.id.desc()).limit(1))


def waiting_of(stage: Stage, orders: Iterable[str]) -> list[UUID]:
    """The deliveries of these orders on which nobody has decided."""
    theirs = Delivery.order_id.in_([stage.id(key) for key in orders])
    asked = select(Delivery.id).where(theirs, Delivery.state == DeliveryState.LOGGED)
    return all_found(stage, asked.order_by(Delivery.id))


def issued_in(stage: Stage, run: str, seller: str) -> UUID:
    of_run = Invoice.run_id == stage.id(run), Invoice.seller_id == stage.id(seller)
    issued = Invoice.state == InvoiceState.ISSUED, Invoice.kind == InvoiceKind.INVOICE
    return found(stage, select(Invoice.id).where(*of_run, *issued))


def public_id(stage: Stage, call: str) -> UUID:
    return found(stage, select(Process.public_id).where(Process.id == stage.id(call)))


def questions_to_all(stage: Stage, call_id: UUID) -> list[str]:
    with looking(stage) as work:
        return [one.code for one in procurement.requirements_of(procurement.call(work, call_id)).items]


def questions_by_category(stage: Stage, call_id: UUID) -> dict[str, list[str]]:
    """Of each category, in the order in which its form asks: what is required, then what is scored."""
    with looking(stage) as work:
        call = procurement.call(work, call_id)
        scored = [one.code for one in procurement.ranking_of(call).criteria]
        return {
            one.code: [asked.code for asked in procurement.requirements_of(one).items] + scored
            for one in procurement.categories(work, call_id)
        }


def call_of_application(stage: Stage, application: str) -> UUID:
    return found(stage, select(Application.call_id).where(Application.id == stage.id(application)))


def offer_of(stage: Stage, application: str, category: str) -> UUID:
    asked = select(Offer.id).join(Category, Category.id == Offer.category_id)
    return found(stage, asked.where(Offer.application_id == stage.id(application), Category.code == category))


def receipt_of(stage: Stage, application: str) -> dict[str, Any]:
    """As the services' story tells it."""
    with looking(stage) as work:
        sent = work.db.get_one(Application, stage.id(application))
        if sent.received_at is None or sent.round is None or sent.sha256 is None:
            raise AssertionError(f"{application} was not received")
        return {
            "received_at": sent.received_at.isoformat(),
            "round": sent.round.value,
            "late_by_us": sent.late_by_us,
            "sha256": sent.sha256.hex(),
        }


def newest_category(stage: Stage, call_id: UUID) -> UUID:
    asked = select(Category.id).where(Category.call_id == call_id)
    return found(stage, asked.order_by(Category.id.desc()).limit(1))


def price_line_of(stage: Stage, contract: str, category: str) -> UUID:
    asked = select(PriceLine.id).join(Category, Category.id == PriceLine.category_id)
    return found(stage, asked.where(PriceLine.contract_id == stage.id(contract), Category.code == category))


def draft_of(stage: Stage, run: str, seller: str) -> UUID:
    of_run = Invoice.run_id == stage.id(run), Invoice.seller_id == stage.id(seller)
    return found(stage, select(Invoice.id).where(*of_run, Invoice.state == InvoiceState.DRAFT))


# ------------------------------------------------------------------------- in the order in which forms ask


def answers_asked(questions: Sequence[str], answers: Mapping[str, str]) -> list[dict[str, str]]:
    unasked = sorted(set(answers) - set(questions))
    assert not unasked, f"nobody asks for {unasked}"
    return [{"question": one, "answer": answers.get(one, "")} for one in questions]


def offers_asked(stage: Stage, call_id: UUID, offers: Iterable[OfferedCategory]) -> list[dict[str, Any]]:
    """Every category of the call has its place; one that is not offered stays empty."""
    made = {offer.category: offer for offer in offers}
    return [
        {
            "category": code,
            "unit_price": made[code].unit_price if code in made else "",
            "answers": answers_asked(questions, made[code].answers if code in made else {}),
        }
        for code, questions in questions_by_category(stage, call_id).items()
    ]


def points_asked(stage: Stage, call_id: UUID, facts: ScoreTold) -> list[dict[str, Any]]:
    with looking(stage) as work:
        criteria = procurement.ranking_of(procurement.call(work, call_id)).criteria
    return [
        {"criterion": one.code, "points": Money(facts.points[one.code]), "reason": facts.reason}
        for one in criteria
        if one.code in facts.points
    ]


def grounded(facts: Deciding) -> list[dict[str, Any]]:
    return [
        {
            "category": one.category,
            "outcome": Outcome.ADMITTED if one.admit else Outcome.REJECTED,
            "grounds": "\n".join(one.grounds),
        }
        for one in sorted(facts.verdicts, key=lambda one: one.category)
    ]


def party_named(stage: Stage, name: str) -> UUID:
    """The newest by that name."""
    asked = select(PartyVersion.party_id).where(PartyVersion.name == name)
    return found(stage, asked.order_by(PartyVersion.party_id.desc()).limit(1))


def person_at(stage: Stage, email: str) -> UUID:
    return found(stage, select(Person.id).where(Person.email == email))
