"""Who acts: which kind of actor, for which parties, in which roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    CLIENT_LINK = "client_link"
    GUEST = "guest"
    TOKEN = "token"  # noqa: S105 - the word for an API token's holder, not a secret
    SYSTEM = "system"
    CUSTODIAN = "custodian"


class Role(StrEnum):
    """A person's role in one organisation; the first six are a buyer's, the next three a supplier's."""

    OFFICER = "officer"
    DECISION_MAKER = "decision_maker"
    EVALUATOR = "evaluator"
    CASE_WORKER = "case_worker"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SUPPLIER_ADMIN = "supplier_admin"
    WORKER = "worker"
    BOOKKEEPER = "bookkeeper"
    PLATFORM_ADMIN = "platform_admin"


BUYER_ROLES = frozenset(
    {Role.OFFICER, Role.DECISION_MAKER, Role.EVALUATOR, Role.CASE_WORKER, Role.FINANCE, Role.AUDITOR}
)
SUPPLIER_ROLES = frozenset({Role.SUPPLIER_ADMIN, Role.WORKER, Role.BOOKKEEPER})


@dataclass(frozen=True)
class Delegation:
    """A role that somebody else lent, perhaps for one process only."""

    organisation_id: UUID
    role: Role
    from_person_id: UUID
    process_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Queries narrow by `party_ids`: what you may see. Policies ask `holds`: what you may do.

    `roles` maps an organisation or a group to the roles held there now, lent ones included;
    `delegations` says which of them were lent, by whom, and for what.
    """

    kind: ActorKind
    id: UUID
    party_ids: frozenset[UUID] = frozenset()
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    delegations: tuple[Delegation, ...] = ()

    def holds(self, role: Role, party_id: UUID, process_id: UUID | None = None) -> bool:
        """Whether the role is the actor's own there, or lent for everything or for this process.

        >>> city, call = UUID(int=1), UUID(int=2)
        >>> lent = Delegation(city, Role.DECISION_MAKER, UUID(int=9), process_id=call)
        >>> aino = Actor(ActorKind.PERSON, UUID(int=3), frozenset({city}), {}, (lent,))
        >>> aino.holds(Role.DECISION_MAKER, city), aino.holds(Role.DECISION_MAKER, city, call)
        (False, True)
        """
        if role in self.roles.get(party_id, ()):
            return True
        return any(
            lent.organisation_id == party_id
            and lent.role == role
            and (lent.process_id is None or lent.process_id == process_id)
            for lent in self.delegations
        )

    def parties_where(self, *roles: Role) -> frozenset[UUID]:
        """The parties where the actor holds one of these roles, lent for one process or for all."""
        own = {party for party, held in self.roles.items() if held & frozenset(roles)}
        return frozenset(own | {lent.organisation_id for lent in self.delegations if lent.role in roles})

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


SYSTEM = Actor(ActorKind.SYSTEM, UUID(int=0))
GUEST = Actor(ActorKind.GUEST, UUID(int=0))
