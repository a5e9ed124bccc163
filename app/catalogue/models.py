from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party
from app.kernel.texts import Texts
from app.platform.db import Base
from app.procurement.models import Category


class Capacity(Base):
    """Places for clients at a time. No room hides the supplier from new choices only (RULE-72).

    `places` of NULL is no limit: what is taken is counted all the same, for the day when one is set.
    """

    __tablename__ = "capacity"
    __table_args__ = (
        CheckConstraint("taken >= 0", "not_below_zero"),
        CheckConstraint("places >= 0", "some_places"),
    )
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), primary_key=True, index=True)
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)  # may exceed places when the supplier lowers them
    changed_at: Mapped[datetime]


class ServiceCard(Base):
    """The comparable, neutral facts that a client reads before choosing (RULE-69)."""

    __tablename__ = "service_card"
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), primary_key=True, index=True)
    description: Mapped[Texts]
    places: Mapped[list[str]]
    languages: Mapped[list[str]]
    access: Mapped[str]
    waiting_days: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
