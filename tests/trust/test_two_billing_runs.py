"""Two billing runs at once bill each delivery once; sellers who release at once keep numbers without gaps."""

import os
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from app.deliveries.models import Billed, Delivery
from app.invoicing import queries, service
from app.invoicing.models import BillingRun, Invoice
from app.invoicing.rules.states import InvoiceState, RunState
from app.platform.work import begin_work
from tests.story.deliveries import approved, hours, logged
from tests.story.invoicing import an_order_in_april, drafts_of, drawn
from tests.story.plenty import APRIL, a_plentiful_month, ground_on
from tests.story.procurement import local
from tests.story.rivals import at_once
from tests.trust.invariants import broken

ROUNDS = 20 if os.environ.get("KUTSU_TRUST") == "promised" else 3
MAY = date(2026, 5, 1)
LOST = (["invoicing.run_disturbed"], ["invoicing.nothing_to_bill"], ["invoicing.run_under_way"])


@pytest.fixture
def plenty(ground):
    with ground.database.session(writes=True) as db, db.begin():
        return a_plentiful_month(db, contracts=20, visits=10)


@pytest.fixture
def in_may(ground):
    """`work_as` on 5 May, where all those deliveries are."""
    today = ground_on(ground.database, ground.files)
    return lambda actor: begin_work(today, actor, writes=True)


def draw(work_as, plenty, month):
    with work_as(plenty.finance) as work:
        return service.draw(work, plenty.buyer_id, month)


def live_links(work_as, plenty):
    with work_as(plenty.finance) as work:
        links = select(func.count(), func.count(Billed.delivery_id.distinct()))
        live = tuple(work.db.execute(links.where(Billed.released_by_credit.is_(None))).one())
        return live, work.db.scalar(select(func.count()).select_from(Delivery))


def throw_away(work_as, plenty):
    with work_as(plenty.finance) as work:
        for invoice in work.db.scalars(select(Invoice.id).where(Invoice.state == InvoiceState.DRAFT)):
            service.discard(work, invoice, reason="Uusi yritys")


@pytest.mark.trust
@pytest.mark.parametrize("months", [(APRIL, APRIL, APRIL), (APRIL, MAY)], ids=["one month", "two months"])
def test_runs_at_once_bill_each_delivery_once(ground, in_may, plenty, months):
    """Of two months, because April's deliveries come along in May: only the billing index parts those."""
    for _ in range(ROUNDS):
        told = at_once(*[partial(draw, in_may, plenty, month) for month in months])

        (live, distinct), deliveries = live_links(in_may, plenty)
        assert live == distinct == deliveries
        assert len([one for one in told if one not in LOST]) == 1, told
        assert broken(ground.database, ground.files) == []
        throw_away(in_may, plenty)


@pytest.mark.trust
def test_the_last_two_sellers_who_release_at_once_end_the_run(ground, in_may, plenty):
    for _ in range(ROUNDS):
        run = draw(in_may, plenty, APRIL)
        *early, last, very_last = drafts_of(in_may, plenty.everybodys_admin, run)
        for invoice in early:
            with in_may(plenty.finance) as work:
                service.discard(work, invoice, reason="Vain kaksi viimeistä")

        def release(invoice):
            with in_may(plenty.everybodys_admin) as work:
                return service.release(work, invoice).id

        issued = at_once(partial(release, last), partial(release, very_last))

        with in_may(plenty.finance) as work:
            assert work.db.get_one(BillingRun, run).state is RunState.DONE
        for invoice in issued:
            with in_may(plenty.everybodys_admin) as work:
                service.credit(work, invoice, reason="Uusi yritys")
        assert broken(ground.database, ground.files) == []


@pytest.mark.trust
def test_a_seller_who_releases_four_invoices_at_once_gets_four_numbers(ground, work_as, clock):
    order = an_order_in_april(work_as, clock)
    admin, months = order.supplier.admin, (4, 5, 6, 7)
    drafts = []
    for month in months:
        clock.at = local(f"2026-{month:02}-28", "15:00")
        approved(work_as, order, logged(work_as, order, date(2026, month, 20), hours(2)))
        drafts += drafts_of(work_as, admin, drawn(work_as, order.call.buyer, date(2026, month, 1)))

    def release(invoice):
        with work_as(admin) as work:
            return service.release(work, invoice).series_no

    told = at_once(*[partial(release, one) for one in drafts])

    assert sorted(told) == [1, 2, 3, 4]
    assert broken(ground.database, ground.files) == []
    with work_as(admin) as work:
        assert len({queries.own_invoice(work, one).reference for one in drafts}) == len(months)
