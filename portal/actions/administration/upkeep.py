"""What time alone changes: every minute (events that are over, requests that stay resolved) and once a night."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time

from portal.database import write
from portal.ground import clock
from portal.models import WorkerSign

log = logging.getLogger(__name__)
NIGHT = time(2)
"""On the bank's wall. A worker that was off at that hour catches up when it is back."""

STEPS: list[Callable[[], int]] = []
"""Each area adds its own: a function that does what is due and answers how many things moved. Every minute: be
quick."""

NIGHTLY: list[Callable[[], int]] = []
"""The same, once a night; one that takes long works in batches of its own transactions and may be begun again."""


def time_passes() -> int:
    """Do everything that is due now. Answers how many things moved."""
    return sum(step() for step in STEPS)


def night_is_due() -> bool:
    """Has nobody done the night's work since 02:00 of the bank's clock?"""
    today = clock.today()
    begins = clock.from_local(datetime.combine(today, NIGHT))
    if clock.now() < begins:
        return False
    sign = WorkerSign.get_or_none(WorkerSign.name == "night")
    return sign is None or sign.seen_at < begins


def night_passes() -> int:
    """Do the night's work; a step that fails is logged and does not keep the others. Answers how many things moved."""
    with write():
        WorkerSign.insert(name="night", seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()
    moved = 0
    for step in NIGHTLY:
        try:
            moved += step()
        except Exception:
            log.exception("the night's step %s failed", step.__name__)
    return moved
