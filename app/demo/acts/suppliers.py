"""Acts of suppliers: the profile, VAT liability, an exemption."""

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Day, Fields, Words, YesNo
from app.demo.stage import Stage
from app.platform.work import Work
from app.suppliers import service
from app.suppliers.rules import ExemptionGround


class Profile(Fields):
    organisation: str
    iban: str
    einvoice_address: str = Field(description="The OVT code.")
    einvoice_operator: str = ""
    bic: str = ""
    languages: Words = Field(default=["fi"])
    places: Words = Field(default=[])
    operator_answers: YesNo = Field(
        default=True, description="Whether the operator has answered for the address."
    )


@act("save_profile", Profile)
def save_profile(stage: Stage, work: Work, facts: Profile) -> None:
    """Saves a supplier's profile: bank account, e-invoice address, languages, places."""
    organisation_id = stage.id(facts.organisation)
    service.save_profile(
        work, organisation_id, **facts.model_dump(exclude={"organisation", "operator_answers"})
    )
    if facts.operator_answers:
        service.check_operator(work, organisation_id)


class VatFacts(Fields):
    organisation: str
    liable: YesNo
    valid_from: Day
    evidence: str = ""


@act("declare_vat", VatFacts)
def declare_vat(stage: Stage, work: Work, facts: VatFacts) -> None:
    """Declares whether the supplier is in the VAT register, from a day on."""
    told = facts.model_dump(exclude={"organisation"})
    service.declare_vat(work, stage.id(facts.organisation), **told)


class Exemption(Fields):
    organisation: str
    ground: ExemptionGround = Field(description="The VATEX code of the ground.")
    registration: str
    self_monitoring_plan: YesNo
    valid_from: Day


@act("declare_exemption", Exemption)
def declare_exemption(stage: Stage, work: Work, facts: Exemption) -> None:
    """Declares the supplier's half of a VAT exemption: its registration and self-monitoring plan."""
    service.declare_exemption(
        work,
        stage.id(facts.organisation),
        facts.ground,
        registration=facts.registration,
        self_monitoring_plan=facts.self_monitoring_plan,
        valid_from=facts.valid_from,
    )
