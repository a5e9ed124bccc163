"""The JSON Schema of a story file, and its description for people, both made from the acts themselves."""

from collections.abc import Mapping
from typing import Any

from app.demo.acting import Act
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
    return {"$schema": DIALECT, **story, "title": "A Kutsu story", "$defs": definitions}


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
    lines = [f"### `{act.name}`", "", act.summary, ""]
    for name, field in act.fields.model_fields.items():
        need = "needed" if field.is_required() else "optional"
        lines.append(
            f"- `{field.alias or name}` ({need})" + (f": {field.description}" if field.description else "")
        )
    return "\n".join([*lines, ""])
