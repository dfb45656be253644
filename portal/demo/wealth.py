"""AUM of the last twelve complete months, and the way a client took through the tiers. Money in fen."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.demo.stage import Known, Stage
from portal.derived.aum import aum_figures
from portal.ground import clock
from portal.rules.tiers.levels import last_complete_month, month_before

MONTHS = 12


def months(stage: Stage, latest: int, average: int | None = None, growth: float | None = None) -> dict[date, int]:
    """Twelve months that end with `latest`; the last three have exactly the `average` where one is given."""
    rng = stage.rng
    growth = rng.gauss(0.008, 0.012) if growth is None else growth
    last = last_complete_month(stage.today)
    amounts = [latest]
    if average is not None:
        rest = 3 * average - latest
        first = rest // 2 + rng.randrange(rest // 200)
        amounts += [max(first, rest - first), min(first, rest - first)]
    while len(amounts) < MONTHS:
        amounts.append(max(0, round(amounts[-1] / (1 + growth + rng.gauss(0, 0.012)))))
    return {month_before(last, back): amounts[back] for back in reversed(range(MONTHS))}


def columns(stage: Stage, person: Known) -> dict[str, Any]:
    """What the client's row keeps of his months and tiers."""
    return {
        **aum_figures(person.months),
        "tier_since": person.changes[-1][1] if person.changes else None,
    }


def climb(stage: Stage, person: Known, latest: date, reason: str = "") -> None:
    """The tiers a client went through, his own since `latest`: entry by the list (R1), then by the months."""
    own = next(level for level in stage.levels if level.code == person.row["tier"])
    steps = [level for level in stage.levels if 0 < level.rank <= own.rank]
    day, found = latest, []
    for level in reversed(steps):
        first = level is steps[0]
        words = reason if level is own and reason else entry_reason(stage, level.code, first=first)
        found.append((level.code, day, words))
        day = clock.months_back(day, stage.rng.randint(17, 24))
    person.changes = found[::-1]


def entry_reason(stage: Stage, code: str, *, first: bool) -> str:
    """Why somebody came into a tier."""
    words = stage.demo["reasons"]
    if first:
        return str(words["tier"][1])
    level = next(level for level in stage.levels if level.code == code)
    before = next(lower for lower in stage.levels if lower.rank == level.rank - 1)
    yuan = round(level.threshold_fen / 100 * stage.rng.uniform(1.01, 1.12) / 10_000) * 10_000
    names = stage.tier_names
    return str(words["tier_up"].format(average=f"{yuan:,}", tier=names[code], before=names[before.code]))
