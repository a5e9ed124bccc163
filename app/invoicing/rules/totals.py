"""What an invoice comes to: lines, VAT by ground, totals.

Rounded half away from zero at two places only: each line's net, and the VAT of each ground on the whole
invoice (EN 16931 BR-CO-17). Three lines of 21.34 at 25.5 % carry 16.33 of VAT, not three times 5.44.
"""

from collections.abc import Iterable, Sequence

from app.invoicing.ports import DocTotals, InvoiceDocLine, PayerPart, VatCategory, VatGround, VatGroup
from app.kernel.money import WHOLE, Money, total
from app.kernel.quantity import Quantity

CATEGORY_ORDER = tuple(VatCategory)


def line_net(unit_price: Money, quantity: Quantity, part: PayerPart | None = None) -> Money:
    """Rounded once; of a shared line the payers' parts add up to the whole line.

    >>> from app.kernel.quantity import Unit
    >>> line_net(Money(72_25), Quantity(1, 2, Unit.SESSION))
    Money(cents=3613)
    >>> half = Quantity(1, 4, Unit.SESSION)
    >>> [line_net(Money(72_25), half, PayerPart(before, 5000)).cents for before in (0, 5000)]
    [1806, 1807]
    """
    if part is None:
        return unit_price.times(quantity)

    def up_to(share: int) -> Money:
        return unit_price.times(Quantity(quantity.value * share, quantity.per * part.share, quantity.unit))

    return up_to(part.before + part.share) - up_to(part.before)


def totals_of(lines: Iterable[InvoiceDocLine]) -> DocTotals:
    """From the nets that the lines state; nothing is added up again from quantities."""
    groups = vat_groups((line.ground, line.net) for line in lines)
    net = total(group.base for group in groups)
    vat = total(group.vat for group in groups)
    return DocTotals(net=net, vat=vat, gross=net + vat, vat_groups=groups)


def vat_groups(nets: Iterable[tuple[VatGround, Money]]) -> tuple[VatGroup, ...]:
    """
    >>> ground = VatGround(VatCategory.STANDARD, 2550)
    >>> [group] = vat_groups([(ground, Money(21_34))] * 3)
    >>> str(group.base), str(group.vat)
    ('64.02 EUR', '16.33 EUR')
    """
    bases: dict[VatGround, Money] = {}
    for ground, net in nets:
        bases[ground] = bases.get(ground, Money(0)) + net
    return tuple(
        VatGroup(ground, base, group_vat(ground, base)) for ground, base in sorted(bases.items(), key=_rank)
    )


def group_vat(ground: VatGround, base: Money) -> Money:
    return base.share(ground.rate)


def vat_by_line(lines: Sequence[InvoiceDocLine]) -> list[Money]:
    """Each line's part of the VAT of its ground, for a ledger that books line by line.

    The parts add up to the VAT of the invoice: the odd cents go to the largest remainders, and among
    equals to the earlier line. They are for booking, and are never written on the invoice.
    """
    parts = [Money(0)] * len(lines)
    for group in totals_of(lines).vat_groups:
        places = [place for place, line in enumerate(lines) if line.ground == group.ground]
        nets = [lines[place].net for place in places]
        for place, part in zip(places, _parts(nets, group), strict=True):
            parts[place] = part
    return parts


def _parts(nets: Sequence[Money], group: VatGroup) -> list[Money]:
    """
    >>> group = VatGroup(VatGround(VatCategory.STANDARD, 2550), Money(64_02), Money(16_33))
    >>> [part.cents for part in _parts([Money(21_34)] * 3, group)]
    [545, 544, 544]
    """
    exact = [net.cents * group.ground.rate for net in nets]  # in cents of a ten-thousandth
    parts = [part // WHOLE for part in exact]
    by_remainder = sorted(range(len(nets)), key=lambda place: (-(exact[place] % WHOLE), place))
    for place in by_remainder[: group.vat.cents - sum(parts)]:
        parts[place] += 1
    return [Money(part) for part in parts]


def _rank(item: tuple[VatGround, Money]) -> tuple[int, int, str, str]:
    ground = item[0]
    text = (ground.exemption_code or "", ground.exemption_text or "")
    return (CATEGORY_ORDER.index(ground.category), -ground.rate, *text)
