import cProfile, pstats, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
from benchmarks import billing as b
n=int(sys.argv[1])
with TemporaryDirectory() as f:
    bed=b.OnSqlite(Path(f),n)
    with bed.fresh() as d:
        t=time.process_time(); b.draw(d); print("cpu", time.process_time()-t)
    rows=b.ready_rows(bed)
    with bed.fresh() as d:
        t=time.process_time(); b._group_and_write(d, rows); print("limit cpu", time.process_time()-t)
    for _ in range(2):
        with bed.fresh() as d:
            t=time.process_time(); b.draw(d); x=time.process_time()-t
        with bed.fresh() as d:
            t=time.process_time(); b._group_and_write(d, rows); y=time.process_time()-t
        print(x,y,x/y)
    if len(sys.argv)>2:
        with bed.fresh() as d:
            p=cProfile.Profile(); p.runcall(b.draw,d)
        pstats.Stats(p).sort_stats("tottime").print_stats(28)
