"""What follows from decisions: their letters are made, outside any Work."""

from app.offers import queries, service
from app.offers.rules.letter import TEMPLATE
from app.platform.outbox import Told
from app.platform.pdf import paper_of
from app.platform.work import Ground, system_work


def make_decision_letter(ground: Ground, told: Told) -> None:
    """Hears `offers.decided` and `offers.letter_renewed`; a letter renewed meanwhile is left to its own."""
    with system_work(ground) as work:
        decision = queries.decision(work, told.about)
        letter, decided_at = queries.letter_data(decision), decision.decided_at

    paper = paper_of(TEMPLATE, letter, made_at=decided_at, attached_as="decision.json")
    content = ground.printer.render(paper)

    with system_work(ground) as work:
        decision = queries.decision(work, told.about, lock=True)
        if decision.notified_at is None and queries.letter_data(decision) == letter:
            service.attach_letter(work, told.about, content)
