"""The contract paper: what it says, in which language, and when it is not made."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from app.contracts.rules.document import (
    TEMPLATE,
    ContractData,
    MemberData,
    PartyData,
    PersonData,
    reasons_not_to_draw_up,
)
from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.plain import canonical_json
from app.kernel.texts import Texts
from app.platform.pages import environment
from app.platform.pdf import paper_of, render_pdf
from app.platform.texts import catalogue
from tests.contracts.papers import VALOPOLKU, consortium_contract, valopolku_contract

LANGUAGES = ("fi", "sv", "en")
NO_BREAK = "\N{NO-BREAK SPACE}"


def html_of(contract: ContractData) -> str:
    return environment(contract.language, strict=True).get_template(TEMPLATE).render(data=contract)


def words_of(contract: ContractData) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", html_of(contract)).replace(NO_BREAK, " ")
    return re.sub(r"\s+", " ", without_tags)


@pytest.fixture(scope="module")
def consortium_pdf() -> bytes:
    contract = consortium_contract()
    paper = paper_of(TEMPLATE, contract, made_at=contract.drawn_up_at, attached_as="contract.json")
    return render_pdf(paper.html, made_at=paper.made_at, attachments=paper.attachments)


@pytest.fixture(scope="module")
def opened(consortium_pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(consortium_pdf)) as pdf:
        yield pdf


def test_the_paper_is_archival_accessible_and_all_in_our_own_fonts(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["dc:title"] == "Hankintasopimus JHT-DPH-2026-01/S3"
    assert opened.Root.Lang == "fi"
    assert bool(opened.Root.MarkInfo.Marked)
    fonts = [font.DescendantFonts[0] for page in opened.pages for font in page.Resources.Font.values()]
    assert fonts
    assert all("Inter" in str(font.BaseFont) and "/FontFile2" in font.FontDescriptor for font in fonts)


def test_the_paper_carries_its_own_data(opened: pikepdf.Pdf) -> None:
    attached = opened.attachments["contract.json"].get_file().read_bytes()

    assert attached == canonical_json(consortium_contract())
    told = json.loads(attached)
    assert told["prices"][0]["price"] == 66_50
    assert [member["business_id"] for member in told["supplier"]["members"]] == ["9900004-2", "9900005-0"]
    assert told["drawn_up_at"] == "2026-04-03T07:15:00+00:00"


def test_the_consortiums_paper_reads_well_in_four_pages_and_an_annex(consortium_pdf: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(consortium_pdf)).pages]

    assert len(pages) == 5
    assert "Harjun Kyläyhdistys ry" in pages[0]
    assert "Allekirjoitukset" in pages[3]
    assert pages[4].startswith(("Liite 1", "Järvi-Hämeen työllisyysalue"))
    assert "5 / 5" in pages[4]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("contract_in", [valopolku_contract, consortium_contract])
def test_every_clause_is_worded_in_every_language(
    language: str, contract_in: Callable[[str], ContractData]
) -> None:
    contract = contract_in(language)

    words = words_of(contract)

    assert not re.search(r"(contract|unit|limit)\.[a-z]", words), "a code stands where its text should"
    assert f'<html lang="{language}">' in html_of(contract)
    assert catalogue(language).gettext("contract.volume_1") in words
    assert catalogue(language).gettext("contract.prevails_fi") in words


def test_a_group_names_all_its_members_and_answers_jointly() -> None:
    alone, group = words_of(valopolku_contract()), words_of(consortium_contract())

    for name in (
        "Lehtolan Toimintakeskus ry, koordinaattori",
        "9900004-2",
        "Harjun Kyläyhdistys ry",
        "9900005-0",
    ):
        assert name in group
    assert "yhteisvastuullisesti" in group
    assert "yhteisvastuullisesti" not in alone
    assert "koordinaattorin nimissä" in group
    assert "koordinaattorin nimissä" not in alone


def test_each_member_is_a_processor_of_its_own_in_the_annex() -> None:
    annex = words_of(consortium_contract()).partition("Liite 1. ")[2]

    assert "Lehtolan Toimintakeskus ry (9900004-2)" in annex
    assert "Harjun Kyläyhdistys ry (9900005-0)" in annex


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"accept_within": Limit(7, TimeUnit.WORKING_DAY)}, "kieltäytyy siitä 7 työpäivän kuluessa"),
        ({"accept_within": Limit(1, TimeUnit.WORKING_DAY)}, "kieltäytyy siitä yhden työpäivän kuluessa"),
        ({"start_within": Limit(2, TimeUnit.MONTH)}, "aloitetaan 2 kuukauden kuluessa"),
        ({"plan_within": Limit(11, TimeUnit.DAY)}, "suunnitelman 11 päivän kuluessa"),
        ({"interim_report_every": Limit(45, TimeUnit.DAY)}, "väliraportin 45 päivän välein"),
        ({"final_report_within": Limit(12, TimeUnit.WORKING_DAY)}, "loppuraportin 12 työpäivän kuluessa"),
        ({"silence_reported_after": Limit(14, TimeUnit.DAY)}, "yhteyttä 14 päivään"),
        ({"approve_within": Limit(5, TimeUnit.WORKING_DAY)}, "kirjauksen 5 työpäivän kuluessa"),
        ({"order_notice": Limit(30, TimeUnit.DAY)}, "30 päivän irtisanomisajalla"),
        ({"penalty_share": 2_50}, "viikolta 2,5 % tilauksen"),
        ({"penalty_most": 10_00}, "enintään 10 %"),
        ({"index_cap": 4_00}, "enintään 4 % kerrallaan"),
        ({"index_notice": Limit(90, TimeUnit.DAY)}, "vähintään 90 päivää ennen"),
    ],
)
def test_the_orders_terms_are_those_of_the_data(change: dict[str, object], said: str) -> None:
    contract = valopolku_contract()
    changed = replace(contract, orders=replace(contract.orders, **change))  # type: ignore[arg-type]

    assert said in words_of(changed)
    assert said not in words_of(contract)


def test_cancellation_payment_and_option_are_those_of_the_data() -> None:
    words = words_of(valopolku_contract())

    assert "viimeistään 24 tuntia ennen" in words
    assert "50 % yksikköhinnasta, enintään 2 kertaa tilausta kohden" in words
    assert "seuraavan kuukauden 10. päivänä. Maksuaika on 30 päivää" in words
    assert "enintään 12 kuukaudella" in words
    assert "viimeistään 2 kuukautta ennen" in words
    assert "vähintään 250 000,00 €" in words


def test_prices_are_shown_without_tax_and_with_their_unit() -> None:
    words = words_of(valopolku_contract())

    assert "A Yksilöllinen työhönvalmennus tunti neljännestunnin tarkkuudella 54,00 €" in words
    assert "Hinta, alv 0 %" in words


@pytest.mark.parametrize("mandated", [True, False])
def test_clauses_are_numbered_without_a_gap_with_and_without_a_billing_mandate(mandated: bool) -> None:
    contract = valopolku_contract()
    contract = contract if mandated else replace(contract, mandate=None)

    headings = [int(number) for number in re.findall(r'<h2><span class="no">(\d+)</span>', html_of(contract))]

    assert headings == list(range(1, 15 if mandated else 14))
    assert ("KU-9900002" in words_of(contract)) is mandated
    assert ("laatii ja lähettää laskunsa itse" in words_of(contract)) is not mandated


def test_what_the_parties_wrote_is_text_and_never_markup() -> None:
    person = PersonData("<b>Eeva</b>", "eeva@valopolku.example")
    tricky = PartyData("x", (MemberData("Valo & <script>alert(1)</script> ry", "9900002-6", "<!--", person),))

    html = html_of(replace(valopolku_contract(), supplier=tricky))

    assert "Valo &amp; &lt;script&gt;alert(1)&lt;/script&gt; ry" in html
    assert "<script" not in html
    assert "<b>" not in html
    assert "<!--" not in html


def test_the_same_contract_is_told_in_the_same_bytes() -> None:
    assert canonical_json(valopolku_contract().as_json()) == canonical_json(valopolku_contract())


def test_the_contracts_of_the_worked_example_may_be_drawn_up() -> None:
    for language in LANGUAGES:
        assert reasons_not_to_draw_up(valopolku_contract(language)) == []
        assert reasons_not_to_draw_up(consortium_contract(language)) == []


def test_a_contract_without_prices_members_or_signers_is_not_drawn_up() -> None:
    bare = replace(valopolku_contract(), prices=(), supplier=replace(VALOPOLKU, members=()), signers=())

    reasons = reasons_not_to_draw_up(bare)

    assert [reason.facts["block"] for reason in reasons] == ["prices", "members", "signers"]


def test_a_group_has_exactly_one_coordinator() -> None:
    contract = consortium_contract()
    nobody = tuple(replace(member, is_coordinator=False) for member in contract.supplier.members)
    both = tuple(replace(member, is_coordinator=True) for member in contract.supplier.members)

    for members in (nobody, both):
        asked = replace(contract, supplier=replace(contract.supplier, members=members))
        assert [reason.code for reason in reasons_not_to_draw_up(asked)] == ["contract.one_coordinator"]


@pytest.mark.parametrize(("days", "codes"), [(30, []), (31, ["contract.pays_too_late"])])
def test_a_public_buyer_pays_within_thirty_days(days: int, codes: list[str]) -> None:
    contract = valopolku_contract()

    asked = replace(contract, payment=replace(contract.payment, payment_days=days))

    assert [reason.code for reason in reasons_not_to_draw_up(asked)] == codes


def test_a_contract_ends_after_it_starts() -> None:
    contract = valopolku_contract()

    asked = replace(contract, term=replace(contract.term, ends_on=date(2026, 4, 6)))

    assert [reason.code for reason in reasons_not_to_draw_up(asked)] == ["contract.ends_before_it_starts"]


def test_a_text_missing_in_the_papers_language_is_a_reason_and_no_silent_fallback() -> None:
    contract = valopolku_contract("sv")
    line = replace(contract.prices[0], name=Texts({"fi": "Valmennus"}, "fi"), price=Money(1))

    reasons = reasons_not_to_draw_up(replace(contract, prices=(line,)))

    assert [(reason.code, reason.facts["text"]) for reason in reasons] == [
        ("contract.text_not_translated", "Valmennus")
    ]
