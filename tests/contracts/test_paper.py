"""A contract's paper: made by the printer outside any Work, kept once, and never another."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from app.contracts import jobs, queries, service
from app.contracts.events import PaperAttached
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.platform.files import StoredFile, read_file
from app.platform.outbox import Told
from app.platform.work import Ground, system_work
from app.platform.worker import drain
from tests.story.contracts import a_draft_contract, an_offered_contract
from tests.story.identity import URAVAYLA, a_staffed_organisation
from tests.story.offers import an_admitted_supplier
from tests.story.rivals import at_once

SUBSCRIBERS = {"contract.drafted": (jobs.make_the_paper,)}


@pytest.fixture
def contract(work_as, clock, call):
    """A draft without a paper."""
    admitted = an_admitted_supplier(work_as, clock, call, a_staffed_organisation(work_as, URAVAYLA))
    return a_draft_contract(work_as, call, admitted.party_id)


def the_paper(work_as, call, contract):
    with work_as(call.buyer.officer) as work:
        found = queries.own_contract(work, contract)
        content = read_file(work.db, work.ground.files, found.pdf_file_id)
        assert sha256(content).digest() == found.pdf_sha256
        return content


def test_the_printer_makes_the_paper_with_its_data_inside(ground, work_as, call, contract):
    drain(ground, SUBSCRIBERS)

    with pikepdf.open(BytesIO(the_paper(work_as, call, contract))) as pdf:
        attached = json.loads(pdf.attachments["contract.json"].get_file().read_bytes())
        assert pdf.Root.Lang == "fi"
    with work_as(call.buyer.officer) as work:
        assert attached == queries.own_contract(work, contract).data


@dataclass
class BusyPrinter:
    """Works while it prints, which a held Work would not let it."""

    ground: Ground
    prints: int = 0

    def render(self, _paper):
        with system_work(self.ground) as work:
            work.record(PaperAttached(about=work.new_id(), file_id=work.new_id(), sha256="", size=0))
        self.prints += 1
        return b"%PDF-1.7 printed"


def told_of(contract, call):
    return Told(
        id=contract,
        event="contract.drafted",
        version=1,
        about=contract,
        buyer_id=call.buyer.id,
        process_id=call.id,
        at=None,
        facts={},
    )


def test_no_work_is_held_while_the_paper_is_printed(ground, work_as, call, contract):
    printer = BusyPrinter(ground)

    jobs.make_the_paper(replace(ground, printer=printer), told_of(contract, call))

    assert the_paper(work_as, call, contract) == b"%PDF-1.7 printed"


def test_told_twice_the_printer_prints_once(ground, work_as, call, contract):
    printer = BusyPrinter(ground)

    for _ in range(2):
        jobs.make_the_paper(replace(ground, printer=printer), told_of(contract, call))

    assert printer.prints == 1


def test_the_first_bytes_are_kept(work_as, call, contract):
    for content in (b"%PDF first", b"%PDF second"):
        with work_as(SYSTEM) as work:
            service.attach_pdf(work, contract, content)

    assert the_paper(work_as, call, contract) == b"%PDF first"
    with work_as(SYSTEM) as work:
        assert work.db.query(StoredFile).filter(StoredFile.process_id == call.id).count() == 2  # and a letter


def test_of_two_papers_at_once_one_is_kept(work_as, call, contract):
    def attach(content):
        with work_as(SYSTEM) as work:
            service.attach_pdf(work, contract, content)

    at_once(lambda: attach(b"%PDF one"), lambda: attach(b"%PDF another"))

    assert the_paper(work_as, call, contract) in (b"%PDF one", b"%PDF another")
    with work_as(SYSTEM) as work:
        assert work.db.query(StoredFile).filter(StoredFile.process_id == call.id).count() == 2  # and a letter


def test_only_the_system_gives_a_contract_its_paper(work_as, call, contract):
    with pytest.raises(Refused, match=r"contract\.not_your_act"), work_as(call.buyer.officer) as work:
        service.attach_pdf(work, contract, b"%PDF of my own")


def test_a_contract_that_is_offered_already_is_not_offered_again(work_as, clock, call):
    admitted = an_admitted_supplier(work_as, clock, call, a_staffed_organisation(work_as, URAVAYLA))
    contract = an_offered_contract(work_as, call, admitted.party_id)

    with pytest.raises(Refused, match=r"state\.no_such_move"), work_as(call.buyer.officer) as work:
        service.offer(work, contract)
