"""One thing of each kind from the worked example, to fill the gaps of the routes' addresses.

They belong together: the supplier S1, its contract, order O2 and the invoice of April.
"""

from uuid import UUID

from sqlalchemy import Select, select

from app.contracts.models import PriceLine
from app.demo.stage import Stage
from app.funds.models import Limit
from app.impact.models import OutcomeClaim
from app.invoicing.models import BillingRun, ExportBatch, Invoice
from app.offers.models import Application, Decision, Offer
from app.orders.models import Choice, ChoiceList, ServiceOrder
from app.platform.work import system_work
from app.procurement.models import Process

NOTHING = UUID(int=8, version=4)  # sessions, tokens and the like are each person's own


def things_of(stage: Stage) -> dict[str, object]:
    with system_work(stage.ground) as work:

        def one(asked: Select[tuple[UUID]]) -> UUID:
            found = work.db.scalars(asked).first()
            assert found is not None, asked
            return found

        numbered = ServiceOrder.number.like("%T0002")
        order = work.db.get_one(ServiceOrder, one(select(ServiceOrder.id).where(numbered)))
        application_id = one(select(Application.id).where(Application.party_id == stage.id("S1")))
        invoice = work.db.get_one(
            Invoice, one(select(Invoice.id).where(Invoice.contract_id == order.contract_id))
        )
        batch = work.db.scalars(select(ExportBatch)).first()
        assert batch is not None
        call_id = stage.id("call")
        return {
            "absence_id": NOTHING,
            "application_id": application_id,
            "batch_id": batch.id,
            "buyer_id": stage.id("jarvi-hame"),
            "call_id": call_id,
            "category_id": order.category_id,
            "chain": stage.id("jarvi-hame"),
            "choice_id": one(select(Choice.id).where(Choice.id == order.choice_id)),
            "claim_id": one(select(OutcomeClaim.id)),
            "client_id": order.client_id,
            "code": "M1",
            "contract_id": order.contract_id,
            "decision_id": one(select(Decision.id).where(Decision.application_id == application_id)),
            "delivery_id": stage.id("O2-9.4"),
            "identity_id": NOTHING,
            "invoice_id": invoice.id,
            "kind": "order.sent",
            "limit_id": one(select(Limit.id)),
            "lent_id": NOTHING,
            "link_id": NOTHING,
            "list_id": one(select(ChoiceList.id).where(ChoiceList.need_id == order.need_id)),
            "name": "control.json",
            "need_id": order.need_id,
            "offer_id": one(select(Offer.id).where(Offer.application_id == application_id)),
            "order_id": order.id,
            "organisation_id": stage.id("S1"),
            "party_id": stage.id("S1"),
            "passkey_id": NOTHING,
            "payer_id": stage.id("jarvi-hame"),
            "person_id": stage.id("taneli"),
            "price_line_id": one(select(PriceLine.id).where(PriceLine.contract_id == order.contract_id)),
            "proposal_id": NOTHING,
            "public_id": one(select(Process.public_id).where(Process.id == call_id)),
            "recovery_id": NOTHING,
            "request_id": NOTHING,
            "run_id": one(select(BillingRun.id)),
            "secret": "no-such-secret",
            "session_id": NOTHING,
            "token_id": NOTHING,
        }
