"""What suppliers tell of themselves. Account numbers and addresses stay in the profile."""

from dataclasses import dataclass
from datetime import date

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileSaved(Event):
    """`changed` names fields: a new bank account is worth a second look."""

    event_name = "suppliers.profile_saved"
    version: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OperatorChecked(Event):
    event_name = "suppliers.operator_checked"
    version: int


@dataclass(frozen=True, kw_only=True)
class VatDeclared(Event):
    event_name = "suppliers.vat_declared"
    liable: bool
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class ExemptionDeclared(Event):
    event_name = "suppliers.exemption_declared"
    ground: str
    self_monitoring_plan: bool
    valid_from: date
