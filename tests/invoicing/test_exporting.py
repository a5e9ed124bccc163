"""Finance takes invoices out once, in files that never change, and checks them by their totals."""

import csv
import json
from hashlib import sha256
from io import StringIO

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.identity import service as identity
from app.invoicing import service
from app.invoicing.models import ExportBatch, ExportFile, ExportItem
from app.invoicing.rules.exporting import by_payer, control_totals
from app.invoicing.rules.states import BatchState
from app.kernel.refusals import Missing, Refused
from tests.invoicing.april import s1, s2, s4, s4_credit
from tests.story.clients import EMAIL, FIRST_NAME, LAST_NAME, PHONE
from tests.story.deliveries import april
from tests.story.invoicing import billed, coached, codes, credited
from tests.story.people import ADMIN, STRANGER
from tests.story.rivals import at_once

MANIFEST = "manifest.json"


def exported(work_as, order, **chosen):
    with work_as(order.call.buyer.finance) as work:
        return service.export(work, order.call.buyer.id, **chosen)


def refused_export(work_as, order, **chosen):
    with pytest.raises(Refused) as no:
        exported(work_as, order, **chosen)
    return codes(no)


def downloaded(work_as, order, batch, name):
    with work_as(order.call.buyer.finance) as work:
        return service.download(work, batch.id, name)


def files_of(work_as, order, batch):
    manifest = json.loads(downloaded(work_as, order, batch, MANIFEST))
    return {name: downloaded(work_as, order, batch, name) for name in manifest["files"]}, manifest


