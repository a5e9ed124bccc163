"""What suppliers have told: their profiles, and how a service of theirs is taxed on a day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select

from app.identity import queries as identity
from app.identity.models import Party, PartyVersion
from app.identity.rules import PartyKind
from app.kernel.actors import SUPPLIER_ROLES
from app.kernel.refusals import Missing, Reason, Refused
from app.law import queries as law
from app.law.rules.rates import VatKind
from app.platform.db import in_force
from app.platform.work import Work
from app.suppliers import policy
from app.suppliers.models import SupplierProfile, VatExemption, VatLiability
from app.suppliers.rules import (
    GROUND_OF,
    Exemption,
    ExemptionGround,
    VatNature,
    VatTreatment,
    exemption_facts,
    reasons_not_exempt,
    vat_treatment,
)


def profile(work: Work, organisation_id: UUID) -> SupplierProfile:
    """For acts of other chapters that invoice or send; a page asks for `own_profile`."""
    found = work.db.get(SupplierProfile, organisation_id)
    if found is None:
        raise Missing
    return found


def own_profile(work: Work, organisation_id: UUID) -> SupplierProfile:
    _ask_to_see(work, organisation_id)
    return profile(work, organisation_id)


@dataclass(frozen=True)
class SupplierRow:
    """A supplier of the actor's in a list; what it has not told yet is None."""

    id: UUID
    name: str
    iban: str | None
    operator_checked_at: datetime | None
    is_liable: bool | None


def own_suppliers(work: Work) -> list[SupplierRow]:
    """The organisations in which the actor holds a supplier's role, in Finnish order."""
    today = identity.today(work)
    named = in_force(PartyVersion.valid_from, PartyVersion.valid_to, today)
    liable_now = (
        select(VatLiability.liable)
        .where(
            VatLiability.organisation_id == Party.id,
            in_force(VatLiability.valid_from, VatLiability.valid_to, today),
        )
        .scalar_subquery()
    )
    asked = (
        select(
            Party.id,
            PartyVersion.name,
            SupplierProfile.iban,
            SupplierProfile.operator_checked_at,
            liable_now,
        )
        .join(PartyVersion, and_(PartyVersion.party_id == Party.id, named))
        .outerjoin(SupplierProfile, SupplierProfile.organisation_id == Party.id)
        .where(Party.id.in_(work.actor.parties_where(*SUPPLIER_ROLES)), Party.kind == PartyKind.ORGANISATION)
        .order_by(PartyVersion.sort_key)
    )
    return [SupplierRow(*row) for row in work.db.execute(asked)]


def liabilities(work: Work, organisation_id: UUID) -> list[VatLiability]:
    """Everything that was ever said of the VAT register, the newest first."""
    _ask_to_see(work, organisation_id)
    mine = select(VatLiability).where(VatLiability.organisation_id == organisation_id)
    return list(work.db.scalars(mine.order_by(VatLiability.valid_from.desc())))


def exemptions(work: Work, organisation_id: UUID) -> list[VatExemption]:
    """The newest first."""
    _ask_to_see(work, organisation_id)
    mine = select(VatExemption).where(VatExemption.organisation_id == organisation_id)
    return list(work.db.scalars(mine.order_by(VatExemption.valid_from.desc(), VatExemption.ground)))


def has_profile(work: Work, organisation_id: UUID) -> bool:
    here = SupplierProfile.organisation_id == organisation_id
    return work.db.scalar(select(SupplierProfile.organisation_id).where(here)) is not None


def treatment(
    work: Work, organisation_id: UUID, nature: VatNature, *, on: date, exemption_ready: bool
) -> VatTreatment:
    """By the day of supply. `exemption_ready` is the order's half: the client's plan and decision stand.

    Refused when the organisation has not said whether it is liable: nobody guesses a tax.
    """
    liable = _is_liable(work, organisation_id, on)
    ground = GROUND_OF.get(nature)
    known = _exemption(work, organisation_id, ground, on) if ground else None
    lacking = reasons_not_exempt(exemption_facts(nature, known, exemption_ready=exemption_ready))
    rate = law.rates(work, work.ground.country).vat(VatKind.STANDARD, supplied_on=on)
    return vat_treatment(liable=liable, exempt_as=ground, exempt=not lacking, standard_rate=rate)


def reasons_exemption_lacks(
    work: Work, organisation_id: UUID, nature: VatNature, *, on: date, exemption_ready: bool
) -> list[Reason]:
    """Why a service that could be exempt is taxed: for the page of a supplier or a case worker."""
    ground = GROUND_OF.get(nature)
    known = _exemption(work, organisation_id, ground, on) if ground else None
    return reasons_not_exempt(exemption_facts(nature, known, exemption_ready=exemption_ready))


def last_liability(work: Work, organisation_id: UUID) -> VatLiability | None:
    """What holds until further notice, locked until the commit."""
    here = VatLiability.organisation_id == organisation_id, VatLiability.valid_to.is_(None)
    return work.db.scalar(select(VatLiability).where(*here).with_for_update())


def last_exemption(work: Work, organisation_id: UUID, ground: ExemptionGround) -> VatExemption | None:
    mine = VatExemption.organisation_id == organisation_id, VatExemption.ground == ground
    return work.db.scalar(
        select(VatExemption).where(*mine, VatExemption.valid_to.is_(None)).with_for_update()
    )


def _ask_to_see(work: Work, organisation_id: UUID) -> None:
    if not policy.may_see(work.actor, organisation_id):
        raise Missing


def _is_liable(work: Work, organisation_id: UUID, on: date) -> bool:
    valid = in_force(VatLiability.valid_from, VatLiability.valid_to, on)
    asked = select(VatLiability.liable).where(VatLiability.organisation_id == organisation_id, valid)
    liable = work.db.scalar(asked)
    if liable is None:
        raise Refused([Reason("suppliers.vat_not_declared", {"on": on.isoformat()})])
    return liable


def _exemption(work: Work, organisation_id: UUID, ground: ExemptionGround, on: date) -> Exemption | None:
    columns = VatExemption.ground, VatExemption.registration, VatExemption.self_monitoring_plan
    valid = in_force(VatExemption.valid_from, VatExemption.valid_to, on)
    mine = VatExemption.organisation_id == organisation_id, VatExemption.ground == ground, valid
    row = work.db.execute(select(*columns).where(*mine)).one_or_none()
    return Exemption(*row) if row else None
