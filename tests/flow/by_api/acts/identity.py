"""Organisations, people, roles and signatories."""

from uuid import UUID

from app.demo.acts.identity import Deputy, Group, LentRole, Organisation, PersonFacts, Signing, Succession
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import ORGANISATION, only


@by_api("found_organisation")
def found_organisation(asking: Asking, facts: Organisation) -> UUID:
    host = {"host_id": asking.id(facts.host)} if facts.host else {}
    return asking.make("/parties", {**only(facts, *ORGANISATION), **host})


@by_api("form_group")
def form_group(asking: Asking, facts: Group) -> UUID:
    people = {
        "coordinator_id": asking.id(facts.coordinator),
        "member_ids": [asking.id(member) for member in facts.members],
    }
    return asking.make("/parties/groups", only(facts, "name", "valid_from", "language", "email") | people)


@by_api("register_person")
def register_person(asking: Asking, facts: PersonFacts) -> UUID:
    """Invited in the first role, given the others."""
    here, (first, *others) = _party(asking, facts.organisation), facts.roles
    told = {**only(facts, "name", "email", "language", "valid_from"), "role": first}
    person_id = asking.make(f"{here}/invitations", told)
    for role in others:
        asking.post(f"{here}/roles", {"person_id": person_id, "role": role, "valid_from": facts.valid_from})
    return person_id


@by_api("set_signing_rule")
def set_signing_rule(asking: Asking, facts: Signing) -> None:
    here = _party(asking, facts.organisation)
    asking.post(f"{here}/signing-rule", only(facts, "kind", "valid_from"))
    for person in facts.people:
        told = {"person_id": asking.id(person), "valid_from": facts.valid_from}
        asking.post(f"{here}/signatories", told)


@by_api("lend_role")
def lend_role(asking: Asking, facts: LentRole) -> None:
    told = {**only(facts, "role", "decision", "valid_from", "valid_to"), "to_person_id": asking.id(facts.to)}
    process = {"process_id": asking.id(facts.process)} if facts.process else {}
    asking.post(f"{_party(asking, facts.organisation)}/lent-roles", told | process)


@by_api("appoint_deputy")
def appoint_deputy(asking: Asking, facts: Deputy) -> None:
    people = {"person_id": asking.id(facts.person), "deputy_id": asking.id(facts.deputy)}
    told = only(facts, "role", "valid_from", "valid_to")
    asking.post(f"{_party(asking, facts.organisation)}/absences", told | people)


@by_api("succeed")
def succeed(asking: Asking, facts: Succession) -> None:
    told = {**only(facts, "effective_on", "ground"), "successor_id": asking.id(facts.successor)}
    asking.post(f"{_party(asking, facts.predecessor)}/succession", told)


def _party(asking: Asking, key: str) -> str:
    return f"/parties/{asking.id(key)}"
