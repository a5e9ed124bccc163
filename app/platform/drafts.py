"""Unfinished forms, kept for the person who types them, sealed, and gone once the form is sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from json import dumps, loads
from uuid import UUID

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base, changed
from app.platform.work import Ground, Work, system_work

KEPT = timedelta(days=30)
PURPOSE = "form draft"


class FormDraft(Base):
    """One for each person and act; the texts may be an offer, or tell of a client."""

    __tablename__ = "form_draft"
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(300), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


def save(work: Work, action: str, pairs: Sequence[tuple[str, str]]) -> None:
    forget(work, action)
    sealed = work.ground.keys.seal_secret(_bound_to(work, action), dumps(pairs))
    work.db.add(FormDraft(person_id=work.actor.id, action=action, sealed=sealed, at=work.now))


def saved(work: Work, action: str) -> list[tuple[str, str]] | None:
    asked = select(FormDraft.sealed).where(
        FormDraft.person_id == work.actor.id, FormDraft.action == action, FormDraft.at > work.now - KEPT
    )
    sealed = work.db.scalar(asked)
    if sealed is None:
        return None
    opened = work.ground.keys.open_secret(_bound_to(work, action), sealed)
    return [(name, value) for name, value in loads(opened)]


def forget(work: Work, action: str) -> None:
    """The form was sent, or is saved anew."""
    work.db.execute(delete(FormDraft).where(FormDraft.person_id == work.actor.id, FormDraft.action == action))


def _bound_to(work: Work, action: str) -> str:
    return f"{PURPOSE} {work.actor.id} {action}"


def forget_old(ground: Ground) -> int:
    """Timed: nobody comes back to a form after a month. Answers how many were forgotten."""
    with system_work(ground) as work:
        return changed(work.db, delete(FormDraft).where(FormDraft.at <= work.now - KEPT))
