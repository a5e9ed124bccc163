"""What a contract's paper says, gathered from the call, the decision and the parties as they are today."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.contracts import queries
from app.contracts.queries import AdmittedLine
from app.contracts.rules.document import (
    BuyerData,
    CancellationData,
    ContractData,
    DataProtectionData,
    EndingData,
    MandateData,
    MemberData,
    OrderTermsData,
    PartyData,
    PaymentData,
    PersonData,
    PriceLineData,
    SignerData,
    TermData,
)
from app.contracts.rules.mandate import reference_body
from app.identity import queries as identity
from app.identity.queries.parties import country_packs
from app.identity.rules import Member, PartyFacts, SigningKind
from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.law import queries as law
from app.law.rules.limits import LimitName
from app.offers import queries as offers
from app.platform.texts import say
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call
from app.procurement.rules.terms import OrderTerms

BREACH_HOURS = 24  # so that the controller's own 72 hours (GDPR, article 33) can still be kept
RETURNED_WITHIN = Limit(30, TimeUnit.DAY)
MONTHS_OF_A_YEAR = 12
TITLES = {
    SigningKind.ALONE: "contract.signs_alone",
    SigningKind.TWO_TOGETHER: "contract.signs_with_another",
}


def contract_data(
    work: Work,
    call: Call,
    party_id: UUID,
    admitted: Sequence[AdmittedLine],
    *,
    language: str,
    supplier_number: int,
    series: str,
    reference_rule: str,
) -> ContractData:
    """`supplier_number` is the party's running number in the call, and part of its references."""
    today = identity.today(work)
    terms = procurement.terms_of(call)
    members = identity.members(work, party_id, today)
    decision = offers.admitting_decision(work, call.id, party_id)
    term = _term(call, terms, today)
    return ContractData(
        language=language,
        prevailing_language=call.title.prevailing,
        number=f"{call.number}/S{supplier_number}",
        drawn_up_at=work.now,
        call_number=call.number,
        call_title=call.title,
        decision_number=decision.number,
        decided_on=procurement.local_day(work, decision.decided_at),
        buyer=_buyer(work, call, today),
        supplier=PartyData(
            identity.party_on(work, party_id, today).name,
            tuple(_member(work, member, today) for member in members),
        ),
        prices=tuple(line for one in admitted for line in _price_lines(one)),
        term=term,
        orders=_order_terms(terms),
        ending=EndingData(terms.ending.buyer_notice, terms.ending.supplier_notice, terms.ending.mend_within),
        payment=PaymentData(terms.invoiced_by_day, terms.payment_days),
        data_protection=_data_protection(work, call.buyer_id, language, today),
        liability_insurance=terms.liability_insurance,
        signers=tuple(
            _signer(work, party, language, today)
            for party in (call.buyer_id, *(member.organisation_id for member in members))
        ),
        mandate=_mandate(work, term.starts_on, series, reference_rule, supplier_number),
    )


def _buyer(work: Work, call: Call, today: date) -> BuyerData:
    buyer = identity.party_on(work, call.buyer_id, today)
    legal = identity.legal_person(work, call.buyer_id, today)
    office = procurement.office_of(call)
    return BuyerData(
        name=buyer.name,
        business_id=legal.business_id,
        address=_address(legal),
        contact=PersonData(office.contact, office.contact_email, office.contact_phone),
        host_name=legal.name if legal.id != buyer.id else "",
        einvoice_address=legal.ovt,
    )


def _member(work: Work, member: Member, today: date) -> MemberData:
    facts = identity.party_on(work, member.organisation_id, today)
    names = queries.signatory_names(work, member.organisation_id, today)
    return MemberData(
        name=facts.name,
        business_id=facts.business_id,
        address=_address(facts),
        contact=PersonData(next(iter(names), facts.name), facts.email),
        is_coordinator=member.is_coordinator,
    )


def _signer(work: Work, party_id: UUID, language: str, today: date) -> SignerData:
    """One row for each party: this person or that one alone, or so many of them together."""
    party = identity.party_on(work, party_id, today).name
    names = queries.signatory_names(work, party_id, today)
    rule = queries.signing_rule(work, party_id, today)
    either = f" {say('contract.either', {}, language)} " if rule is SigningKind.ALONE else ", "
    return SignerData(party, either.join(names), say(TITLES[rule], {}, language))


def _price_lines(line: AdmittedLine) -> list[PriceLineData]:
    """The unit price, and the bonus as a line of its own where the category has one."""
    category, bonus = line.category, procurement.tariff_of(line.category).bonus
    unit = PriceLineData(category.code, category.title, category.unit, line.unit_price, category.description)
    if bonus == Money(0):
        return [unit]
    return [unit, PriceLineData(category.code, category.title, Unit.OUTCOME, bonus)]


def _term(call: Call, terms: OrderTerms, today: date) -> TermData:
    """From the first day of the call's contracts, or at once for whoever is admitted later."""
    return TermData(max(call.starts_on, today), call.ends_on, call.option_months, terms.option_notice)


def _mandate(work: Work, month: date, series: str, reference_rule: str, supplier_number: int) -> MandateData:
    """With the first reference that the rule would give; its check digit is the country's to say."""
    body = reference_body(reference_rule, month=month, supplier=supplier_number)
    packs = [pack for pack in country_packs() if pack.code == work.ground.country]
    return MandateData(series, packs[0].payment_reference(body) if packs else body)


def _order_terms(terms: OrderTerms) -> OrderTermsData:
    return OrderTermsData(
        accept_within=terms.accept_within,
        start_within=terms.start_within,
        plan_within=terms.plan_within,
        interim_report_every=terms.interim_report_every,
        final_report_within=terms.final_report_within,
        silence_reported_after=terms.silence_reported_after,
        approve_within=terms.approve_within,
        cancellation=CancellationData(
            free_until_hours=terms.cancellation.free_until_hours,
            share=terms.cancellation.share,
            most_per_order=terms.cancellation.most_per_order,
            most_per_month_in_groups=terms.cancellation.most_per_month_in_groups,
        ),
        order_notice=terms.termination,
        penalty_share=terms.penalty.share,
        penalty_most=terms.penalty.most,
        index_notice=terms.index.asked_before,
        index_cap=terms.index.cap,
    )


def _data_protection(work: Work, buyer_id: UUID, language: str, today: date) -> DataProtectionData:
    controller = identity.party_on(work, buyer_id, today)
    kept = law.limit(work, work.ground.country, LimitName.VIEW_LOG_RETENTION, today).limit
    return DataProtectionData(
        controller=controller.name,
        officer=PersonData(say("contract.data_protection_officer", {}, language), controller.email),
        breach_hours=BREACH_HOURS,
        returned_within=RETURNED_WITHIN,
        logs_kept_years=kept.amount // MONTHS_OF_A_YEAR,
    )


def _address(facts: PartyFacts) -> str:
    return f"{facts.street}, {facts.postal_code} {facts.town}"
