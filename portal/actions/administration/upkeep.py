"""Running what time alone changes, every minute and once a night; the steps stand in the tables of `jobs.py`."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time

from portal.database import write
from portal.ground import clock
from portal.ground.steps import Step
from portal.models import WorkerSign

log = logging.getLogger(__name__)
NIGHT = time(2)
"""On the bank's wall. A worker that was off at that hour catches up when it is back."""


def run(steps: Iterable[Step]) -> int:
    """Do these steps in their order; one that fails is logged and does not keep the others. Answers how many things
    moved.
    """
    moved = 0
    for step in steps:
        try:
            moved += step()
        except Exception:
            log.exception("the step %s.%s failed", step.__module__, step.__name__)
    return moved


def night_is_due() -> bool:
    """Has nobody done the night's work since 02:00 of the bank's clock?"""
    today = clock.today()
    begins = clock.from_local(datetime.combine(today, NIGHT))
    if clock.now() < begins:
        return False
    sign = WorkerSign.get_or_none(WorkerSign.name == "night")
    return sign is None or sign.seen_at < begins


def night(steps: Iterable[Step]) -> int:
    """Do the night's steps; from their beginning on the night is nobody else's. Answers how many things moved."""
    seen("night")
    return run(steps)


def seen(name: str) -> None:
    """Write that this worker lives, or that the night has begun."""
    with write():
        WorkerSign.insert(name=name, seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()
