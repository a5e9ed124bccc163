"""Bringing a database to the shape that the code expects, and asking where it stands."""

from functools import cache

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.platform.places import shared


def migrate(url: str, to: str = "head") -> None:
    command.upgrade(_config(url), to)


def migrate_down(url: str, to: str) -> None:
    command.downgrade(_config(url), to)


@cache
def head_of_code() -> str | None:
    return ScriptDirectory.from_config(_config("")).get_current_head()


def head_of_database(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(shared("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = sa.make_url(url) if url else None
    return config
