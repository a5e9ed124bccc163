"""Places for clients: taken one by one, never more than there are, and shut for new choices only."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.catalogue import queries, service
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing, Refused
from app.kernel.texts import Texts
from tests.story.catalogue import DESCRIPTION, a_card, places
from tests.story.identity import URAVAYLA, a_buyer, a_staffed_organisation
from tests.story.procurement import a_call, a_draft
from tests.story.rivals import at_once


@pytest.fixture
def category(work_as, clock):
    return a_call(work_as, clock, a_buyer(work_as)).categories["A"]


@pytest.fixture
def supplier(work_as):
    return a_staffed_organisation(work_as, URAVAYLA)


def take(work_as, supplier, category):
    with work_as(SYSTEM) as work:
        service.take_place(work, supplier.id, category)


def free(work_as, supplier, category):
    with work_as(SYSTEM) as work:
        service.free_place(work, supplier.id, category)


def standing(work_as, supplier, category):
    with work_as(SYSTEM) as work:
        has_room = queries.has_room(work, supplier.id, category)
        return queries.places_taken(work, supplier.id, category), has_room


def test_the_last_place_is_taken_and_the_next_refused(work_as, supplier, category):
    places(work_as, supplier.admin, supplier.id, category, 1)
    take(work_as, supplier, category)

    with pytest.raises(Refused, match=r"catalogue\.full"):
        take(work_as, supplier, category)

    assert standing(work_as, supplier, category) == (1, False)
    free(work_as, supplier, category)
    assert standing(work_as, supplier, category) == (0, True)


def test_two_who_want_the_last_place_do_not_both_get_it(work_as, supplier, category):
    places(work_as, supplier.admin, supplier.id, category, 3)

    answers = at_once(*(lambda: take(work_as, supplier, category) for _ in range(8)))

    assert answers.count(["catalogue.full"]) == 5
    assert standing(work_as, supplier, category) == (3, False)


def test_a_supplier_that_said_nothing_has_no_limit_and_is_counted_all_the_same(work_as, supplier, category):
    take(work_as, supplier, category)
    take(work_as, supplier, category)
    assert standing(work_as, supplier, category) == (2, True)

    places(work_as, supplier.admin, supplier.id, category, 2)

    assert standing(work_as, supplier, category) == (2, False)


def test_fewer_places_than_clients_stop_new_choices_only(work_as, supplier, category):
    take(work_as, supplier, category)
    take(work_as, supplier, category)

    places(work_as, supplier.admin, supplier.id, category, 0)

    assert standing(work_as, supplier, category) == (2, False)
    free(work_as, supplier, category)
    assert standing(work_as, supplier, category) == (1, False)


def test_a_place_that_nobody_took_is_not_freed(work_as, supplier, category):
    places(work_as, supplier.admin, supplier.id, category, 1)

    with pytest.raises(Refused, match=r"catalogue\.nothing_taken"):
        free(work_as, supplier, category)
    with pytest.raises(IntegrityError, match="not_below_zero"), work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE capacity SET taken = -1"))


def test_places_are_not_counted_below_zero(work_as, supplier, category):
    with pytest.raises(Refused, match=r"catalogue\.below_zero"):
        places(work_as, supplier.admin, supplier.id, category, -1)


def test_a_supplier_speaks_for_itself(work_as, supplier, category):
    other = a_staffed_organisation(work_as, URAVAYLA.__class__("Valopolku ry", "9900002-6"))

    for person, no in ((other.admin, Missing), (supplier.worker, Refused)):
        with pytest.raises(no):
            places(work_as, person, supplier.id, category, 1)
        with pytest.raises(no):
            a_card(work_as, person, supplier.id, category)


def test_a_card_is_described_anew_as_its_next_version(work_as, supplier, category):
    a_card(work_as, supplier.admin, supplier.id, category)
    a_card(work_as, supplier.admin, supplier.id, category, at=["Lehtola", "Harju"])

    with work_as(SYSTEM) as work:
        card = queries.card(work, supplier.id, category)
        assert (card.version, card.places, card.description) == (2, ["Lehtola", "Harju"], DESCRIPTION)
        assert queries.card(work, category, supplier.id) is None


def test_a_card_says_what_clients_compare(work_as, supplier, category):
    with pytest.raises(Refused) as no, work_as(supplier.admin) as work:
        service.describe(
            work,
            supplier.id,
            category,
            description=Texts({"fi": "Valmennusta"}, "fi"),
            places=[],
            languages=[],
            waiting_days=-1,
        )

    assert [reason.facts["what"] for reason in no.value.reasons] == ["places", "languages", "waiting_days"]


def test_an_unpublished_category_is_not_there(work_as, clock, supplier):
    draft = a_draft(work_as, a_buyer(work_as)).categories["A"]

    with pytest.raises(Missing):
        places(work_as, supplier.admin, supplier.id, draft, 1)
