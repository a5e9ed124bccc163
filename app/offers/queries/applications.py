"""Applications as wholes, and what is in them: an applicant's own, the buyer's once they are opened."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.kernel.refusals import Missing
from app.offers.models import Application, Offer
from app.offers.rules.content import ApplicationContent, Envelope, envelope_from_bytes
from app.offers.rules.states import LIVE, ApplicationState, Round
from app.platform.work import Work
from app.procurement.models import Category

WAITING = (ApplicationState.SENT, ApplicationState.OPENED)
CONTENT = "content"  # the name that the sealed field is bound to


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


def undecided_first_round(work: Work, call_id: UUID) -> int:
    """How many of the first round wait for a decision: no order is made before it is 0 (RULE-16)."""
    waiting = Application.round == Round.FIRST, Application.state.in_(WAITING)
    asked = select(func.count()).where(Application.call_id == call_id, *waiting)
    return work.db.scalar(asked) or 0


def has_live_application(work: Work, call_id: UUID, party_id: UUID) -> bool:
    here = Application.call_id == call_id, Application.party_id == party_id
    return work.db.scalar(select(Application.id).where(*here, Application.state.in_(LIVE))) is not None


def is_buyers(work: Work, application: Application) -> bool:
    return application.buyer_id in work.actor.party_ids


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


def _visible(work: Work) -> ColumnElement[bool]:
    mine = work.actor.party_ids
    of_buyer = and_(Application.buyer_id.in_(mine), Application.opened_at.is_not(None))
    return or_(Application.party_id.in_(mine), of_buyer)
