"""Acts of catalogue and orders: capacity, card, need, choice, order and its life."""

from uuid import UUID

from pydantic import Field

from app.catalogue import service as catalogue
from app.demo.acting import act
from app.demo.fields import ByLanguage, Day, Fields, Parts, Whole, Words, YesNo, texts
from app.demo.stage import Stage
from app.kernel.quantity import quantity_from_text
from app.orders import queries, service
from app.orders.rules.states import ChoiceGround
from app.platform.work import Work
from app.procurement import queries as calls


class Room(Fields):
    call: str
    party: str
    category: str
    places: Whole


@act("set_capacity", Room)
def set_capacity(stage: Stage, work: Work, facts: Room) -> None:
    """Says how many clients a supplier takes in a category at a time."""
    category = calls.category_by_code(work, stage.id(facts.call), facts.category)
    catalogue.set_capacity(work, stage.id(facts.party), category.id, places=facts.places)


class Card(Fields):
    call: str
    party: str
    category: str
    description: ByLanguage
    places: Words = Field(description="Where the service is given.")
    languages: Words = Field(description="In which languages.")
    access: str = ""
    waiting_days: Whole | None = None


@act("describe_service", Card)
def describe_service(stage: Stage, work: Work, facts: Card) -> None:
    """Writes the card that clients compare before they choose."""
    category = calls.category_by_code(work, stage.id(facts.call), facts.category)
    told = facts.model_dump(include={"places", "languages", "access", "waiting_days"})
    catalogue.describe(work, stage.id(facts.party), category.id, description=texts(facts.description), **told)


class NeedTold(Fields):
    client: str
    call: str
    category: str
    quantity: Parts = Field(description="At most, in the category's unit.")
    starts_on: Day
    ends_on: Day
    summary: str
    plan_ref: str = Field(default="", description="The client's plan: an exemption from VAT needs it.")
    decision_ref: str = Field(default="", description="The decision on the service: likewise.")


@act("open_need", NeedTold)
def open_need(stage: Stage, work: Work, facts: NeedTold) -> UUID:
    """Says what one client needs of one category."""
    category = calls.category_by_code(work, stage.id(facts.call), facts.category)
    return service.open_need(
        work,
        stage.id(facts.client),
        category.id,
        quantity=quantity_from_text(facts.quantity, category.unit, per=category.per),
        **facts.model_dump(include={"starts_on", "ends_on", "summary", "plan_ref", "decision_ref"}),
    )


class OneNeed(Fields):
    need: str


@act("open_choice", OneNeed)
def open_choice(stage: Stage, work: Work, facts: OneNeed) -> UUID:
    """Freezes the list of suppliers that the client may choose from, in neutral random order."""
    return service.open_choice(work, stage.id(facts.need)).id


class Choosing(Fields):
    list: str
    party: str
    ground: ChoiceGround = ChoiceGround.CLIENT
    reason: str = ""


@act("choose", Choosing)
def choose(stage: Stage, work: Work, facts: Choosing) -> UUID:
    """Records the client's choice from the list."""
    chosen = service.choose(
        work, stage.id(facts.list), stage.id(facts.party), ground=facts.ground, reason=facts.reason
    )
    return chosen.id


class Contact(Fields):
    need: str
    channel: str
    reached: YesNo


@act("record_contact", Contact)
def record_contact(stage: Stage, work: Work, facts: Contact) -> None:
    """Records an attempt to reach a client who has not chosen."""
    service.record_contact(work, stage.id(facts.need), channel=facts.channel, reached=facts.reached)


@act("fall_back", OneNeed)
def fall_back(stage: Stage, work: Work, facts: OneNeed) -> UUID:
    """Takes the published fallback after the window, where the legal basis allows it."""
    return service.fall_back(work, stage.id(facts.need)).id


class Sending(Fields):
    choice: str


@act("send_order", Sending)
def send_order(stage: Stage, work: Work, facts: Sending) -> UUID:
    """Sends the order to the chosen supplier and commits its money."""
    return service.send(work, stage.id(facts.choice)).id


class Accepting(Fields):
    order: str
    member: str = Field(default="", description="The group's member that will deliver.")


@act("accept_order", Accepting)
def accept_order(stage: Stage, work: Work, facts: Accepting) -> None:
    """Accepts an order: from here on the supplier sees the client's first name and contact."""
    member_id = stage.id(facts.member) if facts.member else None
    service.accept(work, stage.id(facts.order), member_id=member_id)


class Declining(Fields):
    order: str
    reason: str


@act("decline_order", Declining)
def decline_order(stage: Stage, work: Work, facts: Declining) -> None:
    """Declines an order; its money and place are free again."""
    service.decline(work, stage.id(facts.order), reason=facts.reason)


@act("withdraw_order", Declining)
def withdraw_order(stage: Stage, work: Work, facts: Declining) -> None:
    """Withdraws an order that has not begun."""
    service.withdraw(work, stage.id(facts.order), reason=facts.reason)


class Starting(Fields):
    order: str
    on: Day


@act("start_order", Starting)
def start_order(stage: Stage, work: Work, facts: Starting) -> None:
    """Says on which day the service began."""
    service.start(work, stage.id(facts.order), on=facts.on)


class Ending(Fields):
    order: str
    on: Day
    reason: str


@act("end_order", Ending)
def end_order(stage: Stage, work: Work, facts: Ending) -> None:
    """Ends an order; what was not delivered is released."""
    service.end(work, stage.id(facts.order), on=facts.on, reason=facts.reason)


class OneOrder(Fields):
    order: str


@act("see_client", OneOrder)
def see_client(stage: Stage, work: Work, facts: OneOrder) -> None:
    """Shows the supplier what it may know of the client; the view is logged."""
    shown = service.see_client(work, queries.own_order(work, stage.id(facts.order)).id)
    stage.tell("views", facts.order, sorted(shown))
