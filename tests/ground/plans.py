"""How the two engines mean to find their rows: EXPLAIN, read for the words that matter."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from portal.database import Statements, database, engine


def plan_of(sql: str, params: Any = ()) -> str:
    """The plan of a statement, as its engine tells it.

    PostgreSQL is asked what it does where tables are big: it reads the few rows of a test from end to end and sorts
    them, unless both are made dear.
    """
    if engine() == "sqlite":
        rows = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        return "\n".join(str(row[-1]) for row in rows)
    with database.atomic():
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            database.execute_sql(f"SET LOCAL {setting} = off")
        rows = database.execute_sql(f"EXPLAIN {sql}", params).fetchall()
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            database.execute_sql(f"SET LOCAL {setting} = on")
    return "\n".join(str(row[0]) for row in rows)


def plans_of(seen: Statements, about: str) -> list[str]:
    """The plans of the watched statements that mention `about`."""
    found = [plan_of(sql, params) for sql, params in list(seen) if about in sql]
    assert found, f"nothing was asked about {about}"
    return found


def indexes(plan: str) -> set[str]:
    """The names of the indexes that the plan goes through (`PRIMARY KEY` for SQLite's row ids)."""
    if engine() == "sqlite":
        named = re.findall(r"USING (?:COVERING )?INDEX (\w+)", plan) + re.findall(
            r"(client_search) VIRTUAL TABLE", plan
        )
        return set(named) | ({"PRIMARY KEY"} if "INTEGER PRIMARY KEY" in plan else set())
    return set(re.findall(r"using (\w+) on", plan)) | set(re.findall(r"Bitmap Index Scan on (\w+)", plan))


def parts_sort(plan: str) -> bool:
    """Is any part of a merged page (`walking.merged`) put into order before it is cut?"""
    if engine() == "sqlite":
        inside = False
        for line in plan.splitlines():
            inside = line.startswith("CO-ROUTINE p") or (inside and not line.startswith("SCAN p"))
            if inside and "TEMP B-TREE FOR ORDER BY" in line:
                return True
        return False
    lines = [line.strip().removeprefix("->").strip() for line in plan.splitlines()]
    return any(one.startswith("Limit") and next_.startswith("Sort") for one, next_ in pairwise(lines))


def sorts(plan: str) -> bool:
    """Does the plan put rows into order itself?"""
    return "TEMP B-TREE FOR ORDER BY" in plan or bool(re.search(r"^\W*(?:Incremental )?Sort\b", plan, re.MULTILINE))


def reads_all(plan: str, table: str, alias: str = "t1") -> bool:
    """Does the plan read a table from end to end, without any index?"""
    return f"Seq Scan on {table}" in plan or bool(re.search(rf"^SCAN {alias}\b(?! USING)", plan, re.MULTILINE))
