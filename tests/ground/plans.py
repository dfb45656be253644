"""How the two engines mean to find their rows: EXPLAIN, read for the words that matter."""

from __future__ import annotations

from typing import Any

from portal.database import Statements, database, engine


def plan_of(sql: str, params: Any = ()) -> str:
    """The plan of a statement, as its engine tells it. PostgreSQL is asked what it does when tables are big: no sequential scan, no bitmap for order's sake."""
    if engine() == "sqlite":
        rows = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        return "\n".join(str(row[-1]) for row in rows)
    with database.atomic():
        for setting in ("enable_seqscan", "enable_sort"):
            database.execute_sql(f"SET LOCAL {setting} = off")
        rows = database.execute_sql(f"EXPLAIN {sql}", params).fetchall()
    return "\n".join(str(row[0]) for row in rows)


def plans_of(seen: Statements, about: str) -> list[str]:
    """The plans of the watched statements that mention `about`."""
    return [plan_of(sql, params) for sql, params in list(seen) if about in sql]


def uses_index(plan: str, *names: str) -> bool:
    """Does the plan go through one of these indexes (any index, when none is named)?"""
    lines = [line for line in plan.splitlines() if "INDEX" in line.upper()]
    return any(name in line for line in lines for name in names) if names else bool(lines)


def sorts(plan: str) -> bool:
    """Does the plan put rows into order itself, other than the merge of sorted parts and the last page?"""
    return "USE TEMP B-TREE FOR ORDER BY" in plan or "Sort Key" in plan


def scans(plan: str, table: str) -> bool:
    """Does the plan read a table from end to end?"""
    return any(
        f"Seq Scan on {table}" in line or (line.strip().startswith(f"SCAN {table}") and "INDEX" not in line)
        for line in plan.splitlines()
    )
