"""Every question about applications: an applicant sees its own, the buyer those that are opened."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.identity.models import PartyVersion
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.kernel.typed import from_plain
from app.offers.models import Admission, Application, Decision, Offer, Score
from app.offers.rules.content import ApplicationContent, Envelope, envelope_from_bytes
from app.offers.rules.letter import DecisionLetterData
from app.offers.rules.states import LIVE, ApplicationState, OfferState, Round
from app.platform.db import in_force
from app.platform.files import read_file
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.ranking import Entry, Ranked, rank

WAITING = (ApplicationState.SENT, ApplicationState.OPENED)
CONTENT = "content"  # the name that the sealed field is bound to


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
        .where(Admission.category_id == category_id, _stands_at(at))
        .order_by(Admission.admitted_at, Admission.id)
    )
    return [AdmittedRow(*row) for row in work.db.execute(asked)]


def admitted_prices(work: Work, call_id: UUID, party_id: UUID, at: datetime) -> list[tuple[Category, Money]]:
    """At which price the party stands admitted to each of the call's categories at the moment, by code."""
    asked = (
        select(Category, Offer.unit_price)
        .join(Admission, Admission.category_id == Category.id)
        .join(Offer, Offer.id == Admission.offer_id)
        .where(Admission.call_id == call_id, Admission.party_id == party_id, _stands_at(at))
        .order_by(Category.code)
    )
    return [(category, price) for category, price in work.db.execute(asked)]


def ranking(work: Work, category_id: UUID) -> list[Ranked]:
    """The admitted in the published order; a call without ranking terms orders nobody."""
    return ranked(work, category_id, admitted(work, category_id, work.now))


def ranked(work: Work, category_id: UUID, rows: Collection[AdmittedRow]) -> list[Ranked]:
    """Of these rows those that have all their points."""
    category = procurement.category(work, category_id)
    terms = procurement.ranking_of(procurement.call(work, category.call_id))
    points = _points(work, [row.offer_id for row in rows])
    entries = [
        Entry(row.party_id, row.offer_id, row.unit_price, sum(given.values()), row.admitted_at)
        for row in rows
        if terms.is_used and set(given := points.get(row.offer_id, {})) >= set(terms.codes)
    ]
    # The seed is older than any offer and public: nobody has drawn the lot for anybody.
    return rank(entries, terms, seed=str(category.public_id))


def undecided_first_round(work: Work, call_id: UUID) -> int:
    """How many of the first round wait for a decision: no order is made before it is 0 (RULE-16)."""
    waiting = Application.round == Round.FIRST, Application.state.in_(WAITING)
    asked = select(func.count()).where(Application.call_id == call_id, *waiting)
    return work.db.scalar(asked) or 0


def own_application(work: Work, application_id: UUID, *, lock: bool = False) -> Application:
    asked = select(Application).where(Application.id == application_id, _visible(work))
    found = work.db.scalar(asked.with_for_update(key_share=True) if lock else asked)
    if found is None:
        raise Missing
    return found


def own_applications(work: Work, call_id: UUID) -> list[Application]:
    """By receipt; drafts last."""
    mine = select(Application).where(Application.call_id == call_id, _visible(work))
    return list(work.db.scalars(mine.order_by(Application.received_at.nulls_last(), Application.id)))


def own_content(work: Work, application_id: UUID) -> ApplicationContent:
    """What was sent, for the applicant itself at any time, and for the buyer once it is opened."""
    return opened_content(work, own_application(work, application_id))


def opened_content(work: Work, application: Application) -> ApplicationContent:
    return opened_envelope(work, application).content


def opened_envelope(work: Work, application: Application) -> Envelope:
    """Out of its seal, and proved by the receipt's hash."""
    if application.sealed is None:
        raise Missing
    seal = work.ground.keys.subject(work.db, application.id)
    envelope = envelope_from_bytes(seal.open_bytes(CONTENT, application.sealed))
    if envelope.sha256 != application.sha256 or envelope.application != application.public_id:
        raise ValueError(f"application {application.id} does not hold what its receipt promises")
    return envelope


