"""Writes drawn rows quickly: indexes that only serve reading are built once at the end, not with each row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import peewee

from ..database import database, engine, insert_rows
from ..models import ALL
from .drawing import Rows

CACHE = 512 << 10
"""KiB of pages kept while many rows come in."""
ORDER = ("client", "client_term", "monthly_aum", "holding_account", "account_right", "transaction", "card", "loan", "seat",
         "tier_change", "contact", "account", "request", "clock_mark")  # fmt: skip
MODELS = {model._meta.table_name: model for model in ALL}


RESTING = {
    "client_term_in": "INSERT INTO client_search(rowid, terms) SELECT client_id, terms FROM client_term WHERE client_id > ? ORDER BY client_id",
    "client_counted_in": """INSERT INTO tier_count (branch_id, tier_id, part, clients, aum)
        SELECT branch_id, tier_id, 0, COUNT(*), SUM(aum) FROM client WHERE id > ? GROUP BY branch_id, tier_id
        ON CONFLICT (branch_id, tier_id, part) DO UPDATE SET clients = clients + excluded.clients, aum = aum + excluded.aum""",
}
"""Triggers that rest while many rows come in on SQLite, and what makes up for them."""


def write_rows(drawn: Rows) -> None:
    """Insert a chunk, parents first; columns that were not drawn get the models' defaults. Call inside `write()`."""
    for table in ORDER:
        if table in drawn:
            columns, rows = drawn[table]
            names, values = _defaults(table, columns)
            insert_rows(f'"{table}"', [*columns, *names], [row + values for row in rows] if values else rows)


_kept: dict[tuple[str, tuple[str, ...]], tuple[list[str], tuple[Any, ...]]] = {}


def _defaults(table: str, columns: tuple[str, ...]) -> tuple[list[str], tuple[Any, ...]]:
    """(columns, values) of a table's fields that were not drawn and have a value by default."""
    if (table, columns) not in _kept:
        names, values = [], []
        for field in MODELS[table]._meta.sorted_fields:
            if field.column_name in columns or field.column_name == "id" or field.default is None:
                continue
            names.append(field.column_name)
            values.append(field.db_value(field.default() if callable(field.default) else field.default))
        _kept[(table, columns)] = names, tuple(values)
    return _kept[(table, columns)]


@contextmanager
def roomy(big: bool) -> Iterator[None]:
    """On SQLite, for many rows: a large cache, and a rollback journal, which holds nothing of pages that are new (the
    write-ahead log would hold every page of the transaction, and be searched at each read). Others who have the database
    open at the moment keep its log on. Call outside of `write()`.
    """
    if not big or engine() != "sqlite":
        yield
        return
    (cache,) = database.execute_sql("PRAGMA cache_size").fetchone()
    with suppress(peewee.OperationalError):
        database.execute_sql("PRAGMA journal_mode = truncate")
    database.execute_sql(f"PRAGMA cache_size = {-CACHE}")
    try:
        yield
    finally:
        database.execute_sql(f"PRAGMA cache_size = {int(cache)}")
        with suppress(peewee.OperationalError):  # each new connection asks for it, too
            database.execute_sql("PRAGMA journal_mode = wal")


@contextmanager
def without_indexes(big: bool) -> Iterator[None]:
    """On SQLite, for many rows: the plain indexes of the big tables and two triggers rest until the end.

    Unique ones stay: they guard. PostgreSQL loads with its indexes. Call inside `write()`: a failure brings all back.
    """
    if not big or engine() != "sqlite":
        yield
        return
    tables = [table for table in ORDER if table != "seat"]  # its trigger looks seats up
    marks = ", ".join("?" * len(tables))
    sql = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' AND tbl_name IN ({marks})"  # noqa: S608
    indexes = database.execute_sql(sql, tables).fetchall()
    marks = ", ".join("?" * len(RESTING))
    sql = f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({marks})"  # noqa: S608
    triggers = database.execute_sql(sql, list(RESTING)).fetchall()
    last = database.execute_sql("SELECT COALESCE(MAX(id), 0) FROM client").fetchone()[0]
    for name, _ in indexes:
        database.execute_sql(f'DROP INDEX "{name}"')
    for name in RESTING:
        database.execute_sql(f'DROP TRIGGER "{name}"')
    yield
    database.execute_sql("PRAGMA threads = 2")
    for made_up in RESTING.values():
        database.execute_sql(made_up, (last,))
    for (made,) in triggers:
        database.execute_sql(made)
    for _, made in indexes:
        database.execute_sql(made)


def follow_sequences() -> None:
    """PostgreSQL's own counters, behind the ids that were given here."""
    if engine() != "postgresql":
        return
    for table in ORDER:
        if "id" in {field.column_name for field in MODELS[table]._meta.sorted_fields}:
            sql = f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT MAX(id) FROM \"{table}\"))"  # noqa: S608
            database.execute_sql(sql)
