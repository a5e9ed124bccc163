from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from babel import Locale
from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema

from app.platform.fields import Day, Kind, Line, Words, YesNo, a_yes
from app.platform.forms import Option
from app.platform.schemas import Shown, Told
from app.suppliers.models import SupplierProfile
from app.suppliers.rules import ExemptionGround

# In which languages services are given: those of the country first, then the most asked for.
SPOKEN = ("fi", "sv", "en", "se", "ru", "uk", "et", "ar", "so", "fa", "ku", "tr", "vi", "es", "fr", "de")


def _yes_or_no(written: object) -> bool:
    return written if isinstance(written, bool) else a_yes(str(written).strip())


YesOrNo = Annotated[  # two radio buttons: nothing is taken for granted
    bool, Kind("radios"), PlainValidator(_yes_or_no), WithJsonSchema({"type": "boolean"})
]
Spoken = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]], Field(max_length=30, examples=[["fi"]])
]


class ProfileIn(Told):
    """The whole profile; another e-invoice address has to be checked again."""

    texts: ClassVar[str] = "suppliers.profile"

    iban: Annotated[Line, Field(max_length=42, examples=["FI91 5000 0120 0000 05"])]
    bic: Annotated[Line, Field(max_length=11)] = ""
    einvoice_address: Annotated[Line, Field(max_length=50, examples=["003799000069"])]
    einvoice_operator: Annotated[Line, Field(max_length=35, examples=["003721291126"])] = ""
    languages: Spoken = Field(default_factory=list)
    places: Annotated[Words, Field(examples=[["Lehtola"]])] = Field(default_factory=list)


class VatIn(Told):
    texts: ClassVar[str] = "suppliers.vat"

    liable: YesOrNo
    valid_from: Day
    evidence: Line = ""


class ExemptionIn(Told):
    texts: ClassVar[str] = "suppliers.exemption"

    ground: ExemptionGround
    registration: Annotated[Line, Field(max_length=100, examples=["Soteri 100-2026"])]
    self_monitoring_plan: YesNo = False
    valid_from: Day


class SupplierOut(Shown):
    """An organisation of the caller's; what it has not told yet is null."""

    id: UUID
    name: str
    iban: str | None
    operator_checked_at: datetime | None
    is_liable: bool | None


class ProfileOut(Shown):
    organisation_id: UUID
    iban: str
    bic: str
    einvoice_scheme: str
    einvoice_address: str
    einvoice_operator: str
    operator_checked_at: datetime | None
    languages: list[str]
    places: list[str]
    version: int


class VatOut(Shown):
    """`valid_to` is the first day on which it no longer holds."""

    id: UUID
    liable: bool
    evidence: str
    valid_from: date
    valid_to: date | None


class ExemptionOut(Shown):
    id: UUID
    ground: ExemptionGround
    registration: str
    self_monitoring_plan: bool
    valid_from: date
    valid_to: date | None


def profile_out(row: SupplierProfile) -> ProfileOut:
    return ProfileOut.model_validate(row)


def spoken_options(language: str) -> list[Option]:
    """The languages by their names in the reader's own."""
    names = Locale.parse(language).languages
    return [Option(code, str(names.get(code, code))) for code in SPOKEN]
