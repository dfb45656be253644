"""What an import must remember between batches, kept in a table of this connection and not in this process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from portal.database import among, database, engine, insert_rows
from portal.reads.shared.sources import Source

TABLE = "import_memory"
TOUCHED = "touched"
SOURCES = "sources"
_encoded = json.JSONEncoder(default=str).encode
Memory = peewee.Table(TABLE, ("name", "key", "value"), _database=database)


@contextmanager
def kept() -> Iterator[None]:
    """Around a check or a writing, outside of its transactions. SQLite keeps its temporary tables in a file meanwhile;
    in memory they would grow with the export.
    """
    if engine() == "sqlite":
        database.execute_sql("PRAGMA temp_store = FILE")
    try:
        with _table():
            yield
    finally:
        if engine() == "sqlite":
            database.execute_sql("PRAGMA temp_store = MEMORY")


@contextmanager
def kept_in_memory() -> Iterator[None]:
    """Around the check of one row, within a transaction: where the temporary table lies does not matter."""
    _begin()
    yield
    _end()


@contextmanager
def _table() -> Iterator[None]:
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    _end()
    columns = "name VARCHAR(120), key VARCHAR(200), value TEXT, PRIMARY KEY (name, key)"
    by_key = " WITHOUT ROWID" if engine() == "sqlite" else ""
    database.execute_sql(f"CREATE TEMPORARY TABLE {TABLE} ({columns}){by_key}")


def _end() -> None:
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


def replace(name: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Remember key → value under a name, whatever was remembered before."""
    fresh = dict(pairs)
    Memory.delete().where(Memory.name == name, among(Memory.key, [*fresh])).execute()
    keep(name, fresh.items())


def cast_shadows(table: str, pairs: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Remember rows that would be new, so that later rows of a check can refer to them."""
    keep(f"shadow:{table}", ((key, _encoded(values)) for key, values in pairs))


def shadows(table: str, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {key: json.loads(text) for key, text in recall(f"shadow:{table}", keys).items()}


def refuse(names: Iterable[str], keys: Iterable[str]) -> None:
    """Rows were refused: what refers to them later is refused silently, since its cause is named already.

    Without a key (a row could not be read) that goes for everything that is missing under these names.
    """
    wanted = list(dict.fromkeys(key or "*" for key in keys))
    for name in names:
        known = recall(f"refused:{name}", wanted)
        keep(f"refused:{name}", [(key, "") for key in wanted if key not in known])


def refused(name: str, key: str) -> bool:
    return bool(recall(f"refused:{name}", [key, "*"]))


def note_sources(rows: Iterable[dict[str, Any]]) -> None:
    """Remember from where rows came that are found by number: what follows from them follows at the end, too."""
    wanted = sorted({f"{row['source_branch']:09d}:{row['source']}" for row in rows})
    known = recall(SOURCES, wanted)
    keep(SOURCES, [(key, "") for key in wanted if key not in known])


def sources() -> Iterator[Source]:
    """The sources of these rows."""
    for pairs in all_of(SOURCES, 100):
        for key, _value in pairs:
            branch, _mark, name = key.partition(":")
            yield Source(int(branch), name)


def touch(clients: Iterable[int]) -> None:
    """Remember clients whose holdings were written: their classes follow at the end."""
    wanted = [f"{client:015d}" for client in sorted(set(clients))]
    known = recall(TOUCHED, wanted)
    keep(TOUCHED, [(key, "") for key in wanted if key not in known])


def touched(at_once: int) -> Iterator[list[int]]:
    """The ids of these clients in order, some at a time."""
    for pairs in all_of(TOUCHED, at_once):
        yield [int(key) for key, _value in pairs]


def all_of(name: str, at_once: int) -> Iterator[list[tuple[str, str]]]:
    """What is remembered under a name by key, some at a time."""
    last = ""
    while True:
        query = Memory.select(Memory.key, Memory.value).where(Memory.name == name, Memory.key > last)
        pairs = list(query.order_by(Memory.key).limit(at_once).tuples())
        if not pairs:
            return
        yield pairs
        last = pairs[-1][0]
