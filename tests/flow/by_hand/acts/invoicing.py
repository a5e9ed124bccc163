"""Billing runs, releases, a credit, exports."""

from uuid import UUID

from app.demo.acts.invoicing import Crediting, Discarding, Exporting, Receiving, Releasing, Run
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import draft_of, issued_in


@by_hand("receive_invoices")
def receive_invoices(doing: Doing, facts: Receiving) -> None:
    page = f"/invoices/receiving/{doing.id(facts.payer)}"
    doing.fill(page, page, facts.model_dump(exclude={"payer"}))


@by_hand("draw_run")
def draw_run(doing: Doing, facts: Run) -> UUID:
    """The outlook is looked at first: it says what the run would take in, and offers to draw it."""
    told = {"buyer_id": doing.id(facts.buyer), "month": f"{facts.month:%Y-%m}"}
    page = "/invoices/runs"
    return doing.make(f"{page}?buyer_id={told['buyer_id']}&month={told['month']}", page, told)


@by_hand("release_invoices")
def release_invoices(doing: Doing, facts: Releasing) -> None:
    page = f"/invoices/runs/{doing.id(facts.run)}"
    doing.fill(page, f"{page}/release")


@by_hand("discard_draft")
def discard_draft(doing: Doing, facts: Discarding) -> None:
    page = f"/invoices/{draft_of(doing.stage, facts.run, facts.seller)}"
    doing.fill(page, f"{page}/discard", {"reason": facts.reason})


@by_hand("credit_invoice")
def credit_invoice(doing: Doing, facts: Crediting) -> UUID:
    page = f"/invoices/{issued_in(doing.stage, facts.run, facts.seller)}"
    return doing.make(page, f"{page}/credit", {"reason": facts.reason})


@by_hand("export_invoices")
def export_invoices(doing: Doing, facts: Exporting) -> UUID:
    page = "/invoices/exports"
    return doing.make(page, page, {"buyer_id": doing.id(facts.buyer)})