def to_open(work: Work, application_id: UUID) -> Application:
    """A received application of the actor's own call, still sealed or not, held until the commit."""
    here = Application.id == application_id, Application.buyer_id.in_(work.actor.party_ids)
    asked = select(Application).where(*here, Application.received_at.is_not(None))
    found = work.db.scalar(asked.with_for_update(key_share=True))
    if found is None:
        raise Missing
    return found


def sealed_first_round(work: Work, call_id: UUID) -> list[Application]:
    """All that wait for the opening, in the order of receipt, held until the commit."""
    waiting = Application.state == ApplicationState.SENT, Application.round == Round.FIRST
    asked = select(Application).where(Application.call_id == call_id, *waiting)
    ordered = asked.order_by(Application.received_at, Application.id)
    return list(work.db.scalars(ordered.with_for_update(key_share=True)))


def has_live_application(work: Work, call_id: UUID, party_id: UUID) -> bool:
    here = Application.call_id == call_id, Application.party_id == party_id
    return work.db.scalar(select(Application.id).where(*here, Application.state.in_(LIVE))) is not None


def admitted_categories(work: Work, call_id: UUID, party_id: UUID) -> set[UUID]:
    """Where the party stands in the register now."""
    here = Admission.call_id == call_id, Admission.party_id == party_id
    return set(work.db.scalars(select(Admission.category_id).where(*here, _stands_at(work.now))))


def own_offer(work: Work, offer_id: UUID, *, lock: bool = False) -> Offer:
    """`lock` holds its application, so that nothing is scored while it is being decided."""
    offer = work.db.get(Offer, offer_id)
    if offer is None:
        raise Missing
    own_application(work, offer.application_id, lock=lock)
    return offer


def offers_of(work: Work, application_id: UUID) -> list[tuple[Offer, Category]]:
    """With their categories, by code; none before the opening."""
    return offers_in(work, own_application(work, application_id))


def offers_in(work: Work, application: Application) -> list[tuple[Offer, Category]]:
    """The same of an application that the actor has been given already."""
    asked = (
        select(Offer, Category)
        .join(Category, Category.id == Offer.category_id)
        .where(Offer.application_id == application.id)
        .order_by(Category.code)
    )
    return [(offer, category) for offer, category in work.db.execute(asked)]


def score_of(work: Work, offer_id: UUID, criterion: str) -> Score | None:
    here = Score.offer_id == offer_id, Score.criterion == criterion
    return work.db.scalar(select(Score).where(*here))


def points_of(work: Work, offer_id: UUID) -> dict[str, int]:
    """Hundredths by criterion."""
    return _points(work, [offer_id]).get(offer_id, {})


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


@dataclass(frozen=True)
class ApplicationRow:
    """A row of a list of applications; the decision's id is there once it is the reader's to see."""

    id: UUID
    call_id: UUID
    call_number: str
    call_title: Texts
    party_id: UUID
    party: str
    state: ApplicationState
    round: Round | None
    received_at: datetime | None
    late_by_us: int
    decide_by: date | None
    extension_reason: str
    decision_id: UUID | None
    notified_at: datetime | None


def opened_rows(work: Work, call_id: UUID, on: date) -> list[ApplicationRow]:
    """The applications that are opened to the call's buyer, by receipt."""
    of_buyer = Application.buyer_id.in_(work.actor.party_ids), Application.opened_at.is_not(None)
    asked = _application_rows(on).where(Application.call_id == call_id, *of_buyer)
    ordered = asked.order_by(Application.received_at, Application.id)
    return [ApplicationRow(*row) for row in work.db.execute(ordered)]


