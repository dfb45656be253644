"""Writes drawn rows quickly: indexes that only serve reading are built once at the end, not with each row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..database import database, engine, insert_rows
from ..models import ALL
from .drawing import Rows

ORDER = ("client", "client_term", "monthly_aum", "holding_account", "account_right", "transaction", "card", "loan", "seat",
         "tier_change", "contact", "account", "request", "clock_mark")  # fmt: skip
MODELS = {model._meta.table_name: model for model in ALL}


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
def without_indexes(big: bool) -> Iterator[None]:
    """On SQLite, for many rows: the plain indexes of the big tables and the search trigger rest until the end.

    Unique ones stay: they guard. PostgreSQL loads with its indexes. Call inside `write()`: a failure brings all back.
    """
    if not big or engine() != "sqlite":
        yield
        return
    tables = [table for table in ORDER if table != "seat"]  # its trigger looks seats up
    marks = ", ".join("?" * len(tables))
    sql = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' AND tbl_name IN ({marks})"  # noqa: S608
    indexes = database.execute_sql(sql, tables).fetchall()
    trigger = database.execute_sql("SELECT sql FROM sqlite_master WHERE name = 'client_term_in'").fetchone()[0]
    last = database.execute_sql("SELECT COALESCE(MAX(client_id), 0) FROM client_term").fetchone()[0]
    for name, _ in indexes:
        database.execute_sql(f'DROP INDEX "{name}"')
    database.execute_sql("DROP TRIGGER client_term_in")
    yield
    database.execute_sql("PRAGMA threads = 2")
    database.execute_sql(
        "INSERT INTO client_search(rowid, terms) SELECT client_id, terms FROM client_term WHERE client_id > ? ORDER BY client_id",
        (last,),
    )
    database.execute_sql(trigger)
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
