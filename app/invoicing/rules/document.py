"""Why an invoice may not go out yet: every figure to the cent, and every field that a receiver asks for.

The official validators forgive: VAT may be off by 99 cents and a line by two. So the sums of EN 16931 (BR-CO
and the rules of each VAT category) are computed again here with no tolerance, and the rules of Peppol BIS
Billing 3.0.21 (R001 to R130, CL008, P0100) are asked as far as the types leave them open. What the types
settle needs no asking: one note at most (R002), allowances and charges (R040 to R046) and direct debit
(R061) do not exist, dates are dates (F001), the kind is 380 or 381 (P0100, P0101).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from stdnum import iban as iban_number
from stdnum.fi import ytunnus

from app.invoicing.ports import (
    DocParty,
    DocPayment,
    DocTotals,
    InvoiceDoc,
    InvoiceDocLine,
    Period,
    Preceding,
    VatCategory,
    VatGround,
    VatGroup,
)
from app.invoicing.rules.references import is_payment_reference
from app.invoicing.rules.states import InvoiceKind
from app.invoicing.rules.totals import group_vat, line_net
from app.kernel.money import Money, total
from app.kernel.refusals import Reason

LONGEST_NUMBER = 20  # Finvoice 3.0; UBL has no limit
# An identifier is never cut, so it must fit where it goes; names and streets may be divided, but not empty.
LENGTHS: dict[str, tuple[int, int | None]] = {
    "number": (1, LONGEST_NUMBER),
    "preceding.number": (1, LONGEST_NUMBER),
    "order_reference": (1, 70),
    "buyer_reference": (1, 70),
    "contract_reference": (1, 70),
    "call_reference": (1, 70),
    "project_reference": (1, 70),
    "payment_terms": (1, 140),
    "seller.name": (2, 200),
    "buyer.name": (2, 200),
    "seller.business_id": (1, 35),
    "buyer.business_id": (1, 35),
    "seller.vat_id": (4, 35),
    "buyer.vat_id": (4, 35),
    "seller.tax_registration_id": (1, 35),
    "seller.endpoint.value": (2, 35),
    "buyer.endpoint.value": (2, 35),
    "seller.address.street": (2, 100),
    "buyer.address.street": (2, 100),
    "seller.address.second_line": (2, 35),
    "buyer.address.second_line": (2, 35),
    "seller.address.city": (2, 35),
    "buyer.address.city": (2, 35),
    "seller.address.post_code": (2, 35),
    "buyer.address.post_code": (2, 35),
    "lines.id": (1, 35),
    "lines.order_number": (1, 35),
    "lines.ground.exemption_code": (1, 20),
    "lines.ground.exemption_text": (1, 200),
}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
OPERATOR = re.compile(r"[0-9A-Za-z]{2,35}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
COUNTRY = re.compile(r"[A-Z]{2}")
VAT_ID = re.compile(r"FI[0-9]{8}|(?!FI)[A-Z]{2}[0-9A-Z]{2,13}")
# Peppol's electronic address schemes (CL008). 0037, 0212 and 0213 have left it: in Finland only 0216 counts.
PEPPOL_SCHEMES = (
    "0002 0007 0009 0060 0088 0096 0097 0106 0130 0135 0142 0151 0183 0184 0188 0190 0191 0192 0193 0195 "
    "0196 0198 0199 0200 0201 0202 0204 0208 0209 0210 0211 0215 0216 0218 0221 0230 9901 9910 9913 9914 "
    "9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 "
    "9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959"
)
ENDPOINT_SCHEMES = frozenset(PEPPOL_SCHEMES.split())
FINNISH_ADDRESS, FINNISH_BUSINESS_ID = "0216", "0212"
TAXED = frozenset({VatCategory.STANDARD, VatCategory.ZERO, VatCategory.REVERSE_CHARGE})
UNTAXED_FOR_A_REASON = frozenset({VatCategory.EXEMPT, VatCategory.OUTSIDE, VatCategory.REVERSE_CHARGE})
# Reason codes that belong to one category (P0105, P0107, BR-O-10, BR-AE-10); the rest are exemptions.
CODE_OF_CATEGORY = {VatCategory.OUTSIDE: "VATEX-EU-O", VatCategory.REVERSE_CHARGE: "VATEX-EU-AE"}


def reasons_not_to_issue(doc: InvoiceDoc) -> list[Reason]:
    """All that is wrong with it, in the order in which a person reads an invoice."""
    return [
        *_fields_ill_written(doc),
        *_dates_in_disorder(doc),
        *_references_missing(doc),
        *_party_faults("seller", doc.seller),
        *_party_faults("buyer", doc.buyer),
        *_payment_faults(doc.payment),
        *_line_faults(doc.lines, doc.period),
        *_ground_faults(doc.lines),
        *_tax_id_faults(doc),
        *_group_faults(doc.lines, doc.totals.vat_groups),
        *_total_faults(doc.lines, doc.totals),
    ]


def shown_parties(
    seller: DocParty, buyer: DocParty, grounds: Iterable[VatGround]
) -> tuple[DocParty, DocParty]:
    """The parties as this invoice may show them: outside VAT's scope without VAT numbers (BR-O-02)."""
    if all(ground.category is not VatCategory.OUTSIDE for ground in grounds):
        return seller, buyer
    return replace(seller, vat_id=None, tax_registration_id=None), replace(buyer, vat_id=None)


