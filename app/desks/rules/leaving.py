"""Who may take over from a leaver."""

from collections.abc import Collection

from app.kernel.actors import Role
from app.kernel.refusals import Reason


def reasons_not_to_succeed(
    held: Collection[Role] | None,
    *,
    given: Collection[Role],
    own: Collection[Role],
    alone_in: Collection[Role],
    has_clients: bool,
) -> list[Reason]:
    """`held` are the successor's roles there today, None for nobody of the organisation.

    No role is left without anybody, nobody gets a role that the leaver has not, and clients go to a case
    worker.

    >>> worker, officer = Role.CASE_WORKER, Role.OFFICER
    >>> told = dict(own=[worker, officer], alone_in=[officer], has_clients=True)
    >>> reasons_not_to_succeed({worker}, given=[officer], **told)
    []
    >>> [reason.code for reason in reasons_not_to_succeed({Role.FINANCE}, given=[], **told)]
    ['desks.role_left_alone', 'desks.clients_need_a_case_worker']
    """
    if held is None:
        return [Reason("desks.successor_not_there")]
    after = {*held, *given}
    reasons = [Reason("desks.not_the_leavers_role", {"role": role}) for role in given if role not in own]
    reasons += [Reason("desks.role_left_alone", {"role": role}) for role in alone_in if role not in after]
    if has_clients and Role.CASE_WORKER not in after:
        reasons.append(Reason("desks.clients_need_a_case_worker"))
    return reasons
