"""Founding, changing and succeeding parties; registering people and giving them roles."""

from app.identity.service.groups import change_coordinator, change_member, form_group
from app.identity.service.organisations import (
    PartyChanges,
    add_cost_centre,
    add_identifier,
    add_municipality,
    change_organisation,
    found_organisation,
    succeed,
)
from app.identity.service.people import open_platform, register_person
from app.identity.service.roles import appoint_deputy, end_role, give_role, lend_role
from app.identity.service.signing import name_signatory, remove_signatory, set_signing_rule

__all__ = [
    "PartyChanges",
    "add_cost_centre",
    "add_identifier",
    "add_municipality",
    "appoint_deputy",
    "change_coordinator",
    "change_member",
    "change_organisation",
    "end_role",
    "form_group",
    "found_organisation",
    "give_role",
    "lend_role",
    "name_signatory",
    "open_platform",
    "register_person",
    "remove_signatory",
    "set_signing_rule",
    "succeed",
]
