"""Rows are gathered first and written in batches: some thousands of them in a second or two."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import peewee

from portal.database import database, engine
from portal.models import (
    ALL,
    AuditEntry,
    Contact,
    MonthlyAum,
    Notice,
    RecordAccess,
    Seat,
    Sequence,
    TierChange,
    TierStanding,
    Transaction,
)

Row = dict[str, Any]
MOST_VALUES = 12_000  # in one statement; both engines take more

# Nothing refers to these: their ids follow their moments, however they were gathered.
BY_MOMENT: dict[Any, tuple[str, ...]] = {
    AuditEntry: ("at",),
    Contact: ("happened_at",),
    MonthlyAum: ("month", "client"),
    Notice: ("at",),
    RecordAccess: ("at",),
    Seat: ("created_at",),
    TierChange: ("created_at",),
    TierStanding: ("month", "client"),
    Transaction: ("happened_on",),
}


class Book:
    """What will be written. `add` answers the row, with its id where others refer to it."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[Row]] = defaultdict(list)
        self._ids: dict[Any, int] = {}
        self._numbers: dict[str, int] = {}

    def add(self, model: Any, **values: Any) -> Row:
        """Gather a row; missing values are the model's defaults."""
        row = _with_defaults(model, values)
        if model not in BY_MOMENT and isinstance(model._meta.primary_key, peewee.AutoField):
            row["id"] = self._next_id(model)
        self.rows[model].append(row)
        return row

    def number(self, name: str) -> int:
        """The next number of a sequence."""
        if name not in self._numbers:
            self._numbers[name] = Sequence.select(Sequence.value).where(Sequence.name == name).scalar() or 0
        self._numbers[name] += 1
        return self._numbers[name]

    def store(self) -> None:
        """Write everything, parents first. Call inside `write()`."""
        for model in ALL:
            rows = self.rows.get(model)
            if rows:
                self._give_ids(model, rows)
                _insert(model, rows)
        for name, value in self._numbers.items():
            Sequence.insert(name=name, value=value).on_conflict(
                conflict_target=[Sequence.name], update={Sequence.value: value}
            ).execute()

    def _next_id(self, model: Any) -> int:
        if model not in self._ids:
            self._ids[model] = model.select(peewee.fn.MAX(model.id)).scalar() or 0
        self._ids[model] += 1
        return self._ids[model]

    def _give_ids(self, model: Any, rows: list[Row]) -> None:
        if model in BY_MOMENT:
            rows.sort(key=lambda row: tuple(row[name] for name in BY_MOMENT[model]))
            for row in rows:
                row["id"] = self._next_id(model)


def _with_defaults(model: Any, values: Row) -> Row:
    """Every column of the table, by field name."""
    row: Row = {}
    for field in model._meta.sorted_fields:
        if field.name in values:
            row[field.name] = values.pop(field.name)
        else:
            row[field.name] = field.default() if callable(field.default) else field.default
    if values:
        raise ValueError(f"{model.__name__} has no {', '.join(values)}")
    return row


def _insert(model: Any, rows: list[Row]) -> None:
    fields = model._meta.sorted_fields
    size = MOST_VALUES // len(fields)
    for start in range(0, len(rows), size):
        batch = [tuple(row[field.name] for field in fields) for row in rows[start : start + size]]
        model.insert_many(batch, fields=fields).execute()
    if engine() == "postgresql" and isinstance(model._meta.primary_key, peewee.AutoField):
        table = model._meta.table_name
        database.execute_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")  # noqa: S608
