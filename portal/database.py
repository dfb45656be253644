"""The one database: SQLite or PostgreSQL by URL, the same to everybody above."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import peewee

from portal.config import BadSetting
from portal.ground import private
from portal.ground.clock import UTC
from portal.ground.engines import Postgresql, Sqlite, Statements
from portal.ground.patience import BUSY_MILLISECONDS, Patience
from portal.ground.turn import Turn

database = peewee.DatabaseProxy()


ON_CONNECT = "-c random_page_cost=1.1"
"""What PostgreSQL is told when we connect, unless the address has `options` of its own. Pages of a solid-state disk
cost much the same in any order; with the cost of a turning disk (4) whole tables are read where an index has the few
that fit.
"""


def connect(url: str) -> peewee.Database:
    """Open the database that `url` names and make it the portal's. Raises BadSetting for an unknown kind."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        real: peewee.Database = _sqlite(url)
    elif parts.scheme in ("postgresql", "postgres"):
        real = _postgresql(parts)
    else:
        raise BadSetting(f"PORTAL_DATABASE must begin with sqlite:/// or postgresql://, not {parts.scheme or url!r}://")
    database.initialize(real)
    return real


LOG_BYTES = 64 << 20
"""What stays of SQLite's write-ahead log when it has been written back; a long transaction makes it as large as what it
wrote."""


def _sqlite(url: str) -> Sqlite:
    path = url.removeprefix("sqlite:///")
    if not path or path.startswith("sqlite:"):
        raise BadSetting("PORTAL_DATABASE for SQLite is sqlite:///path/to/file.db")
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"the folder of {path} cannot be written ({error.strerror})") from None
    with suppress(OSError):  # SQLite says itself what is wrong with the file; its log takes the rights of the database
        private.touch(Path(path))
    pragmas = {
        "journal_mode": "wal",
        "synchronous": "full",
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 10000,
        "cache_size": -64000,
        "temp_store": "memory",
        "journal_size_limit": LOG_BYTES,
    }
    real = Sqlite(path, pragmas=pragmas, check_same_thread=False)
    real.turn = Turn(f"{path}-turn")
    return real


def _postgresql(parts: Any) -> Postgresql:
    options: dict[str, Any] = {"options": ON_CONNECT}
    options |= {name: values[0] for name, values in parse_qs(parts.query).items()}
    for name, value in (("user", parts.username), ("password", parts.password), ("host", parts.hostname)):
        if value:
            options[name] = unquote(value)
    if parts.port:
        options["port"] = parts.port
    return Postgresql(
        unquote(parts.path.lstrip("/")),
        max_connections=40,
        stale_timeout=300,
        timeout=10,
        prefer_psycopg3=True,
        **options,
    )


def engine() -> str:
    """`sqlite` or `postgresql`."""
    return database.obj.engine


def open_connection() -> None:
    """Give this thread its connection (kept per thread on SQLite, from the pool on PostgreSQL)."""
    database.connect(reuse_if_open=True)


def release_connection() -> None:
    """End of a request: nothing half-done stays behind; PostgreSQL's connection goes back to the pool."""
    if database.is_closed():
        return
    if engine() == "sqlite":
        if database.connection().in_transaction:
            database.rollback()
    else:
        database.close()


class OnlyShown(Exception):
    """A deed was begun where a form is only shown again."""


_only_shown: ContextVar[bool] = ContextVar("only_shown", default=False)


def only_shown() -> bool:
    """Is a form shown again, with what was typed, that does nothing?"""
    return _only_shown.get()


@contextmanager
def showing() -> Iterator[None]:
    """Meanwhile nothing is written: `write()` raises OnlyShown."""
    token = _only_shown.set(True)
    try:
        yield
    finally:
        _only_shown.reset(token)


@contextmanager
def write() -> Iterator[None]:
    """One deed, one transaction. Nested calls join the outer one."""
    if _only_shown.get():
        raise OnlyShown
    if database.in_transaction():
        yield
    elif engine() == "sqlite":
        with database.obj.turn, database.atomic("IMMEDIATE"):
            yield
    else:
        with database.atomic():
            yield


