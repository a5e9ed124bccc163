"""One example of every body that the API takes, put together from its shape and its fields' names."""

from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, Any]
AN_ID = "0195d2c4-7a10-7c3e-9f21-5b8e6a4d1c02"
FIELDS: dict[str, Any] = {  # what a type cannot tell by itself; a field's own example goes before
    "answer": "Kyllä",
    "bic": "NDEAFIHH",
    "business_id": "0737546-2",
    "case_number": "TE-2026-000417",
    "category": "A",
    "closes_at": "2027-12-31 12:00",
    "code": "A1",
    "contact": "Hankintapalvelut",
    "contact_email": "hankinnat@jarvi-hame.example",
    "contact_phone": "+358 40 123 4567",
    "country": "FI",
    "cpv_main": "85312320",
    "criterion": "K1",
    "decision": "Viranhaltijapäätös 12/2026",
    "decision_ref": "TE-2026-000417/3",
    "email": "palvelut@valopolku.example",
    "ends_at": "2026-03-05 13:30",
    "ends_on": "2026-12-31",
    "first_name": "Aino",
    "first_round_closes_at": "2026-04-07 12:00",
    "interpreter": "ar",
    "known_facts": "Soteri-rekisteri tarkistettu 2026-03-05",
    "language": "fi",
    "last_name": "Esimerkki",
    "number": "JH/412/2026",
    "phone": "+358 40 123 4567",
    "plan_ref": "Työllistymissuunnitelma 2026-03",
    "postal_code": "15100",
    "proof": "Yhdistysrekisterin ote 2026-03-02",
    "question": "R1",
    "reason": "Asiakas on saanut työpaikan.",
    "scope": "Asiointi palvelun valinnassa",
    "secret": "u8VtY2cQmZ0rXk4N",
    "street": "Kirkkokatu 12",
    "summary": "Tukea työnhakuun kerran viikossa.",
    "title": "Työhönvalmennus",
    "town": "Lahti",
    "valid_to": "2026-12-31",
}
BY_TYPE: dict[str, Any] = {"boolean": True, "integer": 1, "number": 1, "string": "Esimerkki"}


def example_of(shape: Shape, shapes: Mapping[str, Shape], name: str = "") -> Any:
    """A value that the shape takes; of an object, what it must hold and what an example is known for.

    >>> shapes = {"OrderIn": {"type": "object", "required": ["need_id"], "properties": {
    ...     "need_id": {"type": "string", "format": "uuid"},
    ...     "reason": {"type": "string", "default": ""},
    ...     "gap": {"type": "string", "default": ""}}}}
    >>> example_of({"$ref": "#/components/schemas/OrderIn"}, shapes)["reason"]
    'Asiakas on saanut työpaikan.'
    """
    if "$ref" in shape:
        return example_of(shapes[shape["$ref"].rsplit("/", 1)[1]], shapes, name)
    if "anyOf" in shape:
        return example_of(shape["anyOf"][0], shapes, name)
    if shape.get("type") == "object":
        return _whole(shape, shapes, name)
    if shape.get("type") == "array":
        return [example_of(shape["items"], shapes, name.removesuffix("s"))]
    return _single(shape, name)


def _whole(shape: Shape, shapes: Mapping[str, Shape], name: str) -> dict[str, Any]:
    if "patternProperties" in shape:  # a text by language
        return {"fi": FIELDS.get(name, BY_TYPE["string"])}
    required = shape.get("required", ())
    return {
        field: example_of(of, shapes, field)
        for field, of in shape.get("properties", {}).items()
        if field in required or _is_known(of, field)
    }


def _is_known(shape: Shape, name: str) -> bool:
    [first, *_] = shape.get("anyOf") or [shape]
    return name in FIELDS or "examples" in first


def _single(shape: Shape, name: str) -> Any:
    if name in FIELDS and shape.get("type") == "string" and "enum" not in shape:
        return FIELDS[name]
    if shape.get("examples") or shape.get("enum"):
        return (shape.get("examples") or shape["enum"])[0]
    if "const" in shape:
        return shape["const"]
    return AN_ID if shape.get("format") == "uuid" else BY_TYPE[shape["type"]]
