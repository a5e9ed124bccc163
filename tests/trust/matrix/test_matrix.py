"""Every route is asked by everybody: who may, may; to the others it is as if the thing were not there.

`expected.csv` is written by hand or by `KUTSU_WRITE_MATRIX=1`, and read by somebody before it is believed.
"""

import csv
import os
import re
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.routing import APIRoute

from app.main import ROUTERS, site_of
from app.platform.pdf import PdfPool
from tests.story.whole import Ended
from tests.trust.matrix.asking import Asking
from tests.trust.matrix.cast import Caller, cast_of
from tests.trust.matrix.things import things_of

pytestmark = [
    pytest.mark.trust,
    pytest.mark.skipif(
        bool(os.environ.get("KUTSU_TEST_DATABASE_URL")),
        reason="an act is held at its commit, which only SQLite's own writing engine lets us tell apart",
    ),
]
PROMISED = os.environ.get("KUTSU_TRUST") == "promised"
EXPECTED = Path(__file__).with_name("expected.csv")
ROUTES = {
    f"{method} {route.path}": route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods - {"HEAD"})
}
NOBODY = UUID(int=7, version=4)
STRANGERS = ("other_buyer", "new_supplier")
ALWAYS = ("guest", "other_buyer", "deputy_before", "narrow_token")  # the others take turns, route by route
TURNS = 4
# a published call is everybody's, so that it is there is no secret
OPEN_TO_ALL = {"call_id", "public_id", "category_id", "code", "buyer_id"}
# an officer of any buyer searches suppliers by name and asks for an administrator where one has none
OF_ANY_BUYER = {"POST /api/v1/parties/{party_id}/recovery", "POST /organisations/{party_id}/recovery"}
Matrix = tuple[Asking, dict[str, Caller], dict[str, object]]


@pytest.fixture(scope="module")
def matrix(
    ended_story: Ended, tmp_path_factory: pytest.TempPathFactory, printer: PdfPool
) -> Iterator[Matrix]:
    """The worked example after its last act, with everybody in it."""
    with ended_story.copied(tmp_path_factory.mktemp("matrix") / "copy", printer) as stage:
        yield Asking(site_of(stage.ground), stage.ground), cast_of(stage), things_of(stage)


def expected() -> dict[str, dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row.pop("route"): row for row in csv.DictReader(file)}


def cells() -> Iterator[tuple[str, str, str]]:
    """All of them as promised; else every route by some, and everybody at some routes."""
    for turn, (name, row) in enumerate(sorted(expected().items())):
        others = [who for who in row if who not in ALWAYS]
        asked = (
            row
            if PROMISED
            else [*ALWAYS, *islice(cycle(others), turn % len(others), turn % len(others) + TURNS)]
        )
        yield from ((name, who, row[who]) for who in asked)


def test_every_route_stands_in_the_matrix():
    assert len(ROUTES) > 300
    assert sorted(ROUTES) == sorted(expected()), "write the route's row: who may call it"


def test_everybody_gets_what_the_matrix_says_and_nothing_else(matrix: Matrix):
    asking, cast, things = matrix

    surprises = [
        f"{name} by {who}: {answer.word}, not {word}"
        for name, who, word in cells()
        if (answer := asking.ask(ROUTES[name], cast[who], things)).word != word
    ]

    assert surprises == [], "\n".join(surprises)


def test_a_foreign_thing_answers_exactly_like_a_missing_one(matrix: Matrix):
    asking, cast, things = matrix
    nothing = {name: NOBODY if isinstance(thing, UUID) else thing for name, thing in things.items()}

    rows, compared, differing = expected(), 0, []
    for turn, (name, route) in enumerate(ROUTES.items()):
        gaps = set(re.findall(r"\{(\w+)\}", route.path))
        if not gaps - OPEN_TO_ALL:
            continue
        for who in STRANGERS if PROMISED else [STRANGERS[turn % 2]]:
            if rows[name][who] == "ok" or (who == "other_buyer" and name in OF_ANY_BUYER):
                continue
            compared += 1
            foreign = asking.ask(route, cast[who], things)
            missing = asking.ask(route, cast[who], nothing)
            if _plain(foreign.text, things) != _plain(missing.text, nothing) or foreign.word != missing.word:
                differing.append(f"{name} by {who}: {foreign.word}, and {missing.word} where nothing is")

    assert compared > 100
    assert differing == [], "\n".join(differing)


@pytest.mark.skipif(not os.environ.get("KUTSU_WRITE_MATRIX"), reason="writes what the matrix expects")
def test_the_matrix_is_written(matrix: Matrix):
    asking, cast, things = matrix
    with EXPECTED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["route", *cast])
        for name in sorted(ROUTES):
            words = (asking.ask(ROUTES[name], caller, things).word for caller in cast.values())
            writer.writerow([name, *words])

    assert EXPECTED.stat().st_size


def _plain(text: str, things: dict[str, object]) -> str:
    """Without the ids that were asked for and the tokens that are new in every answer."""
    for thing in things.values():
        text = text.replace(str(thing), "…")
    return re.sub(r'value="[0-9a-f]{32,}"', "", text)