BREATH_SECONDS, BREATH_EVERY = 0.05, 0.8
_breathed = 0.0


PATIENCE_SECONDS = 120


@contextmanager
def write_step() -> Iterator[None]:
    """`write()` for a step of long work: where others keep the one place of SQLite for long, it asks again."""
    until = time.monotonic() + PATIENCE_SECONDS
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(write())
                break
            except peewee.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
        yield


def breathe() -> None:
    """Between two steps of long work: on SQLite a moment for those who wait to write (they look ten times a second),
    not more often than every 0.8 seconds. Inside a transaction, and on PostgreSQL, it is nothing.
    """
    global _breathed
    if engine() == "sqlite" and not database.in_transaction() and time.monotonic() - _breathed > BREATH_EVERY:
        time.sleep(BREATH_SECONDS)
        _breathed = time.monotonic()


def cut_log() -> None:
    """After long work: what stands in SQLite's write-ahead log goes into the database, and the log is emptied. Where
    others read or write at that moment their part stays, for them to write back. Call outside of `write()`.
    """
    if engine() == "sqlite":
        for how in ("PASSIVE", "TRUNCATE"):  # the first keeps nobody waiting and leaves little to the second
            with suppress(peewee.OperationalError):
                database.execute_sql(f"PRAGMA wal_checkpoint({how})")


def be_patient(over: threading.Event) -> None:
    """From now on this process waits for its turn on SQLite however long others write, until it is `over`."""
    real = database.obj
    if engine() == "sqlite":
        real.patience = Patience(over)
        real.pragma("busy_timeout", BUSY_MILLISECONDS, permanent=True)


def held(query: peewee.ModelSelect) -> peewee.ModelSelect:
    """The query, its rows held for this transaction against others (SQLite's writer is alone anyway).

    On PostgreSQL their keys stay free (NO KEY): who writes a row that points to one need not wait, so two deeds that
    hold different rows do not wait for each other.
    """
    return query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE")


def lock(query: peewee.ModelSelect) -> Any:
    """The one row of a query, `held`. Raises the model's DoesNotExist."""
    return held(query).get()


def stand_by(query: peewee.ModelSelect) -> None:
    """Hold a row so that nobody who takes it with `lock()` does so before this transaction ends; many stand by at once.
    SQLite's writer is alone anyway."""
    if engine() == "postgresql":
        query.for_update("FOR SHARE").get()


def insert_rows(
    table: str, columns: list[str], rows: list[tuple[Any, ...]], always: Mapping[str, Any] | None = None
) -> None:
    """Many rows of database values at once, through the bare driver (`table` is quoted). Raises peewee's errors.

    `always`: further columns that have one value in each row: text, a whole number, a truth or None.
    """
    if not rows:
        return
    always = always or {}
    names = ", ".join(f'"{name}"' for name in (*columns, *always))
    with peewee.__exception_wrapper__:
        cursor = database.obj.cursor()
        if engine() == "sqlite":
            values = ", ".join((*"?" * len(columns), *map(_literal, always.values())))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)  # noqa: S608
            return
        last = tuple(always.values())
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row, *last))


