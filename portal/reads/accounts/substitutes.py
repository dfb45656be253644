"""For whom somebody stands in today: absences are chains, so it is asked as one."""

from __future__ import annotations

from datetime import date

from portal.database import database

_SQL = """
WITH RECURSIVE away(staff_id) AS (
    SELECT v.staff_id FROM absence v WHERE v.substitute_id = ? AND v.since <= ? AND (v.until IS NULL OR v.until > ?)
    UNION SELECT v.staff_id FROM away JOIN absence v ON v.substitute_id = away.staff_id
    WHERE v.since <= ? AND (v.until IS NULL OR v.until > ?)
)
SELECT s.id, s.name FROM away JOIN staff s ON s.id = away.staff_id WHERE s.id <> ? ORDER BY s.id
"""


def stood_for(staff_id: int, today: date) -> list[tuple[int, str]]:
    """(id, name) of those for whom he stands in, also where their work comes to him through others who are away."""
    sql = _SQL.replace("?", database.obj.param)
    return list(database.execute_sql(sql, (staff_id, *[today] * 4, staff_id)).fetchall())
