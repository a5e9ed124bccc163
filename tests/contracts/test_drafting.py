"""Drawing a contract up from what the party is admitted to, once for each party and call."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.contracts import queries, service
from app.contracts.models import Contract
from app.contracts.rules.document import ContractData
from app.contracts.rules.states import CONTRACT_FLOW, ContractState
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing, Refused
from app.kernel.texts import Texts
from app.kernel.typed import from_plain
from app.law.rules.thresholds import LegalBasis
from app.procurement import queries as procurement
from tests.story.contracts import (
    PAPER,
    REFERENCE_RULE,
    SERIES,
    SIGNED,
    a_contract,
    a_draft_contract,
    a_supplier_under_contract,
    an_offered_contract,
)
from tests.story.identity import (
    KANTOSILTA,
    VALOPOLKU,
    a_buyer,
    a_staffed_organisation,
    sign_together,
)
from tests.story.offers import an_admitted_supplier, decided, offers_of, opened, scored, the_first_round
from tests.story.offers import an_application as applied
from tests.story.procurement import COACHING, a_call, local
from tests.story.rivals import at_once


def data_of(work_as, call, contract_id):
    with work_as(call.buyer.officer) as work:
        return from_plain(ContractData, queries.own_contract(work, contract_id).data)


def another_like(work, contract):
    """For the same party and call, with numbers of its own: only the party's one live contract forbids it."""
    columns = {column.name: getattr(contract, column.name) for column in Contract.__table__.columns}
    other = {"id": work.new_id(), "public_id": work.new_id(), "number": "another", "supplier_number": 99}
    return Contract(**(columns | other))


def test_a_contract_holds_every_admitted_category_at_its_offered_price(work_as, clock, call):
    round_ = the_first_round(work_as, clock, call)

    two = a_draft_contract(work_as, call, round_.suppliers["S2"].party_id, supplier_number=2)
    three = a_draft_contract(work_as, call, round_.suppliers["S3"].party_id, supplier_number=3)

    data = data_of(work_as, call, two)
    assert [(line.category, line.price) for line in data.prices] == [
        ("A", Money(58_50)),
        ("B", Money(72_25)),
        ("C", Money(43_50)),
    ]
    assert data.number == "JHT-DPH-2026-01/S2" and data.decided_on == date(2026, 3, 19)
    with work_as(call.buyer.officer) as work:
        for code, price in (("A", 58_50), ("B", 72_25), ("C", 43_50)):
            line = queries.price_line_for(work, two, call.categories[code])
            assert queries.price_on(work, line.id, date(2026, 4, 7)) == Money(price)
        with pytest.raises(Missing):  # S3 was rejected from D
            queries.price_line_for(work, three, call.categories["D"])


def test_the_paper_names_the_host_every_member_and_who_signs_for_whom(work_as, clock, call):
    round_ = the_first_round(work_as, clock, call)

    data = data_of(work_as, call, a_draft_contract(work_as, call, round_.suppliers["S3"].party_id))

    assert (data.buyer.name, data.buyer.host_name) == ("Järvi-Hämeen työllisyysalue", "Lehtolan kaupunki")
    assert data.buyer.contact.name == "Outi Hankinta"
    assert [(member.name, member.is_coordinator) for member in data.supplier.members] == [
        ("Lehtolan Toimintakeskus ry", True),
        ("Harjun Kyläyhdistys ry", False),
    ]
    assert [(signer.party, signer.name, signer.title) for signer in data.signers] == [
        ("Järvi-Hämeen työllisyysalue", "Outi Hankonen tai Paavo Päätalo", "allekirjoittaa yksin"),
        ("Lehtolan Toimintakeskus ry", "Anna Hallikainen", "allekirjoittaa yksin"),
        ("Harjun Kyläyhdistys ry", "Anna Hallikainen", "allekirjoittaa yksin"),
    ]


def test_where_two_sign_together_the_paper_names_them_together(work_as, clock, call, supplier):
    sign_together(work_as, call.buyer.id)
    admitted = an_admitted_supplier(work_as, clock, call, supplier)

    data = data_of(work_as, call, a_draft_contract(work_as, call, admitted.party_id))

    assert (data.signers[0].name, data.signers[0].title) == (
        "Outi Hankonen, Paavo Päätalo",
        "kaksi allekirjoittaa yhdessä",
    )


