"""Signing: by each party's own rule, on exactly the bytes that are kept, and active only when all have."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.contracts import queries, service
from app.contracts.models import Contract, Signature
from app.contracts.rules.states import ContractState
from app.identity import service as identity
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.platform.files import StoredFile
from app.platform.journal import JournalRow
from tests.story.contracts import (
    SIGNED,
    a_supplier_under_contract,
    an_offered_contract,
    billing_authorised,
    data_protected,
    signed,
)
from tests.story.identity import (
    HARJU,
    KANTOSILTA,
    TOIMINTAKESKUS,
    URAVAYLA,
    a_person,
    a_signatory,
    a_staffed_organisation,
    an_actor,
    sign_together,
    with_role,
)
from tests.story.offers import Bid, admitted_suppliers
from tests.story.rivals import meanwhile
from tests.story.suppliers import a_group

TODAY = date(2026, 4, 2)


@pytest.fixture
def group(work_as):
    return a_group(work_as, coordinator=TOIMINTAKESKUS, member=HARJU)


@pytest.fixture
def offered_to_group(work_as, clock, call, group):
    bid = Bid(group.id, group.admin, {"B": Money(66_50)}, {"B": 49})
    admitted_suppliers(work_as, clock, call, [bid])
    clock.at = SIGNED
    return an_offered_contract(work_as, call, group.id)


def state_of(work_as, call, contract):
    with work_as(call.buyer.officer) as work:
        return queries.own_contract(work, contract).state


def unorderable(work_as, call, contract, on=date(2026, 4, 7)):
    with work_as(call.buyer.officer) as work:
        found = queries.own_contract(work, contract)
        return [(no.code, *no.facts.values()) for no in queries.reasons_not_orderable(work, found, on)]


def test_a_contract_is_active_when_the_buyer_and_every_member_have_signed(
    work_as, call, group, offered_to_group
):
    signed(work_as, offered_to_group, group.member.id, group.member.admin)
    signed(work_as, offered_to_group, call.buyer.id, call.buyer.officer)
    assert state_of(work_as, call, offered_to_group) is ContractState.OFFERED

    signed(work_as, offered_to_group, group.coordinator.id, group.coordinator.admin)

    assert state_of(work_as, call, offered_to_group) is ContractState.ACTIVE


def test_the_buyers_signature_is_needed_too(work_as, call, supplier, offered):
    signed(work_as, offered, supplier.id, supplier.admin)

    assert state_of(work_as, call, offered) is ContractState.OFFERED


def test_where_two_sign_together_one_does_not_bind(work_as, call, supplier, offered):
    sign_together(work_as, call.buyer.id)
    signed(work_as, offered, supplier.id, supplier.admin)

    signed(work_as, offered, call.buyer.id, call.buyer.officer)
    assert state_of(work_as, call, offered) is ContractState.OFFERED

    signed(work_as, offered, call.buyer.id, call.buyer.decision_maker)
    assert state_of(work_as, call, offered) is ContractState.ACTIVE


def test_nobody_signs_twice(work_as, call, supplier, offered):
    sign_together(work_as, call.buyer.id)
    signed(work_as, offered, call.buyer.id, call.buyer.officer)

    with pytest.raises(Refused, match=r"identity\.already_signed"):
        signed(work_as, offered, call.buyer.id, call.buyer.officer)

    assert state_of(work_as, call, offered) is ContractState.OFFERED


def test_only_a_signatory_signs(work_as, call, supplier, offered):
    for organisation, person in ((supplier.id, supplier.worker), (call.buyer.id, call.buyer.case_worker)):
        with pytest.raises(Refused, match=r"identity\.not_a_signatory"):
            signed(work_as, offered, organisation, person)


def test_a_signatory_signs_for_own_organisation_only(work_as, call, supplier, offered):
    with pytest.raises(Refused, match=r"identity\.not_a_signatory"):
        signed(work_as, offered, supplier.id, call.buyer.officer)
    with pytest.raises(Refused, match=r"contract\.not_a_party"):
        signed(work_as, offered, call.buyer.host_id, call.buyer.officer)


def test_a_signatory_needs_no_other_role(work_as, call, supplier, offered):
    chair = a_person(work_as, "Pirjo Puheenjohtaja")
    a_signatory(work_as, supplier.id, chair)

    signed(work_as, offered, supplier.id, an_actor(work_as, chair))
    signed(work_as, offered, call.buyer.id, call.buyer.officer)

    assert state_of(work_as, call, offered) is ContractState.ACTIVE


def test_an_area_without_signatories_of_its_own_is_bound_by_its_hosts(work_as, call, supplier, offered):
    mayor = with_role(work_as, "Maija Majuri", call.buyer.host_id, Role.DECISION_MAKER)
    a_signatory(work_as, call.buyer.host_id, mayor)
    with work_as(call.buyer.officer) as work:
        for person in (call.buyer.officer, call.buyer.decision_maker):
            identity.remove_signatory(work, call.buyer.id, person.id, on=TODAY)
    signed(work_as, offered, supplier.id, supplier.admin)

    signed(work_as, offered, call.buyer.id, an_actor(work_as, mayor))

    assert state_of(work_as, call, offered) is ContractState.ACTIVE


def test_an_active_contract_takes_no_more_signatures(work_as, clock, call, supplier, offered):
    signed(work_as, offered, supplier.id, supplier.admin)
    signed(work_as, offered, call.buyer.id, call.buyer.officer)

    with pytest.raises(Refused, match=r"state\.no_such_move"):
        signed(work_as, offered, call.buyer.id, call.buyer.decision_maker)


def test_changed_bytes_are_not_signed_and_the_attempt_leaves_a_trace(
    ground, work_as, call, supplier, offered
):
    with work_as(call.buyer.officer) as work:
        file = work.db.get(StoredFile, queries.own_contract(work, offered).pdf_file_id)
    ground.files.store.put(file.key, b"%PDF with another price", mode="overwrite")

    with pytest.raises(Refused, match=r"contract\.paper_differs"):
        signed(work_as, offered, supplier.id, supplier.admin)

    with work_as(call.buyer.officer) as work:
        mine = select(JournalRow).where(JournalRow.chain == call.buyer.id)
        last = work.db.scalars(mine.order_by(JournalRow.seq.desc())).first()
        assert (last.event, last.about, last.actor_id) == (
            "contract.paper_differs",
            offered,
            supplier.admin.id,
        )
        assert work.db.scalars(select(Signature)).all() == []


def test_another_paper_in_the_contracts_place_is_not_signed(ground, work_as, call, supplier, offered):
    with work_as(call.buyer.officer) as work:
        queries.own_contract(work, offered).pdf_sha256 = bytes(32)

    with pytest.raises(Refused, match=r"contract\.paper_differs"):
        signed(work_as, offered, supplier.id, supplier.admin)


def test_a_signature_is_on_the_hash_of_the_paper(work_as, call, supplier, offered):
    signed(work_as, offered, supplier.id, supplier.admin)

    with work_as(call.buyer.officer) as work:
        signature = work.db.scalars(select(Signature)).one()
        assert signature.pdf_sha256 == queries.own_contract(work, offered).pdf_sha256


def test_two_last_signers_at_once_make_the_contract_active(work_as, call, supplier, offered):
    meanwhile(
        work_as(supplier.admin),
        lambda work: service.sign(work, offered, supplier.id),
        lambda: signed(work_as, offered, call.buyer.id, call.buyer.officer),
    )

    assert state_of(work_as, call, offered) is ContractState.ACTIVE


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE signature SET person_id = organisation_id",
        "DELETE FROM signature",
        "UPDATE contract SET data = '{}'",
        "UPDATE contract SET ends_on = '2028-12-31'",
        "DELETE FROM contract",
        "DELETE FROM data_protection_agreement",
    ],
)
def test_what_was_signed_stays(work_as, clock, call, wrong):
    a_supplier_under_contract(work_as, clock, call, URAVAYLA)

    with pytest.raises(IntegrityError), work_as(call.buyer.officer) as work:
        work.db.execute(text(wrong))


def test_nothing_is_active_without_its_bytes(work_as, clock, call, offered):
    with pytest.raises(IntegrityError, match="signed_bytes"), work_as(call.buyer.officer) as work:
        work.db.execute(text("UPDATE contract SET pdf_sha256 = NULL, state = 'active'"))


def test_no_order_before_a_dated_agreement_with_every_member(work_as, call, group, offered_to_group):
    contract = offered_to_group
    for organisation, person in (
        (call.buyer.id, call.buyer.officer),
        (group.coordinator.id, group.coordinator.admin),
        (group.member.id, group.member.admin),
    ):
        signed(work_as, contract, organisation, person)
    billing_authorised(work_as, contract, group.coordinator)
    data_protected(work_as, contract, [group.coordinator])
    assert unorderable(work_as, call, contract) == [("contract.no_data_protection", HARJU.name)]

    data_protected(work_as, contract, [group.member])

    assert unorderable(work_as, call, contract) == []


def test_a_member_that_joins_later_agrees_before_the_next_order(
    work_as, clock, call, group, offered_to_group
):
    contract = offered_to_group
    for organisation, person in (
        (call.buyer.id, call.buyer.officer),
        (group.coordinator.id, group.coordinator.admin),
        (group.member.id, group.member.admin),
    ):
        signed(work_as, contract, organisation, person)
    billing_authorised(work_as, contract, group.coordinator)
    data_protected(work_as, contract, [group.coordinator, group.member])
    newcomer = a_staffed_organisation(work_as, KANTOSILTA)

    with work_as(group.admin) as work:
        identity.change_member(work, group.id, joins=newcomer.id, on=date(2026, 4, 3))

    assert unorderable(work_as, call, contract) == [("contract.no_data_protection", KANTOSILTA.name)]


def test_where_two_sign_together_both_agree_on_data_protection(work_as, clock, call, supplier, offered):
    second = an_actor(work_as, with_role(work_as, "Sini Toinen", supplier.id, Role.SUPPLIER_ADMIN))
    a_signatory(work_as, supplier.id, second.id)
    sign_together(work_as, supplier.id)
    signed(work_as, offered, supplier.id, supplier.admin, second)
    signed(work_as, offered, call.buyer.id, call.buyer.officer)
    billing_authorised(work_as, offered, supplier)

    data_protected(work_as, offered, [supplier])
    assert unorderable(work_as, call, offered) == [("contract.no_data_protection", URAVAYLA.name)]

    with work_as(second) as work:
        service.sign_data_protection(work, offered, supplier.id)
    assert unorderable(work_as, call, offered) == []


def test_data_protection_is_agreed_by_a_members_signatory_once(work_as, call, supplier, offered):
    with pytest.raises(Refused, match=r"identity\.not_a_signatory"), work_as(supplier.worker) as work:
        service.sign_data_protection(work, offered, supplier.id)
    with pytest.raises(Refused, match=r"contract\.not_a_party"), work_as(call.buyer.officer) as work:
        service.sign_data_protection(work, offered, call.buyer.id)

    data_protected(work_as, offered, [supplier])
    with pytest.raises(Refused, match=r"identity\.already_signed"):
        data_protected(work_as, offered, [supplier])


def test_orders_are_placed_in_the_contracts_period_only(work_as, clock, call):
    contract = a_supplier_under_contract(work_as, clock, call, URAVAYLA).contract_id

    assert unorderable(work_as, call, contract, date(2026, 4, 6))[0][0] == "contract.out_of_period"
    assert unorderable(work_as, call, contract, date(2026, 4, 7)) == []
    assert unorderable(work_as, call, contract, date(2027, 12, 31)) == []
    assert unorderable(work_as, call, contract, date(2028, 1, 1))[0][0] == "contract.out_of_period"


def test_an_unsigned_contract_takes_no_orders(work_as, call, offered):
    codes = [no[0] for no in unorderable(work_as, call, offered)]

    assert codes == ["contract.not_active", "contract.no_data_protection", "contract.no_mandate"]
    with work_as(call.buyer.officer) as work:
        party = work.db.scalars(select(Contract.party_id)).one()
        assert queries.active_for(work, call.id, party, date(2026, 4, 7)) is None
