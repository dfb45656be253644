"""Where a client stands by the months (R1): fast up, slow down; grants by hand hold; nobody becomes a VIP by
arithmetic.

The bank's rules come in as `Rules`, ranks as levels; money is integer fen, months are their first days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.rules.tiers.levels import LevelRule, month_before, tier_for

MOST_WEIGHT = Decimal(2)
MOST_MONTHS = 12
MOST_PROTECTED = 24
MOST_THRESHOLD = 10**13
UNREACHED = 10**15
"""What a level costs under rules that do not know it yet: more than anybody has."""


@dataclass(frozen=True)
class Rules:
    """A set of rules and the month from which it holds. Thresholds in fen by level; Standard has none."""

    valid_from: date
    thresholds: Mapping[str, int]
    weights: Mapping[str, Decimal]
    average_months: int
    protected_months: int
    id: int | None = None

    def levels(self, ranks: Mapping[str, int]) -> list[LevelRule]:
        """The bank's levels (code → rank) with the thresholds of these rules; one that has none here is out of
        reach."""
        return [
            LevelRule(code, rank, self.thresholds.get(code, UNREACHED) if rank else 0) for code, rank in ranks.items()
        ]


def in_force(sets: Iterable[Rules], day: date) -> Rules:
    """The rules that hold on `day`: the latest that began. Before the first one, the first. Raises ValueError for
    none."""
    ordered = sorted(sets, key=lambda one: one.valid_from)
    if not ordered:
        raise ValueError("no rules")
    return ([one for one in ordered if one.valid_from <= day] or ordered[:1])[-1]


def rule_problems(
    thresholds: Sequence[tuple[str, int | None]],
    weights: Mapping[str, Decimal | None],
    average_months: int | None,
    protected_months: int | None,
    valid_from: date | None,
    earliest: date,
) -> dict[str, str]:
    """Field → why the bank cannot have such rules; `thresholds` by level, lowest first. None is reported elsewhere."""
    found: dict[str, str] = {}
    below = 0
    for code, fen in thresholds:
        if fen is None:
            continue
        if fen <= 0:
            found[f"threshold_{code}"] = "not_positive"
        elif fen > MOST_THRESHOLD:
            found[f"threshold_{code}"] = "too_high"
        elif fen <= below:
            found[f"threshold_{code}"] = "out_of_order"
        below = max(below, fen)
    for name, weight in weights.items():
        if weight is not None and not 0 <= weight <= MOST_WEIGHT:
            found[f"weight_{name}"] = "weight_range"
    if weights and all(weight == 0 for weight in weights.values()):
        found[f"weight_{next(iter(weights))}"] = "no_weight"
    if average_months is not None and not 1 <= average_months <= MOST_MONTHS:
        found["average_months"] = "average_range"
    if protected_months is not None and not 0 <= protected_months <= MOST_PROTECTED:
        found["protected_months"] = "protected_range"
    if valid_from is not None:
        if valid_from.day != 1:
            found["valid_from"] = "not_first"
        elif valid_from < earliest:
            found["valid_from"] = "past"
    return found


@dataclass(frozen=True)
class Facts:
    """What a decision looks at. `protected_until` and `granted` (level held by hand beyond the decision) may be
    empty."""

    tier: str
    average_fen: int
    month: date
    protected_until: date | None = None
    granted: str | None = None


@dataclass(frozen=True)
class Decision:
    """What the months say: `kind` is stay, up, down, protected, granted or candidate; `tier` holds from now on."""

    kind: str
    reached: str
    tier: str
    protected_until: date | None = None


def decision_day(month: date) -> date:
    """The day from which the judgement of a month holds: the first of the next one."""
    return month_before(month, -1)


def outcome(own: str, reached: str, granted: str | None, rank: Mapping[str, int]) -> tuple[str, str]:
    """(kind, level) to which the months lead, protection aside: stay, candidate, up, granted or down.

    A grant by hand holds its level; it never keeps anybody low. Raises KeyError for an unknown level.
    """
    if rank[own] == min(rank.values()):
        return ("candidate" if rank[reached] > rank[own] else "stay"), own
    if rank[reached] >= rank[own]:
        return ("up" if rank[reached] > rank[own] else "stay"), reached
    floor = granted if granted and rank[granted] > rank[reached] else reached
    return ("granted", own) if rank[floor] >= rank[own] else ("down", floor)


def decide(facts: Facts, levels: Iterable[LevelRule], protected_months: int) -> Decision:
    """The judgement of one month (R1).

    Up at once, by as many levels as the average reaches. Below the own level: a grant by hand holds it; else it stays
    for `protected_months` further months from the first one that was too low, then falls to what is reached (or
    granted). A Standard client who reaches a level becomes a candidate for the list, no more. Raises KeyError for an
    unknown level.
    """
    levels = list(levels)
    reached = tier_for(facts.average_fen, levels)
    kind, level = outcome(facts.tier, reached, facts.granted, {one.code: one.rank for one in levels})
    if kind != "down":
        return Decision(kind, reached, level)
    day = decision_day(facts.month)
    until = facts.protected_until or month_before(day, -protected_months)
    if day >= until:
        return Decision("down", reached, level)
    return Decision("protected", reached, facts.tier, until)


def missing(average_fen: int, threshold_fen: int) -> int:
    """Fen that the average lacks to a threshold; 0 when it is reached."""
    return max(0, threshold_fen - average_fen)


def last_day_to_keep(protected_until: date) -> date:
    """The last day whose balance still counts for keeping the tier: the end of the month before the fall."""
    return protected_until - timedelta(days=1)


@dataclass(frozen=True)
class BenefitChange:
    """What moves between tiers mean for one benefit: yearly units more or fewer; clients for whom it becomes unlimited,
    for whom it is limited from then on, and who had it without a limit and have it no more at all."""

    units: int = 0
    unlimited_more: int = 0
    unlimited_fewer: int = 0
    unlimited_lost: int = 0


def benefit_changes(
    moves: Mapping[tuple[str, str], int], allowances: Mapping[tuple[str, str], int], unlimited: int = -1
) -> dict[str, BenefitChange]:
    """Benefit → what changes in a year when so many clients move from one tier to another ((from, to) → clients).

    `allowances` is (tier, benefit) → yearly; what is missing is not given. A limited allowance on one side of an
    unlimited one counts in units as well, so that nothing vanishes.
    """
    found: dict[str, BenefitChange] = {}
    for benefit in dict.fromkeys(name for _tier, name in allowances):
        units = more = fewer = lost = 0
        for (before, after), count in moves.items():
            old, new = allowances.get((before, benefit), 0), allowances.get((after, benefit), 0)
            units += (max(new, 0) - max(old, 0)) * count
            more += count if new == unlimited != old else 0
            fewer += count if old == unlimited != new and new else 0
            lost += count if old == unlimited and not new else 0
        if units or more or fewer or lost:
            found[benefit] = BenefitChange(units, more, fewer, lost)
    return found
