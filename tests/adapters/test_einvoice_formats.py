"""What every e-invoice format keeps, whoever wrote it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.invoicing.ports import EInvoiceFormat, InvoiceDoc
from app.invoicing.rules.stored import doc_from_plain
from app.kernel.plain import as_plain
from app.platform.extensions import installed
from tests.invoicing.april import EXAMPLES, s2, s4, s4_credit

FORMATS: dict[str, EInvoiceFormat] = installed("einvoice")


@pytest.fixture(params=sorted(FORMATS))
def einvoice(request: pytest.FixtureRequest) -> EInvoiceFormat:
    return FORMATS[request.param]


def test_the_formats_of_the_house_came_in_by_the_door_of_strangers():
    assert {"finvoice", "peppol"} <= FORMATS.keys()


def test_a_format_is_installed_under_its_own_name(einvoice: EInvoiceFormat):
    assert FORMATS[einvoice.name] is einvoice
    assert einvoice.file_suffix.startswith(".") and "/" in einvoice.media_type


def test_no_two_formats_of_an_invoice_would_share_a_file_name():
    assert len({einvoice.file_suffix for einvoice in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_file_names_the_invoice_its_parties_and_what_is_to_be_paid(
    einvoice: EInvoiceFormat, example: Callable[[], InvoiceDoc]
):
    doc = example()
    file = einvoice.render(doc)

    amount = doc.totals.gross.plain()
    assert amount.encode() in file or amount.replace(".", ",").encode() in file
    for said in (doc.number, doc.seller.endpoint.value, doc.buyer.endpoint.value, doc.payment.reference):
        assert said.encode() in file


def test_the_same_invoice_gives_the_same_bytes_also_when_it_was_stored(einvoice: EInvoiceFormat):
    doc = s2()

    assert einvoice.render(doc) == einvoice.render(s2()) == einvoice.render(doc_from_plain(as_plain(doc)))


def test_a_credit_note_is_another_document_than_its_invoice(einvoice: EInvoiceFormat):
    assert einvoice.render(s4_credit()) != einvoice.render(replace(s4(), number=s4_credit().number))


@pytest.mark.parametrize("text", ["", "  ", "Valmennus\x00", "Valmennus\x1b[2J", "\ud83d"])
def test_an_empty_or_unprintable_text_never_reaches_a_file(einvoice: EInvoiceFormat, text: str):
    doc = s4()
    wrong = replace(doc, seller=replace(doc.seller, address=replace(doc.seller.address, city=text)))

    with pytest.raises(ValueError, match=r"empty|forbids"):
        einvoice.render(wrong)


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_a_party_that_cannot_be_reached_is_an_error(einvoice: EInvoiceFormat, side: str):
    doc = s4()
    unreachable = replace(getattr(doc, side), endpoint=None)

    with pytest.raises(ValueError, match="address"):
        einvoice.render(replace(doc, **{side: unreachable}))
