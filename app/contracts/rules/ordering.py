"""When orders may be placed under a contract: signed, in its period, data protection agreed with all."""

from collections.abc import Collection
from datetime import date

from app.contracts.rules.states import ContractState
from app.kernel.refusals import Reason


def reasons_not_orderable(
    *,
    state: ContractState,
    starts_on: date,
    ends_on: date,
    on: date,
    without_data_protection: Collection[str],
    has_mandate: bool,
) -> list[Reason]:
    """`without_data_protection` names the members who have not concluded the agreement (RULE-77).

    >>> period = {"starts_on": date(2026, 4, 7), "ends_on": date(2027, 12, 31), "on": date(2026, 4, 7)}
    >>> wanting = reasons_not_orderable(
    ...     state=ContractState.ACTIVE, **period, without_data_protection=["Harju"], has_mandate=False
    ... )
    >>> [reason.code for reason in wanting]
    ['contract.no_data_protection', 'contract.no_mandate']
    """
    reasons = []
    if state is not ContractState.ACTIVE:
        reasons.append(Reason("contract.not_active", {"state": state}))
    if not starts_on <= on <= ends_on:
        facts = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat(), "on": on.isoformat()}
        reasons.append(Reason("contract.out_of_period", facts))
    reasons += [Reason("contract.no_data_protection", {"member": name}) for name in without_data_protection]
    if not has_mandate:
        reasons.append(Reason("contract.no_mandate"))
    return reasons
