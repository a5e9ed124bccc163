"""Finnish numbers: business id, VAT number, e-invoice address (OVT), bank account, payment reference.

Sources: the check digit of the business id and of the VAT number by python-stdnum (Finnish Tax
Administration), OVT by the e-invoice address code of ISO 6523 0037, IBAN by ISO 13616.
"""

import re

from stdnum import iban
from stdnum.fi import ytunnus

from app.invoicing.rules.references import is_payment_reference
from app.kernel.refusals import Reason

BUSINESS_ID = "0212"
OVT = "0216"
VAT = "vat"
IBAN = "iban"
OPERATOR = "operator"
REFERENCE = "payment_reference"
OVT_PREFIX = "0037"  # the tax administration's registers in ISO 6523


def is_business_id(written: str) -> bool:
    """Seven digits, a dash and the check digit, leading zeros kept.

    >>> is_business_id("9900001-8"), is_business_id("9900001-7"), is_business_id("99000018")
    (True, False, False)
    """
    return re.fullmatch(r"[0-9]{7}-[0-9]", written) is not None and ytunnus.is_valid(written)


def is_vat_id(written: str) -> bool:
    """
    >>> is_vat_id("FI99000018"), is_vat_id("FI9900001-8"), is_vat_id("FI99000017")
    (True, False, False)
    """
    return re.fullmatch(r"FI[0-9]{8}", written) is not None and ytunnus.is_valid(written)


def is_einvoice_address(written: str) -> bool:
    """0037, the business id without its dash, and at most five characters of the organisation's own.

    >>> is_einvoice_address("003799000018"), is_einvoice_address("003799000018TYO1")
    (True, True)
    >>> is_einvoice_address("00379900001-8"), is_einvoice_address("003799000018TOOLONG")
    (False, False)
    """
    shape = re.fullmatch(OVT_PREFIX + r"([0-9]{8})[0-9A-Z]{0,5}", written)
    return shape is not None and ytunnus.is_valid(shape[1])


def is_iban(written: str) -> bool:
    """Of any country; spaces between groups are as people write them.

    >>> is_iban("FI96 5000 0120 0000 12"), is_iban("FI96 5000 0120 0000 13")
    (True, False)
    """
    return iban.is_valid(written)


def is_operator(written: str) -> bool:
    """An e-invoice operator is known by an OVT-like number or by a bank's BIC.

    >>> is_operator("003721291126"), is_operator("NDEAFIHH"), is_operator("Maventa Oy")
    (True, True, False)
    """
    return re.fullmatch(r"[0-9A-Z]{2,35}", written) is not None


FORMS = {
    BUSINESS_ID: (is_business_id, "law.business_id_wrong"),
    OVT: (is_einvoice_address, "law.einvoice_address_wrong"),
    VAT: (is_vat_id, "law.vat_id_wrong"),
    IBAN: (is_iban, "law.iban_wrong"),
    OPERATOR: (is_operator, "law.operator_wrong"),
    REFERENCE: (is_payment_reference, "law.payment_reference_wrong"),
}


def reasons_identifier_wrong(scheme: str, value: str) -> list[Reason]:
    if scheme not in FORMS:
        return [Reason("law.scheme_unknown", {"scheme": scheme})]
    is_right, code = FORMS[scheme]
    return [] if is_right(value) else [Reason(code, {"value": value})]


def vat_id(business_id: str) -> str:
    """
    >>> vat_id("9900001-8")
    'FI99000018'
    """
    return "FI" + _digits(business_id)


def einvoice_address(business_id: str) -> str:
    """
    >>> einvoice_address("9900001-8")
    '003799000018'
    """
    return OVT_PREFIX + _digits(business_id)


def _digits(business_id: str) -> str:
    if not is_business_id(business_id):
        raise ValueError(f"{business_id!r} is not a Finnish business id")
    return business_id.replace("-", "")
