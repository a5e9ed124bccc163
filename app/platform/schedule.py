"""Timed work: each task at its own pace, by one worker at a time, however many there are."""

from datetime import datetime, timedelta

from sqlalchemy import String, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base, changed_one
from app.platform.files import sweep
from app.platform.work import Ground, Work, system_work
from app.platform.worker import Timed


class ScheduledTask(Base):
    """When a task is next due; whoever moves the row does the work."""

    __tablename__ = "scheduled_task"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    next_at: Mapped[datetime]


def every(pace: timedelta, task: Timed) -> Timed:
    """The task, done only when its pace has passed since it was last begun by anybody."""
    name = f"{task.__module__}.{task.__qualname__}"

    def at_its_pace(ground: Ground) -> int:
        return task(ground) if _taken(ground, name, pace) else 0

    at_its_pace.__qualname__ = task.__qualname__
    at_its_pace.__module__ = task.__module__
    return at_its_pace


def sweep_orphans(ground: Ground) -> int:
    """Removes files that a rolled back Work left without a row."""
    with system_work(ground) as work:
        return sweep(work.db, ground.files, now=work.now)


def _taken(ground: Ground, name: str, pace: timedelta) -> bool:
    with system_work(ground) as work:
        due = update(ScheduledTask).where(ScheduledTask.name == name, ScheduledTask.next_at <= work.now)
        if changed_one(work.db, due.values(next_at=work.now + pace)):
            return True
        return _is_new(work, name, pace)


def _is_new(work: Work, name: str, pace: timedelta) -> bool:
    if work.db.get(ScheduledTask, name) is not None:
        return False
    try:
        with work.db.begin_nested():
            work.db.add(ScheduledTask(name=name, next_at=work.now + pace))
    except IntegrityError:
        return False  # another worker was first
    return True
