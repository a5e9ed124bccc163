"""Who stands admitted to what: the public register of a call, and the prices of those in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.identity.models import PartyVersion
from app.kernel.money import Money
from app.kernel.texts import Texts
from app.offers.models import Admission, Decision, Offer
from app.platform.db import in_force
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Category


@dataclass(frozen=True)
class RegisterRow:
    """Who is admitted to what: the public register of a call (RULE-25)."""

    category: str
    category_title: Texts
    party_id: UUID
    party: str
    admitted_at: datetime


@dataclass(frozen=True)
class AdmittedRow:
    """An admitted party with what it offered."""

    party_id: UUID
    offer_id: UUID
    unit_price: Money
    admitted_at: datetime


def register(work: Work, call_id: UUID) -> list[RegisterRow]:
    """Everybody reads it; an admission stands there once its applicant has been told."""
    today = procurement.local_day(work, work.now)
    columns = Category.code, Category.title, Admission.party_id, PartyVersion.name, Admission.admitted_at
    asked = (
        select(*columns)
        .join(Category, Category.id == Admission.category_id)
        .join(Offer, Offer.id == Admission.offer_id)
        .join(Decision, Decision.application_id == Offer.application_id)
        .join(PartyVersion, PartyVersion.party_id == Admission.party_id)
        .where(
            Admission.call_id == procurement.call(work, call_id).id,
            Admission.ended_at.is_(None),
            Decision.notified_at.is_not(None),
            in_force(PartyVersion.valid_from, PartyVersion.valid_to, today),
        )
        .order_by(Category.code, PartyVersion.sort_key)
    )
    return [RegisterRow(*row) for row in work.db.execute(asked)]


def admitted(work: Work, category_id: UUID, at: datetime) -> list[AdmittedRow]:
    """Who stands admitted to the category at the moment, in the order of admission."""
    columns = Admission.party_id, Admission.offer_id, Offer.unit_price, Admission.admitted_at
    asked = (
        select(*columns)
        .join(Offer, Offer.id == Admission.offer_id)
        .where(Admission.category_id == category_id, stands_at(at))
        .order_by(Admission.admitted_at, Admission.id)
    )
    return [AdmittedRow(*row) for row in work.db.execute(asked)]


def admitted_prices(work: Work, call_id: UUID, party_id: UUID, at: datetime) -> list[tuple[Category, Money]]:
    """At which price the party stands admitted to each of the call's categories at the moment, by code."""
    asked = (
        select(Category, Offer.unit_price)
        .join(Admission, Admission.category_id == Category.id)
        .join(Offer, Offer.id == Admission.offer_id)
        .where(Admission.call_id == call_id, Admission.party_id == party_id, stands_at(at))
        .order_by(Category.code)
    )
    return [(category, price) for category, price in work.db.execute(asked)]


def admitted_categories(work: Work, call_id: UUID, party_id: UUID) -> set[UUID]:
    """Where the party stands in the register now."""
    here = Admission.call_id == call_id, Admission.party_id == party_id
    return set(work.db.scalars(select(Admission.category_id).where(*here, stands_at(work.now))))


def stands_at(at: datetime) -> ColumnElement[bool]:
    not_over = or_(Admission.ended_at.is_(None), Admission.ended_at > at)
    return and_(Admission.admitted_at <= at, not_over)
