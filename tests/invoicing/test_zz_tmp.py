import time
from tests.story.plenty import a_plentiful_month, APRIL
from app.invoicing import service, queries
from datetime import datetime, UTC

def test_x(work_as, ground, database, clock):
    clock.at = datetime(2026,5,5,7,tzinfo=UTC)
    t=time.time()
    with database.session(writes=True) as db, db.begin():
        p = a_plentiful_month(db, contracts=40, visits=10)
    print("fill", time.time()-t, p.deliveries)
    t=time.time()
    with work_as(p.finance) as work:
        run = service.draw(work, p.buyer_id, APRIL)
    print("draw", time.time()-t)
    with work_as(p.everybodys_admin) as work:
        ds = queries.drafts_of(work, run)
        r = None
    print(len(ds))
    t=time.time()
    for d in ds:
        with work_as(p.everybodys_admin) as work:
            service.release(work, d.id)
    print("release", (time.time()-t)/len(ds))
    with work_as(p.finance) as work:
        r = queries.reconciliation(work, p.buyer_id, APRIL)
        print(r, r.adds_up, r.rounding)
    t=time.time()
    with work_as(p.finance) as work:
        service.export(work, p.buyer_id)
    print("export", time.time()-t)
