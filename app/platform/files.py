"""Files: bytes in an object store, told by one row each; the bytes are put before the commit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from obstore.store import LocalStore, MemoryStore, ObjectStore
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.refusals import Missing
from app.platform.db import Base
from app.platform.guards import frozen

UNCLAIMED_FOR = timedelta(hours=24)  # no transaction lives this long: older bytes without a row are orphans


class FileClass(StrEnum):
    """What the file is, which decides who may read it and how long it is kept."""

    CONTRACT = "contract"
    DECISION_LETTER = "decision_letter"
    INVOICE = "invoice"
    EXPORT = "export"
    ATTACHMENT = "attachment"


class Retention(StrEnum):
    CONTRACT = "contract"
    PROCUREMENT = "procurement"
    BOOKKEEPING = "bookkeeping"


@frozen("OLD.id IS NOT NULL")
class StoredFile(Base):
    """The bytes behind a row never change: the key is their hash, and a put only ever creates."""

    __tablename__ = "stored_file"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    file_class: Mapped[FileClass]
    retention: Mapped[Retention]
    process_id: Mapped[UUID | None] = mapped_column(index=True)
    buyer_id: Mapped[UUID | None] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(120), index=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class FileStore:
    """An object store: a local directory, or memory in tests."""

    store: ObjectStore

    def put(self, content: bytes) -> str:
        """The key of these bytes, which is their hash: putting them again only makes them young again."""
        digest = sha256(content).hexdigest()
        key = f"{digest[:2]}/{digest}"
        self.store.put(key, content)
        return key

    def get(self, key: str) -> bytes:
        return bytes(self.store.get(key).bytes())

    def delete(self, key: str) -> None:
        self.store.delete(key)

    def older_than(self, moment: datetime) -> Iterator[list[str]]:
        """Keys, a page at a time."""
        for page in self.store.list():
            yield [found["path"] for found in page if found["last_modified"] < moment]

    def is_older_than(self, key: str, moment: datetime) -> bool:
        return self.store.head(key)["last_modified"] < moment


def local_files(folder: Path) -> FileStore:
    folder.mkdir(parents=True, exist_ok=True)
    return FileStore(LocalStore(folder))


def files_in_memory() -> FileStore:
    return FileStore(MemoryStore())


def read_file(db: Session, files: FileStore, file_id: UUID) -> bytes:
    """The bytes, proved: a file that is not what its row says is an error and never an answer."""
    row = db.get(StoredFile, file_id)
    if row is None:
        raise Missing
    content = files.get(row.key)
    if sha256(content).digest() != row.sha256:
        raise ValueError(f"stored file {file_id} does not have the content that its row promises")
    return content


def sweep(db: Session, files: FileStore, *, now: datetime) -> int:
    """Removes bytes that no committed row claims: what a rolled back Work left behind.

    Somebody may put the same bytes again meanwhile, so each is asked once more how old it is.
    """
    removed, limit = 0, now - UNCLAIMED_FOR
    for keys in files.older_than(limit):
        claimed = set(db.scalars(select(StoredFile.key).where(StoredFile.key.in_(keys))))
        for key in set(keys) - claimed:
            if files.is_older_than(key, limit):
                files.delete(key)
                removed += 1
    return removed
