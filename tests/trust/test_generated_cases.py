"""The API answers whatever a program sends: never by breaking, always as its description says."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.demo.stage import Stage
from app.main import site_of
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.web.describing import described
from tests.flow.conftest import fresh_database
from tests.story.whole import Ended, a_theatre
from tests.trust.matrix.cast import cast_of
from tests.trust.matrix.things import things_of

CASES = 26 if os.environ.get("KUTSU_TRUST") else 2  # of each act, of which there are about two hundred
CALLERS = ("officer", "case_worker", "finance", "supplier_admin", "worker", "administrator", "new_supplier")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
Operation = APIOperation[Any, Any, Any, Any]


@dataclass(frozen=True)
class Bed:
    """The API on the worked example's end, with tokens of several roles and the ids of real things."""

    app: FastAPI
    tokens: Mapping[str, str]
    things: Mapping[str, str]


@pytest.fixture
def bed(request: pytest.FixtureRequest, tmp_path: Path, printer: PdfPool) -> Iterator[Bed]:
    with _ended(request, tmp_path, printer) as stage:
        cast = cast_of(stage)
        tokens = {name: cast[name].token for name in CALLERS}
        things = {name: str(thing) for name, thing in things_of(stage).items()}
        yield Bed(site_of(stage.ground), tokens, things)


@contextmanager
def _ended(request: pytest.FixtureRequest, folder: Path, printer: PdfPool) -> Iterator[Stage]:
    """The worked example's end, on the database that the tests stand on."""
    server = os.environ.get("KUTSU_TEST_DATABASE_URL")
    if not server:
        ended: Ended = request.getfixturevalue("ended_story")
        with ended.copied(folder / "copy", printer) as stage:
            yield stage
        return
    url = fresh_database(server, f"kutsu_generated_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    with a_theatre(url, files_in_memory(), printer) as theatre:
        yield theatre.play()


@pytest.mark.trust
@pytest.mark.timeout(7200)
@pytest.mark.skipif(
    bool(os.environ.get("KUTSU_TEST_DATABASE_URL")) and not os.environ.get("KUTSU_TRUST"),
    reason="two cases of each act say little of a database: PostgreSQL gets its thousands in `make trust`",
)
def test_whatever_is_generated_gets_an_answer_that_the_description_knows(bed):
    schema = schemathesis.openapi.from_dict(described(bed.app))
    surprises: list[str] = []
    sent = 0

    for found in schema.get_all_operations():
        for name, case in cases_of(found.ok(), bed):
            sent += 1
            surprises += surprise(case, bed, name)

    assert sent >= CASES * 190
    assert not surprises, "\n\n".join(surprises)


def cases_of(operation: Operation, bed: Bed) -> list[tuple[str, Case]]:
    """Half of them about real things, told as they should be or almost; the same at each run."""
    gaps = [told["name"] for told in operation.definition.raw.get("parameters", ()) if told["in"] == "path"]
    real = {name: bed.things[name] for name in gaps if name in bed.things}
    told = st.one_of(
        operation.as_strategy(GenerationMode.POSITIVE, path_parameters=real).map(about(bed.things)),
        operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=real),
        operation.as_strategy(GenerationMode.NEGATIVE),
    )
    cases: list[tuple[str, Case]] = []

    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(name=st.sampled_from(sorted(bed.tokens)), case=told)
    def draw(name: str, case: Case) -> None:
        cases.append((name, case))

    draw()
    return cases


def about(things: Mapping[str, str]):
    """A body whose ids are those of real things, so that it comes further than to "not there"."""

    def told(case: Case) -> Case:
        if isinstance(case.body, dict):
            real = {name: things[name] for name in case.body if name in things and is_id(things[name])}
            case.body = {**case.body, **real}
        return case

    return told


def is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def surprise(case: Case, bed: Bed, name: str) -> list[str]:
    headers = {"Authorization": f"Bearer {bed.tokens[name]}"}
    asked = f"{case.method} {case.formatted_path} by {name}, {case.body!r}"
    try:
        answer = case.call(headers=headers, app=bed.app)
        case.validate_response(answer, checks=CHECKS, headers=headers)
    except FailureGroup as fault:
        return [f"{asked}: {one}" for one in fault.exceptions]
    except Exception as fault:  # whatever broke inside, the others are asked too
        return [f"{asked}: {fault!r}"]
    return []
