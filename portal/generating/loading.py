"""Writes drawn rows quickly: indexes that only serve reading are built once at the end, not with each row."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import peewee

from portal.database import database, engine, insert_rows, insert_series
from portal.generating.drawing import COLUMNS, MONTHS
from portal.generating.world import Draft
from portal.models import ALL

CACHE = 512 << 10
"""KiB of pages kept while many rows come in."""
MODELS = {model._meta.table_name: model for model in ALL}
FOUND_BY = """INSERT INTO client_search(rowid, terms) SELECT client_id, terms FROM client_term WHERE client_id > ?
    AND client_id <= ?
    ORDER BY client_id"""
OWNED = """INSERT INTO account_right (account_id, client_id, kind, source)
    SELECT id, client_id, 'owner', '' FROM holding_account WHERE id >= {} AND id <= {} ORDER BY id"""
"""Whose accounts these are, himself."""
COUNTED = """INSERT INTO tier_count (branch_id, tier_id, part, clients, aum)
    SELECT branch_id, tier_id, 0, COUNT(*), SUM(aum) FROM client WHERE id > ? GROUP BY branch_id, tier_id
    ON CONFLICT (branch_id, tier_id, part) DO UPDATE SET clients = clients + excluded.clients, aum = aum +
    excluded.aum"""
IN_HAND = """INSERT INTO hand_count (staff_id, seat, tier, part, clients)
    SELECT staff, seat, tier, 0, COUNT(*) FROM (
        SELECT manager_id AS staff, 'manager' AS seat, tier_id AS tier FROM client
        WHERE id > ?1 AND manager_id IS NOT NULL
        UNION ALL SELECT adviser_id, 'adviser', tier_id FROM client WHERE id > ?1 AND adviser_id IS NOT NULL
        UNION ALL SELECT staff_id, 'specialist', '' FROM seat
        WHERE id > ?2 AND kind = 'specialist' AND until IS NULL) AS hands
    WHERE TRUE GROUP BY staff, seat, tier
    ON CONFLICT (staff_id, seat, tier, part) DO UPDATE SET clients = clients + excluded.clients"""
TRIGGERS = ("client_term_in", "client_counted_in", "client_hands_in", "seat_hands_in")
"""Triggers that rest while many rows come in on SQLite; the three texts make up for them."""
STAYING = ("referrer", "branch_id_id", "industry", "list_status", "completeness")
RESTING = f"""SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'client'
    AND sql LIKE 'CREATE INDEX%'
    AND (sql NOT LIKE '% WHERE %' OR name = 'client_birthday_by_aum')
    {" ".join(f"AND name NOT LIKE 'client%{part}%'" for part in STAYING)}"""  # noqa: S608
"""The indexes of clients by name, by AUM …: a row would be put anywhere. In those that stay a new row goes behind one
of a few others, and the rows of other tables come ordered by client. Those of the few stay, too, but not that of
birthdays, which nearly all have.
"""


def write_rows(drawn: Draft, months: list[str]) -> None:
    """Insert a chunk, parents first, and the rights that follow from it; columns that were not drawn get the models'
    defaults. Call inside `write()`."""
    for table, columns in COLUMNS.items():
        if table == MONTHS:
            insert_series(f'"{table}"', columns.split(), months, drawn[table])
        elif drawn.get(table):
            insert_rows(f'"{table}"', columns.split(), drawn[table], _defaults(table))
    accounts = drawn["holding_account"]
    database.execute_sql(OWNED.format(accounts[0][0], accounts[-1][0]))


@cache
def _defaults(table: str) -> dict[str, Any]:
    """A table's fields that are not drawn and have a value by default."""
    drawn = {"id", *COLUMNS[table].split()}
    fields = [field for field in MODELS[table]._meta.sorted_fields if field.column_name not in drawn]
    return {
        field.column_name: field.db_value(field.default() if callable(field.default) else field.default)
        for field in fields
        if field.default is not None
    }


@contextmanager
def unswept() -> Iterator[None]:
    """Many rows are unpacked that refer to nothing: Python need not look for rings among them meanwhile."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@contextmanager
def roomy(big: bool) -> Iterator[None]:
    """On SQLite, for many rows: a large cache, and a rollback journal, which holds nothing of pages that are new (the
    write-ahead log would hold every page of the transaction, and be searched at each read). Others who have the
    database open at the moment keep its log on. Call outside of `write()`.
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
def without_indexes(big: bool, months: list[str]) -> Iterator[Callable[[Draft], None]]:
    """How a chunk is written. On SQLite, for many rows, some triggers and most indexes of clients rest until the end;
    the search is brought up to date after each chunk.

    Unique ones stay: they guard. PostgreSQL loads with its indexes. Call inside `write()`: a failure brings all back.
    """
    if not big or engine() != "sqlite":
        yield lambda drawn: write_rows(drawn, months)
        return
    indexes = database.execute_sql(RESTING).fetchall()
    marks = ", ".join("?" * len(TRIGGERS))
    sql = f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({marks})"  # noqa: S608
    triggers = database.execute_sql(sql, TRIGGERS).fetchall()
    first = last = database.execute_sql("SELECT COALESCE(MAX(id), 0) FROM client").fetchone()[0]
    (first_seat,) = database.execute_sql("SELECT COALESCE(MAX(id), 0) FROM seat").fetchone()

    def written(drawn: Draft) -> None:
        nonlocal last
        write_rows(drawn, months)
        ended = drawn["client_term"][-1][0]
        database.execute_sql(FOUND_BY, (last, ended))
        last = ended

    for name, _ in indexes:
        database.execute_sql(f'DROP INDEX "{name}"')
    for name in TRIGGERS:
        database.execute_sql(f'DROP TRIGGER "{name}"')
    yield written
    database.execute_sql("PRAGMA threads = 2")
    database.execute_sql(COUNTED, (first,))
    database.execute_sql(IN_HAND, (first, first_seat))
    for (made,) in triggers:
        database.execute_sql(made)
    for _, made in indexes:
        database.execute_sql(made)


def follow_sequences() -> None:
    """PostgreSQL's own counters, behind the ids that were given here."""
    if engine() != "postgresql":
        return
    for table in COLUMNS:
        if "id" in {field.column_name for field in MODELS[table]._meta.sorted_fields}:
            sql = f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT MAX(id) FROM \"{table}\"))"  # noqa: S608
            database.execute_sql(sql)
