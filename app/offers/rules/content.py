"""What an application says, as bytes that are always spelled the same, so that a receipt can prove them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import JSONDecodeError, loads
from uuid import UUID

from app.kernel.money import Money
from app.kernel.plain import canonical_json
from app.kernel.typed import from_plain


@dataclass(frozen=True)
class CategoryOffer:
    """What is offered in one category: a unit price without VAT, and answers by the code of the question."""

    unit_price: Money
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ApplicationContent:
    """Offers by the code of the category; declarations answer what the call asks of everybody."""

    offers: Mapping[str, CategoryOffer]
    declarations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Envelope:
    """The content as it is received and sealed.

    The salt keeps the hash from telling anything: without it, whoever can guess the answers could try
    prices until the hash fits.
    """

    application: UUID
    salt: UUID
    content: ApplicationContent

    def as_bytes(self) -> bytes:
        """
        >>> offer = CategoryOffer(Money(58_50), {"staff": "Kaksi valmentajaa"})
        >>> envelope = Envelope(UUID(int=1), UUID(int=2), ApplicationContent({"A": offer}))
        >>> envelope_from_bytes(envelope.as_bytes()) == envelope
        True
        """
        return canonical_json(self)

    @property
    def sha256(self) -> bytes:
        return sha256(self.as_bytes()).digest()


def envelope_from_bytes(content: bytes) -> Envelope:
    return from_plain(Envelope, loads(content))


def content_from_json(written: str | bytes) -> ApplicationContent:
    """What an applicant sent as JSON; a ValueError says where it went wrong.

    >>> content_from_json('{"offers": {"A": {"unit_price": 5850}}}').offers["A"].unit_price
    Money(cents=5850)
    >>> content_from_json('{"offers": {"A": {"unit_price": 58.50}}}')
    Traceback (most recent call last):
    ...
    ValueError: value.offers.A.unit_price: 58.5 is not a whole number
    """
    try:
        plain = loads(written)
    except JSONDecodeError as wrong:
        raise ValueError(f"not JSON: {wrong}") from None
    return from_plain(ApplicationContent, plain)
