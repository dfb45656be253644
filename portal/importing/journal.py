"""What an import wrote, kept so that all of it can be undone: each new record, each changed field before and after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import peewee

from ..clock import UTC
from ..database import among, insert_rows
from .rows import Item
from .tables import Table

if TYPE_CHECKING:
    from .standing import Change

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

    def new(self, table: Table, source: str, items: list[Item]) -> None:
        model: Any = table.model
        wanted = (model.source == source) & among(model.source_key, [item.key for item in items])
        ids = dict(model.select(model.source_key, model.id).where(wanted).tuples().iterator())
        self._write([(self.run, table.name, str(ids[item.key]), self.sheet, item.line, None) for item in items])

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

    def _write(self, rows: list[tuple[Any, ...]]) -> None:
        insert_rows('"import_change"', COLUMNS, rows)


def both(change: Change) -> dict[str, list[Any]]:
    """{field: [before, after]}."""
    return {name: [plain(change.before.get(name)), plain(value)] for name, value in change.values.items()}
