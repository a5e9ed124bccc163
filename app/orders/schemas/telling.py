"""What is told of needs, choices and orders."""

from fractions import Fraction
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kernel.quantity import Quantity, Unit, quantity_from_text
from app.orders.rules.states import Channel, ChoiceGround
from app.platform.fields import Day, Line, Parts, Percent, Prose, YesNo
from app.platform.forms import Problem, Unfit
from app.platform.schemas import Told

Said = Annotated[Prose, StringConstraints(min_length=1)]


def in_unit(written: str, unit: Unit, per: int, *, field: str = "quantity") -> Quantity:
    """In the steps of the tariff where it comes out even; what does not, the service says no to.

    >>> in_unit("1,25", Unit.HOUR, 4), in_unit("1/3", Unit.HOUR, 4).per
    (Quantity(value=5, per=4, unit=<Unit.HOUR: 'hour'>), 3)
    """
    try:
        exact = Fraction(written.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise Unfit([Problem(field, "field.not_a_quantity", {"example": "1.25"})]) from None
    if (exact * per).denominator == 1:
        return quantity_from_text(written, unit, per=per)
    return Quantity(exact.numerator, exact.denominator, unit)


class NeedIn(Told):
    """What one client needs of one category, at most."""

    texts: ClassVar[str] = "need"
    category_id: UUID
    quantity: Parts
    starts_on: Day
    ends_on: Day
    summary: Said
    plan_ref: Line = ""
    decision_ref: Line = ""


class ChoosingIn(Told):
    """Whom the client chose from the list, alone or with help; help is explained."""

    texts: ClassVar[str] = "choosing"
    party_id: UUID
    ground: ChoiceGround = ChoiceGround.CLIENT
    reason: Prose = ""


class ContactIn(Told):
    texts: ClassVar[str] = "contact"
    channel: Channel
    reached: YesNo = False


class PayerIn(Told):
    texts: ClassVar[str] = "payer"
    payer_id: UUID
    share: Percent


class SendingIn(Told):
    """The buyer alone pays when nobody is named."""

    texts: ClassVar[str] = "sending"
    payers: list[PayerIn] = Field(default=[], max_length=20)

    def shares(self) -> dict[UUID, int] | None:
        """A payer named twice pays both shares."""
        shares: dict[UUID, int] = {}
        for payer in self.payers:
            shares[payer.payer_id] = shares.get(payer.payer_id, 0) + payer.share
        return shares or None


class AcceptingIn(Told):
    """The group's member that will serve the client; without one all of them may."""

    texts: ClassVar[str] = "accepting"
    member_id: UUID | None = None


class DecliningIn(Told):
    texts: ClassVar[str] = "declining"
    reason: Said


class WithdrawingIn(Told):
    texts: ClassVar[str] = "withdrawing"
    reason: Prose = ""


class StartingIn(Told):
    texts: ClassVar[str] = "starting"
    on: Day


class EndingIn(Told):
    texts: ClassVar[str] = "ending"
    on: Day
    reason: Said


class PickingIn(Told):
    """By the client's own link: one of those that it shows."""

    party_id: UUID


class LinkSecretIn(Told):
    """The secret of a client's own link stands in the body, so that no log of addresses holds it."""

    secret: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class LinkChoiceIn(LinkSecretIn):
    party_id: UUID
