"""What an import must remember between batches, kept in a table of this transaction and not in this process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from ..database import among, database, engine, insert_rows

TABLE = "import_memory"
Memory = peewee.Table(TABLE, ("name", "key", "value"), _database=database)


@contextmanager
def kept() -> Iterator[None]:
    """Around the transaction: SQLite keeps its temporary tables in a file meanwhile; in memory they would grow with
    the export.
    """
    if engine() == "sqlite":
        database.execute_sql("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        if engine() == "sqlite":
            database.execute_sql("PRAGMA temp_store = MEMORY")


@contextmanager
def kept_in_memory() -> Iterator[None]:
    """Around the check of one row, within a transaction: where the temporary table lies does not matter."""
    try:
        yield
    finally:
        end()


def begin() -> None:
    """Make the table (inside the transaction where there is one; it belongs to this connection)."""
    database.execute_sql(f"DROP TABLE IF EXISTS {TABLE}")
    columns = "name VARCHAR(120), key VARCHAR(200), value TEXT, PRIMARY KEY (name, key)"
    database.execute_sql(f"CREATE TEMPORARY TABLE {TABLE} ({columns})")


def end() -> None:
    database.execute_sql(f"DROP TABLE IF EXISTS {TABLE}")


def keep(name: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Remember key → value under a name; keys are new."""
    insert_rows(f'"{TABLE}"', ["name", "key", "value"], [(name, key, value) for key, value in pairs])


def recall(name: str, keys: Iterable[str]) -> dict[str, str]:
    """Those of the keys that are known under a name, with their values (one statement)."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    query = Memory.select(Memory.key, Memory.value).where(Memory.name == name, among(Memory.key, wanted))
    return dict(query.tuples().iterator())


def cast_shadows(table: str, pairs: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Remember rows that would be new, so that later rows of a check can refer to them."""
    keep(f"shadow:{table}", ((key, json.dumps(values, default=str)) for key, values in pairs))


def shadows(table: str, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {key: json.loads(text) for key, text in recall(f"shadow:{table}", keys).items()}


def refuse(names: Iterable[str], key: str) -> None:
    """A row was refused: what refers to it later is refused silently, since its cause is named already.

    Without a key (the row could not be read) that goes for everything that is missing under these names.
    """
    for name in names:
        if not recall(f"refused:{name}", [key or "*"]):
            keep(f"refused:{name}", [(key or "*", "")])


def refused(name: str, key: str) -> bool:
    return bool(recall(f"refused:{name}", [key, "*"]))
