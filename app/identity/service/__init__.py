"""Parties, people and their roles; how people log in, with links, tokens and second steps."""

from app.identity.service.entering import Entry, confirm_second_step, is_waiting, log_in
from app.identity.service.groups import change_coordinator, change_member, form_group
from app.identity.service.identities import remove_identity
from app.identity.service.invitations import (
    accept_invitation,
    ask_email_change,
    ask_reset,
    confirm_email_change,
    invite,
    invite_again,
    reset_password,
)
from app.identity.service.leaving import end_absence, end_delegation, leave
from app.identity.service.organisations import (
    PartyChanges,
    add_cost_centre,
    add_identifier,
    add_municipality,
    change_organisation,
    found_organisation,
    succeed,
)
from app.identity.service.passwords import change_password, set_password
from app.identity.service.people import change_person, open_platform, register_person
from app.identity.service.recovery import ask_recovery, confirm_recovery, turn_down_recovery
from app.identity.service.roles import appoint_deputy, end_role, give_role, lend_role
from app.identity.service.second_step import (
    confirm_generator,
    demand_second_step,
    enrol_generator,
    give_up_generator,
    renew_codes,
    reset_second_step,
)
from app.identity.service.sessions import end_all_others, end_session, log_out
from app.identity.service.signing import name_signatory, remove_signatory, set_signing_rule
from app.identity.service.tokens import end_token, make_token

__all__ = [
    "Entry",
    "PartyChanges",
    "accept_invitation",
    "add_cost_centre",
    "add_identifier",
    "add_municipality",
    "appoint_deputy",
    "ask_email_change",
    "ask_recovery",
    "ask_reset",
    "change_coordinator",
    "change_member",
    "change_organisation",
    "change_password",
    "change_person",
    "confirm_email_change",
    "confirm_generator",
    "confirm_recovery",
    "confirm_second_step",
    "demand_second_step",
    "end_absence",
    "end_all_others",
    "end_delegation",
    "end_role",
    "end_session",
    "end_token",
    "enrol_generator",
    "form_group",
    "found_organisation",
    "give_role",
    "give_up_generator",
    "invite",
    "invite_again",
    "is_waiting",
    "leave",
    "lend_role",
    "log_in",
    "log_out",
    "make_token",
    "name_signatory",
    "open_platform",
    "register_person",
    "remove_identity",
    "remove_signatory",
    "renew_codes",
    "reset_password",
    "reset_second_step",
    "set_password",
    "set_signing_rule",
    "succeed",
    "turn_down_recovery",
]
