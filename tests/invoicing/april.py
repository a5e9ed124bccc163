"""The invoices of the worked example as documents: five suppliers in April 2026, and S5 in July.

Names, numbers and references are those of the example; streets and operators are invented.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from app.invoicing.ports import (
    DocAddress,
    DocParty,
    DocPayment,
    Endpoint,
    InvoiceDoc,
    InvoiceDocLine,
    PayerPart,
    Period,
    VatCategory,
    VatGround,
)
from app.invoicing.rules.document import full_credit, period_over, shown_parties
from app.invoicing.rules.references import payment_reference
from app.invoicing.rules.states import InvoiceKind
from app.invoicing.rules.totals import line_net, totals_of
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit

STANDARD = VatGround(VatCategory.STANDARD, 2550)
SOCIAL = VatGround(
    VatCategory.EXEMPT, 0, "VATEX-EU-132-1G", "Veroton sosiaalihuoltopalvelu, arvonlisäverolaki 37 §"
)
OUTSIDE = VatGround(VatCategory.OUTSIDE, 0, "VATEX-EU-O", "Myyjä ei ole arvonlisäverovelvollinen")
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
ISSUED, DUE = date(2026, 5, 5), date(2026, 6, 4)
MADE = datetime(2026, 5, 5, 6, 30, tzinfo=UTC)
PATTERN = "{yyyy}{mm}{supplier:04}"
PREPARED = "Kutsu on laatinut laskun myyjän kirjallisella valtuutuksella myyjän puolesta."


def a_party(name: str, business_id: str, street: str, *, vat: bool = True) -> DocParty:
    digits = business_id.replace("-", "")
    return DocParty(
        name=name,
        business_id=business_id,
        address=DocAddress(street, "16900", "Lehtola"),
        endpoint=Endpoint(f"0037{digits}"),
        operator="003700990019",
        vat_id=f"FI{digits}" if vat else None,
    )


CITY = a_party("Lehtolan kaupunki", "9900001-8", "Torikatu 1")
S1 = a_party("Valopolku ry", "9900002-6", "Lampitie 3", vat=False)
S2 = a_party("Kantosilta-säätiö sr", "9900003-4", "Siltakuja 12 B")
S3 = a_party("Lehtolan Toimintakeskus ry", "9900004-2", "Pajatie 8")
S4 = a_party("Uraväylä Oy", "9900006-9", "Asemankatu 21")
S5 = a_party("Työtaito Partners Oy", "9900007-7", "Kauppakatu 4")
IBANS = {
    S1.name: "FI9650000120000012",
    S2.name: "FI7450000120000020",
    S3.name: "FI7350000120000038",
    S4.name: "FI5150000120000046",
    S5.name: "FI5650000120000053",
}


def a_line(
    name: str,
    quantity: Quantity,
    price: Money,
    ground: VatGround = STANDARD,
    *,
    order: str = "O1",
    period: Period | None = APRIL,
) -> InvoiceDocLine:
    return InvoiceDocLine(
        id="1",  # numbered by an_invoice
        name=name,
        quantity=quantity,
        unit_price=price,
        net=line_net(price, quantity),
        ground=ground,
        period=period,
        order_number=f"JHT-2026-{order}",
    )


def an_invoice(
    seller: DocParty,
    supplier_number: int,
    lines: Iterable[InvoiceDocLine],
    *,
    month: Period = APRIL,
    issued_on: date = ISSUED,
    due_on: date = DUE,
) -> InvoiceDoc:
    numbered = tuple(replace(line, id=str(place)) for place, line in enumerate(lines, 1))
    shown_seller, shown_buyer = shown_parties(seller, CITY, (line.ground for line in numbered))
    reference = payment_reference(PATTERN, month=month.starts_on, supplier=supplier_number)
    return InvoiceDoc(
        kind=InvoiceKind.INVOICE,
        number=f"K{supplier_number}-2026-1",
        issued_on=issued_on,
        due_on=due_on,
        made_at=MADE,
        seller=shown_seller,
        buyer=shown_buyer,
        payment=DocPayment(iban=IBANS.get(seller.name, IBANS[S5.name]), reference=reference, bic="OKOYFIHH"),
        period=period_over(month, numbered),
        lines=numbered,
        totals=totals_of(numbered),
        order_reference="LEH12345",
        contract_reference=f"JHT-DPH-2026-01/{supplier_number}",
        call_reference="JHT-DPH-2026-01",
        note=PREPARED,
        payment_terms="30 pv netto",
    )


def s1() -> InvoiceDoc:
    lines = [
        a_line("Rinnallakulkija, käynti 90 min", sessions(3), Money(69_00), OUTSIDE, order="O2"),
        a_line("Rinnallakulkija, poissaolo", half_a_session(), Money(69_00), OUTSIDE, order="O2"),
    ]
    return an_invoice(S1, 1, lines)


def s2() -> InvoiceDoc:
    half_a_day = Quantity(1, 2, Unit.PARTICIPANT_DAY)
    lines = [
        a_line("Yksilöllinen työhönvalmennus", quarters(7), Money(58_50), order="O6"),
        a_line("Ryhmävalmennus", Quantity(9, 1, Unit.PARTICIPANT_DAY), Money(43_50), order="O4"),
        a_line("Ryhmävalmennus, poissaolo", half_a_day, Money(43_50), order="O4"),
        a_line("Rinnallakulkija, käynti 90 min", sessions(2), Money(72_25), SOCIAL, order="O7"),
        a_line("Rinnallakulkija, myöhäinen peruutus", half_a_session(), Money(72_25), SOCIAL, order="O7"),
    ]
    return an_invoice(S2, 2, lines)


def s3() -> InvoiceDoc:
    return an_invoice(S3, 3, [a_line("Rinnallakulkija, käynti", sessions(3), Money(66_50), order="O3")])


def s4() -> InvoiceDoc:
    lines = [
        a_line("Yksilöllinen työhönvalmennus", quarters(5 + 6 + 9), Money(59_90)),
        a_line("Työhönvalmennus, myöhäinen peruutus", Quantity(1, 2, Unit.HOUR), Money(59_90)),
    ]
    return an_invoice(S4, 4, lines)


def s5() -> InvoiceDoc:
    support = Period(date(2026, 4, 13), date(2026, 4, 30))
    line = a_line("Työllistymisen jälkeinen tuki", days_of_a_month(18), Money(139_00), period=support)
    return an_invoice(S5, 5, [line])


def s5_in_july() -> InvoiceDoc:
    july = Period(date(2026, 7, 1), date(2026, 7, 31))
    lines = [
        a_line("Työllistymisen jälkeinen tuki", Quantity(1, 1, Unit.MONTH), Money(139_00), period=july),
        a_line("Tulospalkkio", Quantity(1, 1, Unit.OUTCOME), Money(700_00), period=july),
    ]
    return an_invoice(S5, 5, lines, month=july, issued_on=date(2026, 8, 5), due_on=date(2026, 9, 4))


def s4_credit() -> InvoiceDoc:
    return full_credit(
        s4(), number="K4-2026-2", issued_on=date(2026, 5, 12), due_on=date(2026, 6, 11), made_at=MADE
    )


def exempt_without_vat_number() -> InvoiceDoc:
    """Social welfare from a seller outside the VAT register: its Y-tunnus is its tax registration."""
    seller = replace(S2, vat_id=None, tax_registration_id=S2.business_id)
    line = a_line("Rinnallakulkija, käynti 90 min", sessions(2), Money(72_25), SOCIAL, order="O7")
    return an_invoice(seller, 2, [line])


def part_of_a_month() -> InvoiceDoc:
    period = Period(date(2026, 4, 1), date(2026, 4, 13))
    line = a_line("Työllistymisen jälkeinen tuki", days_of_a_month(13), Money(139_00), period=period)
    return an_invoice(S5, 5, [line])


def hostile_names() -> InvoiceDoc:
    """Names as people give them, and longer than any format's field."""
    name = "Kahvila & Paja <Å> 'Ääni' \"Öljy\" – Itäisen Järvi-Hämeen Kyläyhdistysten Liitto, Työpajat ry"
    street = "Pohjoinen Hämeentienristinkatu 112 rakennus C, 4. kerros"
    seller = replace(S4, name=name, address=replace(S4.address, street=street, second_line="c/o A & B"))
    lines = [
        a_line(
            "Valmennus <ryhmä> & 'yksilö' " + "hyvin pitkällä nimellä " * 6 + "loppuun asti",
            quarters(3),
            Money(59_90),
        )
    ]
    return an_invoice(seller, 4, lines)


