"""A supplier's profile and its VAT."""

from app.demo.acts.suppliers import Exemption, Profile, VatFacts
from tests.flow.by_hand.doing import Doing, by_hand


@by_hand("save_profile")
def save_profile(doing: Doing, facts: Profile) -> None:
    page = f"/suppliers/{doing.id(facts.organisation)}"
    doing.fill(page, f"{page}/save-profile", facts.model_dump(exclude={"organisation", "operator_answers"}))
    if facts.operator_answers:
        doing.fill(page, f"{page}/check-operator")


@by_hand("declare_vat")
def declare_vat(doing: Doing, facts: VatFacts) -> None:
    page = f"/suppliers/{doing.id(facts.organisation)}"
    doing.fill(page, f"{page}/declare-vat", facts.model_dump(exclude={"organisation"}))


@by_hand("declare_exemption")
def declare_exemption(doing: Doing, facts: Exemption) -> None:
    page = f"/suppliers/{doing.id(facts.organisation)}"
    doing.fill(page, f"{page}/declare-exemption", facts.model_dump(exclude={"organisation"}))
