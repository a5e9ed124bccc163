"""Whether the process lives and whether it can serve: `/live` and `/ready`."""

import shutil
from pathlib import Path

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.platform.db import Database
from app.platform.migrations import head_of_code, head_of_database
from app.platform.work import Ground

router = APIRouter(include_in_schema=False)
DISK_SHARE = 10  # per cent that must be free for a receipt not to meet a full disk


@router.get("/live")
def live() -> Response:
    return JSONResponse({"live": True})


@router.get("/ready")
def ready(request: Request) -> Response:
    ground: Ground = request.app.state.ground
    faults = faults_of(ground.database)
    return JSONResponse({"ready": not faults, "faults": faults}, 200 if not faults else 503)


def faults_of(database: Database) -> list[str]:
    """Codes of what keeps the installation from serving; empty when it is ready."""
    newest = head_of_code()  # before the transaction, which others wait for
    try:
        with database.writing.begin() as connection:
            if head_of_database(connection) != newest:
                return ["database.not_migrated"]
            connection.execute(sa.text("UPDATE journal_head SET seq = seq WHERE 1 = 0"))  # may we write?
    except sa.exc.SQLAlchemyError:
        return ["database.unreachable"]
    usage = shutil.disk_usage(_folder_of(database))
    return ["disk.nearly_full"] if usage.free * 100 < usage.total * DISK_SHARE else []


def _folder_of(database: Database) -> Path:
    """Where our own bytes grow: beside an embedded database, else where we run."""
    return Path(database.writing.url.database or "").parent if database.is_sqlite else Path.cwd()
