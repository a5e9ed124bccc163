"""What other chapters write of a client, closed and opened under the client's key."""

from collections.abc import Mapping
from uuid import UUID

from app.clients import queries
from app.platform.work import Work


def seal(work: Work, client_id: UUID, field: str, text: str) -> str:
    """What another chapter writes of the client, as ciphertext under the client's key."""
    return work.ground.keys.subject(work.db, client_id).seal(field, text)


def open_texts(
    work: Work, client_id: UUID, tokens: Mapping[str, str], *, purpose: str = "service"
) -> dict[str, str]:
    """Several of the sort that `seal` closed, under one key and as one view; nothing sealed stays nothing."""
    client = queries.any_client(work, client_id)
    key = work.ground.keys.subject(work.db, client_id)
    told = {field: key.open(field, token) if token else "" for field, token in tokens.items()}
    work.saw(
        client_id, tuple(field for field, text in told.items() if text), purpose, buyer_id=client.buyer_id
    )
    return told


def open_text(work: Work, client_id: UUID, field: str, token: str, *, purpose: str = "service") -> str:
    """What `seal` closed, in plain text, and in the view log; who may ask, the asker's chapter has asked."""
    client = queries.any_client(work, client_id)
    text = work.ground.keys.subject(work.db, client_id).open(field, token)
    work.saw(client_id, (field,), purpose, buyer_id=client.buyer_id)
    return text
