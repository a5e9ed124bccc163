"""XML written by hand is XML for every reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.adapters.xml import bare, branch, document, leaf, maybe

# any text that XML 1.0 can hold and that is not blank
TEXTS = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff"), min_size=1
).filter(str.strip)


@given(TEXTS, TEXTS, st.sampled_from(["UTF-8", "ISO-8859-15"]))
def test_every_text_arrives_as_it_was_sent(text: str, attribute: str, encoding: str):
    root = etree.fromstring(document(branch("a", leaf("b", text, kind=attribute)), encoding))

    assert root[0].text == text
    assert root[0].get("kind") == attribute


@given(st.text())
def test_a_text_is_written_whole_or_refused(text: str):
    try:
        file = document(leaf("a", text))
    except ValueError:
        return
    assert etree.fromstring(file).text == text


@pytest.mark.parametrize("forbidden", ["\x00", "\x0b", "\x1f", "\x7f", "\x9f", "\ud800", "\ufffe"])
def test_a_character_that_xml_forbids_is_refused_and_the_element_is_named(forbidden: str):
    with pytest.raises(ValueError, match="cbc:Note holds"):
        leaf("cbc:Note", f"a{forbidden}b")
    with pytest.raises(ValueError, match="cbc:Note/@kind holds"):
        leaf("cbc:Note", "ab", kind=f"a{forbidden}b")


def test_an_element_is_never_left_empty_by_mistake():
    for empty in (lambda: leaf("a", "\n"), lambda: branch("a", None), lambda: leaf("a", "b", kind="")):
        with pytest.raises(ValueError, match="empty"):
            empty()
    assert maybe("a", None) is None
    assert bare("a") == "<a/>"
