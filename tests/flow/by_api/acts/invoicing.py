"""Billing runs, releases, a credit, exports."""

from uuid import UUID

from app.demo.acts.invoicing import Crediting, Discarding, Exporting, Receiving, Releasing, Run
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import draft_of, issued_in


@by_api("receive_invoices")
def receive_invoices(asking: Asking, facts: Receiving) -> None:
    told = facts.model_dump(exclude={"payer"})
    asking.put(f"/receiving-addresses/{asking.id(facts.payer)}", told)


@by_api("draw_run")
def draw_run(asking: Asking, facts: Run) -> UUID:
    told = {"buyer_id": asking.id(facts.buyer), "month": f"{facts.month:%Y-%m}"}
    return asking.make("/billing-runs", told)


@by_api("release_invoices")
def release_invoices(asking: Asking, facts: Releasing) -> None:
    asking.post(f"/billing-runs/{asking.id(facts.run)}/releases")


@by_api("discard_draft")
def discard_draft(asking: Asking, facts: Discarding) -> None:
    draft = draft_of(asking.stage, facts.run, facts.seller)
    asking.post(f"/invoices/{draft}/discard", {"reason": facts.reason})


@by_api("credit_invoice")
def credit_invoice(asking: Asking, facts: Crediting) -> UUID:
    invoice = issued_in(asking.stage, facts.run, facts.seller)
    return asking.make(f"/invoices/{invoice}/credit-note", {"reason": facts.reason})


@by_api("export_invoices")
def export_invoices(asking: Asking, facts: Exporting) -> UUID:
    return asking.make("/invoice-exports", {"buyer_id": asking.id(facts.buyer)})
