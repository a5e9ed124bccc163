"""Who was shown what of a person, and why: written in the transaction that shows it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.actors import ActorKind
from app.platform.db import Base
from app.platform.guards import added_only


@added_only
class ViewRow(Base):
    """Only ever added. It names fields, never what stood in them."""

    __tablename__ = "view_log"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind]
    actor_id: Mapped[UUID] = mapped_column(index=True)
    buyer_id: Mapped[UUID] = mapped_column(index=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    fields: Mapped[list[str]]
    purpose: Mapped[str] = mapped_column(String(80))
