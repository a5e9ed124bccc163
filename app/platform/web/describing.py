"""The API's own description: what every act takes and answers, with one example of each."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.platform.web.examples import Shape, example_of

ABOUT = (
    "Everything that the pages do, for programs. A token goes into the Authorization header as "
    "`Bearer kt_…`; its scopes say what it may do. Texts of refusals come in the language that "
    "Accept-Language asks for. Amounts are texts in euros with two decimals, moments are UTC."
)
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "reasons"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:kutsu:request.refused"]},
        "title": {"type": "string", "examples": ["This cannot be done now"]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {"type": "string", "examples": ["No budget: 40.00 EUR left."]},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "text", "facts"],
                "properties": {
                    "field": {"type": "string", "examples": ["prices.0.amount"]},
                    "code": {"type": "string", "examples": ["funds.over_limit"]},
                    "text": {"type": "string"},
                    "facts": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
    },
}
EVERYWHERE = {
    "400": "The request could not be understood",
    "401": "No token, or one that has ended",
    "403": "The token lacks the scope",
    "404": "Not there, or not yours: we never say which",
    "409": "Refused, with every reason at once",
    "413": "Too large",
    "422": "A field is not as it should be",
    "503": "Busy: come again",
}
WRITING = {"415": "Not JSON"}
UPDATING = {"412": "Changed by somebody since it was read", "428": "Say with If-Match which version it is"}


def described(app: FastAPI) -> dict[str, Any]:
    """Made once; the same code gives the same bytes, so that a change of the API is seen in review."""
    if app.openapi_schema is None:
        told = _with_chapters(
            get_openapi(
                title="Kutsu", version="1", openapi_version="3.1.0", description=ABOUT, routes=app.routes
            )
        )
        told.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        told["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        told["components"]["schemas"].pop("HTTPValidationError", None)
        told["components"]["schemas"].pop("ValidationError", None)
        for method, operation in operations(told):
            _complete(method, operation, told["components"]["schemas"])
        app.openapi_schema = told
    return app.openapi_schema


def _with_chapters(told: Mapping[str, Any]) -> dict[str, Any]:
    """Shapes of one name in two chapters go by chapter and name, wherever their files stand."""

    def renamed(found: re.Match[str]) -> str:
        return found[1].capitalize() + found[2]

    named: dict[str, Any] = json.loads(
        re.sub(r"\bapp__([a-z]+)__\w*?__([A-Z]\w*)\b", renamed, json.dumps(told))
    )
    return named


def operations(told: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in told["paths"].values():
        yield from path.items()


def _complete(method: str, operation: dict[str, Any], shapes: Mapping[str, Shape]) -> None:
    """The refusals, which are alike everywhere, an example of what is told, and who may call."""
    said = {**EVERYWHERE, **(WRITING if method != "get" else {}), **(UPDATING if method == "put" else {})}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, meaning in said.items():
        operation["responses"][status] = {"description": meaning, "content": content}
    for body in operation.get("requestBody", {}).get("content", {}).values():
        body["example"] = example_of(body["schema"], shapes)
    is_public = operation.pop("x-access", "") == "public"
    operation["security"] = [{"token": []}, {}] if is_public else [{"token": []}]
