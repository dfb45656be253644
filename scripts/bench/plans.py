"""How a page's dearest statement finds its rows: shown for pages that a bigger bank makes slower."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any

Statements = list[tuple[str, tuple[Any, ...]]]


def dearest(connection: Any, statements: Statements) -> tuple[float, str]:
    """(ms, the steps of its plan that read rows) of the statement that takes longest through the bare driver."""
    times = [(_time(connection, sql, params), sql, params) for sql, params in statements]
    if not times:
        return 0.0, ""
    took, sql, params = max(times, key=lambda one: one[0])
    return took, "; ".join(
        f"{count} × {step}" if count > 1 else step for step, count in _steps(connection, sql, params).items()
    )


def _time(connection: Any, sql: str, params: tuple[Any, ...]) -> float:
    """The shortest of five, in ms."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        connection.execute(sql, params).fetchall()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def _steps(connection: Any, sql: str, params: tuple[Any, ...]) -> Counter[str]:
    """The reading steps in order, equal ones (a branch each) once with their count; names of aliases left out."""
    lite = "sqlite" in type(connection).__module__
    rows = connection.execute(("EXPLAIN QUERY PLAN " if lite else "EXPLAIN (COSTS OFF) ") + sql, params).fetchall()
    lines = [str(row[-1]).replace("->", " ").strip() for row in rows]
    if lite:
        kept = [
            re.sub(r"^(SEARCH|SCAN) \w+ ", r"\1 ", line)
            for line in lines
            if line.startswith("SEARCH") or "USING" in line
        ]
    else:
        kept = [
            re.sub(r" (on \w+) \w+$", r" \1", line) for line in lines if " Scan" in line or line.startswith("Sort ")
        ]
    return Counter(line for line in kept if "PRIMARY KEY" not in line and "_pkey" not in line and "staff" not in line)
