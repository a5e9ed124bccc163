"""What a supplier tells of itself: checked, dated, and its own."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing, Refused
from app.platform.journal import JournalRow
from app.suppliers import queries, service
from app.suppliers.models import SupplierProfile
from app.suppliers.rules import ExemptionGround
from tests.story.identity import (
    BEGAN,
    KANTOSILTA,
    URAVAYLA,
    As,
    Organisation,
    a_buyer,
    a_staffed_organisation,
)
from tests.story.people import ADMIN
from tests.story.suppliers import IBANS, OPERATOR, a_group, a_supplier, exempt

IBAN, ADDRESS = IBANS[URAVAYLA.business_id], "003799000069"


def save(work_as: As, by, organisation_id: UUID, **other: str) -> None:
    facts = {"iban": IBAN, "einvoice_address": ADDRESS, "einvoice_operator": OPERATOR} | other
    with work_as(by) as work:
        service.save_profile(work, organisation_id, **facts)  # type: ignore[arg-type]


def profile(work_as: As, organisation_id: UUID) -> SupplierProfile:
    with work_as(SYSTEM) as work:
        return queries.profile(work, organisation_id)


@pytest.fixture
def supplier(work_as: As) -> Organisation:
    return a_supplier(work_as)


def test_a_profile_is_told_once_and_kept_as_machines_read_it(work_as):
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    save(work_as, supplier.admin, supplier.id, iban="fi91 5000 0120 0000 05", bic="okoyfihh ")

    told = profile(work_as, supplier.id)

    assert (told.iban, told.bic, told.einvoice_scheme) == (IBAN, "OKOYFIHH", "0216")
    assert (told.version, told.languages, told.operator_checked_at) == (1, [], None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"iban": "FI91 5000 0120 0000 06"}, "law.iban_wrong"),
        ({"einvoice_address": "003799000061"}, "law.einvoice_address_wrong"),
        ({"einvoice_operator": "Maventa Oy"}, "law.operator_wrong"),
    ],
)
def test_a_number_that_cannot_be_right_is_not_kept(work_as, wrong, code):
    supplier = a_staffed_organisation(work_as, URAVAYLA)

    with pytest.raises(Refused) as no:
        save(work_as, supplier.admin, supplier.id, **wrong)

    assert [reason.code for reason in no.value.reasons] == [code]
    with pytest.raises(Missing):
        profile(work_as, supplier.id)


def test_another_address_has_to_be_checked_again_and_another_account_has_not(work_as, supplier):
    save(work_as, supplier.admin, supplier.id, iban="FI0550000120000001")
    assert profile(work_as, supplier.id).operator_checked_at is not None

    save(work_as, supplier.admin, supplier.id, einvoice_address="003799000069A1")
    told = profile(work_as, supplier.id)
    assert (told.operator_checked_at, told.version) == (None, 3)

    with work_as(SYSTEM) as work:
        service.check_operator(work, supplier.id)
    assert profile(work_as, supplier.id).operator_checked_at is not None


def test_without_an_operator_there_is_nothing_to_check(work_as):
    supplier = a_staffed_organisation(work_as, URAVAYLA)
    save(work_as, supplier.admin, supplier.id, einvoice_operator="")

    with pytest.raises(Refused, match=r"suppliers\.operator_missing"), work_as(supplier.admin) as work:
        service.check_operator(work, supplier.id)


def test_the_journal_names_what_changed_and_not_to_what(work_as, supplier):
    save(work_as, supplier.admin, supplier.id, iban="FI0550000120000001")

    with work_as(SYSTEM) as work:
        asked = select(JournalRow.body).where(JournalRow.event == "suppliers.profile_saved")
        bodies = list(work.db.scalars(asked.order_by(JournalRow.seq)))
    assert b'"changed":["iban"' in bodies[-1] and b"einvoice_address" not in bodies[-1]
    assert all(b"FI" not in body for body in bodies)


def test_only_its_own_admin_tells_of_a_supplier_and_others_see_nothing(work_as, supplier):
    buyer = a_buyer(work_as)

    for actor in (supplier.worker, supplier.bookkeeper):
        with pytest.raises(Refused, match=r"suppliers\.not_your_act"):
            save(work_as, actor, supplier.id)
        with work_as(actor) as work:
            assert queries.own_profile(work, supplier.id).iban == IBAN
    for actor in (buyer.officer, buyer.finance):
        with pytest.raises(Missing):
            save(work_as, actor, supplier.id)
        with pytest.raises(Missing), work_as(actor) as work:
            queries.own_profile(work, supplier.id)
    with pytest.raises(Refused, match=r"suppliers\.not_your_act"):
        save(work_as, ADMIN, supplier.id)  # an administrator looks, and tells nothing in its name


def test_a_groups_members_have_profiles_and_the_group_has_none(work_as):
    group = a_group(work_as)

    with pytest.raises(Refused, match=r"suppliers\.group_has_no_profile"):
        save(work_as, group.admin, group.id)
    with work_as(SYSTEM) as work:
        assert queries.has_profile(work, group.member.id)
        assert not queries.has_profile(work, group.id)


def test_what_was_told_of_tax_goes_forward(work_as, supplier):
    exempt(work_as, supplier)

    with pytest.raises(Refused, match=r"suppliers\.not_after_the_last"), work_as(supplier.admin) as work:
        service.declare_vat(work, supplier.id, liable=False, valid_from=BEGAN)
    with pytest.raises(Refused, match=r"suppliers\.not_after_the_last"):
        exempt(work_as, supplier)
    with (
        pytest.raises(Refused, match=r"suppliers\.registration_missing"),
        work_as(supplier.admin) as work,
    ):
        service.declare_exemption(
            work,
            supplier.id,
            ExemptionGround.EDUCATION,
            registration=" ",
            self_monitoring_plan=True,
            valid_from=date(2026, 1, 1),
        )


@pytest.mark.parametrize("table", ["vat_liability", "vat_exemption"])
def test_the_database_keeps_the_order_of_days_too(work_as, table):
    exempt(work_as, a_supplier(work_as, KANTOSILTA))

    with pytest.raises(IntegrityError, match=f"ck_{table}_in_order"), work_as(SYSTEM) as work:
        work.db.execute(text(f"UPDATE {table} SET valid_to = valid_from"))
