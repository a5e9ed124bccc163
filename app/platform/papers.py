"""Keeping a file within a Work: the bytes first, the row that claims them with the rest of the change."""

from hashlib import sha256
from uuid import UUID

from app.platform.files import FileClass, Retention, StoredFile
from app.platform.work import Work


def keep_file(
    work: Work,
    content: bytes,
    *,
    name: str,
    media_type: str,
    file_class: FileClass,
    retention: Retention,
    buyer_id: UUID | None = None,
    process_id: UUID | None = None,
) -> StoredFile:
    row = StoredFile(
        id=work.new_id(),
        sha256=sha256(content).digest(),
        size=len(content),
        media_type=media_type,
        name=name,
        file_class=file_class,
        retention=retention,
        process_id=process_id,
        buyer_id=buyer_id,
        key=work.ground.files.put(content),
        at=work.now,
    )
    work.db.add(row)
    work.db.flush()
    return row
