from uuid import UUID

from fastapi import APIRouter

from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import RequestWork, WorkRoute, updates
from app.suppliers import queries, service
from app.suppliers.queries import SupplierRow
from app.suppliers.schemas import (
    ExemptionIn,
    ExemptionOut,
    ProfileIn,
    ProfileOut,
    SupplierOut,
    VatIn,
    VatOut,
    profile_out,
)

router = APIRouter(prefix="/api/v1/suppliers", tags=["suppliers"], route_class=WorkRoute)


@router.get("", operation_id="list_suppliers")
def list_suppliers(work: RequestWork, cursor: Cursor) -> Page[SupplierOut]:
    """The organisations in which the caller holds a supplier's role."""

    def key(row: SupplierRow) -> UUID:
        return row.id

    rows = part_of(queries.own_suppliers(work), cursor, key)
    return page_of(rows, cursor, SupplierOut.model_validate, key)


@router.get("/{organisation_id}/profile", operation_id="get_supplier_profile")
def get_supplier_profile(work: RequestWork, organisation_id: UUID) -> ProfileOut:
    """Where the supplier is paid and reached."""
    return profile_out(queries.own_profile(work, organisation_id))


@router.put("/{organisation_id}/profile", operation_id="save_supplier_profile")
@updates(get_supplier_profile)
def save_supplier_profile(work: RequestWork, organisation_id: UUID, told: ProfileIn) -> ProfileOut:
    """The whole profile anew; a first one is saved with `If-Match: *`."""
    service.save_profile(work, organisation_id, **told.facts())
    return profile_out(queries.own_profile(work, organisation_id))


@router.post("/{organisation_id}/profile/operator-check", operation_id="check_operator")
def check_operator(work: RequestWork, organisation_id: UUID) -> ProfileOut:
    """The operator has answered for the e-invoice address of the profile."""
    service.check_operator(work, organisation_id)
    return profile_out(queries.own_profile(work, organisation_id))


@router.get("/{organisation_id}/vat-liabilities", operation_id="list_vat_liabilities")
def list_vat_liabilities(work: RequestWork, organisation_id: UUID, cursor: Cursor) -> Page[VatOut]:
    """Whether the supplier was in the VAT register, from day to day, the newest first."""
    rows = part_of(queries.liabilities(work, organisation_id), cursor, lambda row: row.id)
    return page_of(rows, cursor, VatOut.model_validate, lambda row: row.id)


@router.post("/{organisation_id}/vat-liabilities", status_code=201, operation_id="declare_vat")
def declare_vat(work: RequestWork, organisation_id: UUID, told: VatIn) -> VatOut:
    """In the VAT register or not, from a day on."""
    service.declare_vat(work, organisation_id, **told.facts())
    return VatOut.model_validate(queries.liabilities(work, organisation_id)[0])


@router.get("/{organisation_id}/vat-exemptions", operation_id="list_vat_exemptions")
def list_vat_exemptions(work: RequestWork, organisation_id: UUID, cursor: Cursor) -> Page[ExemptionOut]:
    """The supplier's halves of exemptions, the newest first."""
    rows = part_of(queries.exemptions(work, organisation_id), cursor, lambda row: row.id)
    return page_of(rows, cursor, ExemptionOut.model_validate, lambda row: row.id)


@router.post("/{organisation_id}/vat-exemptions", status_code=201, operation_id="declare_exemption")
def declare_exemption(work: RequestWork, organisation_id: UUID, told: ExemptionIn) -> ExemptionOut:
    """The supplier's half of an exemption: alone it exempts nothing."""
    service.declare_exemption(work, organisation_id, **told.facts())
    declared = queries.exemptions(work, organisation_id)
    return ExemptionOut.model_validate(next(row for row in declared if row.ground == told.ground))
