"""Whose month is still to be judged, some clients at a time, with all that the judgement looks at (one statement)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import DateField

from portal.database import database
from portal.models.tiers.tiers import TierRun
from portal.rules.tiers.judgement import Facts, decision_day
from portal.rules.tiers.levels import month_before

_DUE = """
SELECT c.id, c.number, c.name, c.branch_id, c.manager_id, c.list_status, c.tier_id, c.tier_protected_until,
  (SELECT SUM(x.amount) FROM monthly_aum x WHERE x.client_id = c.id AND x.month BETWEEN ? AND ?) AS total,
  (SELECT g.tier_id FROM tier_grant g WHERE g.client_id = c.id AND g.ended_at IS NULL AND g.until > ?) AS granted
FROM client c JOIN monthly_aum m ON m.client_id = c.id AND m.month = ?
WHERE c.id > ? AND c.status = 'active' AND c.merged_into_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM tier_standing s WHERE s.client_id = c.id AND s.month = ?)
ORDER BY c.id LIMIT ?
"""


@dataclass
class Judged:
    """A client before his month is judged."""

    id: int
    number: str
    name: str
    branch_id: int
    manager_id: int | None
    list_status: str
    facts: Facts


def due(month: date, average_months: int, after: int, count: int) -> list[Judged]:
    """The next clients, by id, who have figures for `month` and no judgement of it yet."""
    first = month_before(month, average_months - 1)
    params = (first, month, decision_day(month), month, after, month, count)
    rows = database.execute_sql(_DUE.replace("?", database.obj.param), params).fetchall()
    return [_judged(month, average_months, row) for row in rows]


def _judged(month: date, average_months: int, row: Any) -> Judged:
    client, number, name, branch, manager, list_status, tier, protected_until, total, granted = row
    average = int(total or 0) // average_months
    return Judged(
        client,
        number,
        name,
        branch,
        manager,
        list_status,
        Facts(tier, average, month, DateField().python_value(protected_until), granted),
    )


def last_judged() -> date | None:
    """The latest month of which anything was judged."""
    found: date | None = TierRun.select(TierRun.month).order_by(TierRun.month.desc()).limit(1).scalar()
    return found


def last_run() -> TierRun | None:
    """The latest month's run, for those who want to know when the tiers moved."""
    return TierRun.select().order_by(TierRun.month.desc()).first()
