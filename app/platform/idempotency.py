"""Sending the same request twice does it once: the answer is kept beside the change."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import Response
from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.refusals import Reason, Refused
from app.platform.db import Base
from app.platform.work import Work


class KeyReused(Refused):
    """The key already belongs to another request."""


class StoredAnswer(Base):
    """What a key was answered, written in the transaction of the change itself."""

    __tablename__ = "stored_answer"
    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    request_sha256: Mapped[bytes]
    at: Mapped[datetime]
    status: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    location: Mapped[str] = mapped_column(String(300), default="")
    body: Mapped[bytes] = mapped_column(default=b"")


def answer_once(work: Work, key: str, request_sha256: bytes, act: Callable[[], Response]) -> Response:
    """Claim the key, act, and keep the answer; or repeat the answer the key got before.

    A second request with the key waits on the first one's claim. A refusal rolls the claim back with
    everything else, so it is asked afresh the next time.
    """
    claim = StoredAnswer(actor_id=work.actor.id, key=key, request_sha256=request_sha256, at=work.now)
    try:
        with work.db.begin_nested():
            work.db.add(claim)
    except IntegrityError:
        return _repeated(work, key, request_sha256)
    answer = act()
    claim.status, claim.body = answer.status_code, bytes(answer.body)
    claim.media_type = answer.media_type or ""
    claim.location = answer.headers.get("location", "")
    return answer


def _repeated(work: Work, key: str, request_sha256: bytes) -> Response:
    kept = work.db.get_one(StoredAnswer, (work.actor.id, key))
    if kept.request_sha256 != request_sha256:
        raise KeyReused([Reason("request.key_reused")])
    headers = {"location": kept.location} if kept.location else None
    return Response(kept.body, kept.status, headers, kept.media_type or None)
