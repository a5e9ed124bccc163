"""How approved deliveries become the lines of draft invoices."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from app.deliveries.rules.states import DeliveryKind
from app.invoicing.ports import DocTotals, VatCategory, VatGround
from app.invoicing.rules.totals import vat_groups
from app.kernel.money import WHOLE, Money, total
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason

OUTSIDE_CODE = "VATEX-EU-O"
# Of several exemptions an invoice can name one (BR-E-08): this one may stand beside taxed services.
SHARING_EXEMPTION = "VATEX-EU-132-1G"


@dataclass(frozen=True)
class Key:
    """One draft invoice; `apart` is empty, or the VAT ground that must stand alone (BR-O-11, BR-E-08)."""

    payer_id: UUID
    seller_id: UUID
    contract_id: UUID
    apart: str


@dataclass(frozen=True)
class Gathered:
    """Deliveries of one order, kind, month, price and VAT, their quantities added up by the database.

    `share` is the payer's part in basis points, `share_before` that of the payers before it.
    """

    key: Key
    order_id: UUID
    kind: DeliveryKind
    month: date
    first_on: date
    last_on: date
    value: int
    per: int
    unit: Unit
    unit_price: Money
    vat_category: str
    vat_rate: int
    exemption: str
    share: int
    share_before: int
    delivery_ids: Sequence[UUID]

    @property
    def quantity(self) -> Quantity:
        if self.share == WHOLE:
            return Quantity(self.value, self.per, self.unit)
        return Quantity(self.value * self.share, self.per * WHOLE, self.unit)

    @property
    def net(self) -> Money:
        """The payer's part of the line, so that the payers' parts add up to the whole line to the cent.

        >>> day, hour = date(2026, 4, 1), Unit.HOUR
        >>> key = Key(UUID(int=1), UUID(int=2), UUID(int=3), "")
        >>> def part(share, before):
        ...     return Gathered(key, UUID(int=4), DeliveryKind.HELD, day, day, day, 1, 4, hour,
        ...                     Money(59_90), "S", 2550, "", share, before, []).net.cents
        >>> part(10_000, 0), part(5_000, 0) + part(5_000, 5_000)
        (1498, 1498)
        """
        if self.share == WHOLE:
            return self.unit_price.times(self.quantity)
        return self._up_to(self.share_before + self.share) - self._up_to(self.share_before)

    def _up_to(self, share: int) -> Money:
        return self.unit_price.times(Quantity(self.value * share, self.per * WHOLE, self.unit))

    @property
    def ground(self) -> VatGround:
        return ground_of(self.vat_category, self.vat_rate, self.exemption)


@dataclass(frozen=True)
class Draft:
    key: Key
    lines: tuple[Gathered, ...]

    @property
    def totals(self) -> DocTotals:
        groups = vat_groups((line.ground, line.net) for line in self.lines)
        net, vat = total(group.base for group in groups), total(group.vat for group in groups)
        return DocTotals(net, vat, net + vat, groups)


def reasons_month_unfit(month: date, today: date) -> list[Reason]:
    """A month may be billed while it runs, its rest later; not before it begins.

    >>> reasons_month_unfit(date(2026, 4, 1), date(2026, 4, 20))
    []
    >>> [reason.code for reason in reasons_month_unfit(date(2026, 5, 1), date(2026, 4, 20))]
    ['invoicing.month_not_begun']
    """
    return [Reason("invoicing.month_not_begun", {"month": f"{month:%Y-%m}"})] if month > today else []


def drafts(gathered: Iterable[Gathered]) -> Iterator[Draft]:
    """One draft for each key; what is gathered comes sorted by key, and is never held whole."""
    for key, lines in groupby(gathered, key=lambda line: line.key):
        yield Draft(key, tuple(lines))


def ground_of(category: str, rate: int, exemption: str) -> VatGround:
    """
    >>> ground_of("O", 0, "").exemption_code
    'VATEX-EU-O'
    """
    if category == VatCategory.OUTSIDE:
        return VatGround(VatCategory.OUTSIDE, 0, OUTSIDE_CODE)
    return VatGround(VatCategory(category), rate, exemption or None)
