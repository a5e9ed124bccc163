"""A supplier's profile and its VAT."""

from app.demo.acts.suppliers import Exemption, Profile, VatFacts
from tests.flow.by_api.asking import Asking, by_api


@by_api("save_profile")
def save_profile(asking: Asking, facts: Profile) -> None:
    here = f"/suppliers/{asking.id(facts.organisation)}/profile"
    asking.put(here, facts.model_dump(exclude={"organisation", "operator_answers"}))
    if facts.operator_answers:
        asking.post(f"{here}/operator-check")


@by_api("declare_vat")
def declare_vat(asking: Asking, facts: VatFacts) -> None:
    told = facts.model_dump(exclude={"organisation"})
    asking.post(f"/suppliers/{asking.id(facts.organisation)}/vat-liabilities", told)


@by_api("declare_exemption")
def declare_exemption(asking: Asking, facts: Exemption) -> None:
    told = facts.model_dump(exclude={"organisation"})
    asking.post(f"/suppliers/{asking.id(facts.organisation)}/vat-exemptions", told)
