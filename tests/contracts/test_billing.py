"""The billing mandate: by the people who bind the seller, one at a time, and taken back at any time."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.contracts import queries, service
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from tests.story.contracts import (
    REFERENCE_RULE,
    SERIES,
    SIGNED,
    an_offered_contract,
    billing_authorised,
    data_protected,
    signed,
)
from tests.story.identity import (
    a_signatory,
    an_actor,
    sign_together,
    with_role,
)
from tests.story.offers import Bid, admitted_suppliers, an_admitted_supplier
from tests.story.rivals import meanwhile
from tests.story.suppliers import a_group


@pytest.fixture
def contract(work_as, clock, call, supplier):
    """Signed by the seller, not yet by the buyer."""
    an_admitted_supplier(work_as, clock, call, supplier)
    clock.at = SIGNED
    contract = an_offered_contract(work_as, call, supplier.id)
    signed(work_as, contract, supplier.id, supplier.admin)
    return contract


def authorise(work_as, person, contract, *, series=SERIES, rule=REFERENCE_RULE, payment_days=30):
    with work_as(person) as work:
        return service.authorise_billing(
            work, contract, series=series, reference_rule=rule, payment_days=payment_days
        )


def test_the_mandate_names_the_seller_its_series_and_its_rule(work_as, call, supplier, contract):
    billing_authorised(work_as, contract, supplier)

    with work_as(call.buyer.finance) as work:
        mandate = queries.mandate_of(work, contract)
    assert (mandate.seller_id, mandate.series, mandate.reference_rule) == (
        supplier.id,
        SERIES,
        REFERENCE_RULE,
    )
    assert (mandate.mode, mandate.payment_days) == ("prepared_for_supplier", 30)
    assert mandate.authorised_by_id == supplier.admin.id


def test_a_groups_mandate_is_its_coordinators(work_as, clock, call):
    group = a_group(work_as)
    admitted_suppliers(work_as, clock, call, [Bid(group.id, group.admin, {"B": Money(66_50)}, {"B": 49})])
    contract = an_offered_contract(work_as, call, group.id)
    signed(work_as, contract, group.coordinator.id, group.coordinator.admin)

    with pytest.raises(Refused, match=r"contract\.not_the_sellers_signatory"):
        authorise(work_as, group.member.admin, contract)
    authorise(work_as, group.coordinator.admin, contract)

    with work_as(call.buyer.finance) as work:
        assert queries.mandate_of(work, contract).seller_id == group.coordinator.id


def test_only_the_sellers_signatory_gives_it(work_as, call, supplier, contract):
    for person in (call.buyer.officer, supplier.worker, supplier.bookkeeper):
        with pytest.raises(Refused, match=r"contract\.not_the_sellers_signatory"):
            authorise(work_as, person, contract)


def test_where_two_sign_together_both_have_signed_what_gives_the_leave(work_as, call, supplier, contract):
    second = an_actor(work_as, with_role(work_as, "Sini Toinen", supplier.id, Role.SUPPLIER_ADMIN))
    a_signatory(work_as, supplier.id, second.id)
    sign_together(work_as, supplier.id)

    with pytest.raises(Refused, match=r"contract\.seller_has_not_signed"):
        authorise(work_as, supplier.admin, contract)

    signed(work_as, contract, supplier.id, second)
    authorise(work_as, supplier.admin, contract)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"series": "liian pitkä"}, "contract.series_unreadable"),
        ({"rule": "{yyyy}{supplier:04}"}, "contract.reference_rule_unreadable"),
        ({"rule": "{yyyy}{mm}{supplier:999999999}"}, "contract.reference_rule_unreadable"),
        ({"rule": "12345678901{yyyy}{mm}{supplier:04}"}, "contract.reference_rule_unreadable"),
        ({"payment_days": 31}, "contract.pays_too_late"),
        ({"payment_days": 0}, "contract.pays_too_late"),
    ],
)
def test_a_mandate_that_could_not_be_followed_is_refused(work_as, supplier, contract, wrong, code):
    with pytest.raises(Refused) as no:
        authorise(work_as, supplier.admin, contract, **wrong)

    assert [reason.code for reason in no.value.reasons] == [code]


def test_a_contract_has_one_mandate_at_a_time(work_as, call, supplier, contract):
    billing_authorised(work_as, contract, supplier)

    with pytest.raises(Refused, match=r"contract\.mandate_given"):
        authorise(work_as, supplier.admin, contract)
    with pytest.raises(IntegrityError), work_as(supplier.admin) as work:
        work.db.execute(
            text(
                "INSERT INTO billing_mandate (id, contract_id, seller_id, mode, series, reference_rule, "
                "payment_days, authorised_by_id, authorised_at) SELECT contract_id, contract_id, seller_id, "
                "mode, series, reference_rule, payment_days, authorised_by_id, authorised_at "
                "FROM billing_mandate"
            )
        )


def test_of_two_mandates_at_once_one_is_given(work_as, call, supplier, contract):
    rival = meanwhile(
        work_as(supplier.admin),
        lambda work: service.authorise_billing(work, contract, series=SERIES, reference_rule=REFERENCE_RULE),
        lambda: authorise(work_as, supplier.admin, contract),
    )

    assert rival == ["contract.mandate_given"]


def test_a_revoked_mandate_stops_orders_until_another_is_given(work_as, call, supplier, contract):
    signed(work_as, contract, call.buyer.id, call.buyer.officer)
    data_protected(work_as, contract, [supplier])
    billing_authorised(work_as, contract, supplier)

    with work_as(supplier.admin) as work:
        service.revoke_billing(work, contract)

    with work_as(call.buyer.officer) as work:
        found = queries.own_contract(work, contract)
        codes = [no.code for no in queries.reasons_not_orderable(work, found, date(2026, 4, 7))]
        assert codes == ["contract.no_mandate"]
        with pytest.raises(Missing):
            queries.mandate_of(work, contract)
    authorise(work_as, supplier.admin, contract, series="K2")
    with work_as(call.buyer.officer) as work:
        assert queries.mandate_of(work, contract).series == "K2"


def test_only_the_sellers_signatory_takes_it_back(work_as, call, supplier, contract):
    billing_authorised(work_as, contract, supplier)

    with pytest.raises(Refused, match=r"not_the_sellers_signatory"), work_as(call.buyer.officer) as work:
        service.revoke_billing(work, contract)


def test_no_mandate_before_the_contract_is_offered(work_as, clock, call, supplier):
    an_admitted_supplier(work_as, clock, call, supplier)
    with work_as(call.buyer.officer) as work:
        contract = service.draft(work, call.id, supplier.id, language="fi")

    with pytest.raises(Refused, match=r"contract\.not_offered"):
        authorise(work_as, supplier.admin, contract)
    with pytest.raises(Refused, match=r"contract\.not_offered"), work_as(supplier.admin) as work:
        service.sign_data_protection(work, contract, supplier.id)
