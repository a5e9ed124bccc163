"""How a migration runs: on SQLite without foreign keys, which are checked after; triggers made anew."""

import sqlalchemy as sa
from alembic import context

from app.main import METADATA
from app.platform import guards


def run() -> None:
    engine = sa.create_engine(context.config.attributes["url"], poolclass=sa.NullPool)
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # a batch rebuild drops the table, which would cascade its children away
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
            render_item=_as_plain_type,
        )
        with connection.begin():
            guards.drop(connection)
            context.run_migrations()
            guards.install(connection, METADATA)
            if sqlite and (orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration leaves rows whose parents are missing: {orphans[:5]}")


def _as_plain_type(kind: str, thing: object, _context: object) -> str | bool:
    """A migration names the database's own types: ours may change after it was written."""
    if kind == "type" and isinstance(thing, sa.TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


run()
