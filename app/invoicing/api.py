from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.invoicing import queries, service
from app.invoicing.models import Invoice, ReceivingAddress
from app.invoicing.queries import Narrowed
from app.invoicing.rules.states import InvoiceState
from app.invoicing.schemas import (
    BalanceOut,
    BatchFileOut,
    BatchOut,
    ExportIn,
    InvoiceOut,
    MoneyMonthOut,
    OutlookOut,
    ReasonIn,
    ReceivingIn,
    ReceivingOut,
    ReleaseOut,
    RunIn,
    RunOut,
    WholeBatchOut,
    WholeInvoiceOut,
    WholeRunOut,
    balance_out,
    invoice_out,
    whole_invoice_out,
    whole_run_out,
)
from app.platform.fields import Month
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import RequestWork, WorkRoute, updates

router = APIRouter(prefix="/api/v1", tags=["invoices"], route_class=WorkRoute)
MonthAsked = Annotated[Month | None, Query(description="Any day of the month, or 2026-04.")]


# ------------------------------------------------------------------------------------------- invoices


@router.get("/invoices")
def list_invoices(
    work: RequestWork, cursor: Cursor, month: MonthAsked = None, state: InvoiceState | None = None
) -> Page[InvoiceOut]:
    """The caller's invoices, credit notes and drafts, the newest first."""
    rows = queries.invoices(work, Narrowed(month=month, state=state), cursor)
    return page_of(rows, cursor, invoice_out, lambda row: row.id)


@router.get("/invoices/{invoice_id}")
def get_invoice(work: RequestWork, invoice_id: UUID) -> WholeInvoiceOut:
    """One invoice with its lines, its VAT and what happened to it."""
    return whole_invoice_out(queries.whole_invoice(work, invoice_id))


@router.post("/invoices/{invoice_id}/releases")
def release_invoice(work: RequestWork, invoice_id: UUID) -> WholeInvoiceOut:
    """The seller releases its draft: it gets its number, and never changes again."""
    return _whole(work, service.release(work, invoice_id))


@router.post("/invoices/{invoice_id}/discard")
def discard_draft(work: RequestWork, invoice_id: UUID, told: ReasonIn) -> WholeInvoiceOut:
    """The buyer's finance throws a draft away; its deliveries are free for the next run."""
    service.discard(work, invoice_id, reason=told.reason)
    work.db.flush()
    return whole_invoice_out(queries.whole_invoice(work, invoice_id))


@router.post("/invoices/{invoice_id}/credit-note", status_code=201)
def credit_invoice(work: RequestWork, invoice_id: UUID, told: ReasonIn) -> WholeInvoiceOut:
    """The seller takes an issued invoice back, whole; the answer is the credit note."""
    return _whole(work, service.credit(work, invoice_id, reason=told.reason))


def _whole(work: RequestWork, invoice: Invoice) -> WholeInvoiceOut:
    work.db.flush()
    return whole_invoice_out(queries.whole_invoice(work, invoice.id))


# ---------------------------------------------------------------------------------------- billing runs


@router.get("/billing-runs")
def list_billing_runs(work: RequestWork) -> list[RunOut]:
    """The newest two hundred; to a seller, those that hold invoices of its own."""
    return [RunOut.model_validate(run) for run in queries.runs(work)]


@router.get("/billing-outlook")
def get_billing_outlook(work: RequestWork, buyer_id: UUID, month: Month) -> OutlookOut:
    """What a run would take in if it were drawn now, and what it would leave out."""
    return OutlookOut.model_validate(queries.outlook(work, buyer_id, month))


@router.post("/billing-runs", status_code=201)
def draw_billing_run(work: RequestWork, told: RunIn) -> WholeRunOut:
    """The buyer's finance turns approved, unbilled deliveries into drafts, each delivery once."""
    run_id = service.draw(work, told.buyer_id, told.month)
    return _run(work, run_id)


@router.get("/billing-runs/{run_id}")
def get_billing_run(work: RequestWork, run_id: UUID) -> WholeRunOut:
    """How far the run is, and what its drafts still lack."""
    return _run(work, run_id)


