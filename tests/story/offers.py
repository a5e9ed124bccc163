"""Suppliers on their way into the register: applying, opened, scored, decided and told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.identity import service as identity
from app.kernel.actors import SYSTEM, Actor
from app.kernel.money import Money
from app.offers import queries, service
from app.offers.rules.content import ApplicationContent, CategoryOffer
from app.offers.rules.deciding import Verdict
from app.offers.rules.receiving import Receipt
from app.procurement import queries as procurement
from tests.conftest import Clock
from tests.story.identity import (
    BEGAN,
    HARJU,
    KANTOSILTA,
    TOIMINTAKESKUS,
    TYOTAITO,
    URAVAYLA,
    VALOPOLKU,
    As,
    Organisation,
    a_staffed_organisation,
    an_actor,
)
from tests.story.memory import remembered
from tests.story.procurement import DECIDED, StoryCall, local

MEETS_ALL = "Täyttää vähimmäisvaatimukset, ja tarjottu hinta on enintään kattohinta."
OVER_CEILING = "Tarjottu hinta ylittää kattohinnan."
FACTS = "Hakemus saapui kutsun voimassaoloaikana.\nHakijasta ei ole ilmennyt poissulkemisperusteita."
TITLE = "työllisyysjohtaja"
PAPER = b"%PDF-1.7 the letter as tests that read no letter need it"


@dataclass(frozen=True)
class Bid:
    """Unit prices by category, and quality points out of sixty for those that will be admitted."""

    party_id: UUID
    admin: Actor
    prices: Mapping[str, Money]
    quality: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Admitted:
    """A party with what it got: its application, its decision, and its admitted offers by category."""

    party_id: UUID
    admin: Actor
    application_id: UUID
    decision_id: UUID
    offers: Mapping[str, UUID]


def content_of(work_as: As, call: StoryCall, admin: Actor, prices: Mapping[str, Money]) -> ApplicationContent:
    """Prices with an answer to every question of the call."""
    with work_as(admin) as work:
        row = procurement.call(work, call.id)
        scored = procurement.ranking_of(row).codes
        questions = {
            category.code: (*procurement.requirements_of(category).codes, *scored)
            for category in procurement.categories(work, call.id)
        }
        everybody = procurement.requirements_of(row).codes
    return ApplicationContent(
        offers={
            code: CategoryOffer(price, {asked: f"Vastaus: {asked}" for asked in questions[code]})
            for code, price in prices.items()
        },
        declarations=dict.fromkeys(everybody, "Kyllä, todistus liitteenä"),
    )


def a_draft_application(
    work_as: As, call: StoryCall, admin: Actor, party_id: UUID, *, language: str = "fi"
) -> UUID:
    with work_as(admin) as work:
        return service.start(work, call.id, party_id, language=language)


def an_application(
    work_as: As,
    call: StoryCall,
    admin: Actor,
    party_id: UUID,
    prices: Mapping[str, Money],
    *,
    language: str = "fi",
) -> Receipt:
    """Sent now."""
    application_id = a_draft_application(work_as, call, admin, party_id, language=language)
    content = content_of(work_as, call, admin, prices)
    with work_as(admin) as work:
        return service.send(work, application_id, content)


def opened(work_as: As, clock: Clock, call: StoryCall, receipts: Collection[Receipt]) -> None:
    """The first round at its closing, when it has not been opened before; later ones one by one."""
    with work_as(call.buyer.officer) as work:
        clock.at = max(clock.at, procurement.call(work, call.id).first_round_closes_at)
    with work_as(call.buyer.officer) as work:
        service.open_first_round(work, call.id)
    for receipt in receipts:
        if receipt.round == "continuous":
            with work_as(call.buyer.officer) as work:
                service.open_one(work, receipt.application_id)


def offers_of(work_as: As, call: StoryCall, application_id: UUID) -> dict[str, UUID]:
    with work_as(call.buyer.officer) as work:
        return {category.code: offer.id for offer, category in queries.offers_of(work, application_id)}


def scored(work_as: As, call: StoryCall, offer_id: UUID, quality: int) -> None:
    """Whole points out of sixty, the method's first, then the staff's, then the evidence's."""
    with work_as(call.buyer.evaluator) as work:
        criteria = procurement.ranking_of(procurement.call(work, call.id)).criteria
        for criterion in criteria:
            points = min(quality, criterion.points)
            quality -= points
            service.score(work, offer_id, criterion.code, hundredths=points * 100, reason="Perusteltu arvio")


def decided(
    work_as: As, call: StoryCall, application_id: UUID, admitted: Collection[str], *, number: str
) -> UUID:
    """Admitted to these categories, rejected from the others applied for."""
    offers = offers_of(work_as, call, application_id)
    verdicts = {
        code: Verdict(admit=True, grounds=(MEETS_ALL,))
        if code in admitted
        else Verdict(admit=False, grounds=(OVER_CEILING,))
        for code in offers
    }
    with work_as(call.buyer.decision_maker) as work:
        return service.decide(
            work, application_id, number=number, verdicts=verdicts, facts=FACTS, title=TITLE
        )


