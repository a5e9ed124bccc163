"""What a supplier tells of itself once: where it is paid, where it is reached, how it is taxed."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.identity import queries as identity
from app.identity.rules import PartyKind
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.work import Work
from app.suppliers import events, policy, queries
from app.suppliers.models import SupplierProfile, VatExemption, VatLiability
from app.suppliers.rules import ExemptionGround, reasons_not_dated

IBAN = "iban"
ADDRESS = "0216"  # the Finnish e-invoice address in the list of endpoint schemes
OPERATOR = "operator"
TOLD = ("iban", "bic", "einvoice_address", "einvoice_operator", "languages", "places")


def save_profile(
    work: Work,
    organisation_id: UUID,
    *,
    iban: str,
    einvoice_address: str,
    einvoice_operator: str = "",
    bic: str = "",
    languages: Collection[str] = (),
    places: Collection[str] = (),
) -> None:
    """The whole profile, new or anew; another e-invoice address has to be checked again."""
    _ask(work, "save_profile", organisation_id)
    told: dict[str, str | list[str]] = {
        "iban": iban.replace(" ", "").upper(),
        "bic": bic.strip().upper(),
        "einvoice_address": einvoice_address.strip(),
        "einvoice_operator": einvoice_operator.strip(),
        "languages": sorted(languages),
        "places": sorted(places),
    }
    refuse_if(
        [
            *_reasons_number_wrong(IBAN, iban),
            *_reasons_number_wrong(ADDRESS, einvoice_address.strip()),
            *(_reasons_number_wrong(OPERATOR, einvoice_operator.strip()) if einvoice_operator else []),
        ]
    )

    row = work.db.get(SupplierProfile, organisation_id, with_for_update=True)
    if row is None:
        row = SupplierProfile(organisation_id=organisation_id, version=0)
        work.db.add(row)
    changed = tuple(name for name in TOLD if getattr(row, name) != told[name])
    for name in changed:
        setattr(row, name, told[name])
    if {"einvoice_address", "einvoice_operator"} & set(changed):
        row.operator_checked_at = None
    row.version += 1
    work.db.flush()
    work.record(events.ProfileSaved(about=organisation_id, version=row.version, changed=changed))


def check_operator(work: Work, organisation_id: UUID) -> None:
    """The operator has answered for the e-invoice address that the profile tells now."""
    _ask(work, "check_operator", organisation_id)
    row = queries.profile(work, organisation_id)
    refuse_if([] if row.einvoice_operator else [Reason("suppliers.operator_missing")])

    row.operator_checked_at = work.now
    work.record(events.OperatorChecked(about=organisation_id, version=row.version))


def declare_vat(
    work: Work, organisation_id: UUID, *, liable: bool, valid_from: date, evidence: str = ""
) -> None:
    """In the VAT register or not, from the day on."""
    _ask(work, "declare_vat", organisation_id)
    last = queries.last_liability(work, organisation_id)
    refuse_if(reasons_not_dated(valid_from, last.valid_from if last else None))

    if last:
        last.valid_to = valid_from
    work.db.add(
        VatLiability(
            id=work.new_id(),
            organisation_id=organisation_id,
            liable=liable,
            evidence=evidence,
            valid_from=valid_from,
        )
    )
    work.db.flush()
    work.record(events.VatDeclared(about=organisation_id, liable=liable, valid_from=valid_from))


def declare_exemption(
    work: Work,
    organisation_id: UUID,
    ground: ExemptionGround,
    *,
    registration: str,
    self_monitoring_plan: bool,
    valid_from: date,
) -> None:
    """The supplier's half of an exemption: alone it exempts nothing (RULE-52)."""
    _ask(work, "declare_exemption", organisation_id)
    last = queries.last_exemption(work, organisation_id, ground)
    refuse_if(
        [
            *([] if registration.strip() else [Reason("suppliers.registration_missing")]),
            *reasons_not_dated(valid_from, last.valid_from if last else None),
        ]
    )

    if last:
        last.valid_to = valid_from
    work.db.add(
        VatExemption(
            id=work.new_id(),
            organisation_id=organisation_id,
            ground=ground,
            registration=registration.strip(),
            self_monitoring_plan=self_monitoring_plan,
            valid_from=valid_from,
        )
    )
    work.db.flush()
    work.record(
        events.ExemptionDeclared(
            about=organisation_id,
            ground=ground,
            self_monitoring_plan=self_monitoring_plan,
            valid_from=valid_from,
        )
    )


def reasons_not_to_tell(work: Work, act: str, organisation_id: UUID) -> list[Reason]:
    """Whatever is told: whether the organisation is there, is one, and is the actor's to tell of."""
    if not policy.may_see(work.actor, organisation_id):
        raise Missing
    party = identity.party(work, organisation_id)
    return [
        *policy.reasons_not_to(act, work.actor, organisation_id=organisation_id),
        *([Reason("suppliers.group_has_no_profile")] if party.kind is PartyKind.GROUP else []),
    ]


def _ask(work: Work, act: str, organisation_id: UUID) -> None:
    refuse_if(reasons_not_to_tell(work, act, organisation_id))


def _reasons_number_wrong(scheme: str, value: str) -> list[Reason]:
    """By the country that knows the scheme."""
    packs = [pack for pack in identity.country_packs() if scheme in pack.schemes]
    return packs[0].reasons_identifier_wrong(scheme, value) if packs else []
