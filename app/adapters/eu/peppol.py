"""UBL 2.1 Invoice and CreditNote as Peppol BIS Billing 3.0 wants them.

Specifications: OASIS UBL 2.1 (ISO/IEC 19845:2015); CEN EN 16931-1:2017 with its UBL syntax binding CEN/TS
16931-3-2 and rules 1.3.16 (2026-04); OpenPeppol BIS Billing 3.0.21, mandatory since 2026-08-17. The two
documents differ: a credit note has no due date of its own (it stands with the payment means), no project
reference (a document reference of type 50 instead), and names the call after the contract, not before it.
Amounts are positive in both.
"""

from app.adapters.xml import Xml, branch, document, leaf, maybe
from app.invoicing.ports import (
    DocAddress,
    DocParty,
    EInvoiceFormat,
    Endpoint,
    InvoiceDoc,
    InvoiceDocLine,
    Period,
    VatCategory,
    VatGround,
    VatGroup,
)
from app.invoicing.rules.quantities import stated
from app.kernel.money import Money

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
SEPA_CREDIT_TRANSFER = "58"  # UNTDID 4461
PROJECT_DOCUMENT, INVOICED_OBJECT = "50", "130"  # UNTDID 1001
ORDER_NUMBER = "ON"  # UNTDID 1153: a number that the buyer gave
NOT_VAT = "TAX"  # any scheme but VAT says BT-32


class PeppolBilling(EInvoiceFormat):
    name = "peppol"
    media_type = "application/xml"
    file_suffix = ".ubl.xml"

    def render(self, doc: InvoiceDoc) -> bytes:
        return document(_credit_note(doc) if doc.is_credit else _invoice(doc))


peppol = PeppolBilling()


def _invoice(doc: InvoiceDoc) -> Xml:
    return branch(
        "Invoice",
        *_head(doc),
        leaf("cbc:DueDate", doc.due_on.isoformat()),
        leaf("cbc:InvoiceTypeCode", doc.kind),
        *_common_top(doc),
        _document_reference("cac:OriginatorDocumentReference", doc.call_reference),
        _document_reference("cac:ContractDocumentReference", doc.contract_reference),
        _document_reference("cac:ProjectReference", doc.project_reference),
        *_parties_and_payment(doc),
        *_money(doc),
        *(_line("cac:InvoiceLine", "cbc:InvoicedQuantity", line, doc.currency) for line in doc.lines),
        **_namespaces("Invoice-2"),
    )


def _credit_note(doc: InvoiceDoc) -> Xml:
    return branch(
        "CreditNote",
        *_head(doc),
        leaf("cbc:CreditNoteTypeCode", doc.kind),
        *_common_top(doc),
        _document_reference("cac:ContractDocumentReference", doc.contract_reference),
        _document_reference("cac:AdditionalDocumentReference", doc.project_reference, PROJECT_DOCUMENT),
        _document_reference("cac:OriginatorDocumentReference", doc.call_reference),
        *_parties_and_payment(doc),
        *_money(doc),
        *(_line("cac:CreditNoteLine", "cbc:CreditedQuantity", line, doc.currency) for line in doc.lines),
        **_namespaces("CreditNote-2"),
    )


def _namespaces(root: str) -> dict[str, str]:
    return {
        "xmlns": f"{UBL}{root}",
        "xmlns:cac": f"{UBL}CommonAggregateComponents-2",
        "xmlns:cbc": f"{UBL}CommonBasicComponents-2",
    }


def _head(doc: InvoiceDoc) -> tuple[Xml, ...]:
    return (
        leaf("cbc:CustomizationID", CUSTOMIZATION),
        leaf("cbc:ProfileID", PROFILE),
        leaf("cbc:ID", doc.number),
        leaf("cbc:IssueDate", doc.issued_on.isoformat()),
    )


def _common_top(doc: InvoiceDoc) -> tuple[Xml | None, ...]:
    return (
        maybe("cbc:Note", doc.note),
        leaf("cbc:DocumentCurrencyCode", doc.currency),
        maybe("cbc:BuyerReference", doc.buyer_reference),
        _period(doc.period),
        _document_reference("cac:OrderReference", doc.order_reference),
        _preceding(doc),
    )


def _preceding(doc: InvoiceDoc) -> Xml | None:
    if doc.preceding is None:
        return None
    reference = branch(
        "cac:InvoiceDocumentReference",
        leaf("cbc:ID", doc.preceding.number),
        leaf("cbc:IssueDate", doc.preceding.issued_on.isoformat()),
    )
    return branch("cac:BillingReference", reference)


def _document_reference(name: str, reference: str | None, kind: str | None = None) -> Xml | None:
    if reference is None:
        return None
    return branch(name, leaf("cbc:ID", reference), maybe("cbc:DocumentTypeCode", kind))


def _period(period: Period | None) -> Xml | None:
    if period is None:
        return None
    return branch(
        "cac:InvoicePeriod",
        leaf("cbc:StartDate", period.starts_on.isoformat()),
        leaf("cbc:EndDate", period.ends_on.isoformat()),
    )


def _parties_and_payment(doc: InvoiceDoc) -> tuple[Xml | None, ...]:
    return (
        branch("cac:AccountingSupplierParty", _party(doc.seller)),
        branch("cac:AccountingCustomerParty", _party(doc.buyer)),
        _payment_means(doc),
        None
        if doc.payment_terms is None
        else branch("cac:PaymentTerms", leaf("cbc:Note", doc.payment_terms)),
    )


