"""Making contract papers: two processes beside one, and the archival paper beside the bare engine's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.contracts.rules.document import TEMPLATE
from app.platform.pdf import Paper, PdfPool, paper_of, render_pdf
from benchmarks.measuring import Measured, in_pairs, seconds
from benchmarks.plain_pdf import render_plain
from tests.contracts.papers import valopolku_contract

PAPERS, AT_A_TIME = 12, 4
LEAST_GAIN, MOST_EXTRA = 1.85, 1.15


def contract_papers(count: int) -> list[Paper]:
    contract = valopolku_contract()
    numbered = (replace(contract, number=f"{contract.number}-{place}") for place in range(count))
    return [paper_of(TEMPLATE, one, made_at=one.drawn_up_at, attached_as="contract.json") for one in numbered]


def measured() -> Iterator[Measured]:
    papers = contract_papers(PAPERS)
    with PdfPool(processes=1) as one, PdfPool(processes=2) as two:
        for pool, warm in ((one, papers[:1]), (two, papers[:2])):
            pool.render_all(warm)
        pairs = in_pairs(
            lambda: seconds(lambda: one.render_all(papers)), lambda: seconds(lambda: two.render_all(papers))
        )
    yield Measured(
        "papers by two processes, to one", f">= {LEAST_GAIN}x", pairs.told(), pairs.ratio >= LEAST_GAIN
    )
    few = papers[:AT_A_TIME]
    _archival(few), _plain(few)  # fonts are read once
    pairs = in_pairs(lambda: seconds(lambda: _archival(few)), lambda: seconds(lambda: _plain(few)))
    yield Measured(
        "a tagged PDF/A-3a paper, to a plain one",
        f"<= {MOST_EXTRA}x",
        pairs.told(),
        pairs.ratio <= MOST_EXTRA,
    )


def _archival(papers: Sequence[Paper]) -> None:
    for paper in papers:
        render_pdf(paper.html, made_at=paper.made_at, attachments=paper.attachments)


def _plain(papers: Sequence[Paper]) -> None:
    for paper in papers:
        render_plain(paper.html)
