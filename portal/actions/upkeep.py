"""What time alone changes: events that are over, requests that stay resolved, sign-ins that ran out."""

from __future__ import annotations

from collections.abc import Callable

STEPS: list[Callable[[], int]] = []
"""Each area adds its own: a function that does what is due and answers how many things moved."""


def time_passes() -> int:
    """Do everything that is due now. Answers how many things moved."""
    return sum(step() for step in STEPS)