def test_a_bonus_is_a_price_of_its_own(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier, prices={"D": Money(139_00)})

    contract = a_draft_contract(work_as, call, admitted.party_id)

    assert [(line.unit, line.price) for line in data_of(work_as, call, contract).prices] == [
        (Unit.MONTH, Money(139_00)),
        (Unit.OUTCOME, Money(700_00)),
    ]
    with work_as(call.buyer.officer) as work:
        assert queries.price_line_for(work, contract, call.categories["D"]).bonus == Money(700_00)


def test_the_mandate_shows_the_sellers_series_and_its_first_reference(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)

    contract = a_draft_contract(work_as, call, admitted.party_id, supplier_number=4)

    mandate = data_of(work_as, call, contract).mandate
    assert mandate.series == "K" and mandate.reference_example.startswith("2026040004")


def test_nobody_gets_a_contract_who_is_not_admitted(work_as, clock, call, supplier):
    with pytest.raises(Refused, match=r"contract\.nothing_admitted"):
        a_draft_contract(work_as, call, supplier.id)


def test_who_is_admitted_later_has_a_contract_from_that_day(work_as, clock, call, supplier):
    clock.at = local("2026-05-18", "10:00")
    admitted = an_admitted_supplier(work_as, clock, call, supplier)

    contract = a_draft_contract(work_as, call, admitted.party_id)

    assert data_of(work_as, call, contract).term.starts_on == date(2026, 5, 18)


