"""Turning data into HTML: the Jinja environment of one language, with its way to write dates and money."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.kernel.deadlines import Limit
from app.kernel.money import CURRENCY, WHOLE, Money, money_from_text
from app.kernel.quantity import Quantity
from app.kernel.texts import Texts
from app.platform.places import shared
from app.platform.texts import Catalogue, catalogue, say

# Finns write 9.00 in Finnish and 9:00 with a colon in Swedish; English follows the latter.
CLOCKS = {"fi": "{hour}.{minute:02}"}
OTHER_CLOCK = "{hour:02}:{minute:02}"
AS_TYPED = "example"  # shows how a field is written, and so stays as it is
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
AMOUNT = re.compile(rf"-?\d+\.\d\d {CURRENCY}")
NO_BREAK = "\N{NO-BREAK SPACE}"


@lru_cache
def environment(
    language: str, *, zone: str = "Europe/Helsinki", territory: str = "FI", strict: bool = False
) -> Environment:
    """Everything is escaped, nothing undefined is passed over; `strict` also refuses unknown texts.

    In templates: `{{ _("order.over_ceiling", left=left|money) }}`, `{{ order.starts_on|day }}`.
    """
    words = catalogue(language, strict=strict)
    made = Environment(
        loader=FileSystemLoader(shared("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_no_none if strict else _none_is_empty,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update({"_": _translator(words), "asset": asset, "language": language})
    made.filters.update(_filters(words, ZoneInfo(zone), f"{language}_{territory}"))
    return made


def _translator(words: Catalogue) -> Callable[..., Markup]:
    def translate(code: str, **facts: object) -> Markup:
        spelled = {name: str(escape(value)) for name, value in facts.items()}
        return Markup(words.filled(code, lambda gap: words.fact(code, spelled, gap), escape))  # noqa: S704

    return translate


def _filters(words: Catalogue, zone: ZoneInfo, locale: str) -> dict[str, Callable[..., Any]]:
    clock = CLOCKS.get(words.language, OTHER_CLOCK)

    def at(moment: datetime) -> str:
        local = moment.astimezone(zone)
        return clock.format(hour=local.hour, minute=local.minute)

    def text(texts: Texts) -> str:
        return texts.in_language(words.language)

    return {
        "day": lambda value: day(value, zone),
        "clock": at,
        "money": lambda amount: money(amount, locale),
        "hundredths": lambda number: hundredths(number, locale),
        "percent": lambda basis_points: percent(basis_points, locale),
        "quantity": lambda amount: quantity(amount, locale),
        "text": text,
        "limit": lambda limit, form: limit_in_words(limit, form, words),
    }


def asset(name: str) -> Markup:
    """The address of a file under static/, which changes with its bytes: browsers keep it for a year."""
    return Markup(f"/static/{quote(name)}?v={_digest(name)}")  # noqa: S704 - quoted


@lru_cache
def _digest(name: str) -> str:
    return sha256((shared("templates") / "static" / name).read_bytes()).hexdigest()[:10]


def told(code: str, facts: Mapping[str, str], language: str) -> str:
    """A reason in words for a person: its days, moments and amounts as that language writes them."""
    said = {name: fact if name == AS_TYPED else _as_said(fact, language) for name, fact in facts.items()}
    return say(code, said, language)


def _as_said(fact: str, language: str) -> str:
    """Reasons carry days as ISO texts and amounts as "40.00 EUR", for the audit and for programs.

    >>> _as_said("2026-04-08", "fi"), _as_said("40.00 EUR", "sv").replace(chr(0xA0), " "), _as_said("A", "en")
    ('8.4.2026', '40,00 €', 'A')
    """
    filters = environment(language).filters
    if ISO_DAY.fullmatch(fact):
        return str(filters["day"](date.fromisoformat(fact)))
    if ISO_MOMENT.fullmatch(fact):
        moment = datetime.fromisoformat(fact)
        return f"{filters['day'](moment)} {filters['clock'](moment)}"
    if AMOUNT.fullmatch(fact):
        return str(filters["money"](money_from_text(fact.removesuffix(f" {CURRENCY}"))))
    return fact


def day(value: date, zone: ZoneInfo) -> str:
    """Day, month, year, in every language alike: the locales' own short dates are not.

    >>> day(date(2026, 11, 5), ZoneInfo("Europe/Helsinki"))
    '5.11.2026'
    """
    if isinstance(value, datetime):
        value = value.astimezone(zone)
    return f"{value.day}.{value.month}.{value.year}"


def money(amount: Money, locale: str) -> str:
    """
    >>> money(Money(1_234_50), "sv_FI").replace(chr(0xA0), " ")
    '1 234,50 €'
    """
    return format_currency(Decimal(amount.cents).scaleb(-2), CURRENCY, locale=locale)


def quantity(amount: Quantity, locale: str) -> str:
    """
    >>> from app.kernel.quantity import Unit
    >>> quantity(Quantity(7, 4, Unit.HOUR), "fi_FI"), quantity(Quantity(13, 30, Unit.MONTH), "fi_FI")
    ('1,75', '13/30')
    """
    plain = amount.plain()
    return plain if "/" in plain else format_decimal(Decimal(plain), format="#,##0.####", locale=locale)


def hundredths(number: int, locale: str) -> str:
    """Points of a comparison, which are counted in hundredths and always shown with both decimals.

    >>> hundredths(90_50, "fi_FI")
    '90,50'
    """
    return format_decimal(Decimal(number).scaleb(-2), format="#,##0.00", locale=locale)


def percent(basis_points: int, locale: str) -> str:
    """
    >>> percent(2550, "fi_FI").replace(chr(0xA0), " ")
    '25,5 %'
    """
    return format_percent(Decimal(basis_points) / WHOLE, format=f"#,##0.##{NO_BREAK}%", locale=locale)


def limit_in_words(limit: Limit, form: str, words: Catalogue) -> str:
    """A length of time in the form that the sentence needs: "within", "every" or "notice"."""
    ending = ".one" if limit.amount == 1 else ""
    return words.say(f"limit.{form}.{limit.unit}{ending}", {"amount": str(limit.amount)})


def _no_none(value: Any) -> Any:
    if value is None:
        raise ValueError("a template printed a value that is missing")
    return value


def _none_is_empty(value: Any) -> Any:
    return "" if value is None else value
