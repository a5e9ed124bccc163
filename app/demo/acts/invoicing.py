"""Acts of invoicing: a billing run, releases, a credit, an export."""

from uuid import UUID

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Fields, Month
from app.demo.stage import Stage
from app.invoicing import queries, service
from app.platform.work import Work


class Receiving(Fields):
    payer: str
    operator: str = Field(description="The e-invoice operator's code.")
    address: str = Field(default="", description="The OVT code, where it is not the business id's own.")
    reference: str = Field(default="", description="What the payer wants on every invoice.")


@act("receive_invoices", Receiving)
def receive_invoices(stage: Stage, work: Work, facts: Receiving) -> None:
    """Says where a payer takes its e-invoices."""
    service.receive_at(work, stage.id(facts.payer), **facts.model_dump(exclude={"payer"}))


class Run(Fields):
    buyer: str
    month: Month


@act("draw_run", Run)
def draw_run(stage: Stage, work: Work, facts: Run) -> UUID:
    """Draws a billing run: drafts of all approved, unbilled deliveries up to the month's end."""
    return service.draw(work, stage.id(facts.buyer), facts.month)


class Releasing(Fields):
    run: str


@act("release_invoices", Releasing)
def release_invoices(stage: Stage, work: Work, facts: Releasing) -> None:
    """Releases the seller's own drafts of a run: they get their numbers and dates."""
    for row in queries.drafts_of(work, stage.id(facts.run)):
        service.release(work, row.id)


class Discarding(Fields):
    run: str
    seller: str
    reason: str


@act("discard_draft", Discarding)
def discard_draft(stage: Stage, work: Work, facts: Discarding) -> None:
    """Throws a seller's draft away: its deliveries are free for the next run."""
    for row in queries.drafts_of(work, stage.id(facts.run)):
        if row.seller_id == stage.id(facts.seller):
            service.discard(work, row.id, reason=facts.reason)


class Crediting(Fields):
    run: str
    seller: str
    reason: str


@act("credit_invoice", Crediting)
def credit_invoice(stage: Stage, work: Work, facts: Crediting) -> UUID:
    """Credits the seller's issued invoice of a run, whole."""
    invoice = queries.issued_in(work, stage.id(facts.run), stage.id(facts.seller))
    return service.credit(work, invoice.id, reason=facts.reason).id


class Exporting(Fields):
    buyer: str


@act("export_invoices", Exporting)
def export_invoices(stage: Stage, work: Work, facts: Exporting) -> UUID:
    """Exports everything issued that no live batch holds, as one batch."""
    return service.export(work, stage.id(facts.buyer)).id
