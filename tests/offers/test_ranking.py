from app.offers import queries
from tests.story.identity import a_buyer
from tests.story.procurement import a_call
from tests.story.offers import the_first_round
def test_x(work_as, clock):
    call = a_call(work_as, clock, a_buyer(work_as))
    round_ = the_first_round(work_as, clock, call)
    with work_as(call.buyer.officer) as work:
        for code, cid in call.categories.items():
            print(code, [(round_.name_of(r.entry.party_id), r.place, r.entry.price, r.entry.quality, r.price_points, r.total) for r in queries.ranking(work, cid)])
        for r in queries.register(work, call.id): print(r)
        d = queries.decision(work, round_.suppliers["S3"].decision_id)
        print(d.remedy_ends_on, d.letter)
