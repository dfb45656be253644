"""The festivals that are an occasion to get in touch (R4), by the lunar calendar where they follow it. Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from borax.calendars.lunardate import LunarDate

LUNAR = {
    "spring_festival": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}
SOLAR = {"new_year": (1, 1), "national_day": (10, 1)}


@lru_cache(maxsize=64)
def next_festival(today: date) -> tuple[str, date]:
    """(code, day) of the first festival on or after `today`."""
    found: list[tuple[date, str]] = []
    for year in (today.year - 1, today.year, today.year + 1):
        found += [(LunarDate(year, month, day).to_solar_date(), code) for code, (month, day) in LUNAR.items()]
        found += [(date(year, month, day), code) for code, (month, day) in SOLAR.items()]
    day, code = min(one for one in found if one[0] >= today)
    return code, day
