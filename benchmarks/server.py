"""`python -m benchmarks.server site|plain URL PORT MOMENT`: one of the two, served as an installation is."""

import sys
from datetime import datetime

from app.main import site_of
from app.platform.db import READERS, open_database
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.serving import serve
from app.platform.work import Ground
from app.platform.world import World, real_world
from benchmarks.plain_site import plain_site
from tests.keys import KEYS


def main(which: str, url: str, port: str, moment: str) -> None:
    now, real = datetime.fromisoformat(moment), real_world()
    world = World(lambda: now, real.new_id, real.secret_id, real.random)
    if which == "plain":
        serve(plain_site(url, now), host="127.0.0.1", port=int(port), threads=READERS)
        return
    with PdfPool(processes=1) as printer:
        ground = Ground(open_database(url), world, KEYS, files_in_memory(), printer)
        serve(site_of(ground), host="127.0.0.1", port=int(port), threads=READERS)


if __name__ == "__main__":
    main(*sys.argv[1:])
