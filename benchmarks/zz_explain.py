import sys
import time

from app.invoicing.service import drawing
from benchmarks import billing as b
from tests.pgcluster import TemporaryCluster

n = int(sys.argv[1])
with TemporaryCluster() as c:
    bed = b.OnPostgresql(c.url, n)
    orig = drawing._link

    def link(work, run):
        stmt = drawing._links(run)
        sql = str(stmt.compile(dialect=work.db.get_bind().dialect, compile_kwargs={"literal_binds": True}))
        for r in work.db.connection().exec_driver_sql("EXPLAIN (ANALYZE, BUFFERS OFF) " + sql):
            print(r[0])
        raise SystemExit

    drawing._link = link
    orig_g = drawing.queries.gathered
    with bed.fresh() as d:
        t = time.time()
        try:
            b.draw(d)
        except SystemExit:
            pass
        print(time.time() - t)
