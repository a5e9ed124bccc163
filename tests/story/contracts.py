"""Contracts on their way to the first order: drawn up, given a paper, signed, with all that stands beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.contracts import service
from app.kernel.actors import SYSTEM, Actor
from app.kernel.money import Money
from tests.conftest import Clock
from tests.story.identity import URAVAYLA, As, Named, Organisation, a_staffed_organisation
from tests.story.memory import remembered
from tests.story.offers import Admitted, Bid, Round, admitted_suppliers
from tests.story.procurement import StoryCall, local

PAPER = b"%PDF-1.7 the contract as tests that read no contract need it"
SIGNED = local("2026-04-02", "10:00")
SERIES, REFERENCE_RULE = "K", "{yyyy}{mm}{supplier:04}"


@dataclass(frozen=True)
class Supplier:
    """A party under contract; the members of a group with the coordinator first."""

    party_id: UUID
    admin: Actor
    members: Sequence[Organisation]
    contract_id: UUID

    @property
    def worker(self) -> Actor:
        return self.members[0].worker


def a_draft_contract(
    work_as: As, call: StoryCall, party_id: UUID, *, supplier_number: int | None = None, language: str = "fi"
) -> UUID:
    with work_as(call.buyer.officer) as work:
        return service.draft(work, call.id, party_id, language=language, supplier_number=supplier_number)


def an_offered_contract(
    work_as: As, call: StoryCall, party_id: UUID, *, supplier_number: int | None = None
) -> UUID:
    """With a stand-in for the paper: the job that makes real ones has tests of its own."""
    contract_id = a_draft_contract(work_as, call, party_id, supplier_number=supplier_number)
    with work_as(SYSTEM) as work:
        service.attach_pdf(work, contract_id, PAPER)
    with work_as(call.buyer.officer) as work:
        service.offer(work, contract_id)
    return contract_id


def signed(work_as: As, contract_id: UUID, organisation_id: UUID, *people: Actor) -> None:
    for person in people:
        with work_as(person) as work:
            service.sign(work, contract_id, organisation_id)


def data_protected(work_as: As, contract_id: UUID, members: Sequence[Organisation]) -> None:
    for member in members:
        with work_as(member.admin) as work:
            service.sign_data_protection(work, contract_id, member.id)


def billing_authorised(work_as: As, contract_id: UUID, seller: Organisation) -> None:
    with work_as(seller.admin) as work:
        service.authorise_billing(work, contract_id, series=SERIES, reference_rule=REFERENCE_RULE)


def a_contract(
    work_as: As,
    call: StoryCall,
    party_id: UUID,
    members: Sequence[Organisation],
    *,
    supplier_number: int | None = None,
) -> UUID:
    """Signed by the buyer's officer and every member, ready for orders; the coordinator comes first."""
    contract_id = an_offered_contract(work_as, call, party_id, supplier_number=supplier_number)
    signed(work_as, contract_id, call.buyer.id, call.buyer.officer)
    for member in members:
        signed(work_as, contract_id, member.id, member.admin)
    data_protected(work_as, contract_id, members)
    billing_authorised(work_as, contract_id, members[0])
    return contract_id


def a_supplier_under_contract(
    work_as: As,
    clock: Clock,
    call: StoryCall,
    named: Named = URAVAYLA,
    *,
    prices: Mapping[str, Money] | None = None,
) -> Supplier:
    """One supplier through the whole call; the clock ends on 2 April, when the contract is signed."""
    offered = prices or {"A": Money(59_90)}
    return suppliers_under_contract(work_as, clock, call, {named: offered})[named]


@remembered
def suppliers_under_contract(
    work_as: As,
    clock: Clock,
    call: StoryCall,
    offered: Mapping[Named, Mapping[str, Money]],
    *,
    quality: int = 50,
) -> dict[Named, Supplier]:
    """All of them through one round, each with equal quality, so that the lower price ranks first."""
    organisations = {named: a_staffed_organisation(work_as, named) for named in offered}
    bids = [
        Bid(organisations[named].id, organisations[named].admin, prices, dict.fromkeys(prices, quality))
        for named, prices in offered.items()
    ]
    admitted_suppliers(work_as, clock, call, bids)
    clock.at = max(clock.at, SIGNED)
    return {named: _contracted(work_as, call, one) for named, one in organisations.items()}


def _contracted(work_as: As, call: StoryCall, organisation: Organisation) -> Supplier:
    contract_id = a_contract(work_as, call, organisation.id, [organisation])
    return Supplier(organisation.id, organisation.admin, [organisation], contract_id)


@remembered
def the_contracts(work_as: As, clock: Clock, round_: Round) -> dict[str, Supplier]:
    """S1 to S5 of the worked example under contract, by name, with their numbers in the call."""
    clock.at = max(clock.at, SIGNED)
    return {
        name: _of_round(work_as, round_, name, admitted, number)
        for number, (name, admitted) in enumerate(sorted(round_.suppliers.items()), start=1)
    }


def _of_round(work_as: As, round_: Round, name: str, admitted: Admitted, number: int) -> Supplier:
    own = [one for key, one in sorted(round_.organisations.items()) if key.startswith(name)]
    contract_id = a_contract(work_as, round_.call, admitted.party_id, own, supplier_number=number)
    return Supplier(admitted.party_id, admitted.admin, own, contract_id)