def test_a_party_has_one_live_contract_in_a_call(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    first = a_draft_contract(work_as, call, admitted.party_id)

    with pytest.raises(Refused, match=r"contract\.exists"):
        a_draft_contract(work_as, call, admitted.party_id)

    with pytest.raises(IntegrityError), work_as(call.buyer.officer) as work:
        work.db.add(another_like(work, queries.own_contract(work, first)))


def test_after_a_refusal_another_contract_may_be_drawn_up(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    first = an_offered_contract(work_as, call, admitted.party_id)
    with work_as(supplier.admin) as work:
        service.refuse(work, first, reason="Vakuutusehto ei sovi")

    second = a_draft_contract(work_as, call, admitted.party_id)

    with work_as(call.buyer.officer) as work:
        assert queries.own_contract(work, first).state is ContractState.REFUSED
        assert queries.own_contract(work, second).supplier_number == 2


def test_a_suppliers_number_is_given_once(work_as, clock, call):
    round_ = the_first_round(work_as, clock, call)
    a_draft_contract(work_as, call, round_.suppliers["S1"].party_id, supplier_number=5)

    with pytest.raises(Refused, match=r"contract\.number_taken"):
        a_draft_contract(work_as, call, round_.suppliers["S2"].party_id, supplier_number=5)

    a_draft_contract(work_as, call, round_.suppliers["S2"].party_id)
    with work_as(call.buyer.officer) as work:
        numbers = work.db.scalars(select(Contract.supplier_number).order_by(Contract.supplier_number))
        assert numbers.all() == [5, 6]


def test_contracts_drawn_up_at_once_get_different_numbers(work_as, clock, call):
    round_ = the_first_round(work_as, clock, call)
    parties = [admitted.party_id for admitted in round_.suppliers.values()]

    at_once(*(lambda party=party: a_draft_contract(work_as, call, party) for party in parties))

    with work_as(call.buyer.officer) as work:
        assert sorted(work.db.scalars(select(Contract.supplier_number))) == [1, 2, 3, 4, 5]


def test_only_the_buyers_officers_draw_contracts_up(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)

    for person in (call.buyer.case_worker, supplier.admin):
        with pytest.raises(Refused, match=r"contract\.not_your_act"), work_as(person) as work:
            service.draft(work, call.id, admitted.party_id, language="fi")


def test_every_party_has_named_as_many_signatories_as_its_rule_demands(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    sign_together(work_as, supplier.id)

    with pytest.raises(Refused) as no:
        a_draft_contract(work_as, call, admitted.party_id)

    reason = no.value.reasons[0]
    assert (reason.code, reason.facts) == ("contract.too_few_signatories", {"party": "Uraväylä Oy"})


def test_a_contract_is_not_drawn_up_in_a_language_that_its_texts_lack(work_as, clock, supplier):
    in_finnish = replace(COACHING, description=Texts({"fi": "Valmennusta tunneittain."}, prevailing="fi"))
    call = a_call(work_as, clock, a_buyer(work_as), categories=[in_finnish], languages=("fi",))
    admitted = an_admitted_supplier(work_as, clock, call, supplier)

    with pytest.raises(Refused, match=r"contract\.text_not_translated"):
        a_draft_contract(work_as, call, admitted.party_id, language="sv")
    with pytest.raises(Refused, match=r"contract\.no_such_language"):
        a_draft_contract(work_as, call, admitted.party_id, language="se")

    assert data_of(work_as, call, a_draft_contract(work_as, call, admitted.party_id)).language == "fi"


def test_a_contract_waits_for_its_paper(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    contract = a_draft_contract(work_as, call, admitted.party_id)

    with pytest.raises(Refused, match=r"contract\.no_paper"), work_as(call.buyer.officer) as work:
        service.offer(work, contract)


def test_a_contract_waits_until_its_decision_is_notified(work_as, clock, call, supplier):
    receipt = applied(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    opened(work_as, clock, call, [receipt])
    for offer in offers_of(work_as, call, receipt.application_id).values():
        scored(work_as, call, offer, 50)
    decided(work_as, call, receipt.application_id, ["A"], number="JHT 1/2026")

    with pytest.raises(Refused, match=r"contract\.decision_not_notified"):
        an_offered_contract(work_as, call, supplier.id)


def test_a_framework_waits_for_the_time_of_appeal_to_pass(work_as, clock, supplier):
    call = a_call(work_as, clock, a_buyer(work_as), legal_basis=LegalBasis.FRAMEWORK_CLIENT_CHOICE)
    admitted = an_admitted_supplier(work_as, clock, call, supplier)  # told on 19 March
    contract = a_draft_contract(work_as, call, admitted.party_id)
    with work_as(SYSTEM) as work:
        service.attach_pdf(work, contract, PAPER)

    clock.at = local("2026-04-02", "23:59")
    with pytest.raises(Refused, match=r"contract\.standstill"), work_as(call.buyer.officer) as work:
        service.offer(work, contract)

    clock.at = local("2026-04-03", "00:00")
    with work_as(call.buyer.officer) as work:
        service.offer(work, contract)


def test_a_stranger_does_not_learn_that_there_is_a_contract(work_as, clock, call, supplier):
    stranger = a_staffed_organisation(work_as, VALOPOLKU)
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    contract = an_offered_contract(work_as, call, admitted.party_id)

    for act in (
        lambda work: queries.own_contract(work, contract),
        lambda work: service.sign(work, contract, supplier.id),
        lambda work: service.sign_data_protection(work, contract, supplier.id),
        lambda work: service.authorise_billing(work, contract, series=SERIES, reference_rule=REFERENCE_RULE),
        lambda work: service.refuse(work, contract, reason="Ei"),
        lambda work: service.end(work, contract, reason="Ei"),
    ):
        with pytest.raises(Missing), work_as(stranger.admin) as work:
            act(work)


def test_every_state_of_a_contract_can_be_reached():
    assert CONTRACT_FLOW.reachable() == set(ContractState)


def test_an_ended_contract_takes_no_more_orders(work_as, clock, call):
    supplier = a_supplier_under_contract(work_as, clock, call, KANTOSILTA)

    with work_as(call.buyer.decision_maker) as work:
        service.end(work, supplier.contract_id, reason="Irtisanottu sopimuksen mukaan")

    with work_as(call.buyer.officer) as work:
        assert queries.active_for(work, call.id, supplier.party_id, date(2026, 4, 7)) is None
        contract = queries.own_contract(work, supplier.contract_id)
        reasons = queries.reasons_not_orderable(work, contract, date(2026, 4, 7))
        assert [reason.code for reason in reasons] == ["contract.not_active"]


def test_the_documents_of_two_calls_are_numbered_apart(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    clock.at = SIGNED
    contract = a_contract(work_as, call, admitted.party_id, [supplier])

    with work_as(call.buyer.officer) as work:
        number = procurement.call(work, call.id).number
        assert queries.by_number(work, call.buyer.id, f"{number}/S1").id == contract
        assert [row.id for row in queries.contracts_of(work, call.id)] == [contract]