@router.post("/billing-runs/{run_id}/releases", status_code=202)
def release_billing_run(work: RequestWork, run_id: UUID) -> ReleaseOut:
    """All of the seller's drafts of the run, one after another; the run tells how far it is."""
    return ReleaseOut(run_id=run_id, drafts=service.ask_to_release(work, run_id))


def _run(work: RequestWork, run_id: UUID) -> WholeRunOut:
    run, drafts = queries.own_run(work, run_id), queries.draft_checks(work, run_id)
    return whole_run_out(run, drafts, is_being_released=queries.is_being_released(work, run_id))


# --------------------------------------------------------------------------------------------- exports


@router.get("/invoice-exports")
def list_invoice_exports(work: RequestWork) -> list[BatchOut]:
    """The newest two hundred batches of the caller's buyers."""
    return [BatchOut.model_validate(batch) for batch in queries.batches(work)]


@router.post("/invoice-exports", status_code=201)
def export_invoices(work: RequestWork, told: ExportIn) -> WholeBatchOut:
    """Finance takes invoices out, once, in files that never change."""
    batch = service.export(work, told.buyer_id, invoice_ids=told.invoice_ids)
    work.db.flush()
    return get_invoice_export(work, batch.id)


@router.get("/invoice-exports/{batch_id}")
def get_invoice_export(work: RequestWork, batch_id: UUID) -> WholeBatchOut:
    """A batch with its control totals, its files and their hashes."""
    batch = queries.own_batch(work, batch_id)
    files = [BatchFileOut.model_validate(file) for file in queries.files_of(work, batch_id)]
    return WholeBatchOut(
        id=batch.id,
        buyer_id=batch.buyer_id,
        number=batch.number,
        state=batch.state,
        at=batch.at,
        cancel_reason=batch.cancel_reason,
        manifest=batch.manifest,
        files=files,
    )


@router.get("/invoice-exports/{batch_id}/files/{name}", response_class=Response)
def get_invoice_export_file(work: RequestWork, batch_id: UUID, name: str) -> Response:
    """The same bytes at every download."""
    file = queries.file_of(work, batch_id, name)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "ETag": f'"{file.sha256}"'}
    return Response(service.download(work, batch_id, name), media_type=file.media_type, headers=headers)


@router.post("/invoice-exports/{batch_id}/cancellation")
def cancel_invoice_export(work: RequestWork, batch_id: UUID, told: ReasonIn) -> WholeBatchOut:
    """The invoices may go out again in another batch; this one's files stay as they were."""
    service.cancel_batch(work, batch_id, reason=told.reason)
    work.db.flush()
    return get_invoice_export(work, batch_id)


# ------------------------------------------------------------------------------------- addresses, money


@router.get("/receiving-addresses/{payer_id}")
def get_receiving_address(work: RequestWork, payer_id: UUID) -> ReceivingOut:
    """Where the payer takes its e-invoices."""
    found: ReceivingAddress | None = queries.own_receiving_address(work, payer_id)
    return ReceivingOut.model_validate(found) if found else ReceivingOut(payer_id=payer_id)


@router.put("/receiving-addresses/{payer_id}")
@updates(get_receiving_address)
def put_receiving_address(work: RequestWork, payer_id: UUID, told: ReceivingIn) -> ReceivingOut:
    """The payer's finance tells where e-invoices reach it from now on."""
    service.receive_at(work, payer_id, **told.facts())
    work.db.flush()
    return get_receiving_address(work, payer_id)


@router.get("/reconciliations")
def get_reconciliation(work: RequestWork, buyer_id: UUID, month: Month) -> BalanceOut:
    """Where a month's approved deliveries stand on their way to finance, to the cent."""
    first: date = month.replace(day=1)
    found = queries.reconciliation(work, buyer_id, first)
    return balance_out(buyer_id, first, found)


@router.get("/supplier-money")
def list_supplier_money(work: RequestWork) -> list[MoneyMonthOut]:
    """Delivered, approved, invoiced and exported, month by month, of those for whom the caller sells."""
    return [MoneyMonthOut.model_validate(month) for month in queries.money_by_month(work)]
