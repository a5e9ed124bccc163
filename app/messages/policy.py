"""Who may say how a person is told: that person alone."""

from app.kernel.actors import Actor, ActorKind
from app.kernel.refusals import Reason


def reasons_not_to_wish(actor: Actor) -> list[Reason]:
    return [] if actor.kind is ActorKind.PERSON else [Reason("messages.people_wish")]
