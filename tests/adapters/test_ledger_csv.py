"""The ledger file as a finance program and a spreadsheet read it."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest

from app.adapters.plain.ledger_csv import cell, ledger_csv
from app.invoicing.ports import LedgerRow
from app.kernel.money import total
from tests.adapters.test_finance_exports import ROWS, ledger_rows
from tests.invoicing.april import part_of_a_month, s2


def read(rows: Iterable[LedgerRow]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(ledger_csv.render(rows).decode("utf-8-sig")), delimiter=";"))


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "."))


def test_the_file_says_that_it_is_utf8_and_parts_cells_by_semicolons():
    file = ledger_csv.render(ROWS)

    assert file.startswith(b"\xef\xbb\xbfbatch_no;batch_created_at;invoice_no;")
    assert file.endswith(b"\r\n") and b"Kantosilta-s\xc3\xa4\xc3\xa4ti\xc3\xb6 sr" in file


def test_the_sums_of_the_columns_are_those_of_the_invoices_less_the_credit():
    rows = read(ROWS)

    assert sum(number(row["net"]) for row in rows) == Decimal("608.31")  # 241.50 + 696.26 - 329.45
    assert sum(number(row["vat"]) for row in rows) == Decimal("47.48")  # 0.00 + 131.49 - 84.01
    assert sum(number(row["gross"]) for row in rows) == Decimal("655.79")


def test_a_row_says_what_was_delivered_at_what_price_and_ground():
    first, *_, last = read(ledger_rows(s2()))

    told = {name: first[name] for name in ("service_order_no", "quantity", "unit", "unit_price", "net")}
    assert told == {
        "service_order_no": "JHT-2026-O6",
        "quantity": "1,75",
        "unit": "HUR",
        "unit_price": "58,50",
        "net": "102,38",
    }
    assert (first["vat_category"], first["vat_rate"], first["exemption_code"]) == ("S", "25,50", "")
    assert (last["vat_category"], last["vat_rate"], last["exemption_code"]) == (
        "E",
        "0,00",
        "VATEX-EU-132-1G",
    )


def test_part_of_a_month_is_not_rounded_and_no_spreadsheet_takes_it_for_a_date():
    [row] = read(ledger_rows(part_of_a_month()))

    assert (row["quantity"], row["price_base_quantity"], row["unit"]) == ("13", "30", "DAY")


def test_a_credit_names_the_invoice_that_it_takes_back():
    credits = [row for row in read(ROWS) if row["invoice_type"] == "381"]

    assert {row["credit_of"] for row in credits} == {"K4-2026-1"}
    assert all(number(row["net"]) < 0 and number(row["quantity"]) < 0 for row in credits)


def test_the_dimensions_of_the_buyer_follow_in_its_own_order_with_their_leading_zeros():
    other = replace(ROWS[0], dimensions={"project": "00042"})
    rows = read([*ROWS, other])

    assert list(rows[0])[-3:] == ["account", "cost_centre", "project"]
    assert (rows[0]["cost_centre"], rows[0]["project"]) == ("0012", "")
    assert (rows[-1]["cost_centre"], rows[-1]["project"]) == ("", "00042")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+358401234567",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "  =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "-12,50,0",
        "--5",
    ],
)
def test_a_name_that_a_spreadsheet_would_run_stays_text(text: str):
    [row] = read([replace(ROWS[0], supplier_name=text)])

    assert row["supplier_name"].startswith("'")
    assert row["supplier_name"][1:].strip() == text.strip()


@pytest.mark.parametrize("text", ["-12,50", "-5", "0012", "20260400019", "12,5", "Valopolku ry", "A-1"])
def test_plain_numbers_and_names_stay_what_they_are(text: str):
    assert cell(text) == text


def test_a_dimension_named_like_a_formula_is_guarded_too():
    [row] = read([replace(ROWS[0], dimensions={"=x": "@y"})])

    assert row["'=x"] == "'@y"


def test_a_name_with_a_semicolon_and_quotes_stays_in_its_cell():
    [row] = read([replace(ROWS[0], supplier_name='Paja; "Tuki"\nry')])

    assert row["supplier_name"] == 'Paja; "Tuki"\nry'


def test_the_rows_of_an_invoice_add_up_to_its_vat():
    rows = ledger_rows(s2())

    assert total(row.vat for row in rows) == s2().totals.vat
    assert total(row.gross for row in rows) == s2().totals.gross
