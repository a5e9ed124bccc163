"""Who may tell what a party is and who acts for it: its own people, and the platform's administrators."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import BUYER_ROLES, SUPPLIER_ROLES, Actor, ActorKind, Role
from app.kernel.refusals import Reason
from app.law.policy import administers

OWN_ADMINS = (Role.OFFICER, Role.SUPPLIER_ADMIN)
WHO_MAY: dict[str, tuple[Role, ...]] = {  # an administrator may all of it, and alone what nobody else may
    "found_organisation": (),
    "succeed": (),
    "register_person": OWN_ADMINS,  # of any party: a person belongs to none before a role is given
    "change_organisation": OWN_ADMINS,
    "add_identifier": OWN_ADMINS,
    "add_municipality": (Role.OFFICER,),
    "add_cost_centre": (Role.OFFICER, Role.FINANCE),
    "form_group": (Role.SUPPLIER_ADMIN,),
    "change_member": (Role.SUPPLIER_ADMIN,),
    "change_coordinator": (Role.SUPPLIER_ADMIN,),
    "give_role": OWN_ADMINS,
    "end_role": OWN_ADMINS,
    "lend_role": OWN_ADMINS,
    "appoint_deputy": OWN_ADMINS,
    "set_signing_rule": OWN_ADMINS,
    "name_signatory": OWN_ADMINS,
    "remove_signatory": OWN_ADMINS,
    "demand_second_step": OWN_ADMINS,
    "reset_second_step": OWN_ADMINS,
    "invite": OWN_ADMINS,
    "leave": OWN_ADMINS,
    "recover": (Role.OFFICER,),  # of any buyer: a supplier without an administrator has nobody of its own
}
OF_PEOPLE = (ActorKind.PERSON, ActorKind.TOKEN)  # a token acts for its person
MAY_GIVE = {Role.OFFICER: BUYER_ROLES, Role.SUPPLIER_ADMIN: SUPPLIER_ROLES}


def may_see(actor: Actor, party_id: UUID) -> bool:
    return party_id in actor.party_ids or actor.is_system or administers(actor)


def reasons_not_to(act: str, actor: Actor, *, party_id: UUID | None = None) -> list[Reason]:
    if administers(actor):
        return []
    where = actor.parties_where(*WHO_MAY[act]) if party_id is None else {party_id}
    if any(actor.holds(role, party) for role in WHO_MAY[act] for party in where):
        return []
    return [Reason("identity.not_your_act", {"act": act})]


def reasons_not_to_open_platform(actor: Actor) -> list[Reason]:
    return [] if actor.is_system else [Reason("identity.not_your_act", {"act": "open_platform"})]


def reasons_not_to_give(role: Role, actor: Actor, *, party_id: UUID, person_id: UUID) -> list[Reason]:
    """An officer gives a buyer's roles, a supplier's admin a supplier's; nobody promotes themselves."""
    if administers(actor):
        return []
    giver = [own for own, given in MAY_GIVE.items() if role in given and actor.holds(own, party_id)]
    if not giver:
        return [Reason("identity.not_your_role_to_give", {"role": role})]
    return [Reason("identity.not_to_yourself", {"role": role})] if person_id == actor.id else []


def roles_to_give(actor: Actor, party_id: UUID) -> list[Role]:
    """Those that a form may offer, in the order of the roles; none to who gives none."""
    if administers(actor):
        return list(Role)
    given = {role for own, roles in MAY_GIVE.items() if actor.holds(own, party_id) for role in roles}
    return [role for role in Role if role in given]


def acts_allowed(actor: Actor, party_id: UUID) -> frozenset[str]:
    """Which acts a page may offer there; each service asks again."""
    return frozenset(act for act in WHO_MAY if not reasons_not_to(act, actor, party_id=party_id))


def reasons_not_to_stand_aside(
    act: str, actor: Actor, *, party_id: UUID, person_id: UUID, own_roles: Collection[Role]
) -> list[Reason]:
    """Lending and appointing a deputy: the holder of the role, or who may manage roles there."""
    is_holder = actor.kind in OF_PEOPLE and actor.id == person_id and bool(own_roles)
    return [] if is_holder else reasons_not_to(act, actor, party_id=party_id)


def reasons_not_to_set_password(actor: Actor) -> list[Reason]:
    """Nobody chooses another person's password: the system sets up a demo or the first administrator."""
    return [] if actor.is_system else [Reason("identity.not_your_act", {"act": "set_password"})]


def reasons_not_to_keep_account(actor: Actor) -> list[Reason]:
    """An account is kept by the person; a program with a token gives itself no keys."""
    is_person = actor.kind is ActorKind.PERSON
    return [] if is_person else [Reason("identity.not_your_act", {"act": "keep_account"})]


def may_recover(actor: Actor) -> bool:
    return not reasons_not_to("recover", actor)


def reasons_not_to_confirm_recovery(actor: Actor, *, asked_by: UUID) -> list[Reason]:
    """A second pair of eyes."""
    another = [] if actor.id != asked_by else [Reason("identity.two_people_needed")]
    return [*reasons_not_to("recover", actor), *another]
