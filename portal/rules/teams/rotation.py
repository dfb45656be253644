"""Rotation (R3): nobody keeps a client longer than the bank allows; one bank rotates managers after four years."""

from __future__ import annotations

from datetime import date


def began_by(today: date, years: int) -> date:
    """The last day on which a seat can have begun that has lasted more than `years` today: on the very day it is so
    many years, it has not."""
    try:
        before = today.replace(year=today.year - years)
    except ValueError:  # the 29th of February
        before = today.replace(year=today.year - years, day=28)
    return date.fromordinal(before.toordinal() - 1)


def full_years(since: date, today: date) -> int:
    """Whole years between two days."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))