def insert_series(table: str, columns: list[str], seconds: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Rows that come in series, one for each of `seconds`: a tuple holds the first column, which is the same in the
    series, and of each row what follows behind the second column. One statement with a whole series takes half the time
    of its rows.
    """
    width = len(columns) - 2
    starts = range(1, 1 + width * len(seconds), width)
    if engine() == "postgresql":
        insert_rows(
            table,
            columns,
            [
                (row[0], second, *row[start : start + width])
                for row in rows
                for second, start in zip(seconds, starts, strict=True)
            ],
        )
        return
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(
        f"(?1, {_literal(second)}, {', '.join(f'?{start + 1 + n}' for n in range(width))})"
        for second, start in zip(seconds, starts, strict=True)
    )
    with peewee.__exception_wrapper__:
        database.obj.cursor().executemany(f"INSERT INTO {table} ({names}) VALUES {values}", rows)  # noqa: S608


def _literal(value: str | int | bool | None) -> str:
    """A value of our own as SQL; text with its quotes doubled."""
    if value is None:
        return "NULL"
    return str(int(value)) if isinstance(value, int) else f"'{str(value).replace(chr(39), chr(39) * 2)}'"


def among(column: peewee.Node, values: Any) -> peewee.Expression:
    """A condition: `column` is one of many values. They go as one parameter, so a thousand cost no more to write than
    one."""
    if engine() == "sqlite":
        return column.in_(peewee.SQL("(SELECT value FROM json_each(?))", (packed(values),)))
    return column == peewee.fn.ANY(peewee.Value(packed(values), converter=False, unpack=False))


def packed(values: Any) -> Any:
    """Many values as the one parameter of `among`; a mark in their place (reads/shared/built.py) stays one."""
    return json.dumps(values) if engine() == "sqlite" and isinstance(values, list) else values


@contextmanager
def watched() -> Iterator[Statements]:
    """Note every statement that runs inside."""
    seen = Statements()
    real = database.obj
    before, real.statements = real.statements, seen
    try:
        yield seen
    finally:
        real.statements = before


class UtcField(peewee.DateTimeField):
    """A moment: aware UTC in Python, naive UTC (seconds) in the database."""

    def db_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            value = value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        return super().db_value(value)

    def python_value(self, value: Any) -> Any:
        value = super().python_value(value)
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


class JsonField(peewee.TextField):
    """A small value kept as JSON text; the same on both engines."""

    def db_value(self, value: Any) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


M = TypeVar("M", bound="Model")

inserting: ContextVar[Callable[[Model], None] | None] = ContextVar("inserting", default=None)
"""What is done with each row that is made, in its transaction (`actions/shared/sent.py`)."""


class Model(peewee.Model):
    """Base of every table."""

    submission_key: ClassVar[tuple[str, ...]] = ()
    """What makes the submission of a form one: its column alone, or with the column whose forms are counted apart."""

    class Meta:
        database = database
        legacy_table_names = False

    def save(self, force_insert: bool = False, only: Any = None) -> Any:
        new = force_insert and only is None and self._meta.auto_increment and self._pk is None
        saved = self._insert() if new else super().save(force_insert=force_insert, only=only)
        if force_insert and self.submission_key and (then := inserting.get()):
            then(self)
        return saved

    def _insert(self) -> int:
        """A new row by a text that is written once for its columns: peewee writes it anew for each."""
        meta = self._meta
        self._populate_unsaved_relations(self.__data__)
        values = {meta.fields[name]: value for name, value in self.__data__.items() if name != meta.primary_key.name}
        if any(isinstance(value, peewee.Node) for value in values.values()):
            return super().save(force_insert=True)  # type: ignore[no-any-return]
        cursor = database.execute_sql(
            _insert_text(
                meta.table_name, meta.primary_key.column_name, tuple(one.column_name for one in values), engine()
            ),
            tuple(column.db_value(value) for column, value in values.items()),
        )
        self._pk = cursor.lastrowid if engine() == "sqlite" else cursor.fetchone()[0]
        self._dirty.clear()
        return 1


@lru_cache(maxsize=1000)
def _insert_text(table: str, key: str, columns: tuple[str, ...], engine: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(["?" if engine == "sqlite" else "%s"] * len(columns))
    text = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
    return text if engine == "sqlite" else f'{text} RETURNING "{key}"'


def once(*names: str) -> Callable[[type[M]], type[M]]:
    """No two rows of the model share these columns, of which the last may be empty: rows without it are in no index."""

    def guarded(model: type[M]) -> type[M]:
        fields = [model._meta.fields[name] for name in names]
        model.add_index(model.index(*fields, unique=True, where=fields[-1].is_null(False)))
        if names[-1] == "submission":
            model.submission_key = names
        return model

    return guarded


SQLITE_VERSION = sqlite3.sqlite_version_info
