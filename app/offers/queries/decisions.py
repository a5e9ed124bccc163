"""Decisions and their letters: the buyer's own, and an applicant's once it has been told."""

from uuid import UUID

from sqlalchemy import and_, or_, select

from app.kernel.refusals import Missing
from app.kernel.typed import from_plain
from app.offers.models import Admission, Application, Decision, Offer
from app.offers.queries.registers import stands_at
from app.offers.rules.letter import DecisionLetterData
from app.platform.files import read_file
from app.platform.work import Work


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


def decision_of(work: Work, application: Application) -> Decision | None:
    """As far as the reader may know: an applicant learns of it by its notice."""
    asked = select(Decision).where(Decision.application_id == application.id)
    if application.buyer_id not in work.actor.party_ids:
        asked = asked.where(Decision.notified_at.is_not(None))
    return work.db.scalar(asked)


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
        .where(Admission.call_id == call_id, Admission.party_id == party_id, stands_at(work.now))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    )
    found = work.db.scalar(asked)
    if found is None:
        raise Missing
    return found


def call_of(work: Work, decision: Decision) -> UUID:
    asked = select(Application.call_id).where(Application.id == decision.application_id)
    return work.db.execute(asked).scalar_one()


def number_is_taken(work: Work, buyer_id: UUID, number: str) -> bool:
    asked = select(Decision.id).where(Decision.buyer_id == buyer_id, Decision.number == number)
    return work.db.scalar(asked) is not None


def letter_data(decision: Decision) -> DecisionLetterData:
    return from_plain(DecisionLetterData, decision.letter)


def letter(work: Work, decision_id: UUID) -> bytes:
    """The decision letter's PDF."""
    file_id = decision(work, decision_id).letter_file_id
    if file_id is None:
        raise Missing
    return read_file(work.db, work.ground.files, file_id)
