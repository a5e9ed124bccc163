import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import billing as b
from tests.pgcluster import TemporaryCluster

n = int(sys.argv[2])


def go(bed):
    t = time.time()
    rows = b.ready_rows(bed)
    print("ready", time.time() - t, {k: len(v) for k, v in rows.items()})
    for _ in range(2):
        print("draw", b.drawn(bed), "limit", b.limit(bed, rows))


t = time.time()
if sys.argv[1] == "pg":
    with TemporaryCluster() as c:
        bed = b.OnPostgresql(c.url, n)
        print("fill", time.time() - t)
        go(bed)
else:
    with TemporaryDirectory() as f:
        bed = b.OnSqlite(Path(f), n)
        print("fill", time.time() - t)
        go(bed)
