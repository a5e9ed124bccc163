"""Every lifecycle is a whole table: each state reached, each move told, the diagram up to date."""

import pytest

from app.kernel.refusals import Refused
from scripts.write_docs import flows

FLOWS = flows()


def test_there_are_lifecycles_to_look_at():
    assert {"orders: order", "invoicing: invoice", "offers: application"} <= set(FLOWS)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_state_is_reached_and_every_other_move_is_refused(flow):
    assert flow.reachable() == set(flow.states)
    moves = {move for _, move in flow.moves}
    for state in flow.states:
        for move in moves:
            if (state, move) in flow.moves:
                assert flow.after(state, move) in flow.states
            else:
                with pytest.raises(Refused, match=r"state\.no_such_move"):
                    flow.after(state, move)