def applicants_rows(work: Work) -> list[ApplicationRow]:
    """The actor's own parties' applications to all calls, newest first."""
    mine = Application.party_id.in_(work.actor.party_ids)
    asked = _application_rows(procurement.local_day(work, work.now)).where(mine)
    rows = [ApplicationRow(*row) for row in work.db.execute(asked.order_by(Application.id.desc()))]
    return [row if row.notified_at else replace(row, decision_id=None) for row in rows]


def _application_rows(on: date) -> Any:
    return (
        select(
            Application.id,
            Application.call_id,
            Call.number,
            Call.title,
            Application.party_id,
            PartyVersion.name,
            Application.state,
            Application.round,
            Application.received_at,
            Application.late_by_us,
            Application.decide_by,
            Application.extension_reason,
            Decision.id,
            Decision.notified_at,
        )
        .join(Call, Call.id == Application.call_id)
        .join(PartyVersion, PartyVersion.party_id == Application.party_id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(in_force(PartyVersion.valid_from, PartyVersion.valid_to, on))
    )


@dataclass(frozen=True)
class SealedRow:
    """One that came after the first round and waits for its opening: nobody knows yet whose it is."""

    id: UUID
    received_at: datetime
    decide_by: date


def sealed_rows(work: Work, call_id: UUID) -> list[SealedRow]:
    """Of the first round nothing is told, not even how many there are (RULE-28)."""
    waiting = Application.state == ApplicationState.SENT, Application.round == Round.CONTINUOUS
    mine = Application.call_id == call_id, Application.buyer_id.in_(work.actor.party_ids)
    asked = select(Application.id, Application.received_at, Application.decide_by).where(*mine, *waiting)
    rows: Iterable[Any] = work.db.execute(asked.order_by(Application.received_at))
    return [SealedRow(*row) for row in rows]


def first_round_waits(work: Work, call: Call) -> bool:
    """Whether the first round has closed and something of it is still sealed."""
    if work.now < call.first_round_closes_at or call.buyer_id not in work.actor.party_ids:
        return False
    waiting = Application.state == ApplicationState.SENT, Application.round == Round.FIRST
    asked = select(Application.id).where(Application.call_id == call.id, *waiting).limit(1)
    return work.db.scalar(asked) is not None


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
            _stands_at(work.now),
            in_force(PartyVersion.valid_from, PartyVersion.valid_to, on),
        )
        .order_by(Category.code)
    )
    rows = work.db.execute(asked).all()
    terms, points = procurement.ranking_of(call), _points(work, [row[2] for row in rows])
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


@dataclass(frozen=True)
class Waiting:
    """What of applications asks for attention: counts, and the nearest last day."""

    to_open: int
    to_decide: int
    decide_by: date | None
    to_notify: int
    unsent: int


