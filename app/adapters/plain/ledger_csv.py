"""A purchase ledger's rows as CSV, the way Finnish finance programs read it.

Format: RFC 4180 with `;` between the cells, UTF-8 with a byte order mark, a decimal comma, ISO 8601 dates.
Ours, not a vendor's: no public import layout of a municipal ledger was found, so a buyer's program maps the
columns by their names. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import StringIO

from app.invoicing.ports import FinanceExport, LedgerRow
from app.invoicing.rules.quantities import stated
from app.kernel.money import Money

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Spreadsheets also take the full-width forms of East Asian keyboards, and pass over a tab before them.
FULL_WIDTH = 0xFEE0
FORMULA_SIGNS = (*"=+-@", *(chr(ord(sign) + FULL_WIDTH) for sign in "=+-@"))
NUMBER = re.compile(r"-?[0-9]+(,[0-9]+)?")
COLUMNS = (
    "batch_no",
    "batch_created_at",
    "invoice_no",
    "invoice_type",
    "issue_date",
    "due_date",
    "posting_date",
    "supplier_business_id",
    "supplier_name",
    "supplier_ledger_id",
    "iban",
    "reference",
    "contract_no",
    "call_no",
    "service_order_no",
    "service_class",
    "delivered_from",
    "delivered_to",
    "quantity",
    "price_base_quantity",
    "unit",
    "unit_price",
    "net",
    "vat_category",
    "vat_rate",
    "vat_code",
    "vat",
    "gross",
    "exemption_code",
    "approved_by",
    "approved_at",
    "credit_of",
)


class LedgerCsv(FinanceExport):
    name = "ledger_csv"
    media_type = "text/csv; charset=utf-8"

    def file_name(self, batch_number: int) -> str:
        return f"ledger-{batch_number:06}.csv"

    def render(self, rows: Iterable[LedgerRow]) -> bytes:
        """The buyer's dimensions are the last columns, in the order in which the rows bring them."""
        rows = list(rows)
        dimensions = list(dict.fromkeys(name for row in rows for name in row.dimensions))
        file = StringIO()
        sheet = csv.writer(file, delimiter=";", lineterminator="\r\n")
        sheet.writerow([*COLUMNS, *(cell(name) for name in dimensions)])
        sheet.writerows([*_cells(row), *_dimension_cells(row.dimensions, dimensions)] for row in rows)
        return (BYTE_ORDER_MARK + file.getvalue()).encode()


ledger_csv = LedgerCsv()


def _cells(row: LedgerRow) -> list[str]:
    return [*_invoice_cells(row), *_delivery_cells(row), *_money_cells(row), *_approval_cells(row)]


def _invoice_cells(row: LedgerRow) -> list[str]:
    return [
        str(row.batch_number),
        row.batch_made_at.isoformat(timespec="seconds"),
        cell(row.invoice_number),
        row.invoice_kind,
        row.issued_on.isoformat(),
        row.due_on.isoformat(),
        row.posting_on.isoformat(),
        cell(row.supplier_business_id),
        cell(row.supplier_name),
        cell(row.supplier_ledger_id),
        cell(row.iban),
        cell(row.reference),
        cell(row.contract_number),
        cell(row.call_number),
        cell(row.order_number),
        cell(row.service_class),
    ]


def _delivery_cells(row: LedgerRow) -> list[str]:
    quantity = stated(row.quantity)
    return [
        _moment(row.delivered.starts_on if row.delivered else None),
        _moment(row.delivered.ends_on if row.delivered else None),
        quantity.amount.replace(".", ","),
        str(quantity.base),
        quantity.unit_code,
    ]


def _money_cells(row: LedgerRow) -> list[str]:
    return [
        _money(row.unit_price),
        _money(row.net),
        row.ground.category,
        f"{row.ground.rate // 100},{row.ground.rate % 100:02}",
        cell(row.vat_code),
        _money(row.vat),
        _money(row.gross),
        cell(row.ground.exemption_code),
    ]


def _approval_cells(row: LedgerRow) -> list[str]:
    return [cell(row.approved_by), _moment(row.approved_at), cell(row.credit_of)]


def _dimension_cells(held: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [cell(held.get(name)) for name in names]


def cell(text: str | None) -> str:
    """The text as text: a plain number stays a number, what could start a formula does not.

    >>> cell("-12,50"), cell("Valopolku ry"), cell(None)
    ('-12,50', 'Valopolku ry', '')
    >>> cell("=1+1"), cell(" @sum(a1)"), cell("-1+cmd")
    ("'=1+1", "' @sum(a1)", "'-1+cmd")
    """
    if text is None:
        return ""
    risky = text.lstrip().startswith(FORMULA_SIGNS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky and not NUMBER.fullmatch(text) else text


def _money(amount: Money) -> str:
    return amount.plain().replace(".", ",")


def _moment(day: date | datetime | None) -> str:
    return "" if day is None else day.isoformat()
