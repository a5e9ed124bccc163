"""What the tests of choosing do again and again."""

from app.orders import queries, service
from app.orders.models import ChoiceList
from app.orders.rules.states import ChoiceGround


def shown(work_as, call, list_id):
    with work_as(call.buyer.case_worker) as work:
        return queries.snapshot_of(queries.own_list(work, list_id))


def choose(work_as, call, list_id, party, *, ground=ChoiceGround.CLIENT, reason="", by=None):
    with work_as(by or call.buyer.case_worker) as work:
        return service.choose(work, list_id, party, ground=ground, reason=reason)


def fall_back(work_as, call, need):
    with work_as(call.buyer.case_worker) as work:
        return service.fall_back(work, need)


def tried(work_as, call, need, *, reached=False):
    with work_as(call.buyer.case_worker) as work:
        service.record_contact(work, need, channel="puhelin", reached=reached)


def a_live_list(work, need):
    """As it would be written past the services."""
    return ChoiceList(
        id=work.new_id(),
        need_id=need,
        seed="",
        rule_version="",
        snapshot={},
        opened_at=work.now,
        window_ends_at=work.now,
    )


def left_out(snapshot):
    return {one.name: one.reasons for one in snapshot.left_out}
