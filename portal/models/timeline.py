"""What happened with a client, over all areas, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..database import UtcField, database


@dataclass
class Moment:
    """One line of the timeline."""

    kind: str
    at: datetime
    who: str
    what: str
    more: str
    path: str


_TIMELINE = """
SELECT * FROM (
  SELECT * FROM (SELECT 'contact' AS kind, c.happened_at AS at, s.name AS who, c.channel AS what, c.summary AS more, '' AS ref
    FROM contact c JOIN staff s ON s.id = c.staff_id WHERE c.client_id = ? ORDER BY c.happened_at DESC LIMIT {n}) AS a
  UNION ALL SELECT * FROM (SELECT 'request', r.filed_at, '', r.category_id, r.subject, r.number
    FROM request r WHERE r.client_id = ? ORDER BY r.id DESC LIMIT {n}) AS b
  UNION ALL SELECT * FROM (SELECT 'event', u.at, '', CAST(u.guests AS TEXT), e.title, e.number
    FROM sign_up u JOIN event e ON e.id = u.event_id WHERE u.client_id = ? AND u.cancelled_at IS NULL ORDER BY u.id DESC LIMIT {n}) AS d
  UNION ALL SELECT * FROM (SELECT 'tier', t.created_at, '', t.tier_id, t.reason, ''
    FROM tier_change t WHERE t.client_id = ? ORDER BY t.id DESC LIMIT {n}) AS f
  UNION ALL SELECT * FROM (SELECT 'seat', q.created_at, s.name, q.kind, q.reason, ''
    FROM seat q JOIN staff s ON s.id = q.staff_id WHERE q.client_id = ? ORDER BY q.id DESC LIMIT {n}) AS g
  UNION ALL SELECT * FROM (SELECT 'benefit', b.created_at, '', b.benefit_id, b.guest_name, CAST(b.quantity AS TEXT)
    FROM benefit_use b WHERE b.client_id = ? ORDER BY b.id DESC LIMIT {n}) AS h
) AS line {before} ORDER BY at DESC LIMIT {n}
"""


def timeline_of(client_id: int, count: int = 12) -> list[Moment]:
    """What happened with this client, the latest first, over all areas in one statement."""
    mark = database.obj.param
    sql = _TIMELINE.format(n=count + 1, before="").replace("?", mark)
    moment = UtcField().python_value
    rows = database.execute_sql(sql, (client_id,) * 6).fetchall()
    return [Moment(row[0], moment(row[1]), row[2], row[3], row[4], row[5]) for row in rows]
