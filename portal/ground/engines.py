"""SQLite and PostgreSQL as the portal drives them: statements can be watched, SQLite waits where others write."""

from __future__ import annotations

from typing import Any

import peewee
from playhouse.pool import PooledPostgresqlDatabase

from portal.ground.patience import Patience
from portal.ground.turn import Turn

_holds_nothing = peewee.Expression._is_rhs_empty


def _is_empty(self: Any, inside: Any, context: Any) -> bool:
    """`x IN ()` is no SQL, so peewee looks whether what stands inside is an empty list, and to know it writes out what
    it then writes again: a query in a query in a query, eight times. A query is never an empty list."""
    return not isinstance(inside, peewee.SelectBase) and _holds_nothing(self, inside, context)


peewee.Expression._is_rhs_empty = _is_empty


class Sqlite(peewee.SqliteDatabase):
    """SQLite whose write transactions all begin IMMEDIATE (a deferred one fails at once when it upgrades)."""

    engine = "sqlite"
    statements: Statements | None = None
    turn: Turn
    patience: Patience | None = None
    """How this process waits where others write for long; without it, it is refused after ten seconds."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if self.statements is not None:
            self.statements.note(sql, params)
        ask = super().execute_sql
        return self.patience(lambda: ask(sql, params), self._alone) if self.patience else ask(sql, params)

    def begin(self, lock_type: str | None = None) -> None:
        ask = super().begin
        return self.patience(lambda: ask(lock_type)) if self.patience else ask(lock_type)  # type: ignore[no-any-return]

    def _connect(self) -> Any:
        ask = super()._connect
        return self.patience(ask) if self.patience else ask()

    def _alone(self) -> bool:
        """May a statement simply be asked again? Not one of a transaction: what it has read may have changed."""
        return not self.connection().in_transaction


class Postgresql(PooledPostgresqlDatabase):
    """PostgreSQL through psycopg 3, pooled."""

    engine = "postgresql"
    statements: Statements | None = None

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if self.statements is not None:
            self.statements.note(sql, params)
        return super().execute_sql(sql, params)


class Statements(list):
    """What was asked of the database while it was watched (tests and the benchmark)."""

    def note(self, sql: str, params: Any) -> None:
        if not sql.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            self.append((sql, params))
