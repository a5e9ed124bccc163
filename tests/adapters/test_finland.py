"""The Finnish pack against numbers and days that are known to be right."""

from datetime import date

import pytest

from app.adapters.finland import identifiers
from app.adapters.finland.country import finland
from app.law.rules.calendars import CalendarKind

BUSINESS_IDS = [
    "9900001-8",
    "9900002-6",
    "9900003-4",
    "9900004-2",
    "9900005-0",
    "9900006-9",
    "9900007-7",
    "9900010-6",
    "0000001-9",
]
IBANS = [
    "FI96 5000 0120 0000 12",
    "FI74 5000 0120 0000 20",
    "FI73 5000 0120 0000 38",
    "FI51 5000 0120 0000 46",
    "FI56 5000 0120 0000 53",
]


@pytest.mark.parametrize("number", BUSINESS_IDS)
def test_a_business_id_gives_its_vat_number_and_einvoice_address(number: str):
    vat, address = finland.vat_id(number), finland.einvoice_address(number)

    assert finland.reasons_identifier_wrong(identifiers.BUSINESS_ID, number) == []
    assert finland.reasons_identifier_wrong(identifiers.VAT, vat) == []
    assert finland.reasons_identifier_wrong(identifiers.OVT, address) == []
    assert (vat, address) == ("FI" + number.replace("-", ""), "0037" + number.replace("-", ""))


@pytest.mark.parametrize(
    ("scheme", "value", "code"),
    [
        (identifiers.BUSINESS_ID, "9900001-7", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, "1000003-1", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, "1000003-0", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, "1-9", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, "99000018", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, " 9900001-8", "law.business_id_wrong"),
        (identifiers.BUSINESS_ID, "9900001-8\n", "law.business_id_wrong"),
        (identifiers.VAT, "SE99000018", "law.vat_id_wrong"),
        (identifiers.VAT, "FI99000017", "law.vat_id_wrong"),
        (identifiers.OVT, "00379900001-8", "law.einvoice_address_wrong"),
        (identifiers.OVT, "003699000018", "law.einvoice_address_wrong"),
        (identifiers.OVT, "003799000017", "law.einvoice_address_wrong"),
        (identifiers.OVT, "003799000018ABCDEF", "law.einvoice_address_wrong"),
        (identifiers.IBAN, "FI96 5000 0120 0000 13", "law.iban_wrong"),
        (identifiers.OPERATOR, "Maventa Oy", "law.operator_wrong"),
        (identifiers.REFERENCE, "20260400018", "law.payment_reference_wrong"),
        (identifiers.REFERENCE, "123456789012345678901", "law.payment_reference_wrong"),
    ],
)
def test_a_wrong_number_is_refused_in_words(scheme: str, value: str, code: str):
    assert [reason.code for reason in finland.reasons_identifier_wrong(scheme, value)] == [code]


@pytest.mark.parametrize("number", IBANS)
def test_the_account_numbers_of_the_worked_example_are_right(number: str):
    assert finland.reasons_identifier_wrong(identifiers.IBAN, number) == []


def test_a_payment_reference_gets_its_check_digit():
    reference = finland.payment_reference("2026040001")

    assert reference == "20260400019"
    assert finland.reasons_identifier_wrong(identifiers.REFERENCE, reference) == []
    assert finland.reasons_identifier_wrong(identifiers.REFERENCE, "RF2420260400019") == []


def test_nothing_is_derived_from_a_wrong_business_id():
    for derive in (finland.vat_id, finland.einvoice_address):
        with pytest.raises(ValueError, match="not a Finnish business id"):
            derive("9900001-7")


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, {"01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "06-19", "12-24", "12-25"}),
        (2027, {"01-01", "01-06", "03-26", "03-29", "05-06", "06-25", "12-06", "12-24"}),
    ],
)
def test_the_weekdays_off_are_those_of_the_almanac(year: int, expected: set[str]):
    days = list(finland.days_off(date(year, 1, 1), date(year, 12, 31)))
    weekdays = {
        kind: {f"{day.on:%m-%d}" for day in days if day.calendar is kind and day.on.weekday() < 5}
        for kind in CalendarKind
    }
    eves = {f"{day.on:%m-%d}" for day in days if day.name in ("Jouluaatto", "Juhannusaatto")}

    assert weekdays[CalendarKind.LENIENT] == expected
    assert weekdays[CalendarKind.STRICT] == expected - eves
    assert len(eves) == 2
