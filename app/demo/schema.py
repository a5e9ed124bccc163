"""The JSON Schema of a story file, and its description for people, both made from the acts themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.demo.acting import Act
from app.demo.fields import Fields, kind_within, words_within
from app.demo.script import Heading, Story

MARK = "<!-- from here on written by `make docs` -->"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(acts: Mapping[str, Act]) -> dict[str, Any]:
    """A file that keeps it may still be refused: the order of acts and the keys they name are not in it."""
    story = Story.model_json_schema()
    definitions: dict[str, Any] = story.pop("$defs", {})
    for act in acts.values():
        definitions[act.name] = _act_schema(act, definitions)
    story["properties"]["acts"]["items"] = {
        "type": "object",
        "required": ["do"],
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in acts],
    }
    told = {"$schema": DIALECT, **story, "title": "A Kutsu story", "$defs": definitions}
    return {name: _of_texts(part) for name, part in told.items()}


def _of_texts(part: Any) -> Any:
    """What a file of texts can hold: no null, and no default that is not written as a text."""
    if isinstance(part, list):
        return [_of_texts(inner) for inner in part if inner != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    kept = {name: _of_texts(inner) for name, inner in part.items() if name != "default"}
    if isinstance(part.get("default"), str):
        kept["default"] = part["default"]
    return kept


def with_acts(page: str, acts: Mapping[str, Act]) -> str:
    """The page with everything after its mark written anew from the acts."""
    head, _, _ = page.partition(MARK)
    return head + MARK + "\n\n" + "\n".join(_described(act) for act in acts.values())


def _act_schema(act: Act, definitions: dict[str, Any]) -> dict[str, Any]:
    heading, facts = Heading.model_json_schema(), act.fields.model_json_schema(ref_template="#/$defs/{model}")
    definitions.update(facts.pop("$defs", {}))
    properties = {**heading["properties"], "do": {"const": act.name}, **facts.get("properties", {})}
    return {
        "type": "object",
        "description": act.summary,
        "properties": properties,
        "required": [*heading["required"], *facts.get("required", [])],
        "additionalProperties": False,
    }


def _described(act: Act) -> str:
    return "\n".join([f"### `{act.name}`", "", act.summary, "", *_facts_described(act.fields), ""])


def _facts_described(kind: type[Fields], indent: str = "") -> Iterator[str]:
    for name, field in kind.model_fields.items():
        need = "needed" if field.is_required() else "optional"
        words = ", ".join(f"`{word}`" for word in words_within(field.annotation))
        told = " ".join(part for part in (field.description, words and f"One of {words}.") if part)
        yield f"{indent}- `{field.alias or name}` ({need})" + (f": {told}" if told else "")
        if inner := kind_within(field.annotation):
            yield from _facts_described(inner, indent + "  ")
