from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.catalogue.queries import Service
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.platform.fields import ByLanguage, Line, Whole, Words
from app.platform.forms import Problem, Unfit
from app.platform.schemas import Shown, Told
from app.suppliers.schemas import Spoken


class CardIn(Told):
    """The comparable, neutral facts that a client reads before choosing."""

    texts: ClassVar[str] = "catalogue.card"

    description: Annotated[ByLanguage, Field(examples=[{"fi": "Valmennusta omassa tahdissa."}])]
    places: Annotated[Words, Field(min_length=1, max_length=50, examples=[["Lehtola"]])]
    languages: Annotated[Spoken, Field(min_length=1)]
    access: Line = ""
    waiting_days: Annotated[Whole, Field(le=3650, examples=[5])] | None = None

    def texts_in(self, prevailing: str) -> Texts:
        """The description; the first language that is told prevails where the call's own is not."""
        told = {language: text.strip() for language, text in self.description.items() if text.strip()}
        if not told:
            raise Unfit([Problem("description", "field.missing", {})])
        return Texts(told, prevailing if prevailing in told else next(iter(told)))


class CapacityIn(Told):
    """Clients at a time; nothing said is no limit."""

    texts: ClassVar[str] = "catalogue.capacity"

    places: Annotated[Whole, Field(le=100_000, examples=[12])] | None = None


class ServiceRowOut(Shown):
    """What a party sells in a category; a card that is not written has no version."""

    party_id: UUID
    party: str
    category_id: UUID
    code: str
    title: dict[str, str]
    call_number: str
    version: int | None
    waiting_days: int | None
    places: int | None
    taken: int
    is_full: bool


class CardOut(Shown):
    party_id: UUID
    category_id: UUID
    description: dict[str, str]
    places: list[str]
    languages: list[str]
    access: str
    waiting_days: int | None
    version: int


class CapacityOut(Shown):
    """`places` of null is no limit; `taken` may exceed it when the supplier has lowered it."""

    party_id: UUID
    category_id: UUID
    places: int | None
    taken: int
    changed_at: datetime | None


def card_out(found: Service) -> CardOut:
    if found.card is None:
        raise Missing
    told = {name: getattr(found.card, name) for name in CardOut.model_fields}
    return CardOut.model_validate({**told, "description": found.card.description.as_json()})


def capacity_out(found: Service, party_id: UUID) -> CapacityOut:
    if found.capacity is not None:
        return CapacityOut.model_validate(found.capacity)
    return CapacityOut(
        party_id=party_id, category_id=found.category.id, places=None, taken=0, changed_at=None
    )
