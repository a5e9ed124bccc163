"""What every finance export keeps, whoever wrote it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.invoicing.ports import FinanceExport, InvoiceDoc, LedgerRow
from app.invoicing.rules.totals import vat_by_line
from app.platform.extensions import installed
from tests.invoicing.april import s1, s2, s4_credit

EXPORTS: dict[str, FinanceExport] = installed("financeexport")


def ledger_rows(*docs: InvoiceDoc) -> list[LedgerRow]:
    return [row for doc in docs for row in _rows_of(doc)]


def _rows_of(doc: InvoiceDoc) -> Iterable[LedgerRow]:
    for line, vat in zip(doc.lines, vat_by_line(doc.lines), strict=True):
        row = LedgerRow(
            batch_number=7,
            batch_made_at=datetime(2026, 5, 8, 7, tzinfo=UTC),
            invoice_number=doc.number,
            invoice_kind=doc.kind,
            issued_on=doc.issued_on,
            due_on=doc.due_on,
            posting_on=date(2026, 4, 30),
            supplier_business_id=doc.seller.business_id,
            supplier_name=doc.seller.name,
            iban=doc.payment.iban,
            reference=doc.payment.reference,
            contract_number=doc.contract_reference,
            call_number=doc.call_reference,
            order_number=line.order_number,
            delivered=line.period,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net,
            ground=line.ground,
            vat=vat,
            approved_at=datetime(2026, 5, 4, 12, tzinfo=UTC),
            credit_of=doc.preceding.number if doc.preceding else None,
            dimensions={"account": "4470", "cost_centre": "0012"},
        )
        yield replace(row, quantity=-row.quantity, net=-row.net, vat=-row.vat) if doc.is_credit else row


ROWS = ledger_rows(s1(), s2(), s4_credit())


@pytest.fixture(params=sorted(EXPORTS))
def export(request: pytest.FixtureRequest) -> FinanceExport:
    return EXPORTS[request.param]


def test_the_export_of_the_house_came_in_by_the_door_of_strangers():
    assert "ledger_csv" in EXPORTS


def test_an_export_is_installed_under_its_own_name(export: FinanceExport):
    assert EXPORTS[export.name] is export
    assert "/" in export.media_type


def test_each_batch_has_a_file_name_of_its_own(export: FinanceExport):
    assert len({export.file_name(number) for number in range(1, 1200)}) == 1199


def test_the_same_rows_give_the_same_bytes_whether_listed_or_streamed(export: FinanceExport):
    assert export.render(ROWS) == export.render(iter(list(ROWS)))


def test_each_row_reaches_the_file(export: FinanceExport):
    file = export.render(ROWS)

    assert file.count(b"K2-2026-1") == len(s2().lines)
    assert export.render([]) != file
