"""Absences and who stands in: days are half-open, as seats have them (`until` is the first day back)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.rules.teams.seats import Range, overlaps

Planned = tuple[int, int | None, Range]
"""Who is away, who stands in, from when until when."""


def in_circle(person: int, substitute: int, span: Range, others: Sequence[Planned]) -> bool:
    """Would the work of `person` come back to him on a day of `span`, when `substitute` stands in for him?"""
    if substitute == person:
        return True
    for away, after, days in others:
        if away == substitute and after is not None and overlaps(span, days):
            left = [one for one in others if one[0] != away]
            if in_circle(person, after, _shared(span, days), left):
                return True
    return False


def _shared(a: Range, b: Range) -> Range:
    """The days of both; they overlap."""
    ends = [end for end in (a[1], b[1]) if end is not None]
    return max(a[0], b[0]), min(ends, default=None)


def last_day(until: date | None) -> date | None:
    """The last day away, as people say it."""
    return None if until is None else date.fromordinal(until.toordinal() - 1)


def first_day_back(last: date | None) -> date | None:
    return None if last is None else date.fromordinal(last.toordinal() + 1)
