"""Checklists: when a step is due, counted in working days from the day of its matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.rules.shared.workdays import AS_IT_CAME, Calendar, add_working_days

EVENT, HANDOVER, NAME = "event", "handover", "name"
"""What has steps. The portal itself lays the one line of a seat that passed and of a name that was approved."""
MOST = 40
FARTHEST = 120
"""Working days before or after the day."""
LONGEST = 120
COLUMNS = 2
"""A line as a kind or a template keeps it: the offset, and what is to be done."""


def due_on(day: date, offset: int, calendar: Calendar = AS_IT_CAME) -> date:
    """The day of a step: so many working days before (below zero) or after the matter's own day."""
    return add_working_days(day, offset, calendar)


def is_late(state: str, due: date, today: date) -> bool:
    """Open, and its day is over."""
    return state == "open" and due < today


def in_order(rows: Iterable[tuple[int, str, int | None]]) -> list[tuple[int, str, int | None]]:
    """Lines (offset, what, who) as they come one after the other; of one day in the order in which they were typed."""
    return sorted(rows, key=lambda row: row[0])