def notified(work_as: As, call: StoryCall, decision_id: UUID) -> None:
    """With a stand-in for the paper: the job that makes real ones has tests of its own."""
    with work_as(SYSTEM) as work:
        service.attach_letter(work, decision_id, PAPER)
    with work_as(call.buyer.officer) as work:
        service.notify(work, decision_id)


@remembered
def admitted_suppliers(
    work_as: As, clock: Clock, call: StoryCall, bids: Collection[Bid]
) -> dict[UUID, Admitted]:
    """All of them through one round, by party; the clock ends at the notice.

    In time for the first round they apply now, are opened at its closing and decided on 19 March; after
    it they go through on the spot.
    """
    receipts = {
        bid.party_id: an_application(work_as, call, bid.admin, bid.party_id, bid.prices) for bid in bids
    }
    opened(work_as, clock, call, list(receipts.values()))
    offers = {bid.party_id: offers_of(work_as, call, receipts[bid.party_id].application_id) for bid in bids}
    for bid in bids:
        for code, quality in bid.quality.items():
            scored(work_as, call, offers[bid.party_id][code], quality)
    clock.at = max(clock.at, DECIDED)
    decisions = {
        bid.party_id: decided(
            work_as,
            call,
            receipts[bid.party_id].application_id,
            bid.quality,
            number=f"JHT {receipts[bid.party_id].public_id}",
        )
        for bid in bids
    }
    for decision_id in decisions.values():
        notified(work_as, call, decision_id)
    return {
        bid.party_id: Admitted(
            bid.party_id,
            bid.admin,
            receipts[bid.party_id].application_id,
            decisions[bid.party_id],
            {code: offers[bid.party_id][code] for code in bid.quality},
        )
        for bid in bids
    }


def an_admitted_supplier(
    work_as: As,
    clock: Clock,
    call: StoryCall,
    supplier: Organisation,
    *,
    prices: Mapping[str, Money] | None = None,
    quality: int = 50,
) -> Admitted:
    """Admitted to everything it offers: to category A for 58.50 unless told otherwise."""
    offered = prices or {"A": Money(58_50)}
    bid = Bid(supplier.id, supplier.admin, offered, dict.fromkeys(offered, quality))
    return admitted_suppliers(work_as, clock, call, [bid])[supplier.id]


@dataclass(frozen=True)
class Round:
    """The worked example's first round, S1 to S5; S3 is a group of two, its members beside it."""

    call: StoryCall
    suppliers: Mapping[str, Admitted]
    organisations: Mapping[str, Organisation]  # S1, S2, S3 (the coordinator), S3b (Harju), S4, S5

    def name_of(self, party_id: UUID) -> str:
        return next(name for name, one in self.suppliers.items() if one.party_id == party_id)


@remembered
def the_first_round(work_as: As, clock: Clock, call: StoryCall) -> Round:
    """Five applicants sent on 3 March, decided and told on the 19th; S3 is rejected from D."""
    organisations = {
        name: a_staffed_organisation(work_as, named)
        for name, named in (
            ("S1", VALOPOLKU),
            ("S2", KANTOSILTA),
            ("S3", TOIMINTAKESKUS),
            ("S3b", HARJU),
            ("S4", URAVAYLA),
            ("S5", TYOTAITO),
        )
    }
    clock.at = max(clock.at, local("2026-03-03", "10:00"))
    bids = _bids(organisations, *_consortium(work_as, organisations["S3"], organisations["S3b"]))
    admitted = admitted_suppliers(work_as, clock, call, list(bids.values()))
    return Round(call, {name: admitted[bid.party_id] for name, bid in bids.items()}, organisations)


def _consortium(work_as: As, coordinator: Organisation, member: Organisation) -> tuple[UUID, Actor]:
    with work_as(coordinator.admin) as work:
        group_id = identity.form_group(
            work,
            name="Yhdessä töihin -konsortio",
            coordinator_id=coordinator.id,
            member_ids=[member.id],
            valid_from=BEGAN,
            email="konsortio@toimintakeskus.example",
        )
    return group_id, an_actor(work_as, coordinator.admin.id)


def _bids(organisations: Mapping[str, Organisation], group_id: UUID, group_admin: Actor) -> dict[str, Bid]:
    def alone(name: str, prices: Mapping[str, Money], quality: Mapping[str, int]) -> Bid:
        return Bid(organisations[name].id, organisations[name].admin, prices, quality)

    return {
        "S1": alone("S1", {"A": Money(54_00), "B": Money(69_00)}, {"A": 46, "B": 51}),
        "S2": alone(
            "S2",
            {"A": Money(58_50), "B": Money(72_25), "C": Money(43_50)},
            {"A": 55, "B": 54, "C": 50},
        ),
        "S3": Bid(group_id, group_admin, {"B": Money(66_50), "D": Money(149_00)}, {"B": 49}),
        "S4": alone(
            "S4",
            {"A": Money(59_90), "C": Money(46_20), "D": Money(145_00)},
            {"A": 50, "C": 53, "D": 50},
        ),
        "S5": alone("S5", {"A": Money(61_50), "D": Money(139_00)}, {"A": 52, "D": 52}),
    }
