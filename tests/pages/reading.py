"""Reading a page as its readers do: its forms with what stands in them, its links, its words."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag

from lxml import html

Element = Any
OURS = ("_csrf", "_once", "_page", "_save", "_version")
SAMPLES = {
    "email": "testi@matrix.example",
    "date": "2026-11-25",
    "datetime-local": "2026-11-25T12:00",
    "month": "2026-11",
    "number": "1",
    "tel": "040 000 0000",
    "password": "seitsemän veljestä 1870",
}
NOT_WORDS = ("script", "style", "code", "pre", "kbd", "samp")
SPOKEN = ("alt", "aria-label", "placeholder", "title", "value")


@dataclass(frozen=True)
class Field:
    """One name of a form, with what a browser would send of it, and what it could."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def is_typed(self) -> bool:
        return self.kind not in ("hidden", "radio", "checkbox", "select")


@dataclass(frozen=True)
class Form:
    action: str
    fields: tuple[Field, ...]

    @property
    def asked(self) -> tuple[Field, ...]:
        """What the person tells; the rest the page itself has put there."""
        return tuple(field for field in self.fields if field.kind != "hidden")

    def ours(self) -> dict[str, Any]:
        return {field.name: field.values[-1] for field in self.fields if field.name in OURS and field.values}

    def filled(self) -> dict[str, Any]:
        """Sent as it stands, with something plausible wherever the page demands an answer."""
        return {
            field.name: _told(field)
            for field in self.fields
            if (field.values or field.is_required) and field.name not in OURS
        }

    def as_long_as(self, text: str) -> dict[str, Any]:
        return {**self.filled(), **{field.name: text for field in self.asked}}


def _told(field: Field) -> Any:
    if field.values:
        return list(field.values)
    if field.offered:
        return next((value for value in field.offered if value), "")
    return SAMPLES.get(field.kind, "1")


def forms_of(page: str) -> list[Form]:
    """Those that act: a filter only asks."""
    found = html.fromstring(page).xpath("//form[translate(@method, 'POST', 'post') = 'post']")
    return [Form(form.get("action"), tuple(_fields(form))) for form in found]


def _fields(form: Element) -> list[Field]:
    fields: dict[str, Field] = {}
    for element in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        one = _field(element)
        before = fields.get(one.name)
        fields[one.name] = one if before is None else _joined(before, one)
    return list(fields.values())


def _field(element: Element) -> Field:
    name, required = element.get("name"), element.get("required") is not None
    if element.tag == "select":
        offered = tuple(option.get("value", option.text or "") for option in element.xpath(".//option"))
        chosen = tuple(option.get("value", "") for option in element.xpath(".//option[@selected]"))
        return Field(name, "select", tuple(value for value in chosen if value), offered, required)
    if element.tag == "textarea":
        return Field(name, "text", tuple(filter(None, [element.text])), (), required)
    kind, value = element.get("type", "text"), element.get("value", "")
    if kind in ("radio", "checkbox"):
        is_on = element.get("checked") is not None
        return Field(name, kind, (value,) if is_on else (), (value,), required)
    return Field(name, kind, (value,) if value or kind == "hidden" else (), (), required)


def _joined(before: Field, one: Field) -> Field:
    """Radio buttons of one name, a row of boxes, a box after its hidden "no"."""
    if one.kind == "checkbox" and before.kind == "hidden":
        return Field(one.name, "checkbox", one.values or before.values, one.offered, one.is_required)
    required = before.is_required or one.is_required
    return Field(one.name, one.kind, before.values + one.values, before.offered + one.offered, required)


def links_of(page: str) -> list[str]:
    """Within the site, in their order, each once."""
    found = [urldefrag(link).url for link in html.fromstring(page).xpath("//a/@href")]
    return list(dict.fromkeys(link for link in found if link.startswith("/") and not link.startswith("//")))


def words_of(page: str) -> list[str]:
    """Whatever is read or read aloud, but not what is quoted as code."""
    root = html.fromstring(page)
    for element in root.xpath("|".join(f"//{tag}" for tag in NOT_WORDS)):
        element.drop_tree()
    said = [text for text in root.xpath("//title/text() | //body//text()") if text.strip()]
    buttons = ("submit", "button")
    for element in root.iter():
        if isinstance(element.tag, str):
            said += [
                element.get(name)
                for name in SPOKEN
                if element.get(name) and (name != "value" or element.get("type") in buttons)
            ]
    return [re.sub(r"\s+", " ", text).strip() for text in said]
