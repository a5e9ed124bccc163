"""What is audited: a buyer whose journal has something to read."""

import pytest

from app.clients import service as clients
from tests.story.clients import a_client
from tests.story.identity import As, Buyer, a_buyer


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    """Five clients are in its chain, and one of them was looked at."""
    buyer = a_buyer(work_as)
    opened = [
        a_client(work_as, buyer.case_worker, buyer.id, case_number=f"K-{number}") for number in range(5)
    ]
    with work_as(buyer.case_worker) as work:
        clients.reveal(work, opened[0], ["first_name"], purpose="reading the file")
    return buyer
