"""The lives of a billing run, an invoice and an export batch."""

from enum import StrEnum

from app.kernel.states import Flow


class RunState(StrEnum):
    DRAFT = "draft"
    DONE = "done"


RUN_FLOW = Flow("billing run", RunState.DRAFT, {(RunState.DRAFT, "finish"): RunState.DONE})


class InvoiceState(StrEnum):
    DRAFT = "draft"
    DISCARDED = "discarded"
    ISSUED = "issued"
    CREDITED = "credited"


INVOICE_FLOW = Flow(
    "invoice",
    InvoiceState.DRAFT,
    {
        (InvoiceState.DRAFT, "release"): InvoiceState.ISSUED,
        (InvoiceState.DRAFT, "discard"): InvoiceState.DISCARDED,
        (InvoiceState.ISSUED, "credit"): InvoiceState.CREDITED,
    },
)


class InvoiceKind(StrEnum):
    """UNCL 1001: a commercial invoice and a credit note."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class BatchState(StrEnum):
    LIVE = "live"
    CANCELLED = "cancelled"


BATCH_FLOW = Flow("export batch", BatchState.LIVE, {(BatchState.LIVE, "cancel"): BatchState.CANCELLED})
