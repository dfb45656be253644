"""Days and moments of generated clients: days as ordinals while they are drawn, text as the database keeps them when
they are written. A driver makes that text of each date by itself, slowly.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.generating.chance import Chance

OPENS, CLOSES = 9, 17


@lru_cache(maxsize=40_000)
def iso(ordinal: int) -> str:
    """A day as text."""
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=40_000)
def first_of_month(ordinal: int) -> int:
    return ordinal - date.fromordinal(ordinal).day + 1


@lru_cache(maxsize=4)
def _office(zone: str) -> list[tuple[int, str]]:
    """Each minute of the office hours in UTC: (days it is off by, text). The bank's country keeps no summer time."""
    offset = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta(0)
    minutes = (minute - int(offset.total_seconds()) // 60 for minute in range(OPENS * 60, CLOSES * 60))
    return [(minute // 1440, f"{minute % 1440 // 60:02d}:{minute % 60:02d}:00") for minute in minutes]


def moment(rng: Chance, zone: str, ordinal: int) -> str:
    """A moment of the office hours of a day, as the database keeps it: naive UTC."""
    shift, text = rng.choice(_office(zone))
    return f"{iso(ordinal + shift)} {text}"
