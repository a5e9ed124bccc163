"""What follows when a contract has been drawn up: its paper is made, outside any Work."""

from app.contracts import queries, service
from app.contracts.rules.document import TEMPLATE, ContractData
from app.kernel.typed import from_plain
from app.platform.outbox import Told
from app.platform.pdf import paper_of
from app.platform.work import Ground, system_work

ATTACHED_AS = "contract.json"


def make_the_paper(ground: Ground, told: Told) -> None:
    """Told twice, it makes the same bytes, and the first ones are kept."""
    with system_work(ground) as work:
        contract = queries.own_contract(work, told.about)
        has_paper, data = contract.pdf_file_id is not None, from_plain(ContractData, contract.data)
    if has_paper:
        return
    content = ground.printer.render(
        paper_of(TEMPLATE, data, made_at=data.drawn_up_at, attached_as=ATTACHED_AS)
    )
    with system_work(ground) as work:
        service.attach_pdf(work, told.about, content)
