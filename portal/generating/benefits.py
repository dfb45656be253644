"""Lots of generated VIPs, as the worker grants them, and what they have used of them: in a few statements for all."""

# ruff: noqa: S608 - texts of our own, dates and whole numbers

from __future__ import annotations

from datetime import timedelta

from portal.actions.benefits import granting
from portal.database import database, engine
from portal.generating.world import World
from portal.models import Client
from portal.reads import reference
from portal.reads.shared import kept

AT_ONCE = 2000
USERS = 3
"""One lot in so many is used."""
HELD = """INSERT INTO hold (client_id, version_id, quantity, day, guest_name, person, note, created_at)
    SELECT l.client_id, l.version_id, 1, {day}, '', 'self', '', {at} FROM lot l
    WHERE l.id > {after} AND l.id - l.id / {users} * {users} = 0 AND NOT l.guests AND l.since <= {day}
    AND (l.available > 0 OR l.unlimited) ORDER BY l.id"""
RESOLVED = """INSERT INTO resolution (hold_id, outcome, used, returned, cause, reason, accepted_by, at)
    SELECT id, 'used', 1, 0, 'staff', '', '', created_at FROM hold WHERE id > {hold} ORDER BY id"""
ENTERED = """INSERT INTO entry (lot_id, kind, quantity, hold_id, entry_id, reason, at)
    SELECT l.id, '{kind}', 1, h.id, {entry}, '', h.created_at FROM hold h
    JOIN lot l ON l.client_id = h.client_id AND l.version_id = h.version_id AND l.id > {after} AND NOT l.guests
    {join} WHERE h.id > {hold} ORDER BY h.id"""
COUNTED = """UPDATE lot SET used = used + 1, available = CASE WHEN unlimited THEN 0 ELSE available - 1 END
    WHERE id IN (SELECT lot_id FROM entry WHERE id > {entries} AND kind = 'use')"""


def add_lots(world: World, first: int) -> None:
    """Lots of the VIPs from an id on, and uses of some of them. Call inside `write()`, when all rows stand."""
    kept.forget()
    after, hold, entries = (_last(table) for table in ("lot", "hold", "entry"))
    query = Client.select(Client.id).where(Client.id >= first, Client.tier.in_(reference.vip_tiers()))
    ids = [key for (key,) in query.order_by(Client.id).tuples()]
    for start in range(0, len(ids), AT_ONCE):
        granting.grant_to(ids[start : start + AT_ONCE])
    day = world.today - timedelta(days=9)
    same = {"after": after, "hold": hold, "users": USERS}
    sql = database.execute_sql
    sql(HELD.format(day=_typed(day, "DATE"), at=_typed(f"{day} 02:00:00", "TIMESTAMP"), **same))
    sql(RESOLVED.format(**same))
    sql(ENTERED.format(kind="hold", entry="CAST(NULL AS INTEGER)", join="", **same))
    join = "JOIN entry e ON e.hold_id = h.id AND e.kind = 'hold'"
    sql(ENTERED.format(kind="use", entry="e.id", join=join, **same))
    sql(COUNTED.format(entries=entries))


def _last(table: str) -> int:
    return int(database.execute_sql(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0])


def _typed(value: object, kind: str) -> str:
    return f"CAST('{value}' AS {kind})" if engine() == "postgresql" else f"'{value}'"
