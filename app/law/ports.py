"""What a country must answer before Kutsu can be used there; a pack is found through `kutsu.country`."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from app.kernel.refusals import Reason
from app.law.rules.calendars import DayOff
from app.law.rules.facts import LegalFact


class Country(Protocol):
    """Facts of law and forms of numbers; nothing here is decided by the pack at run time."""

    @property
    def code(self) -> str:
        """Two letters of ISO 3166."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """In which the pack's legal texts exist, the most used first."""

    @property
    def required_languages(self) -> tuple[str, ...]:
        """In which a buyer publishes unless it says otherwise."""

    @property
    def business_id_scheme(self) -> str:
        """The ISO 6523 code of the number in the business register."""

    @property
    def einvoice_scheme(self) -> str:
        """The code of an e-invoice address in the Peppol list of endpoint schemes."""

    @property
    def schemes(self) -> frozenset[str]:
        """All schemes that `reasons_identifier_wrong` knows."""

    def legal_rows(self) -> Iterable[LegalFact]:
        """Every fact with its source and certainty; a row's first day never moves in a later release."""

    def days_off(self, first: date, last: date) -> Iterable[DayOff]:
        """The days of both calendars, weekends aside, for as many years as the pack is sure of."""

    def reasons_identifier_wrong(self, scheme: str, value: str) -> list[Reason]:
        """Form and check digit only: whether anybody bears the number is for a register to say."""

    def vat_id(self, business_id: str) -> str: ...

    def einvoice_address(self, business_id: str) -> str:
        """The address that the number alone gives; a supplier may have told another."""

    def payment_reference(self, body: str) -> str:
        """The digits of a payment reference completed by their check digit."""