def period_over(month: Period, lines: Iterable[InvoiceDocLine]) -> Period:
    """The month, widened by what was delivered earlier and approved late (Peppol R110 and R111).

    >>> october = Period(date(2026, 10, 1), date(2026, 10, 31))
    >>> period_over(october, []) == october
    True
    """
    periods = [month, *(line.period for line in lines if line.period)]
    return Period(min(p.starts_on for p in periods), max(p.ends_on for p in periods))


def full_credit(
    doc: InvoiceDoc, *, number: str, issued_on: date, due_on: date, made_at: datetime, note: str | None = None
) -> InvoiceDoc:
    """The credit note that takes the whole invoice back: each figure is the invoice's own, none is computed.

    A credit in part is not made: 1.25 h of 5.00 h at 59.90 leaves 224.62, and the rest alone is 224.63.
    """
    return replace(
        doc,
        kind=InvoiceKind.CREDIT_NOTE,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        made_at=made_at,
        preceding=Preceding(doc.number, doc.issued_on),
        note=doc.note if note is None else note,
    )


def _fields_ill_written(doc: InvoiceDoc) -> Iterator[Reason]:
    for field, key, text in _texts(doc, "", ""):
        if not text.strip():
            yield Reason("invoicing.field_empty", {"field": field})  # R008
            continue
        if CONTROL.search(text):
            yield Reason("invoicing.field_unprintable", {"field": field})
        yield from _length_faults(field, text, *LENGTHS.get(key, (1, None)))


def _length_faults(field: str, text: str, shortest: int, longest: int | None) -> Iterator[Reason]:
    if len(text) < shortest:
        yield Reason("invoicing.field_too_short", {"field": field, "shortest": str(shortest)})
    if longest is not None and len(text) > longest:
        yield Reason("invoicing.field_too_long", {"field": field, "longest": str(longest)})


