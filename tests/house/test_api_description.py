"""The API's description says what the API does, the same on every machine, with one example of everything."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from app.identity.rules.accounts import TAGS
from app.main import ROUTERS
from scripts.write_docs import api_description

ROOT = Path(__file__).parents[2]
TOLD = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))  # as the code has it: see below
ACTS = [
    (method, path, operation)
    for path, methods in TOLD["paths"].items()
    for method, operation in methods.items()
]
ROUTES = {
    (method.lower(), route.path): route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
    for method in route.methods
}


def headers_of(operation):
    return {told["name"].lower() for told in operation.get("parameters", ()) if told["in"] == "header"}


def test_the_description_in_the_docs_is_that_of_the_code():
    written = (ROOT / "docs/openapi.json").read_text(encoding="utf-8")

    assert written == api_description(), "behind the code: run make docs"


def test_the_same_code_is_described_in_the_same_bytes():
    assert api_description() == api_description()


def test_every_act_is_called_after_its_function_and_no_two_alike():
    assert len(ACTS) > 150 and len(ROUTES) == len(ACTS)
    names = Counter(operation["operationId"] for _, _, operation in ACTS)

    assert [name for name, times in names.items() if times > 1] == []
    for method, path, operation in ACTS:
        assert operation["operationId"] == ROUTES[method, path].endpoint.__name__


def test_every_act_says_what_it_does():
    silent = [f"{method} {path}" for method, path, operation in ACTS if not operation.get("description")]

    assert silent == []


def test_every_body_has_an_example_that_the_api_would_read():
    bodies = [(method, path, told) for method, path, told in ACTS if "requestBody" in told]
    assert len(bodies) > 60

    for method, path, operation in bodies:
        [content] = operation["requestBody"]["content"].values()
        asked = ROUTES[method, path].body_field.field_info.annotation
        read = TypeAdapter(asked).validate_python(content["example"])
        assert read is not None, path


def test_every_post_may_carry_a_key_and_every_update_its_version():
    keyless = [
        path for method, path, told in ACTS if (method == "post") != ("idempotency-key" in headers_of(told))
    ]
    unversioned = [
        path for method, path, told in ACTS if (method == "put") != ("if-match" in headers_of(told))
    ]

    assert keyless == [] and unversioned == []
    assert {method for method, _, _ in ACTS} == {"get", "post", "put", "delete"}


def test_every_refusal_is_a_problem_document():
    for method, path, operation in ACTS:
        refusals = {code: told for code, told in operation["responses"].items() if code >= "400"}
        assert {"401", "403", "404", "422"} <= set(refusals), (method, path)
        for told in refusals.values():
            assert list(told["content"]) == ["application/problem+json"]


def test_every_act_may_be_granted_to_a_token_and_every_grant_opens_something():
    tags = [operation["tags"] for _, _, operation in ACTS]

    assert all(len(one) == 1 for one in tags)
    assert {tag for [tag] in tags} == set(TAGS)


def test_a_token_is_asked_for_wherever_guests_may_not_go():
    public = {path for method, path, told in ACTS if {} in told["security"]}

    assert public and all({"token": []} in told["security"] for _, _, told in ACTS)
    assert "/api/v1/calls" in public and "/api/v1/orders" not in public


@pytest.mark.parametrize("name", sorted(TOLD["components"]["schemas"]))
def test_no_shape_is_named_after_the_file_it_stands_in(name):
    assert re.fullmatch(r"[A-Z][A-Za-z_]*(-Input|-Output)?", name), "two shapes have one name: give another"