def an_invoice_over_months() -> InvoiceDoc:
    """A March delivery approved too late for March, on the April invoice."""
    march = Period(date(2026, 3, 30), date(2026, 3, 30))
    lines = [
        a_line("Yksilöllinen työhönvalmennus", quarters(4), Money(59_90)),
        a_line("Yksilöllinen työhönvalmennus", quarters(2), Money(59_90), period=march),
    ]
    return an_invoice(S4, 4, lines)


def without_a_bank_code() -> InvoiceDoc:
    doc = s3()
    reference = "RF2420260400019"
    return replace(doc, payment=replace(doc.payment, bic=None, reference=reference), note=None)


def half_of_a_shared_order() -> InvoiceDoc:
    """The second payer's half of 13 days of a month: 30.11, since the first one bore 30.12 of 60.23."""
    half = Quantity(13 * 5_000, 30 * 10_000, Unit.MONTH)
    part = PayerPart(5_000, 5_000)
    line = a_line("Työllistymisen jälkeinen tuki", half, Money(139_00))
    return an_invoice(S5, 5, [replace(line, net=line_net(Money(139_00), half, part), part=part)])


def sessions(count: int) -> Quantity:
    return Quantity(count, 1, Unit.SESSION)


def half_a_session() -> Quantity:
    return Quantity(1, 2, Unit.SESSION)


def quarters(count: int) -> Quantity:
    return Quantity(count, 4, Unit.HOUR)


def days_of_a_month(count: int) -> Quantity:
    return Quantity(count, 30, Unit.MONTH)


EXAMPLES = {
    "S1": s1,
    "S2": s2,
    "S3": s3,
    "S4": s4,
    "S5": s5,
    "S5 in July": s5_in_july,
    "S4 credited": s4_credit,
    "exempt without a VAT number": exempt_without_vat_number,
    "13 of 30 days": part_of_a_month,
    "hostile and long names": hostile_names,
    "over two months": an_invoice_over_months,
    "half of a shared order": half_of_a_shared_order,
    "without a bank code": without_a_bank_code,
}
