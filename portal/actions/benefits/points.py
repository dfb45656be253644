"""Points of a month (R8): one lot a client, by his assets of that month, whoever runs it and however often."""

from __future__ import annotations

from datetime import date

from portal.database import breathe, database, lock, write_step
from portal.ground import clock, steps
from portal.models import LedgerRun
from portal.models.benefits.catalogue import POINTS
from portal.reads import reference
from portal.reads.administration import settings
from portal.rules.benefits.points import PER, lot_of
from portal.rules.tiers.levels import last_complete_month

AT_ONCE = 5000
GRANTED = """INSERT INTO lot (client_id, benefit_id, version_id, guests, unlimited, period, cause, upto, since, until,
        quantity, available, held, used, ended, created_at)
    SELECT c.id, '{code}', {version}, FALSE, FALSE, '{period}', 'points', 0, {since}, {until}, p.points, p.points,
        0, 0, 0, {now}
    FROM (SELECT m.client_id, (m.amount - {threshold}) * {rate} / {per} AS points FROM monthly_aum m
        WHERE m.month = {month} AND m.client_id > {first} AND m.client_id <= {last}
        AND m.amount > {threshold}) p
    JOIN client c ON c.id = p.client_id
    WHERE p.points > 0 AND c.status = 'active' AND c.tier_id IN ({tiers})
    AND NOT EXISTS (SELECT 1 FROM lot l WHERE l.client_id = c.id AND l.benefit_id = '{code}' AND l.period = '{period}'
        AND l.cause = 'points')
    ORDER BY c.id ON CONFLICT DO NOTHING"""
ENTRIES = """INSERT INTO entry (lot_id, kind, quantity, reason, at)
    SELECT l.id, 'grant', l.quantity, '', l.created_at FROM lot l WHERE l.id > {after}
    AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.lot_id = l.id) ORDER BY l.id"""


@steps.every_minute
def grant_points() -> int:
    """The worker's part: once a day the points of the latest complete month, for figures that came late, too. Answers
    how many lots."""
    today, made = clock.today(), 0
    version = reference.versions_on(today).get(POINTS)
    done = (LedgerRun.kind == "points") & (LedgerRun.day == today) & LedgerRun.finished_at.is_null(False)
    if version is None or LedgerRun.select().where(done).exists():
        return 0
    while True:
        with write_step():
            LedgerRun.insert(kind="points", day=today).on_conflict_ignore().execute()
            run = lock(LedgerRun.select().where(LedgerRun.kind == "points", LedgerRun.day == today))
            if run.finished_at:
                return made
            last, part = _part(run.after, version.id, last_complete_month(today))
            run.after, run.done, run.finished_at = last, run.done + part, None if last > run.after else clock.now()
            run.save()
            made += part
        if run.finished_at:
            return made
        breathe()


def grant_month(month: date) -> int:
    """The points of one month for everybody who has them not yet. Answers how many lots."""
    after, made, version = 0, 0, reference.versions_on(clock.today())[POINTS]
    while True:
        with write_step():
            last, part = _part(after, version.id, month)
        made += part
        if last == after:
            return made
        after = last


def _part(after: int, version_id: int, month: date) -> tuple[int, int]:
    """The clients after that id, some at a time: (the last of them, how many lots)."""
    sql = "SELECT MAX(id) FROM (SELECT id FROM client WHERE id > {} ORDER BY id LIMIT {}) x"
    last = database.execute_sql(sql.format(int(after), AT_ONCE)).fetchone()[0]
    if last is None:
        return after, 0
    period = lot_of(month, settings.value("benefits.points_months"))
    before = database.execute_sql("SELECT COALESCE(MAX(id), 0) FROM lot").fetchone()[0]
    text = GRANTED.format(
        code=POINTS,
        version=int(version_id),
        period=period.key,
        since=_day(period.since),
        until=_day(period.until),
        month=_day(month),
        now=_moment(),
        threshold=int(settings.value("benefits.points_above")),
        rate=int(settings.value("benefits.points_rate")),
        per=PER * 100,
        first=int(after),
        last=int(last),
        tiers=", ".join(f"'{code}'" for code in reference.vip_tiers()),
    )
    made = database.execute_sql(text).rowcount
    if made:
        database.execute_sql(ENTRIES.format(after=int(before)))
    return last, made


def _day(day: object) -> str:
    return f"CAST('{day}' AS DATE)" if database.obj.engine == "postgresql" else f"'{day}'"


def _moment() -> str:
    text = f"'{clock.now():%Y-%m-%d %H:%M:%S}'"
    return f"CAST({text} AS TIMESTAMP)" if database.obj.engine == "postgresql" else text
