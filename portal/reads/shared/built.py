"""Hot queries whose SQL is written once: peewee takes 0.3 to 1 ms to write what the database answers in a tenth of
that.

A query is built with marks in the place of the values that differ from call to call; the text is kept by a key that
says everything else it depends on, for a minute: it may have read what `reference` keeps as long.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import peewee

from portal.database import database, engine, packed
from portal.ground import clock
from portal.ground.clock import UTC

MOST = 512
KEPT_SECONDS = 60
_kept: dict[Any, tuple[float, Any]] = {}


class Mark(int):
    """A number that no row has, in the place of an id."""


ONE, STAFF, ME, ACCOUNT, AMOUNT, MANY, SERVED, IN_TOUCH = (Mark(-918_273_645 - number) for number in range(8))
TEXT = "\u241ftext\u241f"
DAY, TODAY, NOW = date(9998, 7, 6), date(9998, 7, 7), datetime(9998, 7, 6, 5, 4, 3, tzinfo=UTC)
"""A mark for a day, and those for this day and this moment, which are filled in by themselves."""
_NOW = NOW.replace(tzinfo=None)
MARKED = (int, str, date)


def rows(key: Any, build: Callable[[], Any], values: dict[Any, Any]) -> list[Any]:
    """The rows of the query that `build` makes with marks, the marks being `values`. The key is all that it depends
    on."""
    written: _Written = _once(("rows", key), lambda: _Written(build()))
    given = {**values, TODAY: clock.today(), _NOW: clock.now().replace(tzinfo=None)}
    return written.read(database.execute_sql(written.sql, filled(written.params, given)))


def of_many(key: Any, build: Callable[[], Any], ids: list[int], **values: Any) -> list[Any]:
    """The same of a query about many: `among(column, MANY)`. No statement about none."""
    return rows(key, build, {MANY: packed(ids), **values}) if ids else []


def text(key: Any, write: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """SQL and parameters that `write` makes. The key is all that they depend on, values too, but for the marks."""
    return _once(("text", key), write)  # type: ignore[no-any-return]


def composed(text: str, values: Iterable[Any], **parts: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """SQL of ours, `?` being the next of the values and `{name}` a piece of SQL with its parameters; answers it with
    all parameters in their order."""
    found, given = [], iter(values)

    def piece(token: re.Match[str]) -> str:
        sql, params = parts[token["name"]] if token["name"] else (database.obj.param, [next(given)])
        found.extend(params)
        return sql

    return re.sub(r"\?|\{(?P<name>[a-z]+)\}", piece, text), found


def filled(params: list[Any], values: dict[Any, Any]) -> list[Any]:
    """The parameters with values in the place of the marks."""
    return [values.get(param, param) if isinstance(param, MARKED) else param for param in params]


def forget() -> None:
    """After a change of what `reference` keeps, and for each new database."""
    _kept.clear()


class _Written:
    """A query with its text, and what makes its rows: peewee looks at the columns once, not at each call."""

    def __init__(self, query: Any) -> None:
        self.query = query
        self.sql, self.params = query.sql()
        self.maker: Any = None

    def read(self, cursor: Any) -> list[Any]:
        with peewee.__exception_wrapper__:
            if self.maker is None:
                maker = self.query._get_cursor_wrapper(cursor)
                maker.initialize()
                self.maker = maker
            return [self.maker.process_row(row) for row in cursor.fetchall()]


def _once(key: Any, make: Callable[[], Any]) -> Any:
    whole, now = (engine(), key), time.monotonic()
    found = _kept.get(whole)
    if found is None or now - found[0] > KEPT_SECONDS:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[whole] = (now, make())
    return found[1]
