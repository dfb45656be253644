"""Figures of the list pipeline: lists, names, days taken, share within the promise, by branch and month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.screening import ListName, TierList
from portal.models.steps import Step
from portal.reads.organisation import tree
from portal.reads.screening.scope import ListScope
from portal.reads.steps import joined
from portal.rules.steps import NAME

MONTHS = 12


@dataclass
class Figure:
    """One line. `days` are the working days that each completed record took."""

    lists: set[int] = field(default_factory=set)
    submitted: int = 0
    approved: int = 0
    rejected: int = 0
    complete: int = 0
    open_late: int = 0
    in_time: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None

    @property
    def most_days(self) -> int | None:
        return max(self.days) if self.days else None

    @property
    def share(self) -> int | None:
        """Percent of those whose verdict is known (complete, or late and still open) that were in time."""
        judged = self.complete + self.open_late
        return round(self.in_time * 100 / judged) if judged else None


@dataclass
class Figures:
    """Lines by branch, by month (of submission) and in all."""

    branches: dict[int, Figure]
    months: dict[date, Figure]
    all: Figure


def figures(scope: ListScope, branch: str = "") -> Figures:
    """Names of lists that were submitted within the last twelve months, in scope; two statements."""
    since = clock.months_back(clock.today(), MONTHS - 1)
    condition: Any = scope.lists() & (TierList.submitted_at >= clock.start_of(since))
    if branch:
        paths = [one.path for one in tree.branch_tree() if one.code == branch]
        condition &= TierList.branch.in_([one.id for one in tree.branches_below(paths)] or [-1])
    query = (
        ListName.select(
            TierList.id,
            TierList.branch,
            TierList.submitted_at,
            ListName.state,
            ListName.days_taken,
            ListName.late,
            fn.COUNT(ListName.id),
            fn.COUNT(ListName.id).filter(Step.due_on < clock.today()),
        )
        .join(TierList)
        .join_from(ListName, Step, "LEFT OUTER JOIN", on=joined(NAME, ListName.id))
        .where(condition, ListName.state.not_in(("taken", "left_out")))
        .group_by(
            TierList.id, TierList.branch, TierList.submitted_at, ListName.state, ListName.days_taken, ListName.late
        )
    )
    found = Figures({}, {}, Figure())
    for list_id, place, at, state, days, late, count, over in query.tuples():
        month = clock.local(at).date().replace(day=1)
        for one in (found.branches.setdefault(place, Figure()), found.months.setdefault(month, Figure()), found.all):
            _add(one, list_id, state, days, late, count, over)
    found.months = dict(sorted(found.months.items()))
    return found


def _add(one: Figure, list_id: int, state: str, days: int | None, late: bool | None, count: int, over: int) -> None:
    one.lists.add(list_id)
    one.submitted += count
    if state == "rejected":
        one.rejected += count
    if state in ("completing", "complete"):
        one.approved += count
    if state == "completing":
        one.open_late += over
    if state == "complete":
        one.complete += count
        one.days += [days or 0] * count
        one.in_time += 0 if late else count
