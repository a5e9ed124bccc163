"""Acts dated from today: so many days ago, or so many working days."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.demo.reading import Written
from app.demo.script import Script, script_of
from app.kernel.deadlines import Calendar, local_moment, working_days_before

SEED = "20261122"  # the stage has a chance of its own by then; a script has to name one


@dataclass(frozen=True)
class Days:
    """Days as they are counted from today; nothing happens on a day off, but on the last one worked.

    The authority works on the eves that others have off, so its own limits are counted by `strict`.
    """

    today: date
    calendar: Calendar
    strict: Calendar

    def ago(self, days: int) -> date:
        return self.calendar.working_day_until(self.today - timedelta(days=days))

    def ahead(self, days: int) -> date:
        return self.calendar.working_day_from(self.today + timedelta(days=days))

    def worked(self, days: int) -> date:
        """So many working days ago, today being one, or the last one that was worked."""
        return _before(self.today, days, self.calendar)

    def office(self, days: int) -> date:
        """The same by the authority's own calendar."""
        return _before(self.today, days, self.strict)

    @property
    def billed(self) -> date:
        """The first day of the last month that was over when finance last worked."""
        return (self.worked(1).replace(day=1) - timedelta(days=1)).replace(day=1)


@dataclass
class Diary:
    """Acts in the order of their moments, whatever the order in which they are told."""

    days: Days
    told: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def tell(self, on: date, clock: str, by: str, do: str, /, *, key: str = "", **facts: Any) -> None:
        hour, minute = clock.split(":")
        moment = local_moment(on, time(int(hour), int(minute)), self.days.calendar.zone)
        heading = {"at": f"{on} {clock}", "by": by, "do": do}
        self.told.append((moment, {**heading, **({"as": key} if key else {}), **_written(facts)}))

    def script(self, name: str) -> Script:
        acts = [act for _, act in sorted(self.told, key=lambda one: one[0])]
        return script_of(Written({"story": name, "seed": SEED, "acts": acts}, {(): 1}))


def _before(today: date, days: int, calendar: Calendar) -> date:
    return working_days_before(calendar.working_day_until(today), days, calendar)


def _written(facts: Any) -> Any:
    """As a story is written: texts, lists and mappings."""
    if isinstance(facts, dict):
        return {name: _written(fact) for name, fact in facts.items()}
    if isinstance(facts, list | tuple):
        return [_written(fact) for fact in facts]
    return str(facts)
