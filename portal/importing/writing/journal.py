"""What an import wrote, kept so that all of it can be undone: each new record, each changed field before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import peewee

from portal.database import insert_rows
from portal.derived.balances import Balances
from portal.ground.clock import UTC
from portal.importing.mapping.tables import Table

if TYPE_CHECKING:
    from portal.importing.writing.standing import Change

DERIVED_LINE = 0
COLUMNS = ["run_id", "table", "record", "sheet", "line", "changes"]


def plain(value: Any) -> Any:
    """A field's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def revived(column: peewee.Field, value: Any) -> Any:
    """A kept value as the field has it."""
    if isinstance(column, peewee.DateTimeField) and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return date.fromisoformat(value) if isinstance(column, peewee.DateField) and isinstance(value, str) else value


@dataclass
class Journal:
    """The journal of one run; `sheet` is the part that is being written."""

    run: int
    sheet: int = 0

    def new(self, table: Table, found: Sequence[tuple[int | str, int]]) -> None:
        """New records as (id, or what names them, line)."""
        self._write([(self.run, table.name, str(record), self.sheet, line, None) for record, line in found])

    def changed(self, table: Table, changes: list[Change]) -> None:
        self._write(
            [
                (
                    self.run,
                    table.name,
                    str(change.record),
                    self.sheet,
                    change.item.line,
                    json.dumps(both(change), ensure_ascii=False),
                )
                for change in changes
            ]
        )

    def derived(self, before: Balances, after: Balances) -> None:
        """Balances that followed from other rows: kept under line 0, put back without asking."""
        now = {row[0]: row[1:] for row in after}
        rows = []
        for account, balance, day in before:
            both_of = {"balance": [balance, now[account][0]], "balance_on": [plain(day), plain(now[account][1])]}
            changes = {name: pair for name, pair in both_of.items() if pair[0] != pair[1]}
            rows.append((self.run, "accounts", str(account), 0, DERIVED_LINE, json.dumps(changes)))
        self._write(rows)

    def _write(self, rows: list[tuple[Any, ...]]) -> None:
        insert_rows('"import_change"', COLUMNS, rows)


def both(change: Change) -> dict[str, list[Any]]:
    """{field: [before, after]}."""
    return {name: [plain(change.before.get(name)), plain(value)] for name, value in change.values.items()}
