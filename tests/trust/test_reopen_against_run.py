"""An approval taken back against a billing run: one of them wins, and nothing unapproved is ever issued."""

import os
from functools import partial

import pytest

from app.deliveries import service as deliveries
from app.deliveries.rules.states import DeliveryState
from app.invoicing import service
from tests.story.deliveries import APRIL, approved, newest
from tests.story.invoicing import an_order_in_april, coached, credited, drafts_of, drawn
from tests.story.rivals import at_once
from tests.trust.invariants import broken

ROUNDS = 50 if os.environ.get("KUTSU_TRUST") == "promised" else 6
WHY = "Käynti kesti vähemmän"


@pytest.fixture
def order(work_as, clock):
    return an_order_in_april(work_as, clock)


@pytest.fixture
def delivery(work_as, clock, order):
    first, *_ = coached(work_as, clock, order)
    return first


def reopen(work_as, order, delivery):
    with work_as(order.case_worker) as work:
        return deliveries.reopen(work, delivery.id, reason=WHY).state


def release(work_as, order, draft):
    with work_as(order.supplier.admin) as work:
        return service.release(work, draft)


def discard(work_as, order, draft):
    with work_as(order.call.buyer.finance) as work:
        service.discard(work, draft, reason="Uusi yritys")


@pytest.mark.trust
def test_a_release_and_a_reopening_at_once_have_one_winner(ground, work_as, order, delivery):
    for number in range(ROUNDS):
        (draft,) = drafts_of(work_as, order.supplier.admin, drawn(work_as, order.call.buyer))
        acts = [partial(release, work_as, order, draft), lambda: reopen(work_as, order, delivery)]

        told = at_once(*(acts if number % 2 else reversed(acts)))

        assert broken(ground.database, ground.files) == []
        if ["invoicing.draft_stale"] in told:
            assert DeliveryState.LOGGED in told
            discard(work_as, order, draft)
            approved(work_as, order, newest(work_as, order, delivery))
        else:
            assert ["deliveries.already_invoiced"] in told
            (invoice,) = [one for one in told if one != ["deliveries.already_invoiced"]]
            credited(work_as, order.supplier.admin, invoice)


@pytest.mark.trust
def test_a_run_drawn_while_an_approval_is_taken_back_issues_nothing_unapproved(
    ground, work_as, order, delivery
):
    buyer = order.call.buyer
    for number in range(ROUNDS):
        acts = [lambda: drawn(work_as, buyer, APRIL), lambda: reopen(work_as, order, delivery)]

        told = at_once(*(acts if number % 2 else reversed(acts)))

        (run,) = [one for one in told if one is not DeliveryState.LOGGED]
        (draft,) = drafts_of(work_as, order.supplier.admin, run)
        (outcome,) = at_once(partial(release, work_as, order, draft))
        if outcome == ["invoicing.draft_stale"]:
            discard(work_as, order, draft)
        else:
            credited(work_as, order.supplier.admin, outcome)
        assert broken(ground.database, ground.files) == []
        approved(work_as, order, newest(work_as, order, delivery))
