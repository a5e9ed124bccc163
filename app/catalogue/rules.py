"""What a service card needs before a client can compare it, and how many places a supplier may have."""

from collections.abc import Sequence

from app.kernel.refusals import Reason


def reasons_not_places(places: int | None) -> list[Reason]:
    """None is no limit; no place at all hides the supplier from new choices only (RULE-72).

    >>> reasons_not_places(None), [reason.code for reason in reasons_not_places(-1)]
    ([], ['catalogue.below_zero'])
    """
    return (
        [Reason("catalogue.below_zero", {"places": str(places)})] if places is not None and places < 0 else []
    )


def reasons_not_comparable(
    *, places: Sequence[str], languages: Sequence[str], waiting_days: int | None
) -> list[Reason]:
    """Every card says where and in which languages the service is given.

    >>> [reason.facts for reason in reasons_not_comparable(places=["Lehtola"], languages=[], waiting_days=0)]
    [{'what': 'languages'}]
    """
    told = {"places": bool(places), "languages": bool(languages)}
    told["waiting_days"] = waiting_days is None or waiting_days >= 0
    return [Reason("catalogue.card_lacks", {"what": name}) for name, is_told in told.items() if not is_told]
