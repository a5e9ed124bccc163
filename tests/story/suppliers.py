"""Suppliers ready to apply: profile, e-invoice address, VAT; alone, or as a group."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.identity import service as identity
from app.kernel.actors import Actor
from app.suppliers import service
from app.suppliers.rules import ExemptionGround
from tests.story.identity import (
    BEGAN,
    HARJU,
    TOIMINTAKESKUS,
    URAVAYLA,
    As,
    Named,
    Organisation,
    a_staffed_organisation,
    an_actor,
)

IBANS = {
    "9900002-6": "FI0550000120000001",
    "9900003-4": "FI7550000120000002",
    "9900004-2": "FI4850000120000003",
    "9900005-0": "FI2150000120000004",
    "9900006-9": "FI9150000120000005",
    "9900007-7": "FI6450000120000006",
}
OPERATOR = "003721291126"


@dataclass(frozen=True)
class Group:
    """A consortium; the people act as themselves, and the coordinator's for the group too."""

    id: UUID
    coordinator: Organisation
    member: Organisation

    @property
    def admin(self) -> Actor:
        return self.coordinator.admin


def a_supplier(
    work_as: As, named: Named = URAVAYLA, *, vat_liable: bool = True, vat_from: date = BEGAN
) -> Organisation:
    supplier = a_staffed_organisation(work_as, named)
    with work_as(supplier.admin) as work:
        service.save_profile(
            work,
            supplier.id,
            iban=IBANS[named.business_id],
            einvoice_address="0037" + named.business_id.replace("-", ""),
            einvoice_operator=OPERATOR,
            bic="OKOYFIHH",
            languages=["fi", "sv"],
            places=["Lehtola"],
        )
        service.check_operator(work, supplier.id)
        service.declare_vat(work, supplier.id, liable=vat_liable, valid_from=vat_from)
    return supplier


def exempt(work_as: As, supplier: Organisation, *, self_monitoring_plan: bool = True) -> None:
    """The supplier's half of the social welfare exemption."""
    with work_as(supplier.admin) as work:
        service.declare_exemption(
            work,
            supplier.id,
            ExemptionGround.SOCIAL_WELFARE,
            registration="Soteri 100-2025",
            self_monitoring_plan=self_monitoring_plan,
            valid_from=BEGAN,
        )


def a_group(
    work_as: As, *, coordinator: Named = TOIMINTAKESKUS, member: Named = HARJU, on: date = date(2026, 1, 12)
) -> Group:
    """S3 of the worked example: a coordinator in the VAT register and a village association."""
    first, second = a_supplier(work_as, coordinator), a_supplier(work_as, member, vat_liable=False)
    with work_as(first.admin) as work:
        group_id = identity.form_group(
            work,
            name="Yhdessä töihin -konsortio",
            coordinator_id=first.id,
            member_ids=[second.id],
            valid_from=BEGAN,
        )
    return Group(group_id, _anew(work_as, first, on), _anew(work_as, second, on))


def _anew(work_as: As, organisation: Organisation, on: date) -> Organisation:
    return Organisation(
        id=organisation.id,
        admin=an_actor(work_as, organisation.admin.id, on),
        worker=an_actor(work_as, organisation.worker.id, on),
        bookkeeper=an_actor(work_as, organisation.bookkeeper.id, on),
    )
