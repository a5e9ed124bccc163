"""The administrator's organisations, people, roles and signatories."""

from urllib.parse import quote
from uuid import UUID

from app.demo.acts.identity import Deputy, Group, LentRole, Organisation, PersonFacts, Signing, Succession
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import ORGANISATION, only, party_named, person_at


@by_hand("found_organisation")
def found_organisation(doing: Doing, facts: Organisation) -> UUID:
    host = {"host_id": doing.id(facts.host)} if facts.host else {}
    return doing.make("/organisations", "/organisations/found", {**only(facts, *ORGANISATION), **host})


@by_hand("form_group")
def form_group(doing: Doing, facts: Group) -> UUID:
    """The members are sought by what their names share."""
    people = {
        "coordinator_id": doing.id(facts.coordinator),
        "member_ids": [doing.id(member) for member in facts.members],
    }
    told = only(facts, "name", "valid_from", "language", "email")
    doing.fill(f"/organisations?like={quote(' ry')}", "/organisations/groups", told | people)
    return party_named(doing.stage, facts.name)


@by_hand("register_person")
def register_person(doing: Doing, facts: PersonFacts) -> UUID:
    """Invited in the first role, given the others."""
    page = f"/organisations/{doing.id(facts.organisation)}/people"
    first, *others = facts.roles
    doing.fill(
        page, f"{page}/invite", {**only(facts, "name", "email", "language", "valid_from"), "role": first}
    )
    person_id = person_at(doing.stage, facts.email)
    for role in others:
        told = {"person_id": person_id, "role": role, "valid_from": facts.valid_from}
        doing.fill(page, f"{page}/roles", told)
    return person_id


@by_hand("set_signing_rule")
def set_signing_rule(doing: Doing, facts: Signing) -> None:
    page = _party(doing, facts.organisation)
    doing.fill(page, f"{page}/signing-rule", only(facts, "kind", "valid_from"))
    for person in facts.people:
        told = {"person_id": doing.id(person), "valid_from": facts.valid_from}
        doing.fill(page, f"{page}/signatories", told)


@by_hand("lend_role")
def lend_role(doing: Doing, facts: LentRole) -> None:
    page = f"{_party(doing, facts.organisation)}/deputies"
    told = {**only(facts, "role", "decision", "valid_from", "valid_to"), "to_person_id": doing.id(facts.to)}
    process = {"process_id": doing.id(facts.process)} if facts.process else {}
    doing.fill(page, f"{page}/lent", told | process)


@by_hand("appoint_deputy")
def appoint_deputy(doing: Doing, facts: Deputy) -> None:
    page = f"{_party(doing, facts.organisation)}/deputies"
    people = {"person_id": doing.id(facts.person), "deputy_id": doing.id(facts.deputy)}
    doing.fill(page, f"{page}/absences", only(facts, "role", "valid_from", "valid_to") | people)


@by_hand("succeed")
def succeed(doing: Doing, facts: Succession) -> None:
    page = _party(doing, facts.predecessor)
    told = {**only(facts, "effective_on", "ground"), "successor_id": doing.id(facts.successor)}
    doing.fill(page, f"{page}/succession", told)


def _party(doing: Doing, key: str) -> str:
    return f"/organisations/{doing.id(key)}"
