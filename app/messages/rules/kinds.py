"""Which event becomes which message, to whom, how soon, and on which page it is dealt with.

A message says that something waits and where. It never says for which client, of which service or at
what price: mail is read by others than those it was meant for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.identity.rules.accounts import LASTS, LinkKind


class To(StrEnum):
    """Who is told; `messages.queries.recipients` finds them by what the journal knows of the event."""

    OFFICERS = "officers"
    FINANCE = "finance"
    CASE_WORKER = "case_worker"
    SIGNERS = "signers"
    APPLICANT = "applicant"
    SUPPLIER = "supplier"
    SERVING = "serving"  # the supplier, and its member that serves the client
    MEMBER = "member"  # the organisation that logged the delivery
    SELLERS = "sellers"  # everybody with a draft in the billing run
    ACCOUNT = "account"  # the person whose account it is


class Urgency(StrEnum):
    DEADLINE = "deadline"  # a time limit runs: at once, and nobody can turn it off
    SOON = "soon"  # at once, unless the person would rather have it in the digest or not at all
    DAILY = "daily"


class Kind(StrEnum):
    APPLICATION_RECEIVED = "application_received"
    APPLICATION_ARRIVED = "application_arrived"
    TIME_EXTENDED = "time_extended"
    DECISION_GIVEN = "decision_given"
    CONTRACT_TO_SIGN = "contract_to_sign"
    CONTRACT_IN_FORCE = "contract_in_force"
    CONTRACT_REFUSED = "contract_refused"
    CONTRACT_ENDED = "contract_ended"
    PRICE_CHANGED = "price_changed"
    ORDER_TO_ANSWER = "order_to_answer"
    ORDER_ACCEPTED = "order_accepted"
    ORDER_DECLINED = "order_declined"
    ORDER_EXPIRED = "order_expired"
    ORDER_WITHDRAWN = "order_withdrawn"
    ORDER_ENDED = "order_ended"
    ORDER_WITHOUT_MONEY = "order_without_money"
    DELIVERY_TO_DECIDE = "delivery_to_decide"
    DELIVERY_APPROVED = "delivery_approved"
    DELIVERY_DISPUTED = "delivery_disputed"
    DELIVERY_REOPENED = "delivery_reopened"
    OUTCOME_CLAIMED = "outcome_claimed"
    OUTCOME_VERIFIED = "outcome_verified"
    OUTCOME_REJECTED = "outcome_rejected"
    INVOICE_TO_RELEASE = "invoice_to_release"
    INVOICE_ARRIVED = "invoice_arrived"
    BATCH_EXPORTED = "batch_exported"
    LIMIT_WARNED = "limit_warned"
    INVITATION = "invitation"
    RESET = "reset"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    DIGEST = "digest"


LINKS = frozenset({Kind.INVITATION, Kind.RESET, Kind.EMAIL_CHANGE})  # single-use, with a secret of their own


@dataclass(frozen=True)
class Rule:
    """`page` is filled with `about` or `process`; `act_by` names the fact that tells until when to act.

    `only` are facts that the event must have, else nobody is told. `about` names the fact that the message
    is about, where it is not what the event is about; `lasts` is how long there is to act from then on.
    """

    kind: Kind
    to: To
    urgency: Urgency
    page: str
    act_by: str = ""
    only: tuple[tuple[str, str], ...] = ()
    about: str = ""
    lasts: timedelta | None = None

    def holds_of(self, facts: Mapping[str, Any]) -> bool:
        return all(facts.get(name) == value for name, value in self.only)

    def until(self, facts: Mapping[str, Any], *, since: datetime) -> datetime | None:
        if self.lasts is not None:
            return since + self.lasts
        return datetime.fromisoformat(facts[self.act_by]) if self.act_by else None


def _link(kind: Kind, link: LinkKind) -> Rule:
    """The page is not told before the letter is worded: only its secret opens it."""
    only, lasts = (("kind", link.value),), LASTS[link]
    return Rule(kind, To.ACCOUNT, Urgency.DEADLINE, "", only=only, about="link_id", lasts=lasts)


KINDS: dict[str, tuple[Rule, ...]] = {
    "offers.application_received": (
        Rule(Kind.APPLICATION_RECEIVED, To.APPLICANT, Urgency.SOON, "/applications/{about}"),
        # until the first round opens nobody at the buyer may learn that anybody applies (RULE-28)
        Rule(
            Kind.APPLICATION_ARRIVED,
            To.OFFICERS,
            Urgency.DAILY,
            "/procurement/calls/{process}",
            only=(("round", "continuous"),),
        ),
    ),
    "offers.time_extended": (Rule(Kind.TIME_EXTENDED, To.APPLICANT, Urgency.SOON, "/applications/{about}"),),
    # no last day here: the time to appeal is told by the decision's own instructions, and by nothing else
    "offers.notified": (Rule(Kind.DECISION_GIVEN, To.APPLICANT, Urgency.DEADLINE, "/decisions/{about}"),),
    "contract.offered": (Rule(Kind.CONTRACT_TO_SIGN, To.SIGNERS, Urgency.SOON, "/contracts/{about}"),),
    "contract.activated": (Rule(Kind.CONTRACT_IN_FORCE, To.SUPPLIER, Urgency.DAILY, "/contracts/{about}"),),
    "contract.refused": (Rule(Kind.CONTRACT_REFUSED, To.OFFICERS, Urgency.SOON, "/contracts/{about}"),),
    "contract.ended": (Rule(Kind.CONTRACT_ENDED, To.SUPPLIER, Urgency.SOON, "/contracts/{about}"),),
    "contract.price_changed": (Rule(Kind.PRICE_CHANGED, To.SUPPLIER, Urgency.DAILY, "/contracts/{about}"),),
    "order.sent": (
        Rule(Kind.ORDER_TO_ANSWER, To.SUPPLIER, Urgency.DEADLINE, "/orders/{about}", act_by="answer_by"),
    ),
    "order.accepted": (Rule(Kind.ORDER_ACCEPTED, To.CASE_WORKER, Urgency.DAILY, "/orders/{about}"),),
    "order.declined": (Rule(Kind.ORDER_DECLINED, To.CASE_WORKER, Urgency.SOON, "/orders/{about}"),),
    "order.expired": (Rule(Kind.ORDER_EXPIRED, To.CASE_WORKER, Urgency.SOON, "/orders/{about}"),),
    "order.withdrawn": (Rule(Kind.ORDER_WITHDRAWN, To.SERVING, Urgency.SOON, "/orders/{about}"),),
    "order.ended": (Rule(Kind.ORDER_ENDED, To.SERVING, Urgency.SOON, "/orders/{about}"),),
    "order.rise_uncovered": (
        Rule(Kind.ORDER_WITHOUT_MONEY, To.CASE_WORKER, Urgency.SOON, "/orders/{about}"),
    ),
    "deliveries.logged": (
        Rule(Kind.DELIVERY_TO_DECIDE, To.CASE_WORKER, Urgency.DAILY, "/deliveries/{about}"),
    ),
    "deliveries.corrected": (
        Rule(Kind.DELIVERY_TO_DECIDE, To.CASE_WORKER, Urgency.DAILY, "/deliveries/{about}"),
    ),
    "deliveries.approved": (Rule(Kind.DELIVERY_APPROVED, To.MEMBER, Urgency.DAILY, "/deliveries/{about}"),),
    "deliveries.disputed": (Rule(Kind.DELIVERY_DISPUTED, To.MEMBER, Urgency.SOON, "/deliveries/{about}"),),
    "deliveries.reopened": (Rule(Kind.DELIVERY_REOPENED, To.MEMBER, Urgency.DAILY, "/deliveries/{about}"),),
    "impact.claimed": (Rule(Kind.OUTCOME_CLAIMED, To.CASE_WORKER, Urgency.DAILY, "/orders/{process}"),),
    "impact.verified": (Rule(Kind.OUTCOME_VERIFIED, To.SERVING, Urgency.DAILY, "/orders/{process}"),),
    "impact.rejected": (Rule(Kind.OUTCOME_REJECTED, To.SERVING, Urgency.DAILY, "/orders/{process}"),),
    "invoicing.run_drawn": (Rule(Kind.INVOICE_TO_RELEASE, To.SELLERS, Urgency.DAILY, "/invoices"),),
    "invoicing.issued": (Rule(Kind.INVOICE_ARRIVED, To.FINANCE, Urgency.DAILY, "/invoices/{about}"),),
    "invoicing.exported": (
        Rule(Kind.BATCH_EXPORTED, To.FINANCE, Urgency.DAILY, "/invoices/exports/{about}"),
    ),
    "identity.link_asked": (
        _link(Kind.INVITATION, LinkKind.INVITATION),
        _link(Kind.RESET, LinkKind.RESET),
        _link(Kind.EMAIL_CHANGE, LinkKind.EMAIL_CHANGE),
    ),
    "identity.email_change_asked": (
        Rule(Kind.EMAIL_CHANGE_ASKED, To.ACCOUNT, Urgency.DEADLINE, "", about="link_id"),
    ),
    "funds.limit_warned": (Rule(Kind.LIMIT_WARNED, To.OFFICERS, Urgency.SOON, "/desk"),),
}
RULES = {rule.kind: rule for rules in KINDS.values() for rule in rules}


def page_of(kind: Kind, *, about: UUID, process_id: UUID | None) -> str:
    """
    >>> page_of(Kind.ORDER_TO_ANSWER, about=UUID(int=7), process_id=None)
    '/orders/00000000-0000-0000-0000-000000000007'
    """
    return RULES[kind].page.format(about=about, process=process_id)
