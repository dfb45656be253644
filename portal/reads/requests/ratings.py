"""What clients said when a request was finished: always with how many said it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peewee import Case, fn

from portal.ground import clock
from portal.models.organisation import Staff
from portal.models.requests import IS_RATED, Request
from portal.reads.organisation import tree
from portal.reads.requests.scope import RequestScope

DAYS = 90
FEW = 5
"""Below so many answers an average says nothing yet."""


@dataclass
class Rating:
    """`n` answers, their sum and how many of them were low."""

    n: int = 0
    total: int = 0
    low: int = 0

    def add(self, n: int, total: int, low: int) -> None:
        self.n, self.total, self.low = self.n + n, self.total + total, self.low + low

    @property
    def average(self) -> float | None:
        """None where too few answered."""
        return self.total / self.n if self.n >= FEW else None


@dataclass
class Ratings:
    whole: Rating
    by_category: dict[str, Rating]
    by_person: dict[str, Rating]


def _table() -> dict[str, Rating]:
    return defaultdict(Rating)


def ratings(scope: RequestScope, low: int, days: int = DAYS) -> Ratings:
    """Of the requests in scope that were rated in the last `days`; `low`: up to which score it is. One statement."""
    since = clock.now() - timedelta(days=days)
    count, total = fn.COUNT(Request.id), fn.SUM(Request.score)
    few = fn.SUM(Case(None, [(Request.score <= low, 1)], 0))
    query: Any = Request.select(Request.category, Staff.name, count, total, few)
    query = query.join(Staff, "LEFT OUTER JOIN", on=(Request.holder == Staff.id))
    query = query.where(IS_RATED, Request.rated_at >= since, scope.condition())
    if scope.actor.whole_bank:  # the index of what was rated begins with the branch
        query = query.where(Request.branch.in_([one.id for one in tree.branch_tree()]))
    whole, by_category, by_person = Rating(), _table(), _table()
    for category, name, *numbers in query.group_by(Request.category, Request.holder, Staff.name).tuples():
        n, added, lows = (int(number or 0) for number in numbers)
        for one in (whole, by_category[category], by_person[name or ""]):
            one.add(n, added, lows)
    order = lambda pair: (-pair[1].n, pair[0])  # noqa: E731
    return Ratings(whole, dict(sorted(by_category.items(), key=order)), dict(sorted(by_person.items(), key=order)))
