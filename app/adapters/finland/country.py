"""Finland's answer to what Kutsu asks of a country."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from app.adapters.finland import identifiers, legal
from app.invoicing.rules.references import reference_number
from app.kernel.refusals import Reason
from app.law.ports import Country
from app.law.rules.calendars import DayOff
from app.law.rules.facts import LegalFact


class Finland(Country):
    code = "FI"
    zone = ZoneInfo("Europe/Helsinki")
    languages = ("fi", "sv", "en")
    required_languages = ("fi",)  # a bilingual buyer adds sv itself (RULE-10)
    business_id_scheme = identifiers.BUSINESS_ID
    einvoice_scheme = identifiers.OVT
    schemes = frozenset(identifiers.FORMS)

    def legal_rows(self) -> Iterable[LegalFact]:
        return legal.FACTS

    def days_off(self, first: date, last: date) -> Iterable[DayOff]:
        return legal.days_off(first, last)

    def reasons_identifier_wrong(self, scheme: str, value: str) -> list[Reason]:
        return identifiers.reasons_identifier_wrong(scheme, value)

    def vat_id(self, business_id: str) -> str:
        return identifiers.vat_id(business_id)

    def einvoice_address(self, business_id: str) -> str:
        return identifiers.einvoice_address(business_id)

    def payment_reference(self, body: str) -> str:
        return reference_number(body)


finland = Finland()
