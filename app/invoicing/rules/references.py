"""Payment references: the Finnish reference number, its RF form, and a seller's rule for its own.

The check digit is that of the Finnish banks' reference number (weights 7, 3, 1 from the right), the RF
form that of ISO 11649. A reference belongs to the seller whose account is paid: it follows the pattern in
the seller's mandate, and is never invented for another's account.
"""

import re
from collections.abc import Iterator
from datetime import date

from stdnum import iso11649

from app.kernel.refusals import Reason

SHORTEST, LONGEST = 4, 20  # digits, the check digit included
WEIGHTS = (7, 3, 1)
PATTERN_PART = re.compile(r"\{(yyyy|yy|mm)\}|\{supplier:0?([1-9])\}|([0-9]+)")


def reference_number(body: str) -> str:
    """The body with its check digit behind it.

    >>> reference_number("2026040001")
    '20260400019'
    """
    if not (body.isascii() and body.isdecimal()) or not SHORTEST - 1 <= len(body) < LONGEST:
        raise ValueError(f"{body!r} cannot become a reference number: it takes 3 to 19 digits")
    weighted = (int(digit) * WEIGHTS[place % 3] for place, digit in enumerate(reversed(body)))
    return body + str(-sum(weighted) % 10)


def is_reference_number(written: str) -> bool:
    """
    >>> is_reference_number("20260400019"), is_reference_number("20260400018")
    (True, False)
    """
    if not (written.isascii() and written.isdecimal()) or not SHORTEST <= len(written) <= LONGEST:
        return False
    return reference_number(written[:-1]) == written


def rf_reference(reference: str) -> str:
    """The ISO 11649 form of a Finnish reference number.

    >>> rf_reference("20260400019")
    'RF2420260400019'
    """
    if not is_reference_number(reference):
        raise ValueError(f"{reference!r} is not a Finnish reference number")
    significant = reference.lstrip("0")
    return f"RF{98 - int(significant + '271500') % 97:02}{significant}"  # R, F, 0, 0 are 27, 15, 0, 0


def is_rf_reference(written: str) -> bool:
    """Written without spaces, and the two check digits hold.

    >>> is_rf_reference("RF2420260400019"), is_rf_reference("RF24 2026 0400 019")
    (True, False)
    """
    return iso11649.is_valid(written) and iso11649.compact(written) == written


def finnish_reference(rf: str) -> str | None:
    """The Finnish reference number inside an RF reference, where there is one.

    >>> finnish_reference("RF2420260400019")
    '20260400019'
    """
    inner = rf[4:]
    return inner if is_rf_reference(rf) and is_reference_number(inner) else None


def is_payment_reference(written: str) -> bool:
    return is_reference_number(written) or is_rf_reference(written)


def payment_reference(pattern: str, *, month: date, supplier: int, further: int = 0, rf: bool = False) -> str:
    """A month's reference by the seller's own rule; `further` counts the invoices after the month's first.

    >>> payment_reference("{yyyy}{mm}{supplier:04}", month=date(2026, 4, 1), supplier=1)
    '20260400019'
    >>> payment_reference("{yyyy}{mm}{supplier:04}", month=date(2026, 4, 1), supplier=1, further=1)
    '202604000110'
    """
    body = reference_body(pattern, month=month, supplier=supplier, further=further)
    reference = reference_number(body)
    return rf_reference(reference) if rf else reference


def reference_body(pattern: str, *, month: date, supplier: int, further: int = 0) -> str:
    """The digits before the check digit; the first further invoice of the month ends in 1, and so on.

    >>> reference_body("{yyyy}{mm}{supplier:04}", month=date(2026, 4, 1), supplier=4, further=2)
    '20260400042'
    """
    body = "".join(_written(part, month, supplier) for part in _parts(pattern))
    return body + (str(further) if further else "")


def reasons_against_pattern(pattern: str) -> list[Reason]:
    """A rule needs the year, the month and the supplier at fixed places, so that no two bodies are alike.

    >>> [reason.code for reason in reasons_against_pattern("{yyyy}{supplier}")]
    ['invoicing.reference_pattern_unreadable']
    >>> reasons_against_pattern("77{yyyy}{mm}{supplier:04}")
    []
    """
    try:
        parts = list(_parts(pattern))
    except ValueError:
        return [Reason("invoicing.reference_pattern_unreadable", {"pattern": pattern})]
    reasons = [
        Reason("invoicing.reference_pattern_lacks", {"pattern": pattern, "gap": "/".join(names)})
        for names in (("{yyyy}", "{yy}"), ("{mm}",), ("{supplier:04}",))
        if not any(_gap(part) in names for part in parts)
    ]
    if sum(_width(part) for part in parts) > LONGEST - 4:  # room for the check digit and 999 invoices
        reasons.append(Reason("invoicing.reference_pattern_too_long", {"pattern": pattern}))
    return reasons


def _parts(pattern: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(pattern):
        part = PATTERN_PART.match(pattern, at)
        if part is None:
            raise ValueError(f"{pattern!r} is not a reference rule, such as {{yyyy}}{{mm}}{{supplier:04}}")
        yield part
        at = part.end()


def _written(part: re.Match[str], month: date, supplier: int) -> str:
    spelled, width, literal = part.groups()
    if literal:
        return literal
    if width:
        if not 0 < supplier < 10 ** int(width):
            raise ValueError(f"supplier number {supplier} does not fit into {part[0]}")
        return f"{supplier:0{width}}"
    return {"yyyy": f"{month.year:04}", "yy": f"{month.year % 100:02}", "mm": f"{month.month:02}"}[spelled]


def _gap(part: re.Match[str]) -> str:
    return "{supplier:04}" if part[2] else part[0]


def _width(part: re.Match[str]) -> int:
    spelled, width, literal = part.groups()
    return int(width) if width else len(spelled or literal)
