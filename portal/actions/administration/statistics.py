"""What the planners know of the tables is kept by the product: at night, and after many rows came in at once."""

from __future__ import annotations

from portal.database import cut_log, database, engine, write
from portal.ground import steps
from portal.models import ALL

LOOKED_AT = 1000
"""Rows of each index that SQLite looks at: a tenth of a second at a million clients, and good enough to tell what is
rare. (`PRAGMA optimize` would do nothing here: it only knows the tables that its own connection has asked about.)"""
MANY_ROWS = 10_000
"""From so many rows on, what came in at once is worth a new look."""


@steps.every_night
def gather() -> int:
    """Let the database look at its tables again. Answers 0: nothing of the bank moves."""
    with write():
        if engine() == "postgresql":
            names = ", ".join(f'"{model._meta.table_name}"' for model in ALL)
            database.execute_sql(f"ANALYZE {names}")
            return 0
        database.execute_sql(f"PRAGMA analysis_limit = {LOOKED_AT}")
        database.execute_sql("ANALYZE")
        # Connections that are open read the statistics again when the schema has changed, and only then.
        database.execute_sql("CREATE VIEW statistics_changed AS SELECT 1")
        database.execute_sql("DROP VIEW statistics_changed")
    return 0


def after_many_rows(count: int | None = None) -> None:
    """After long work that wrote so many rows (by default many): new statistics, and the log that it left beside
    SQLite's file is cut. Call outside of `write()`.
    """
    if count is None or count >= MANY_ROWS:
        gather()
        cut_log()