def _party(party: DocParty) -> Xml:
    return branch(
        "cac:Party",
        _endpoint(party.endpoint),
        _address(party.address),
        _tax_scheme(party.vat_id, "VAT"),
        _tax_scheme(party.tax_registration_id, NOT_VAT),
        branch(
            "cac:PartyLegalEntity",
            leaf("cbc:RegistrationName", party.name),
            leaf("cbc:CompanyID", party.business_id, schemeID=party.business_id_scheme),
        ),
    )


def _endpoint(endpoint: Endpoint | None) -> Xml:
    if endpoint is None:
        raise ValueError("Peppol needs an electronic address of each party")
    return leaf("cbc:EndpointID", endpoint.value, schemeID=endpoint.scheme)


def _address(address: DocAddress) -> Xml:
    return branch(
        "cac:PostalAddress",
        leaf("cbc:StreetName", address.street),
        maybe("cbc:AdditionalStreetName", address.second_line),
        leaf("cbc:CityName", address.city),
        leaf("cbc:PostalZone", address.post_code),
        branch("cac:Country", leaf("cbc:IdentificationCode", address.country)),
    )


def _tax_scheme(registered_as: str | None, scheme: str) -> Xml | None:
    if registered_as is None:
        return None
    return branch(
        "cac:PartyTaxScheme",
        leaf("cbc:CompanyID", registered_as),
        branch("cac:TaxScheme", leaf("cbc:ID", scheme)),
    )


def _payment_means(doc: InvoiceDoc) -> Xml:
    return branch(
        "cac:PaymentMeans",
        leaf("cbc:PaymentMeansCode", SEPA_CREDIT_TRANSFER),
        leaf("cbc:PaymentDueDate", doc.due_on.isoformat()) if doc.is_credit else None,
        leaf("cbc:PaymentID", doc.payment.reference),
        branch("cac:PayeeFinancialAccount", leaf("cbc:ID", doc.payment.iban), _bank(doc.payment.bic)),
    )


def _bank(bic: str | None) -> Xml | None:
    return None if bic is None else branch("cac:FinancialInstitutionBranch", leaf("cbc:ID", bic))


def _money(doc: InvoiceDoc) -> tuple[Xml, Xml]:
    totals = doc.totals
    tax = branch(
        "cac:TaxTotal",
        _amount("cbc:TaxAmount", totals.vat, doc.currency),
        *(_subtotal(group, doc.currency) for group in totals.vat_groups),
    )
    sums = branch(
        "cac:LegalMonetaryTotal",
        _amount("cbc:LineExtensionAmount", totals.net, doc.currency),
        _amount("cbc:TaxExclusiveAmount", totals.net, doc.currency),
        _amount("cbc:TaxInclusiveAmount", totals.gross, doc.currency),
        _amount("cbc:PayableAmount", totals.gross, doc.currency),
    )
    return tax, sums


def _subtotal(group: VatGroup, currency: str) -> Xml:
    return branch(
        "cac:TaxSubtotal",
        _amount("cbc:TaxableAmount", group.base, currency),
        _amount("cbc:TaxAmount", group.vat, currency),
        _tax_category("cac:TaxCategory", group.ground, with_reason=True),
    )


def _tax_category(name: str, ground: VatGround, *, with_reason: bool) -> Xml:
    outside = ground.category is VatCategory.OUTSIDE  # what is outside VAT has no rate, not even zero
    return branch(
        name,
        leaf("cbc:ID", ground.category),
        None if outside else leaf("cbc:Percent", _percent(ground.rate)),
        maybe("cbc:TaxExemptionReasonCode", ground.exemption_code) if with_reason else None,
        maybe("cbc:TaxExemptionReason", ground.exemption_text) if with_reason else None,
        branch("cac:TaxScheme", leaf("cbc:ID", "VAT")),
    )


def _line(name: str, quantity_name: str, line: InvoiceDocLine, currency: str) -> Xml:
    quantity = stated(line.quantity)
    return branch(
        name,
        leaf("cbc:ID", line.id),
        maybe("cbc:Note", line.note),
        leaf(quantity_name, quantity.amount, unitCode=quantity.unit_code),
        _amount("cbc:LineExtensionAmount", line.net, currency),
        _period(line.period),
        _invoiced_object(line.order_number),
        branch(
            "cac:Item",
            leaf("cbc:Name", line.name),
            _tax_category("cac:ClassifiedTaxCategory", line.ground, with_reason=False),
        ),
        branch(
            "cac:Price",
            _amount("cbc:PriceAmount", line.unit_price, currency),
            leaf("cbc:BaseQuantity", str(quantity.base), unitCode=quantity.unit_code),
        ),
    )


def _invoiced_object(order_number: str | None) -> Xml | None:
    if order_number is None:
        return None
    return branch(
        "cac:DocumentReference",
        leaf("cbc:ID", order_number, schemeID=ORDER_NUMBER),
        leaf("cbc:DocumentTypeCode", INVOICED_OBJECT),
    )


def _amount(name: str, amount: Money, currency: str) -> Xml:
    return leaf(name, amount.plain(), currencyID=currency)


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100}.{basis_points % 100:02}"
