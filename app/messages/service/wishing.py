"""A person says how to be told of one kind of thing."""

from app.kernel.refusals import Reason, refuse_if
from app.messages import events, policy, queries
from app.messages.models import Preference
from app.messages.rules import telling
from app.messages.rules.kinds import RULES, Kind
from app.messages.rules.telling import Wish
from app.platform.work import Work


def reasons_not_to_wish(work: Work, kind: Kind, chosen: Wish) -> list[Reason]:
    """Missing for a kind that the person is never told of."""
    if may_not := policy.reasons_not_to_wish(work.actor):
        return may_not
    queries.own_wish(work, kind)
    return telling.reasons_not_to_wish(RULES[kind].urgency, chosen)


def wish(work: Work, kind: Kind, *, chosen: Wish) -> None:
    """For the actor alone, from the next message on."""
    refuse_if(reasons_not_to_wish(work, kind, chosen))

    work.db.merge(Preference(person_id=work.actor.id, kind=kind, wish=chosen))
    work.record(events.PreferenceSet(about=work.actor.id, kind=kind, wish=chosen))
