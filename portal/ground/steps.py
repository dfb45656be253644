"""Marks on the functions that the worker calls. They register nothing: the tables in `jobs.py` say what runs and in
which order, and a test compares both, so that no step is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Step = Callable[[], int]
"""Does what is due and answers how many things of the bank moved."""

F = TypeVar("F", bound=Callable[..., Any])
MARK = "_called_by_the_worker"


def every_minute(function: F) -> F:
    """A step of every minute: be quick."""
    return marked(function, "minute")


def every_night(function: F) -> F:
    """A step of the night; one that takes long works in batches of its own transactions and may be begun again."""
    return marked(function, "night")


def marked(function: F, as_what: str) -> F:
    setattr(function, MARK, as_what)
    return function
