"""Opening an installation: what its settings say, made into the ground that every Work stands on."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.platform.crypto import KeyRing
from app.platform.db import open_database
from app.platform.extensions import installed
from app.platform.files import local_files
from app.platform.pdf import PdfPool
from app.platform.settings import Settings
from app.platform.work import Ground
from app.platform.world import World, real_world


@contextmanager
def open_ground(settings: Settings, world: World | None = None) -> Iterator[Ground]:
    database = open_database(settings.database_url, connections=settings.connections)
    files = local_files(settings.files_dir)
    try:
        with PdfPool() as printer:
            country = installed("country")[settings.country].code
            keys = KeyRing(settings.masters)
            yield Ground(database, world or real_world(), keys, files, printer, country, settings.door)
    finally:
        database.close()
