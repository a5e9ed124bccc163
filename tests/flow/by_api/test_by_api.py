"""The whole worked example told by programs, to the same cents as told by the services."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from app.demo.script import Step
from app.demo.stage import Stage
from app.main import site_of
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from tests.flow.by_api import acts
from tests.flow.by_api.asking import BY_API, Asking
from tests.flow.by_api.tokens import Tokens
from tests.flow.by_hand.telling import Listener, Told, plain, refused_in, tell
from tests.flow.conftest import database_of
from tests.story.whole import Theatre, a_theatre

assert acts.__all__  # they register themselves
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def theatre(printer: PdfPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    url = database_of("by_api", tmp_path_factory.mktemp("by_api"))
    with a_theatre(url, files_in_memory(), printer) as theatre:
        yield theatre


@pytest.fixture(scope="module")
def asked(theatre: Theatre) -> Told:
    site, tokens = site_of(theatre.ground), Tokens()

    def by_their_tokens(stage: Stage, step: Step) -> UUID | None:
        return BY_API[step.act.name](Asking(stage, site, tokens.by_person[step.by]), step.facts)

    return tell(theatre, Listener(by_their_tokens, tokens.welcome))


def test_it_comes_to_the_same_cents(asked, told):
    assert asked.summary == plain(told.summary)
    assert asked.amiss == []


def test_every_refusal_has_the_same_codes(asked, theatre):
    assert asked.refused == refused_in(theatre.script)
