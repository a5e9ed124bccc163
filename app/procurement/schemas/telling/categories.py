"""One service of a call, and a result that the call is judged by."""

from typing import ClassVar

from pydantic import Field

from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.platform.fields import Euros, YesNo
from app.platform.schemas import Told
from app.procurement.rules.call import CategoryFacts
from app.procurement.rules.metrics import MetricDefinition, MetricKind, standard
from app.procurement.rules.states import ChoiceMode
from app.procurement.rules.tariffs.tariff import Cancellation, Tariff, by_the_month, by_the_visit, in_a_group
from app.procurement.schemas.telling.fields import (
    NOTHING,
    CategoryCode,
    Count,
    InLanguages,
    MetricCode,
    texts_in,
)
from app.procurement.schemas.telling.required import RequirementIn, requirements
from app.suppliers.rules import VatNature


class CategoryIn(Told):
    """One service of the call; fees for failed visits follow from the call's own terms."""

    texts: ClassVar[str] = "procurement.category"
    code: CategoryCode
    title: InLanguages
    description: InLanguages
    unit: Unit
    per: Count = 1
    is_group: YesNo = False
    least_minutes: Count = 0
    price_ceiling: Euros
    vat_nature: VatNature = VatNature.GENERAL
    choice_mode: ChoiceMode = ChoiceMode.CLIENT_CHOICE
    max_units: Count | None = None
    bonus: Euros = NOTHING
    bonus_after_months: Count = 0
    bonus_weekly_hours: Count = 0
    requirements: list[RequirementIn] = Field(default=[], max_length=50)

    def category_facts(self, cancellation: Cancellation) -> CategoryFacts:
        return CategoryFacts(
            code=self.code,
            title=texts_in(self.title),
            description=texts_in(self.description),
            tariff=self._tariff(cancellation),
            price_ceiling=self.price_ceiling,
            vat_nature=self.vat_nature,
            requirements=requirements(self.requirements),
            choice_mode=self.choice_mode,
            max_units=self.max_units,
        )

    def _tariff(self, cancellation: Cancellation) -> Tariff:
        if self.unit is Unit.MONTH:
            return by_the_month(
                bonus=self.bonus,
                bonus_after_months=self.bonus_after_months,
                bonus_weekly_hours=self.bonus_weekly_hours,
            )
        if self.is_group:
            return in_a_group(self.unit, least_minutes=self.least_minutes, cancellation=cancellation)
        return by_the_visit(
            self.unit, per=self.per, least_minutes=self.least_minutes, cancellation=cancellation
        )


class MetricIn(Told):
    """A result that the call is judged by, in the platform's standard wording of its kind."""

    texts: ClassVar[str] = "procurement.metric"
    code: MetricCode
    title: InLanguages
    kind: MetricKind

    def metric_title(self) -> Texts:
        return texts_in(self.title)

    def definition(self) -> MetricDefinition:
        return standard(self.kind)
