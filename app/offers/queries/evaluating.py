"""Points, and the order that they give: among the admitted, and with those that wait for a decision."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.identity.models import PartyVersion
from app.kernel.texts import Texts
from app.offers.models import Admission, Application, Offer, Score
from app.offers.queries.registers import AdmittedRow, admitted, stands_at
from app.offers.rules.states import ApplicationState, OfferState, Round
from app.platform.db import in_force
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.ranking import Entry, Ranked, rank


def ranking(work: Work, category_id: UUID) -> list[Ranked]:
    """The admitted in the published order; a call without ranking terms orders nobody."""
    return ranked(work, category_id, admitted(work, category_id, work.now))


def ranked(work: Work, category_id: UUID, rows: Collection[AdmittedRow]) -> list[Ranked]:
    """Of these rows those that have all their points."""
    category = procurement.category(work, category_id)
    terms = procurement.ranking_of(procurement.call(work, category.call_id))
    points = points_in(work, [row.offer_id for row in rows])
    entries = [
        Entry(row.party_id, row.offer_id, row.unit_price, sum(given.values()), row.admitted_at)
        for row in rows
        if terms.is_used and set(given := points.get(row.offer_id, {})) >= set(terms.codes)
    ]
    # The seed is older than any offer and public: nobody has drawn the lot for anybody.
    return rank(entries, terms, seed=str(category.public_id))


@dataclass(frozen=True)
class Standing:
    """A place in the published order, with the party's name."""

    category: str
    category_title: Texts
    party: str
    ranked: Ranked


def standings(work: Work, call: Call) -> list[Standing]:
    """Every category's order of the admitted, for the call's own buyers; by category, then place."""
    on = procurement.local_day(work, work.now)
    asked = (
        select(
            Category, Admission.party_id, Offer.id, Offer.unit_price, Admission.admitted_at, PartyVersion.name
        )
        .join(Category, Category.id == Admission.category_id)
        .join(Offer, Offer.id == Admission.offer_id)
        .join(PartyVersion, PartyVersion.party_id == Admission.party_id)
        .where(
            Admission.call_id == call.id,
            stands_at(work.now),
            in_force(PartyVersion.valid_from, PartyVersion.valid_to, on),
        )
        .order_by(Category.code)
    )
    rows = work.db.execute(asked).all()
    terms, points = procurement.ranking_of(call), points_in(work, [row[2] for row in rows])
    entries: dict[UUID, list[Entry]] = {}
    for category, party_id, offer_id, price, admitted_at, _ in rows:
        given = points.get(offer_id, {})
        if terms.is_used and set(given) >= set(terms.codes):
            entry = Entry(party_id, offer_id, price, sum(given.values()), admitted_at)
            entries.setdefault(category.id, []).append(entry)
    names = {row[1]: row[5] for row in rows}
    known = {row[0].id: row[0] for row in rows}
    return [
        Standing(known[category_id].code, known[category_id].title, names[one.entry.party_id], one)
        for category_id, some in entries.items()
        for one in rank(some, terms, seed=str(known[category_id].public_id))
    ]


def decided_with(work: Work, application: Application, category: Category) -> list[AdmittedRow]:
    """Undecided offers of the same first round that can still be admitted: they are compared together.

    Those that came one by one are compared with the admitted only: nobody reads the price of somebody
    whose own application is not decided yet.
    """
    if application.round is not Round.FIRST:
        return []
    asked = (
        select(Application.party_id, Offer.id, Offer.unit_price, Application.received_at)
        .join(Application, Application.id == Offer.application_id)
        .where(
            Offer.category_id == category.id,
            Offer.state == OfferState.OFFERED,
            Offer.unit_price <= category.price_ceiling,
            Application.state == ApplicationState.OPENED,
            Application.round == Round.FIRST,
        )
    )
    # Admitted later than anybody who is admitted now.
    return [AdmittedRow(row.party_id, row.id, row.unit_price, work.now) for row in work.db.execute(asked)]


def score_of(work: Work, offer_id: UUID, criterion: str) -> Score | None:
    here = Score.offer_id == offer_id, Score.criterion == criterion
    return work.db.scalar(select(Score).where(*here))


def points_of(work: Work, offer_id: UUID) -> dict[str, int]:
    """Hundredths by criterion."""
    return points_in(work, [offer_id]).get(offer_id, {})


@dataclass(frozen=True)
class ScoreRow:
    hundredths: int
    reason: str


def scores_on(work: Work, application_id: UUID) -> dict[tuple[UUID, str], ScoreRow]:
    """By offer and criterion; for the buyer's people, before and after the decision."""
    asked = (
        select(Score.offer_id, Score.criterion, Score.hundredths, Score.reason)
        .join(Offer, Offer.id == Score.offer_id)
        .join(Application, Application.id == Offer.application_id)
        .where(Offer.application_id == application_id, Application.buyer_id.in_(work.actor.party_ids))
    )
    return {(row[0], row[1]): ScoreRow(row[2], row[3]) for row in work.db.execute(asked)}


def points_in(work: Work, offer_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}
    asked = select(Score.offer_id, Score.criterion, Score.hundredths).where(Score.offer_id.in_(offer_ids))
    for row in work.db.execute(asked):
        found.setdefault(row.offer_id, {})[row.criterion] = row.hundredths
    return found