def waiting(work: Work) -> Waiting:
    """For a desk: of the actor's buyers what to open, decide and tell, of its suppliers what is unsent.

    First rounds that are open tell nothing, so only those that have closed are counted.
    """
    mine = work.actor.party_ids
    of_buyer, undecided = Application.buyer_id.in_(mine), Application.state == ApplicationState.OPENED
    may_open = or_(Application.round == Round.CONTINUOUS, Call.first_round_closes_at <= work.now)
    to_open = and_(of_buyer, Application.state == ApplicationState.SENT, may_open)
    untold = and_(of_buyer, Decision.id.is_not(None), Decision.notified_at.is_(None))
    unsent = and_(Application.party_id.in_(mine), Application.state == ApplicationState.DRAFT)
    to_decide = and_(of_buyer, undecided)
    asked = (
        select(
            func.count().filter(to_open),
            func.count().filter(to_decide),
            func.min(Application.decide_by).filter(to_decide),
            func.count().filter(untold),
            func.count().filter(unsent),
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(or_(of_buyer, Application.party_id.in_(mine)))
    )
    return Waiting(*work.db.execute(asked).one())


def decision_of(work: Work, application: Application) -> Decision | None:
    """As far as the reader may know: an applicant learns of it by its notice."""
    asked = select(Decision).where(Decision.application_id == application.id)
    if application.buyer_id not in work.actor.party_ids:
        asked = asked.where(Decision.notified_at.is_not(None))
    return work.db.scalar(asked)


def is_buyers(work: Work, application: Application) -> bool:
    return application.buyer_id in work.actor.party_ids


def party_named(work: Work, party_id: UUID, on: date) -> str:
    """The party's name on the day."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    found = work.db.scalar(select(PartyVersion.name).where(PartyVersion.party_id == party_id, valid))
    if found is None:
        raise Missing
    return found


def parties_to_apply_for(work: Work) -> list[procurement.Named]:
    """Where the actor may send applications: own organisations, and groups they coordinate."""
    may = work.actor.parties_where(Role.SUPPLIER_ADMIN)
    return procurement.parties_named(work, PartyVersion.party_id.in_(may))


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


def number_is_taken(work: Work, buyer_id: UUID, number: str) -> bool:
    asked = select(Decision.id).where(Decision.buyer_id == buyer_id, Decision.number == number)
    return work.db.scalar(asked) is not None


def decision(work: Work, decision_id: UUID, *, lock: bool = False) -> Decision:
    """For the buyer's people and the system; an applicant has it once it is notified."""
    mine = Decision.buyer_id.in_(work.actor.party_ids)
    told = and_(Application.party_id.in_(work.actor.party_ids), Decision.notified_at.is_not(None))
    asked = select(Decision).join(Application, Application.id == Decision.application_id)
    if not work.actor.is_system:
        asked = asked.where(or_(mine, told))
    asked = asked.where(Decision.id == decision_id)
    found = work.db.scalar(asked.with_for_update(of=Decision, key_share=True) if lock else asked)
    if found is None:
        raise Missing
    return found


def call_of(work: Work, decision: Decision) -> UUID:
    asked = select(Application.call_id).where(Application.id == decision.application_id)
    return work.db.execute(asked).scalar_one()


def decision_on(work: Work, application_id: UUID) -> Decision:
    found = work.db.scalar(select(Decision.id).where(Decision.application_id == application_id))
    if found is None:
        raise Missing
    return decision(work, found)


def admitting_decision(work: Work, call_id: UUID, party_id: UUID) -> Decision:
    """The latest decision that admitted the party to anything of the call: what its contract names."""
    asked = (
        select(Decision)
        .join(Offer, Offer.application_id == Decision.application_id)
        .join(Admission, Admission.offer_id == Offer.id)
        .where(Admission.call_id == call_id, Admission.party_id == party_id, _stands_at(work.now))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )
    found = work.db.scalar(asked)
    if found is None:
        raise Missing
    return found


def letter_data(decision: Decision) -> DecisionLetterData:
    return from_plain(DecisionLetterData, decision.letter)


def letter(work: Work, decision_id: UUID) -> bytes:
    """The decision letter's PDF."""
    file_id = decision(work, decision_id).letter_file_id
    if file_id is None:
        raise Missing
    return read_file(work.db, work.ground.files, file_id)


def _points(work: Work, offer_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}
    asked = select(Score.offer_id, Score.criterion, Score.hundredths).where(Score.offer_id.in_(offer_ids))
    for row in work.db.execute(asked):
        found.setdefault(row.offer_id, {})[row.criterion] = row.hundredths
    return found


def _stands_at(at: datetime) -> ColumnElement[bool]:
    not_over = or_(Admission.ended_at.is_(None), Admission.ended_at > at)
    return and_(Admission.admitted_at <= at, not_over)


def _visible(work: Work) -> ColumnElement[bool]:
    mine = work.actor.party_ids
    of_buyer = and_(Application.buyer_id.in_(mine), Application.opened_at.is_not(None))
    return or_(Application.party_id.in_(mine), of_buyer)
