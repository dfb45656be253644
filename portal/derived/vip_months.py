"""How VIPs stood at the end of each month (`VipMonth`), judged night by night until the month is over, and its counts.

A month that is over is judged anew on the first nights of the next one, for contacts that are entered late; then it
stands for ever: the figures of a month do not change with the teams of today.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.database import among, database, write
from portal.derived.proving import differing
from portal.ground import clock, steps
from portal.models import Client, Contact, VipMonth, VipMonthCount, WorkerSign
from portal.reads import reference
from portal.reads.teams.standing import standing_on

AT_ONCE = 500
MONTHS = 12
LATE_DAYS = 3
"""On so many days of a month the one before is judged anew."""
SIGN = "vip_months"
COLUMNS = ("branch", "manager", "adviser", "keeper", "kept")

COUNTED = """SELECT month, branch_id, manager_id, adviser_id, keeper_id, COUNT(*) AS vips, COUNT(kept) AS due,
    COALESCE(SUM(CASE WHEN kept THEN 1 ELSE 0 END), 0) AS kept
    FROM vip_month {} GROUP BY month, branch_id, manager_id, adviser_id, keeper_id"""

COMPARISONS = (
    (
        "figures of {}, branch {}: {} VIPs, {} due, {} kept are counted, the rows say {}, {}, {}",
        """SELECT month, branch, SUM(v), SUM(d), SUM(k), SUM(vr), SUM(dr), SUM(kr) FROM (
            SELECT month, branch_id AS branch, vips AS v, due AS d, kept AS k, 0 AS vr, 0 AS dr, 0 AS kr
            FROM vip_month_count
            UNION ALL SELECT month, branch_id, 0, 0, 0, 1, CASE WHEN kept IS NULL THEN 0 ELSE 1 END,
            CASE WHEN kept THEN 1 ELSE 0 END FROM vip_month) AS f
        GROUP BY month, branch HAVING SUM(v) <> SUM(vr) OR SUM(d) <> SUM(dr) OR SUM(k) <> SUM(kr)
        ORDER BY month, branch""",
    ),
)


@steps.every_night
def nightly() -> int:
    """Judge the running month, and those before that are not settled. Answers how many rows changed."""
    since, today = _since(), clock.today()
    months = [clock.months_back(today, back) for back in range(MONTHS)]
    changed = sum(judge(month) for month in reversed(months) if month >= since)
    with write():
        WorkerSign.insert(name=SIGN, seen_at=clock.now()).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: clock.now()}
        ).execute()
    return changed


def _since() -> date:
    """The first month that is not settled: that of the last time, some days before; at first the month after the one in
    which contacts began to be recorded, for of those before nobody knows."""
    sign = WorkerSign.get_or_none(WorkerSign.name == SIGN)
    if sign is not None:
        return (clock.local(sign.seen_at).date() - timedelta(days=LATE_DAYS)).replace(day=1)
    first = Contact.select(Contact.happened_at).order_by(Contact.happened_at).first()
    this_month = clock.today().replace(day=1)
    return min(clock.months_back(clock.local(first.happened_at).date(), -1), this_month) if first else this_month


def judge(month: date) -> int:
    """Write how every VIP stands on the last day of a month (today in the running one), some at a time, then count.
    Answers how many rows changed."""
    day = min(clock.months_back(month, -1) - timedelta(days=1), clock.today())
    changed = 0
    for clients in _candidates():
        rows = standing_on(clients, day)
        with write():
            changed += _put(month, list(clients), rows)
    with write():
        changed += _drop_others(month) if day == clock.today() else 0
        if changed:
            count(month)
    return changed


def _candidates() -> Iterator[dict[int, tuple[int, str]]]:
    """VIPs of today, some at a time: id → branch and tier. (Who has fallen since stands in the months that were judged
    when he was one.)"""
    query = Client.select(Client.id, Client.branch, Client.tier)
    query, after = query.where(Client.tier.in_(reference.vip_tiers()), Client.merged_into.is_null()), 0
    while rows := list(query.where(Client.id > after).order_by(Client.id).limit(AT_ONCE).tuples()):
        yield {one: (branch, tier) for one, branch, tier in rows}
        after = rows[-1][0]


def _put(month: date, ids: list[int], rows: list[dict[str, Any]]) -> int:
    there = {
        row["client"]: row
        for row in VipMonth.select().where(VipMonth.month == month, among(VipMonth.client, ids)).dicts()
    }
    new = [{"month": month, **row} for row in rows if row["client"] not in there]
    if new:
        VipMonth.insert_many(new).execute()
    changed = len(new)
    for row in rows:
        before = there.get(row["client"])
        if before and any(before[name] != row[name] for name in COLUMNS):
            VipMonth.update({name: row[name] for name in COLUMNS}).where(VipMonth.id == before["id"]).execute()
            changed += 1
    return changed


def _drop_others(month: date) -> int:
    """Who is no VIP any more has no row in the running month."""
    vips = Client.select(Client.id).where(Client.tier.in_(reference.vip_tiers()), Client.merged_into.is_null())
    return int(VipMonth.delete().where(VipMonth.month == month, VipMonth.client.not_in(vips)).execute())


def count(month: date) -> None:
    """The counts of a month say what its rows say. Call inside `write()`."""
    VipMonthCount.delete().where(VipMonthCount.month == month).execute()
    database.execute_sql(
        "INSERT INTO vip_month_count (month, branch_id, manager_id, adviser_id, keeper_id, vips, due, kept) "
        + COUNTED.format(f"WHERE month = {database.obj.param}"),
        (month if database.obj.param == "%s" else month.isoformat(),),
    )


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
