"""Which facts of a client there are, and which of them a supplier may be shown (RULE-74)."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from app.kernel.refusals import Reason


class Field(StrEnum):
    CASE_NUMBER = "case_number"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"


SEALED = frozenset({Field.CASE_NUMBER, Field.FIRST_NAME, Field.LAST_NAME, Field.PHONE, Field.EMAIL})
CONTACT = frozenset({Field.PHONE, Field.EMAIL})
FOR_SUPPLIERS = frozenset({Field.FIRST_NAME, Field.LANGUAGE, Field.INTERPRETER}) | CONTACT
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to be misread aloud
PSEUDONYM_LETTERS = 10


def pseudonym_from(chance: int) -> str:
    """The last fifty bits of a random number as a name that can be read aloud.

    >>> pseudonym_from(0), pseudonym_from(2**50 - 1)
    ('K-00000-00000', 'K-ZZZZZ-ZZZZZ')
    """
    letters = "".join(ALPHABET[chance >> 5 * place & 31] for place in range(PSEUDONYM_LETTERS))
    return f"K-{letters[:5]}-{letters[5:]}"


def shown_to_supplier(asked: Collection[Field], *, protected_contact: bool) -> frozenset[Field]:
    """A protected contact goes through the case worker: no phone number, no e-mail address.

    >>> sorted(shown_to_supplier([Field.FIRST_NAME, Field.PHONE], protected_contact=True))
    [<Field.FIRST_NAME: 'first_name'>]
    """
    return frozenset(asked) - (CONTACT if protected_contact else frozenset())


def reasons_not_for_suppliers(asked: Collection[Field]) -> list[Reason]:
    """
    >>> [reason.facts["field"] for reason in reasons_not_for_suppliers([Field.LAST_NAME, Field.PHONE])]
    ['last_name']
    """
    return [
        Reason("clients.not_for_suppliers", {"field": str(field)})
        for field in asked
        if field not in FOR_SUPPLIERS
    ]


def reasons_not_corrected(told: Mapping[Field, str]) -> list[Reason]:
    """The case number stays: it is the buyer's own key to the file.

    >>> [reason.code for reason in reasons_not_corrected({Field.CASE_NUMBER: "7", Field.LAST_NAME: " "})]
    ['clients.number_stays', 'clients.field_missing']
    """
    reasons = [Reason("clients.number_stays")] if Field.CASE_NUMBER in told else []
    missing = [field for field in (Field.FIRST_NAME, Field.LAST_NAME) if not told.get(field, "-").strip()]
    return [*reasons, *(Reason("clients.field_missing", {"field": str(field)}) for field in missing)]


def reasons_not_represented(
    *, name: str, scope: str, valid_from: date, valid_to: date | None
) -> list[Reason]:
    missing = [field for field, text in (("name", name), ("scope", scope)) if not text.strip()]
    reasons = [Reason("clients.field_missing", {"field": str(field)}) for field in missing]
    if valid_to is not None and valid_to <= valid_from:
        reasons.append(Reason("clients.ends_before_it_starts"))
    return reasons


def reasons_file_incomplete(*, case_number: str, first_name: str, last_name: str) -> list[Reason]:
    told = {Field.CASE_NUMBER: case_number, Field.FIRST_NAME: first_name, Field.LAST_NAME: last_name}
    return [
        Reason("clients.field_missing", {"field": str(field)})
        for field, text in told.items()
        if not text.strip()
    ]
