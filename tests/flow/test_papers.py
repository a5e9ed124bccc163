"""The papers of the worked example are what archives, readers and e-invoice operators ask for."""

import json
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from app.demo.reading import read_story
from tests.adapters.official import faults_of_finvoice, faults_of_ubl
from tests.story.whole import WORKED_EXAMPLE

SUPPLIERS = ("S1", "S2", "S3", "S4", "S5")
FOUNDED = ("found_organisation", "form_group")


@cache
def names() -> dict[str, str]:
    acts = read_story(WORKED_EXAMPLE).content["acts"]
    return {act["as"]: act["name"] for act in acts if act["do"] in FOUNDED}


@pytest.mark.parametrize("folder", ["contracts", "decisions"])
@pytest.mark.parametrize("supplier", SUPPLIERS)
def test_each_pdf_is_archival_accessible_and_all_in_embedded_fonts(told, folder, supplier):
    with pikepdf.open(told.out / folder / f"{supplier}.pdf") as pdf:
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        fonts = [font.DescendantFonts[0] for page in pdf.pages for font in page.Resources.Font.values()]
        attached = [json.loads(part.get_file().read_bytes()) for part in pdf.attachments.values()]

        assert pdf.Root.Lang == "fi"
        assert bool(pdf.Root.MarkInfo.Marked) and pdf.Root.StructTreeRoot.K
        assert fonts and all("/FontFile2" in font.FontDescriptor for font in fonts)
        assert len(attached) == 1 and attached[0]


@pytest.mark.parametrize("supplier", SUPPLIERS)
def test_a_contract_names_its_parties_and_a_letter_its_reader(told, supplier):
    contract, letter = (
        " ".join(
            page.extract_text()
            for page in PdfReader(BytesIO((told.out / folder / f"{supplier}.pdf").read_bytes())).pages
        )
        for folder in ("contracts", "decisions")
    )

    assert "Lehtolan kaupunki" in contract
    assert names()[supplier] in " ".join(contract.split())
    assert names()[supplier] in " ".join(letter.split())


def test_the_e_invoices_of_the_story_have_no_fault_by_the_official_rules(told):
    ubl = sorted((told.out / "invoices").glob("*.ubl.xml"))
    finvoice = sorted((told.out / "invoices").glob("*.finvoice.xml"))
    assert len(ubl) == len(finvoice) == 10

    faults = {path.name: faults_of_ubl(path.read_bytes()) for path in ubl}
    faults |= {path.name: faults_of_finvoice(path.read_bytes()) for path in finvoice}

    assert {name: found for name, found in faults.items() if found} == {}


def test_what_finance_takes_out_is_what_the_supplier_issued(told):
    exported = {path.name: path.read_bytes() for path in (told.out / "exports").rglob("*.xml")}
    issued = {path.read_bytes() for path in (told.out / "invoices").glob("*.xml")}

    assert len(exported) == 20
    assert set(exported.values()) == issued