def _texts(value: Any, field: str, key: str) -> Iterator[tuple[str, str, str]]:
    """Every text with its place, `lines.2.name`, and its place in `LENGTHS`, `lines.name`."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield field, key, value
    elif isinstance(value, tuple):
        for position, item in enumerate(value, 1):
            yield from _texts(item, f"{field}.{position}", key)
    elif is_dataclass(value):
        for part in fields(value):
            inner = getattr(value, part.name)
            yield from _texts(inner, f"{field}.{part.name}".lstrip("."), f"{key}.{part.name}".lstrip("."))


def _dates_in_disorder(doc: InvoiceDoc) -> Iterator[Reason]:
    if doc.due_on < doc.issued_on:
        yield Reason("invoicing.due_before_issue", {"due_on": doc.due_on.isoformat()})
    if doc.period.ends_on < doc.period.starts_on:
        yield Reason("invoicing.period_reversed", _period_facts("-", doc.period))  # BR-29
    if doc.preceding and doc.preceding.issued_on > doc.issued_on:
        yield Reason("invoicing.credit_before_invoice", {"number": doc.preceding.number})


def _references_missing(doc: InvoiceDoc) -> Iterator[Reason]:
    if not (doc.order_reference or doc.buyer_reference):
        yield Reason("invoicing.no_order_reference")  # R003
    if doc.is_credit and doc.preceding is None:
        yield Reason("invoicing.credit_of_nothing")
    if doc.preceding == Preceding(doc.number, doc.issued_on):  # a successor's number may be like its elder's
        yield Reason("invoicing.credit_of_itself", {"number": doc.number})


def _party_faults(side: str, party: DocParty) -> Iterator[Reason]:
    facts = {"party": party.name, "side": side}
    if party.endpoint is None:
        yield Reason("invoicing.no_endpoint", facts)  # R010, R020
    elif party.endpoint.scheme not in ENDPOINT_SCHEMES:
        yield Reason("invoicing.endpoint_scheme_unknown", {**facts, "scheme": party.endpoint.scheme})  # CL008
    elif party.endpoint.scheme == FINNISH_ADDRESS and party.operator is None:
        yield Reason("invoicing.no_operator", facts)  # Finvoice routes by it
    if party.operator is not None and not OPERATOR.fullmatch(party.operator):
        yield Reason("invoicing.operator_malformed", {**facts, "operator": party.operator})
    if not COUNTRY.fullmatch(party.address.country):
        yield Reason("invoicing.country_malformed", {**facts, "country": party.address.country})
    if party.business_id_scheme == FINNISH_BUSINESS_ID and not _is_business_id(party.business_id):
        yield Reason("invoicing.business_id_invalid", {**facts, "business_id": party.business_id})
    if party.vat_id is not None and not VAT_ID.fullmatch(party.vat_id):
        yield Reason("invoicing.vat_id_malformed", {**facts, "vat_id": party.vat_id})  # BR-CO-09


def _is_business_id(written: str) -> bool:
    return ytunnus.is_valid(written) and ytunnus.format(written) == written


def _payment_faults(payment: DocPayment) -> Iterator[Reason]:
    if not iban_number.is_valid(payment.iban) or iban_number.compact(payment.iban) != payment.iban:
        yield Reason("invoicing.iban_invalid", {"iban": payment.iban})
    if not is_payment_reference(payment.reference):
        yield Reason("invoicing.reference_invalid", {"reference": payment.reference})
    if payment.bic is not None and not BIC.fullmatch(payment.bic):
        yield Reason("invoicing.bic_malformed", {"bic": payment.bic})


def _line_faults(lines: tuple[InvoiceDocLine, ...], period: Period) -> Iterator[Reason]:
    if not lines:
        yield Reason("invoicing.no_lines")  # BR-16
    if len({line.id for line in lines}) < len(lines):
        yield Reason("invoicing.line_ids_repeat")
    for line in lines:
        yield from _amount_faults(line)
        yield from _period_faults(line, period)


def _amount_faults(line: InvoiceDocLine) -> Iterator[Reason]:
    expected = line_net(line.unit_price, line.quantity, line.part)
    if line.net != expected:
        yield Reason("invoicing.line_net_wrong", _facts(line.net, expected, line=line.id))  # R120
    if line.unit_price < Money(0):
        yield Reason("invoicing.price_negative", {"line": line.id, "price": str(line.unit_price)})  # BR-27
    if line.quantity.value <= 0:  # a credit note says what it takes back in positive figures too
        yield Reason("invoicing.quantity_not_positive", {"line": line.id, "quantity": line.quantity.plain()})


def _period_faults(line: InvoiceDocLine, whole: Period) -> Iterator[Reason]:
    if line.period is None:
        return
    if line.period.ends_on < line.period.starts_on:
        yield Reason("invoicing.period_reversed", _period_facts(line.id, line.period))  # BR-30
    if line.period.starts_on < whole.starts_on or line.period.ends_on > whole.ends_on:
        yield Reason("invoicing.line_outside_period", _period_facts(line.id, line.period))  # R110, R111


def _period_facts(line: str, period: Period) -> dict[str, str]:
    return {"line": line, "starts_on": period.starts_on.isoformat(), "ends_on": period.ends_on.isoformat()}


def _ground_faults(lines: tuple[InvoiceDocLine, ...]) -> Iterator[Reason]:
    grounds = list(dict.fromkeys(line.ground for line in lines))
    categories = {ground.category for ground in grounds}
    if VatCategory.OUTSIDE in categories and len(categories) > 1:
        yield Reason("invoicing.outside_vat_mixed")  # BR-O-11 to BR-O-14
    taxed_alike = {(ground.category, ground.rate) for ground in grounds}
    if len(taxed_alike) < len(grounds):  # BR-E-08: a category's lines make one group, with one reason
        yield Reason("invoicing.vat_grounds_differ")
    for ground in grounds:
        yield from _one_ground_faults(ground)


def _one_ground_faults(ground: VatGround) -> Iterator[Reason]:
    facts = {"category": ground.category.value, "rate": _percent(ground.rate)}
    fits = ground.rate > 0 if ground.category is VatCategory.STANDARD else ground.rate == 0
    if not fits:  # BR-S-05, BR-Z-05, BR-E-05, BR-O-05
        yield Reason("invoicing.vat_rate_unfit", facts)
    has_reason = ground.exemption_code is not None or ground.exemption_text is not None
    if ground.category in UNTAXED_FOR_A_REASON and not has_reason:  # BR-E-10, BR-O-10, BR-AE-10
        yield Reason("invoicing.exemption_reason_missing", facts)
    if ground.category not in UNTAXED_FOR_A_REASON and has_reason:  # BR-S-10, BR-Z-10
        yield Reason("invoicing.exemption_reason_needless", facts)
    if ground.exemption_code is not None and not _code_fits(ground.category, ground.exemption_code):
        yield Reason("invoicing.exemption_code_unfit", {**facts, "code": ground.exemption_code})


def _code_fits(category: VatCategory, code: str) -> bool:
    if category in CODE_OF_CATEGORY:
        return code == CODE_OF_CATEGORY[category]
    return code.startswith("VATEX-") and code not in CODE_OF_CATEGORY.values()


def _tax_id_faults(doc: InvoiceDoc) -> Iterator[Reason]:
    categories = {line.ground.category for line in doc.lines}
    for side, party in (("seller", doc.seller), ("buyer", doc.buyer)):
        if VatCategory.OUTSIDE in categories and party.vat_id is not None:  # BR-O-02
            yield Reason("invoicing.vat_id_outside_vat", {"side": side, "party": party.name})
    if categories & TAXED and doc.seller.vat_id is None:  # BR-S-02; who charges VAT is in its register
        yield Reason("invoicing.taxed_without_vat_id", {"party": doc.seller.name})
    if VatCategory.EXEMPT in categories and not (doc.seller.vat_id or doc.seller.tax_registration_id):
        yield Reason("invoicing.exempt_without_tax_id", {"party": doc.seller.name})  # BR-E-02


def _group_faults(lines: tuple[InvoiceDocLine, ...], groups: tuple[VatGroup, ...]) -> Iterator[Reason]:
    stated = {group.ground: group for group in groups}
    bases: dict[VatGround, Money] = {line.ground: Money(0) for line in lines}
    for line in lines:
        bases[line.ground] += line.net
    if len(stated) < len(groups) or stated.keys() != bases.keys():  # BR-CO-18
        yield Reason("invoicing.vat_groups_unlike_lines")
        return
    for ground, group in stated.items():
        facts = {"category": ground.category.value, "rate": _percent(ground.rate)}
        if group.base != bases[ground]:  # BR-S-08, BR-E-08, BR-O-08
            yield Reason("invoicing.vat_base_wrong", _facts(group.base, bases[ground], **facts))
        expected = group_vat(ground, group.base)
        if group.vat != expected:  # BR-CO-17
            yield Reason("invoicing.vat_amount_wrong", _facts(group.vat, expected, **facts))


def _total_faults(lines: tuple[InvoiceDocLine, ...], totals: DocTotals) -> Iterator[Reason]:
    net = total(line.net for line in lines)
    if totals.net != net:  # BR-CO-10, BR-CO-13
        yield Reason("invoicing.net_total_wrong", _facts(totals.net, net))
    vat = total(group.vat for group in totals.vat_groups)
    if totals.vat != vat:  # BR-CO-14
        yield Reason("invoicing.vat_total_wrong", _facts(totals.vat, vat))
    gross = totals.net + totals.vat
    if totals.gross != gross:  # BR-CO-15, BR-CO-16
        yield Reason("invoicing.gross_total_wrong", _facts(totals.gross, gross))


def _facts(stated: Money, expected: Money, **more: str) -> dict[str, str]:
    return {**more, "stated": str(stated), "expected": str(expected)}


def _percent(basis_points: int) -> str:
    """
    >>> _percent(2550), _percent(1400), _percent(0)
    ('25.5', '14', '0')
    """
    return f"{basis_points // 100}.{basis_points % 100:02}".rstrip("0").rstrip(".")
