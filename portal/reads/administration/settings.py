"""The bank's settings: `seeds/settings.toml` says what can be set, the table keeps what was set and from which day.

Read with `value("area.word")`. A setting nobody has changed has its default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from portal import config
from portal.ground import clock
from portal.models.administration.settings import Setting
from portal.models.organisation import Staff
from portal.reads.shared.kept import kept


@dataclass(frozen=True)
class Described:
    """What `seeds/settings.toml` says of a setting. `kind`: int, days, working_days, months, minutes, hours, times,
    percent, yuan (kept in fen) or bool."""

    name: str
    kind: str
    default: Any
    label_zh: str
    label_en: str
    help_zh: str = ""
    help_en: str = ""
    min: int = 0
    max: int = 1_000_000_000

    @property
    def area(self) -> str:
        return self.name.partition(".")[0]


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    with open(config.ROOT / "seeds" / "settings.toml", "rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def described() -> dict[str, Described]:
    """Every setting by name, in the order of the file. `default` of a yuan setting is in fen."""
    found = {}
    for row in _file()["settings"]:
        one = Described(**row)
        found[one.name] = Described(**row | {"default": one.default * 100}) if one.kind == "yuan" else one
    return found


def areas() -> dict[str, tuple[str, str]]:
    """Area → its name in Chinese and English."""
    return {row["code"]: (row["name_zh"], row["name_en"]) for row in _file()["areas"]}


def _values() -> dict[str, list[tuple[date, Any]]]:
    """Name → (since, value), newest first (one statement a minute)."""
    rows: dict[str, list[tuple[date, Any]]] = {}
    for one in Setting.select(Setting.name, Setting.value, Setting.since).order_by(Setting.since.desc()):
        rows.setdefault(one.name, []).append((one.since, one.value))
    return rows


def value(name: str, on: date | None = None) -> Any:
    """What a setting says on a day (today): yuan in fen, percent as 0–100, bool as bool. Raises KeyError for an unknown
    name."""
    one = described()[name]
    day = on or clock.today()
    return next((found for since, found in kept("settings", _values).get(name, ()) if since <= day), one.default)


def history_of(name: str) -> list[Setting]:
    """All values of a setting with authors, latest first."""
    query = Setting.select(Setting, Staff).left_outer_join(Staff, on=(Setting.author == Staff.id))
    return list(query.where(Setting.name == name).order_by(Setting.since.desc()).limit(50))


def coming() -> dict[str, tuple[date, Any]]:
    """Settings that change later: the next day and value of each."""
    today = clock.today()
    found: dict[str, tuple[date, Any]] = {}
    for name, values in kept("settings", _values).items():
        later = [pair for pair in values if pair[0] > today]
        if later:
            found[name] = later[-1]
    return found
