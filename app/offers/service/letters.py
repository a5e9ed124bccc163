"""Gathering what a decision letter says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.identity import queries as identity
from app.identity.rules import PartyFacts
from app.kernel.texts import Texts
from app.law import queries as law
from app.law.rules.limits import LimitName, deemed_received
from app.law.rules.remedies import Instruction, Remedy
from app.law.rules.thresholds import LegalBasis
from app.offers import queries
from app.offers.models import Application, Decision, Offer
from app.offers.queries import AdmittedRow
from app.offers.rules.deciding import Verdict
from app.offers.rules.letter import (
    ApplicantData,
    ApplicantMemberData,
    ContactData,
    DecisionLetterData,
    OfficeData,
    Outcome,
    OutcomeData,
    RegistryData,
    ScoreData,
)
from app.offers.rules.states import OfferState
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.ranking import Ranked


def letter_of(
    work: Work,
    application: Application,
    call: Call,
    offers: Sequence[tuple[Offer, Category]],
    *,
    number: str,
    verdicts: Mapping[str, Verdict],
    facts: str,
    title: str,
) -> DecisionLetterData:
    """As if it were sent today; what was written for this one applicant exists in its language alone."""

    def said(words: str) -> Texts:
        return Texts({application.language: words}, application.language)

    today = procurement.local_day(work, work.now)
    office = procurement.office_of(call)
    return DecisionLetterData(
        language=application.language,
        case_number=call.number,
        decision_number=number,
        decided_on=today,
        decided_by=_decider(work),
        decider_title=said(title),
        buyer=_buyer(work, application.buyer_id, today),
        applicant=_applicant(work, application.party_id, today),
        call_number=call.number,
        call_title=call.title,
        received_at=application.received_at or work.now,
        outcomes=tuple(
            OutcomeData(
                category=category.code,
                name=category.title,
                outcome=Outcome.ADMITTED if verdicts[category.code].admit else Outcome.REJECTED,
                grounds=tuple(said(ground) for ground in verdicts[category.code].grounds if ground.strip()),
                unit=category.unit,
                price=offer.unit_price,
                comparison=_comparison(work, application, offer, category, verdicts[category.code].admit),
            )
            for offer, category in offers
        ),
        facts=tuple(said(line) for line in facts.splitlines() if line.strip()),
        valid_from=max(today, call.starts_on),
        valid_to=call.ends_on,
        legal_basis=call.legal_basis,
        instructions=_instructions(work, call.legal_basis, decided_on=today, sent_on=today),
        registry=RegistryData(office.review_body, office.address, office.email, office.hours),
        noticed_on=today,
        contact=ContactData(office.contact, office.contact_email, office.contact_phone),
        with_comparison=procurement.ranking_of(call).is_used,
    )


def refreshed(work: Work, decision: Decision) -> DecisionLetterData:
    """The same letter as if it were sent today: its dates, and who stands where in the comparison."""
    kept = queries.letter_data(decision)
    application = queries.own_application(work, decision.application_id)
    today = procurement.local_day(work, work.now)
    by_code = {
        category.code: (offer, category) for offer, category in queries.offers_of(work, application.id)
    }
    return replace(
        kept,
        noticed_on=today,
        instructions=_instructions(work, kept.legal_basis, decided_on=kept.decided_on, sent_on=today),
        outcomes=tuple(
            replace(
                one,
                comparison=_comparison(
                    work, application, *by_code[one.category], one.outcome is Outcome.ADMITTED
                ),
            )
            for one in kept.outcomes
        ),
    )


def compared_undecided(work: Work, decision: Decision) -> int:
    """How many offers that the letter compares still wait for their own decision."""
    application = queries.own_application(work, decision.application_id)
    waiting = 0
    for offer, category in queries.offers_of(work, application.id):
        if offer.state is OfferState.ADMITTED:
            rows = queries.decided_with(work, application, category)
            waiting += len(queries.ranked(work, category.id, rows))
    return waiting


def _comparison(
    work: Work, application: Application, offer: Offer, category: Category, is_admitted: bool
) -> tuple[ScoreData, ...]:
    """The admitted, and with a first round's offer those of the same round that can still be admitted."""
    if not is_admitted:
        return ()
    own = AdmittedRow(application.party_id, offer.id, offer.unit_price, work.now)
    others = [
        *queries.admitted(work, category.id, work.now),
        *queries.decided_with(work, application, category),
    ]
    rows = {row.offer_id: row for row in (own, *others)}
    return tuple(
        _score_data(work, one, is_own=one.entry.offer_id == offer.id)
        for one in queries.ranked(work, category.id, rows.values())
    )


def _score_data(work: Work, one: Ranked, *, is_own: bool) -> ScoreData:
    party = identity.party_on(work, one.entry.party_id, procurement.local_day(work, work.now))
    return ScoreData(party.name, one.entry.price, one.entry.quality, one.price_points, is_own)


def _instructions(
    work: Work, basis: LegalBasis, *, decided_on: date, sent_on: date
) -> tuple[Instruction, ...]:
    """Two clocks for one message: the procurement act's starts the same day, the municipal act's later."""

    def counted(notice: LimitName) -> dict[Remedy, Instruction]:
        days = law.limit(work, work.ground.country, notice, sent_on).limit
        told = law.instructions(
            work,
            work.ground.country,
            basis,
            decided_on=decided_on,
            notified_on=deemed_received(sent_on, days),
        )
        return {instruction.remedy: instruction for instruction in told}

    by_the_act = counted(LimitName.NOTICE_BY_MESSAGE)
    municipal = counted(LimitName.MUNICIPAL_NOTICE_BY_MESSAGE)
    return tuple(
        municipal[remedy] if remedy is Remedy.MUNICIPAL_REVIEW else instruction
        for remedy, instruction in by_the_act.items()
    )


def _decider(work: Work) -> ContactData:
    person = identity.person(work, work.actor.id)
    return ContactData(person.name, person.email)


def _buyer(work: Work, buyer_id: UUID, on: date) -> OfficeData:
    buyer, liable = identity.party_on(work, buyer_id, on), identity.legal_person(work, buyer_id, on)
    return OfficeData(
        name=buyer.name,
        business_id=liable.business_id,
        address=_address(buyer),
        host_name=liable.name if liable.id != buyer.id else "",
    )


def _applicant(work: Work, party_id: UUID, on: date) -> ApplicantData:
    party = identity.party_on(work, party_id, on)
    members = identity.members(work, party_id, on)
    return ApplicantData(
        name=party.name,
        email=party.email,
        members=tuple(ApplicantMemberData(member.name, member.business_id) for member in members),
    )


def _address(party: PartyFacts) -> str:
    return f"{party.street}, {party.postal_code} {party.town}"
