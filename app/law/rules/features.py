"""What each legal basis allows, and whether a contract must wait."""

from enum import StrEnum

from app.law.rules.thresholds import LegalBasis


class Feature(StrEnum):
    CLIENT_CHOICE = "client_choice"  # the client alone picks among all admitted
    RANKING_FALLBACK = "ranking_fallback"  # the published ranking picks where the client did not
    INNER_COMPETITION = "inner_competition"  # all admitted of a category are invited to tender
    CONTINUOUS_ADMISSION = "continuous_admission"


class Standstill(StrEnum):
    """Whether a contract waits for the time of appeal to pass."""

    NONE = "none"
    VOLUNTARY = "voluntary"
    MANDATORY = "mandatory"


class ContractStage(StrEnum):
    """Admission makes the frame contract; an order or an inner competition is made under it."""

    ADMISSION = "admission"
    ORDER = "order"


def feature_key(feature: Feature, basis: LegalBasis) -> str:
    """
    >>> feature_key(Feature.CLIENT_CHOICE, LegalBasis.ACT_DPS)
    'client_choice.act_dps'
    """
    return f"{feature}.{basis}"


def standstill_key(stage: ContractStage, basis: LegalBasis) -> str:
    return f"{stage}.{basis}"
