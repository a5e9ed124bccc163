"""What a page says when it says no: the codes of its reasons, and their words."""

import re
from html import unescape

from app.kernel.refusals import Missing, Reason, Refused

REASON = re.compile(r'<li data-code="([^"]+)"[^>]*>(.*?)</li>', re.DOTALL)
EXPLAINED = re.compile(r'<div class="why-not">(.*?)</div>', re.DOTALL)
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
MISSING = 404


def reasons_in(html: str) -> dict[str, str]:
    """Words by code; the reasons of an act that is not offered have words only."""
    told = {code: _words(inner) for code, inner in REASON.findall(html)}
    explained = [_words(item) for box in EXPLAINED.findall(html) for item in ITEM.findall(box)]
    return told | {f"explained {at}": words for at, words in enumerate(explained)}


def codes_in(html: str) -> list[str]:
    return list(dict.fromkeys(code for code, _ in REASON.findall(html)))


def raise_for(status: int, html: str, where: str) -> None:
    if status == MISSING:
        raise Missing
    codes = codes_in(html)
    if status >= 500 or not codes:
        raise AssertionError(f"{where} answered {status} without a reason: {_words(html)[-600:]}")
    raise Refused([Reason(code) for code in codes])


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())
