"""Actors that a test can use without a database behind them."""

from uuid import UUID

from app.kernel.actors import Actor, ActorKind, Role

INSTALLATION = UUID(int=0)


def person(number: int, roles: dict[UUID, set[Role]]) -> Actor:
    held = {party: frozenset(names) for party, names in roles.items()}
    return Actor(ActorKind.PERSON, UUID(int=number), frozenset(held), held)


ADMIN = person(1, {INSTALLATION: {Role.PLATFORM_ADMIN}})
SECOND_ADMIN = person(2, {INSTALLATION: {Role.PLATFORM_ADMIN}})
STRANGER = person(3, {UUID(int=999): set(Role) - {Role.PLATFORM_ADMIN}})
