"""What a supplier is shown of an order, and of the person behind it once it has accepted (RULE-74)."""

from uuid import UUID

from app.clients import queries as client_files
from app.clients import service as clients
from app.clients.rules import Field
from app.kernel.refusals import Reason, refuse_if
from app.orders import queries
from app.orders.models import ServiceOrder
from app.orders.rules.states import AT_WORK
from app.orders.service.acting import reasons_not_serving
from app.platform.work import Work
from app.procurement import queries as procurement

BEFORE = (Field.LANGUAGE, Field.INTERPRETER)
AFTER = (Field.FIRST_NAME, Field.PHONE, Field.EMAIL, *BEFORE)
ANSWERING, SERVING = "answering an order", "serving the client"
RELAYED = "relayed by the case worker"
DIRECT = "direct"


def see_order(work: Work, order_id: UUID) -> dict[str, str]:
    """A pseudonym, how much of what and when, and in which language: enough to say yes or no."""
    order = queries.own_order(work, order_id)
    is_over = [] if order.state in queries.LIVE else [Reason("order.not_at_work", {"state": order.state})]
    refuse_if([*reasons_not_serving(work, "see_order", order), *is_over])

    return {
        **_terms(work, order),
        "pseudonym": clients.pseudonym_for(work, order.client_id, order.party_id),
        **clients.reveal(work, order.client_id, BEFORE, purpose=ANSWERING),
    }


def see_client(work: Work, order_id: UUID) -> dict[str, str]:
    """First name, contact and need, while the order is at work; a protected contact stays hidden."""
    order = queries.own_order(work, order_id)
    refuse_if([*reasons_not_serving(work, "see_client", order), *_reasons_not_at_work(order)])

    need = queries.need_behind(work, order.need_id)
    is_protected = client_files.any_client(work, order.client_id).protected_contact
    return {
        **clients.reveal(work, order.client_id, AFTER, purpose=SERVING),
        "summary": clients.open_text(work, order.client_id, "need_summary", need.summary, purpose=SERVING),
        "contact": RELAYED if is_protected else DIRECT,
    }


def _terms(work: Work, order: ServiceOrder) -> dict[str, str]:
    return {
        "number": order.number,
        "category": procurement.category(work, order.category_id).code,
        "quantity": order.quantity.plain(),
        "unit": order.quantity.unit,
        "starts_on": order.starts_on.isoformat(),
        "ends_on": order.ends_on.isoformat(),
        "answer_by": order.answer_by.isoformat(),
    }


def _reasons_not_at_work(order: ServiceOrder) -> list[Reason]:
    return [] if order.state in AT_WORK else [Reason("order.not_accepted", {"state": order.state})]
