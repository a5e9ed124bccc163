"""Who is bound by which signatures, and who still has to sign."""

from collections.abc import Collection, Mapping
from uuid import UUID

from app.identity.rules import SigningKind, is_signed, reasons_not_to_sign
from app.kernel.refusals import Reason


def unbound(needed: Mapping[UUID, SigningKind], signed: Mapping[UUID, Collection[UUID]]) -> list[UUID]:
    """The organisations whose own rule is not met yet, by who has signed for them.

    >>> city, society = UUID(int=1), UUID(int=2)
    >>> rules = {city: SigningKind.TWO_TOGETHER, society: SigningKind.ALONE}
    >>> unbound(rules, {city: {UUID(int=7)}, society: {UUID(int=8)}}) == [city]
    True
    """
    return [
        organisation
        for organisation, kind in needed.items()
        if not is_signed(kind, signed.get(organisation, ()))
    ]


def reasons_not_to_sign_for(
    organisation: UUID,
    person: UUID,
    *,
    parties: Collection[UUID],
    may_sign: Collection[UUID],
    signed: Collection[UUID],
) -> list[Reason]:
    """
    >>> someone, city = UUID(int=7), UUID(int=1)
    >>> reasons_not_to_sign_for(city, someone, parties=[city], may_sign=[someone], signed=[])
    []
    """
    if organisation not in parties:
        return [Reason("contract.not_a_party")]
    return reasons_not_to_sign(may_sign=person in may_sign, has_signed=person in signed)
