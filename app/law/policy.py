"""Who may touch legal data: packs come with an installation, overrides from its administrators."""

from app.kernel.actors import Actor, ActorKind, Role
from app.kernel.refusals import Reason

SYSTEM_MAY = frozenset({"load"})


def administers(actor: Actor) -> bool:
    """Who holds the role for everything, or a token of theirs; lent for one process it is not enough."""
    own = actor.parties_where(Role.PLATFORM_ADMIN)
    return any(actor.holds(Role.PLATFORM_ADMIN, party) for party in own)


def is_administrator(actor: Actor) -> bool:
    """The law is overridden by people: no program touches it with a token."""
    return actor.kind is ActorKind.PERSON and administers(actor)


def reasons_not_to(act: str, actor: Actor) -> list[Reason]:
    if is_administrator(actor) or (actor.is_system and act in SYSTEM_MAY):
        return []
    return [Reason("law.not_an_administrator", {"act": act})]
