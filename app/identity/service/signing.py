"""Who signs for an organisation, and whether one is enough."""

from datetime import date
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.models import Signatory, SigningRule
from app.identity.queries import parties
from app.identity.rules import SigningKind, reasons_not_after
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.work import Work


def set_signing_rule(work: Work, party_id: UUID, kind: SigningKind, *, valid_from: date) -> None:
    queries.own_party(work, party_id)
    last = parties.open_signing_rule(work, party_id)
    refuse_if(
        [
            *policy.reasons_not_to("set_signing_rule", work.actor, party_id=party_id),
            *reasons_not_after(valid_from, last.valid_from if last else None),
        ]
    )

    if last:
        last.valid_to = valid_from
    work.db.add(SigningRule(id=work.new_id(), party_id=party_id, kind=kind, valid_from=valid_from))
    work.db.flush()
    work.record(events.SigningRuleSet(about=party_id, kind=kind, valid_from=valid_from))


def name_signatory(work: Work, party_id: UUID, person_id: UUID, *, valid_from: date) -> None:
    """Being a signatory is no role: it is what the trade register or the administrative rule says."""
    queries.own_party(work, party_id)
    queries.person(work, person_id)
    known = parties.open_signatory(work, party_id, person_id)
    refuse_if(
        [
            *policy.reasons_not_to("name_signatory", work.actor, party_id=party_id),
            *([Reason("identity.signatory_already")] if known else []),
        ]
    )

    work.db.add(Signatory(id=work.new_id(), party_id=party_id, person_id=person_id, valid_from=valid_from))
    work.db.flush()
    work.record(events.SignatoryNamed(about=party_id, person_id=person_id, valid_from=valid_from))


def remove_signatory(work: Work, party_id: UUID, person_id: UUID, *, on: date) -> None:
    queries.own_party(work, party_id)
    known = parties.open_signatory(work, party_id, person_id)
    refuse_if(policy.reasons_not_to("remove_signatory", work.actor, party_id=party_id))
    if known is None:
        raise Refused([Reason("identity.not_a_signatory")])
    refuse_if(reasons_not_after(on, known.valid_from))

    known.valid_to = on
    work.record(events.SignatoryRemoved(about=party_id, person_id=person_id, on=on))
