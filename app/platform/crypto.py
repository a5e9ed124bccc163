"""Keys for personal data and sealed content: one for each subject, wrapped by its buyer's, kept apart.

The buyer's key is derived from the installation's master key, which stands in the settings and never in
the database: a stolen copy of the database opens nothing. Shredding a subject's row of keys leaves the
rest of the database, and the journal's chain, whole.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.refusals import Missing
from app.platform.db import Base

NONCE = 12


class SubjectKey(Base):
    """The wrapped key of one subject: a person's fields, or one application's sealed content."""

    __tablename__ = "subject_key"
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(index=True)
    wrapped: Mapped[bytes | None]  # NULL once shredded
    wrapped_by: Mapped[str] = mapped_column(String(16))
    shredded_at: Mapped[datetime | None]


class KeyRing:
    """The installation's master keys, the current one first; older ones still open what they wrapped."""

    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) < 32 for master in masters):
            raise ValueError("a master key is at least 32 bytes")
        self._masters = {sha256(b"kutsu key id" + master).hexdigest()[:8]: master for master in masters}
        self._current = next(iter(self._masters))

    def new_subject(self, db: Session, subject_id: UUID, buyer_id: UUID) -> "SubjectSeal":
        key = AESGCM.generate_key(256)
        wrapped = _encrypt(self._buyer_key(self._current, buyer_id), key, str(subject_id))
        row = SubjectKey(subject_id=subject_id, buyer_id=buyer_id, wrapped=wrapped, wrapped_by=self._current)
        db.add(row)
        db.flush()
        return SubjectSeal(subject_id, key)

    def subject(self, db: Session, subject_id: UUID) -> "SubjectSeal":
        """The subject's seal; Missing when it was never made or has been shredded."""
        asked = select(SubjectKey.buyer_id, SubjectKey.wrapped, SubjectKey.wrapped_by)
        row = db.execute(asked.where(SubjectKey.subject_id == subject_id)).one_or_none()
        if row is None or row.wrapped is None:
            raise Missing
        key = _decrypt(self._buyer_key(row.wrapped_by, row.buyer_id), row.wrapped, str(subject_id))
        return SubjectSeal(subject_id, key)

    def subjects(self, db: Session, subject_ids: Collection[UUID]) -> dict[UUID, "SubjectSeal"]:
        """The seals of many, in one question; a subject that has been shredded is left out."""
        columns = SubjectKey.subject_id, SubjectKey.buyer_id, SubjectKey.wrapped, SubjectKey.wrapped_by
        these = SubjectKey.subject_id.in_(subject_ids), SubjectKey.wrapped.is_not(None)
        return {
            row.subject_id: SubjectSeal(
                row.subject_id,
                _decrypt(self._buyer_key(row.wrapped_by, row.buyer_id), row.wrapped, str(row.subject_id)),
            )
            for row in db.execute(select(*columns).where(*these))
        }

    def rewrap(self, row: SubjectKey) -> None:
        """Under the current master key: rotation touches keys only, never the data."""
        if row.wrapped is not None and row.wrapped_by != self._current:
            key = _decrypt(self._buyer_key(row.wrapped_by, row.buyer_id), row.wrapped, str(row.subject_id))
            row.wrapped = _encrypt(self._buyer_key(self._current, row.buyer_id), key, str(row.subject_id))
            row.wrapped_by = self._current

    def blind_index(self, buyer_id: UUID, value: str) -> bytes:
        """A keyed hash to find a person by exact identifier; without the oldest master it says nothing."""
        oldest = list(self._masters)[-1]
        key = self._derived(oldest, b"blind index", buyer_id)
        return hmac.digest(key, value.strip().casefold().encode(), "sha256")

    def proof(self, purpose: str, of: str) -> str:
        """A keyed hash that only this installation can make: for tokens that we give and get back."""
        key = self._derived(self._current, purpose.encode(), UUID(int=0))
        return hmac.digest(key, of.encode(), "sha256").hex()

    def seal_secret(self, bound_to: str, text: str) -> str:
        """What the platform itself reads again, bound to what it is for and whose."""
        key = self._derived(self._current, b"secret", UUID(int=0))
        sealed = _encrypt(key, text.encode(), bound_to)
        return f"s1.{self._current}.{urlsafe_b64encode(sealed).decode()}"

    def open_secret(self, bound_to: str, token: str) -> str:
        version, master_id, body = token.split(".")
        if version != "s1" or master_id not in self._masters:
            raise ValueError("sealed in another way, or under a master key that is gone")
        key = self._derived(master_id, b"secret", UUID(int=0))
        return _decrypt(key, urlsafe_b64decode(body), bound_to).decode()

    def _buyer_key(self, master_id: str, buyer_id: UUID) -> bytes:
        return self._derived(master_id, b"buyer key", buyer_id)

    def _derived(self, master_id: str, purpose: bytes, buyer_id: UUID) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=32, salt=buyer_id.bytes, info=b"kutsu " + purpose)
        return kdf.derive(self._masters[master_id])


class SubjectSeal:
    """Seals and opens the fields of one subject; the field's name is bound into the ciphertext."""

    def __init__(self, subject_id: UUID, key: bytes) -> None:
        self._subject_id, self._key = subject_id, key

    def seal(self, field: str, text: str) -> str:
        return "v1." + urlsafe_b64encode(self.seal_bytes(field, text.encode())).decode()

    def open(self, field: str, token: str) -> str:
        version, _, body = token.partition(".")
        if version != "v1":
            raise ValueError("an unknown kind of ciphertext")
        return self.open_bytes(field, urlsafe_b64decode(body)).decode()

    def seal_bytes(self, field: str, content: bytes) -> bytes:
        return _encrypt(self._key, content, f"{self._subject_id}.{field}")

    def open_bytes(self, field: str, sealed: bytes) -> bytes:
        return _decrypt(self._key, sealed, f"{self._subject_id}.{field}")


def new_secret(size: int = 32) -> str:
    """For a cookie, a token or a link; never from a story's chance, which its seed would tell."""
    return urlsafe_b64encode(random_bytes(size)).rstrip(b"=").decode()


def random_bytes(size: int) -> bytes:
    return urandom(size)


def hashed(secret: str) -> bytes:
    """How a secret of our own making is stored: it is long enough to need no salt and no slowness."""
    return sha256(secret.encode()).digest()


def shred(db: Session, subject_id: UUID, *, at: datetime) -> None:
    """From here on nobody reads the subject's fields again; sums, papers and the journal stay."""
    row = db.get(SubjectKey, subject_id)
    if row is None:
        raise Missing
    row.wrapped, row.shredded_at = None, at


def _encrypt(key: bytes, content: bytes, bound_to: str) -> bytes:
    nonce = urandom(NONCE)  # never from a story's chance: a nonce that comes twice breaks the cipher
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except InvalidTag:
        raise ValueError("the ciphertext was changed, moved, or sealed under another key") from None
