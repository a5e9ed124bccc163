"""The decision letter: what it tells, and that it is not made without what starts the time limits."""

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from app.kernel.plain import canonical_json
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis
from app.offers.rules.letter import TEMPLATE, DecisionLetterData, reasons_not_to_render
from app.platform.pages import environment
from app.platform.pdf import paper_of, render_pdf
from app.platform.texts import UnknownText, catalogue
from tests.offers.papers import ADMITTED_TO_B, REJECTED_FROM_D, consortium_letter

LANGUAGES = ("fi", "sv", "en")


def html_of(letter: DecisionLetterData) -> str:
    return environment(letter.language, strict=True).get_template(TEMPLATE).render(data=letter)


def words_of(letter: DecisionLetterData) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", html_of(letter)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", without_tags)


def codes_of(letter: DecisionLetterData) -> list[tuple[str, str]]:
    return [(reason.code, next(iter(reason.facts.values()))) for reason in reasons_not_to_render(letter)]


def test_the_letter_is_an_archival_accessible_paper_with_its_data_inside() -> None:
    letter = consortium_letter("sv")
    paper = paper_of(TEMPLATE, letter, made_at=letter.received_at, attached_as="decision.json")

    made = render_pdf(paper.html, made_at=paper.made_at, attachments=paper.attachments)

    with pikepdf.open(BytesIO(made)) as pdf:
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.Lang == "sv"
        assert pdf.attachments["decision.json"].get_file().read_bytes() == canonical_json(letter)
        fonts = [font.DescendantFonts[0] for page in pdf.pages for font in page.Resources.Font.values()]
        assert all("Inter" in str(font.BaseFont) and "/FontFile2" in font.FontDescriptor for font in fonts)
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert "Upphandlingsbeslut" in text
    assert "Följeslagare" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_category_has_its_outcome_its_grounds_and_its_comparison(language: str) -> None:
    letter, words = consortium_letter(language), words_of(consortium_letter(language))

    for outcome in letter.outcomes:
        assert catalogue(language).gettext(f"letter.{outcome.outcome}") in words
        for ground in outcome.grounds:
            assert ground.in_language(language) in words
    for known in letter.facts:
        assert known.in_language(language) in words
    assert "3 Yhdessä töihin -konsortio 66,50 € 49,00 40,00 89,00" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_remedies_are_told_with_their_last_days_and_where_to_send_them(language: str) -> None:
    letter, words = consortium_letter(language), words_of(consortium_letter(language))

    assert "7.4.2026" in words
    assert "2.4.2026" in words
    assert "kirjaamo@lehtola.example" in words
    assert letter.registry.body.in_language(language) in words
    assert catalogue(language).gettext("remedies.basis.small_dps") in words
    for instruction in letter.instructions:
        assert catalogue(language).gettext(f"remedies.{instruction.remedy}.title") in words


def test_the_remedies_are_those_of_the_calls_legal_basis() -> None:
    letter = consortium_letter()

    open_house = words_of(
        replace(
            letter,
            legal_basis=LegalBasis.OPEN_HOUSE_CLIENT_CHOICE,
            instructions=letter.instructions[:1],
        )
    )

    assert catalogue("fi").gettext("remedies.basis.open_house_client_choice") in open_house
    assert catalogue("fi").gettext("remedies.procurement_correction.title") not in open_house


def test_an_instruction_that_lacks_a_figure_of_the_law_is_not_printed() -> None:
    letter = consortium_letter()
    unfinished = replace(letter.instructions[0], facts={"days": "14"})

    with pytest.raises(UnknownText, match="message_days"):
        html_of(replace(letter, instructions=(unfinished,)))


def test_a_rejected_applicant_is_told_that_it_may_apply_again_and_not_that_it_is_registered() -> None:
    rejected = replace(consortium_letter(), outcomes=(REJECTED_FROM_D,), with_comparison=False)

    words = words_of(rejected)

    assert catalogue("fi").gettext("letter.validity_none") in words
    assert "julkiseen toimittajarekisteriin" not in words
    assert "Vertailun tulos" not in words


def test_what_people_wrote_is_text_and_never_markup() -> None:
    letter = consortium_letter()
    ground = Texts({"fi": "<script>alert(1)</script> & muuta"}, "fi")
    tricky = replace(letter, outcomes=(replace(ADMITTED_TO_B, grounds=(ground,)),))

    html = html_of(tricky)

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; muuta" in html
    assert "<script" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_letter_may_be_made(language: str) -> None:
    assert reasons_not_to_render(consortium_letter(language)) == []


@pytest.mark.parametrize(
    ("taken_away", "block"),
    [
        ({"outcomes": ()}, "outcome"),
        ({"facts": ()}, "facts"),
        ({"instructions": ()}, "remedy_instruction"),
        ({"contact": None}, "contact"),
        ({"noticed_on": None}, "notice_date"),
    ],
)
def test_a_letter_without_a_required_block_is_not_made(taken_away: dict[str, object], block: str) -> None:
    lacking = replace(consortium_letter(), **taken_away)  # type: ignore[arg-type]

    assert codes_of(lacking) == [("letter.lacks", block)]


def test_a_letter_that_does_not_say_where_to_send_a_claim_is_not_made() -> None:
    letter = consortium_letter()

    lacking = replace(letter, registry=replace(letter.registry, email=""))

    assert codes_of(lacking) == [("letter.lacks", "remedy_address")]


def test_every_outcome_has_its_grounds() -> None:
    groundless = replace(REJECTED_FROM_D, grounds=())

    lacking = replace(consortium_letter(), outcomes=(ADMITTED_TO_B, groundless))

    assert codes_of(lacking) == [("letter.lacks_grounds", "D")]


def test_where_there_was_a_comparison_its_result_is_told() -> None:
    uncompared = replace(
        ADMITTED_TO_B, comparison=ADMITTED_TO_B.comparison[:2]
    )  # the applicant's row is gone
    letter = replace(consortium_letter(), outcomes=(uncompared, REJECTED_FROM_D))

    assert codes_of(letter) == [("letter.lacks_comparison", "B")]
    assert codes_of(replace(letter, with_comparison=False)) == []


def test_a_ground_missing_in_the_letters_language_is_a_reason_and_no_silent_fallback() -> None:
    only_finnish = replace(ADMITTED_TO_B, grounds=(Texts({"fi": "Vaatimukset täyttyvät."}, "fi"),))

    letter = replace(consortium_letter("sv"), outcomes=(only_finnish,))

    assert codes_of(letter) == [("letter.text_not_translated", "Vaatimukset täyttyvät.")]
