"""The 1+1+N team (R3): one manager, one adviser, a service team of at least one; seats are half-open ranges of
dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

Range = tuple[date, date | None]
ONE_EACH = ("manager", "adviser")
SEAT_KINDS = (*ONE_EACH, "specialist")


def overlaps(a: Range, b: Range) -> bool:
    """Whether two ranges [since, until) share a day; `until` None is open, a range that ends where it begins has
    no day.
    """
    return _starts_before_end(a[0], b) and _starts_before_end(b[0], a) and not (_empty(a) or _empty(b))


def _starts_before_end(since: date, other: Range) -> bool:
    return other[1] is None or since < other[1]


def _empty(span: Range) -> bool:
    return span[1] is not None and span[1] <= span[0]


def first_overlap(ranges: Sequence[Range]) -> tuple[Range, Range] | None:
    """The earliest two ranges that overlap, or None: a history in which nobody sat twice at one time."""
    ordered = sorted((span for span in ranges if not _empty(span)), key=lambda span: span[0])
    return next(((a, b) for a, b in pairwise(ordered) if overlaps(a, b)), None)


def covers(span: Range, day: date) -> bool:
    """Whether somebody sits on `day`: from `since` until the day before `until`."""
    return span[0] <= day and (span[1] is None or day < span[1])


def missing(kinds: Iterable[str]) -> tuple[str, ...]:
    """Kinds of seat that a team with the current seats `kinds` still lacks, in the order manager, adviser,
    specialist.
    """
    present = set(kinds)
    return tuple(kind for kind in SEAT_KINDS if kind not in present)


def complete(kinds: Iterable[str]) -> bool:
    """R3: exactly one manager, exactly one adviser, at least one specialist among the current seats."""
    present = list(kinds)
    return all(present.count(kind) == 1 for kind in ONE_EACH) and "specialist" in present
