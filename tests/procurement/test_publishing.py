from tests.story.identity import a_buyer
from tests.story.procurement import a_call
def test_x(work_as, clock):
    call = a_call(work_as, clock, a_buyer(work_as))
