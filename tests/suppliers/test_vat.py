"""How a supplier's service is taxed: by the day of supply, exempt only with every condition met."""

from datetime import date

import pytest

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.suppliers import queries, service
from app.suppliers.rules import (
    LACKING,
    Exemption,
    ExemptionFacts,
    ExemptionGround,
    VatNature,
    VatTreatment,
    exemption_facts,
    reasons_not_exempt,
)
from tests.story.identity import KANTOSILTA, VALOPOLKU, As, Organisation
from tests.story.suppliers import a_supplier, exempt

APRIL = date(2026, 4, 14)
TAXED = VatTreatment("S", 2550)
OUTSIDE = VatTreatment("O", 0)
SOCIAL = VatTreatment("E", 0, "VATEX-EU-132-1G")


def taxed(
    work_as: As,
    supplier: Organisation,
    *,
    nature: VatNature = VatNature.SOCIAL_WELFARE,
    on: date = APRIL,
    exemption_ready: bool = True,
) -> VatTreatment:
    with work_as(SYSTEM) as work:
        return queries.treatment(work, supplier.id, nature, on=on, exemption_ready=exemption_ready)


@pytest.fixture
def foundation(work_as: As) -> Organisation:
    """S2 of the worked example: in the VAT register, and a registered social provider."""
    foundation = a_supplier(work_as, KANTOSILTA)
    exempt(work_as, foundation)
    return foundation


def test_who_is_not_liable_is_outside_the_tax_whatever_it_sells(work_as):
    ngo = a_supplier(work_as, VALOPOLKU, vat_liable=False)

    assert taxed(work_as, ngo) == OUTSIDE
    assert taxed(work_as, ngo, nature=VatNature.GENERAL) == OUTSIDE


def test_social_welfare_is_exempt_when_order_and_supplier_both_meet_the_conditions(work_as, foundation):
    assert taxed(work_as, foundation) == SOCIAL


def test_one_missing_half_is_enough_to_tax(work_as, foundation):
    assert taxed(work_as, foundation, exemption_ready=False) == TAXED
    assert taxed(work_as, foundation, nature=VatNature.GENERAL) == TAXED
    assert taxed(work_as, foundation, nature=VatNature.EDUCATION) == TAXED


def test_an_exemption_starts_on_the_day_it_is_declared_for(work_as):
    foundation = a_supplier(work_as, KANTOSILTA, vat_from=date(2024, 10, 1))
    exempt(work_as, foundation)

    assert taxed(work_as, foundation, on=date(2024, 12, 31)) == TAXED
    assert taxed(work_as, foundation, on=date(2025, 1, 1)) == SOCIAL


def test_a_registration_without_self_monitoring_does_not_exempt(work_as):
    foundation = a_supplier(work_as, KANTOSILTA)
    exempt(work_as, foundation, self_monitoring_plan=False)

    assert taxed(work_as, foundation) == TAXED
    with work_as(SYSTEM) as work:
        lacking = queries.reasons_exemption_lacks(
            work, foundation.id, VatNature.SOCIAL_WELFARE, on=APRIL, exemption_ready=True
        )
    assert [reason.code for reason in lacking] == ["suppliers.self_monitoring_missing"]


def test_liability_and_rate_are_those_of_the_day_of_supply(work_as):
    supplier = a_supplier(work_as, VALOPOLKU, vat_liable=False)
    with work_as(supplier.admin) as work:
        service.declare_vat(work, supplier.id, liable=True, valid_from=APRIL)

    assert taxed(work_as, supplier, on=date(2026, 4, 13)) == OUTSIDE
    assert taxed(work_as, supplier, on=APRIL) == TAXED
    early = a_supplier(work_as, KANTOSILTA, vat_from=date(2020, 1, 1))
    assert taxed(work_as, early, on=date(2024, 8, 31), exemption_ready=False) == VatTreatment("S", 2400)


def test_nobody_guesses_the_tax_of_who_has_not_told(work_as):
    supplier = a_supplier(work_as, vat_from=APRIL)

    with pytest.raises(Refused, match=r"suppliers\.vat_not_declared"):
        taxed(work_as, supplier, on=date(2026, 4, 13))


@pytest.mark.parametrize("condition", sorted(LACKING))
def test_each_of_the_six_conditions_is_needed(condition):
    all_met = dict.fromkeys(LACKING, True)

    assert reasons_not_exempt(ExemptionFacts(**all_met)) == []
    assert reasons_not_exempt(ExemptionFacts(**all_met | {condition: False})) == [LACKING[condition]]


def test_a_blank_registration_is_none():
    blank = Exemption(ExemptionGround.SOCIAL_WELFARE, " ", self_monitoring_plan=True)

    facts = exemption_facts(VatNature.SOCIAL_WELFARE, blank, exemption_ready=True)

    assert reasons_not_exempt(facts) == [LACKING["provider_registered"]]
