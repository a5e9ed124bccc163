"""What tests of messages stand on: a postman whose letters a test can read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from app.adapters.plain.mail_log import mail_log
from app.messages import jobs
from app.messages.ports import Letter
from app.platform.work import Ground
from app.platform.worker import Subscribers, drain, run_due
from tests.story.contracts import Supplier, a_supplier_under_contract
from tests.story.identity import a_buyer
from tests.story.orders import FIRST_ORDERS, a_sent_order
from tests.story.procurement import StoryCall, a_call

SUBSCRIBERS: Subscribers = {
    **dict.fromkeys(jobs.HEARD, (jobs.tell_people,)),
    "messages.made": (jobs.send_message,),
}


@dataclass
class Post:
    """`brought()` is what came since a test last looked."""

    ground: Ground
    seen: set[int] = field(default_factory=set)

    def brought(self) -> list[Letter]:
        drain(self.ground, SUBSCRIBERS)
        new = [letter for letter in mail_log.letters if id(letter) not in self.seen]
        self.seen |= {id(letter) for letter in new}
        return new

    def brought_to(self) -> list[str]:
        return sorted(letter.to for letter in self.brought())

    def at_seven(self) -> list[Letter]:
        """What comes when the digest is due."""
        run_due(self.ground, [jobs.gather_digests])
        return self.brought()


@pytest.fixture(autouse=True)
def _letters_of_this_test(monkeypatch, tmp_path) -> Iterator[None]:
    monkeypatch.setenv("KUTSU_MAIL", "mail_log")
    monkeypatch.setenv("KUTSU_MAIL_DIR", str(tmp_path / "mail"))
    mail_log.letters.clear()
    yield
    mail_log.letters.clear()


@pytest.fixture
def post(ground) -> Post:
    return Post(ground)


@pytest.fixture
def call(work_as, clock) -> StoryCall:
    return a_call(work_as, clock, a_buyer(work_as))


@pytest.fixture
def supplier(work_as, clock, call) -> Supplier:
    found = a_supplier_under_contract(work_as, clock, call)
    clock.at = FIRST_ORDERS
    return found


@pytest.fixture
def order(work_as, clock, call, supplier):
    """Sent on 7 April and not answered."""
    return a_sent_order(work_as, clock, call, supplier)
