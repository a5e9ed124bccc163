"""Acts of funds: budgets, and the second pair of eyes."""

from uuid import UUID

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Amount, Day, Fields
from app.demo.stage import Stage
from app.funds import queries, service
from app.funds.rules import LimitKind
from app.platform.work import Work


class Budget(Fields):
    buyer: str
    name: str
    amount: Amount
    valid_from: Day
    valid_to: Day


@act("open_budget", Budget)
def open_budget(stage: Stage, work: Work, facts: Budget) -> UUID:
    """Opens a budget that every order of the buyer must also fit into."""
    return service.open_limit(
        work,
        LimitKind.BUDGET,
        buyer_id=stage.id(facts.buyer),
        name=facts.name,
        amount=facts.amount,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
    )


class SecondYes(Fields):
    need: str
    call: str = Field(description="The call whose ceiling the order would nearly fill.")
    up_to: Amount


@act("approve_second", SecondYes)
def approve_second(stage: Stage, work: Work, facts: SecondYes) -> None:
    """Gives the second yes that an order needs from 90 % of a call's ceiling on."""
    limit_id = queries.ceiling_of(work, stage.id(facts.call))
    service.approve_second(work, limit_id, stage.id(facts.need), up_to=facts.up_to)