def ledger_of(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_batch_holds_every_issued_invoice_in_every_form_and_proves_it(work_as, order):
    invoice = billed(work_as, order)

    batch = exported(work_as, order)

    files, manifest = files_of(work_as, order, batch)
    assert sorted(files) == [
        "9900006-9-K-2026-0001.finvoice.xml",
        "9900006-9-K-2026-0001.ubl.xml",
        "ledger-000001.csv",
    ]
    assert {name: sha256(content).hexdigest() for name, content in files.items()} == manifest["files"]
    assert manifest["totals"] == {
        "invoices": 1,
        "net": 299_50,
        "vat": 76_37,
        "gross": 375_87,
        "by_supplier": {"9900006-9": 375_87},
        "by_payer": {"9900001-8": 375_87},
        "by_vat": {"S-2550": {"base": 299_50, "vat": 76_37}},
    }
    (row,) = ledger_of(files["ledger-000001.csv"])
    assert (row["invoice_no"], row["quantity"], row["gross"]) == (invoice.number, "5", "375,87")
    for told in (FIRST_NAME, LAST_NAME, PHONE, EMAIL):
        assert not any(told.encode() in content for content in files.values())


def test_the_same_bytes_come_at_every_download(work_as, clock, order):
    billed(work_as, order)
    batch = exported(work_as, order)
    first, _ = files_of(work_as, order, batch)
    with work_as(ADMIN) as work:
        told = {"valid_from": april(30), "name": "Uraväylä Uusi Oy"}
        identity.change_organisation(work, order.supplier.party_id, **told)

    again, _ = files_of(work_as, order, batch)

    assert again == first


def test_an_invoice_goes_out_once(work_as, clock, order):
    billed(work_as, order)
    exported(work_as, order)
    assert refused_export(work_as, order) == ["invoicing.nothing_to_export"]

    coached(work_as, clock, order, {9: 2})
    billed(work_as, order)
    second = exported(work_as, order)

    _, manifest = files_of(work_as, order, second)
    assert (second.number, [one["number"] for one in manifest["invoices"]]) == (2, ["K-2026-0002"])


def test_of_rivals_one_exports(work_as, order):
    billed(work_as, order)

    told = at_once(*[lambda: exported(work_as, order).number] * 4)

    refusals = (["invoicing.nothing_to_export"], ["invoicing.export_under_way"])
    assert told.count(1) == 1
    assert [one for one in told if one != 1 and one not in refusals] == []


def test_finance_may_choose_what_to_take_out(work_as, clock, order):
    first = billed(work_as, order)
    coached(work_as, clock, order, {9: 2})
    second = billed(work_as, order)

    batch = exported(work_as, order, invoice_ids=[second.id])

    _, manifest = files_of(work_as, order, batch)
    assert [one["number"] for one in manifest["invoices"]] == [second.number]
    both = [first.id, second.id]
    assert refused_export(work_as, order, invoice_ids=both) == ["invoicing.not_all_exportable"]


def test_a_cancelled_batch_lets_its_invoices_out_again_and_stays_as_it_was(work_as, order):
    billed(work_as, order)
    first = exported(work_as, order)
    before, _ = files_of(work_as, order, first)
    finance = order.call.buyer.finance

    with pytest.raises(Refused) as silent, work_as(finance) as work:
        service.cancel_batch(work, first.id, reason="")
    with work_as(finance) as work:
        cancelled = service.cancel_batch(work, first.id, reason="Tuonti keskeytyi")
    second = exported(work_as, order)

    assert codes(silent) == ["invoicing.cancel_needs_reason"]
    assert (cancelled.state, second.number) == (BatchState.CANCELLED, 2)
    after, _ = files_of(work_as, order, first)
    assert after == before
    with pytest.raises(Refused) as twice, work_as(finance) as work:
        service.cancel_batch(work, first.id, reason="Tuonti keskeytyi")
    assert codes(twice) == ["state.no_such_move"]


def test_a_credit_note_goes_out_as_what_it_takes_back(work_as, order):
    invoice = billed(work_as, order)
    exported(work_as, order)
    credited(work_as, order.supplier.admin, invoice)

    batch = exported(work_as, order)

    files, manifest = files_of(work_as, order, batch)
    (row,) = ledger_of(files["ledger-000002.csv"])
    assert (row["invoice_type"], row["credit_of"], row["net"]) == ("381", "K-2026-0001", "-299,50")
    assert manifest["totals"]["gross"] == -375_87


def test_a_supplier_named_like_a_formula_is_only_a_name(work_as, clock, order):
    name = '=HYPERLINK("http://evil.example","Lasku")'
    with work_as(ADMIN) as work:
        identity.change_organisation(work, order.supplier.party_id, valid_from=april(30), name=name)
    billed(work_as, order)

    files, _ = files_of(work_as, order, exported(work_as, order))

    (row,) = ledger_of(files["ledger-000001.csv"])
    assert row["supplier_name"] == "'" + name


def test_finance_exports_its_auditor_reads_and_others_see_nothing(work_as, order):
    billed(work_as, order)
    buyer, seller = order.call.buyer, order.supplier.members[0]
    with pytest.raises(Refused) as no, work_as(buyer.auditor) as work:
        service.export(work, buyer.id)
    batch = exported(work_as, order)

    assert codes(no) == ["invoicing.not_your_act"]
    with work_as(buyer.auditor) as work:
        assert service.download(work, batch.id, MANIFEST)
    with pytest.raises(Missing), work_as(buyer.finance) as work:
        service.download(work, batch.id, "../kutsu.db")
    for nobody in (STRANGER, seller.admin, seller.bookkeeper):
        with pytest.raises(Missing), work_as(nobody) as work:
            service.download(work, batch.id, MANIFEST)
        with pytest.raises(Missing), work_as(nobody) as work:
            service.export(work, buyer.id)


def test_the_database_knows_one_live_batch_of_an_invoice(work_as, clock, order):
    invoice = billed(work_as, order)
    exported(work_as, order)
    coached(work_as, clock, order, {9: 2})
    billed(work_as, order)
    second = exported(work_as, order)

    with pytest.raises(IntegrityError), work_as(ADMIN) as work:
        work.db.add(ExportItem(batch_id=second.id, invoice_id=invoice.id, live=True))


def test_a_batch_never_changes(work_as, order):
    billed(work_as, order)
    exported(work_as, order)
    changes = [
        update(ExportBatch).values(manifest={}),
        delete(ExportItem),
        update(ExportFile).values(name="other.csv"),
        delete(ExportFile),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), work_as(ADMIN) as work:
            work.db.execute(change, execution_options={"synchronize_session": False})


def test_control_totals_take_a_credit_away_and_tell_payers_apart():
    docs = [s1(), s2(), s4(), s4_credit()]

    totals = control_totals(docs)

    assert (totals["net"], totals["vat"], totals["gross"]) == (937_76, 131_49, 1_069_25)
    assert totals["by_supplier"]["9900006-9"] == 0
    assert totals["by_vat"]["S-2550"] == {"base": 515_63, "vat": 131_49}
    assert {payer: len(bills) for payer, bills in by_payer(docs).items()} == {"9900001-8": 4}
