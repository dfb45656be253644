"""A record of a file as the row of ours that it means: cells converted, faults named with their column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from .cells import readable, text
from .faults import CellFault
from .mapping import Column, FilePlan

LONGEST_KEY = 40
kept_text = text(200)


@dataclass(slots=True)
class Item:
    """A row on its way: its line, its key, its values; `links` are cells that name something else; `kept` is
    remembered under the key.
    """

    line: int
    key: str
    values: dict[str, Any]
    links: list[tuple[Column, str]]
    kept: str = ""


class RowReader:
    """Reads the records of one file by its plan. `missing` are the columns that the file lacks."""

    def __init__(self, plan: FilePlan, header: list[str], encoding: str) -> None:
        self.plan, self.encoding = plan, encoding
        places = {name: place for place, name in reversed([*enumerate(header)])}
        self.missing = [name for name in plan.needed if name not in places]
        self.twice = [name for name in plan.needed if header.count(name) > 1]
        if self.missing or self.twice:
            return
        self.key_place = places[plan.key]
        self.kept_place = places[plan.remember_value] if plan.remember_value else None
        self.only = [(places[name], values) for name, values in plan.only.items()]
        self.fixed = {column.target: column.value for column in plan.columns if not column.origin}
        self.columns = [(column, places[column.origin]) for column in plan.columns if column.origin]

    def wanted(self, cells: list[str]) -> bool:
        """Is the record one of those that the plan takes (`only`)?"""
        return all(cells[place].strip() in values for place, values in self.only)

    def key(self, cells: list[str]) -> str:
        return cells[self.key_place].strip()

    def item(self, line: int, cells: list[str]) -> tuple[Item, list[tuple[str, Any]]]:
        """The row, and what is wrong with it as (column, reason)."""
        wrong: list[tuple[str, Any]] = []
        item = Item(line, self.key(cells), dict(self.fixed), [])
        try:
            self._key(item)
        except CellFault as fault:
            wrong.append((self.plan.key, fault.reason))
            item.key = ""
        for column, place in self.columns:
            try:
                self._fill(item, column, cells[place].strip())
            except CellFault as fault:
                if all(column.origin != named for named, _reason in wrong):
                    wrong.append((column.origin, fault.reason))
        if self.kept_place is not None:
            item.kept = cells[self.kept_place].strip()
            try:
                kept_text(readable(item.kept, self.encoding))
            except CellFault as fault:
                wrong.append((self.plan.remember_value, fault.reason))
        return item, wrong

    def _key(self, item: Item) -> None:
        if not item.key:
            raise CellFault(_l("the cell is empty"))
        if len(item.key) > LONGEST_KEY:
            raise CellFault(_l("the text is longer than %(most)s characters", most=LONGEST_KEY))
        readable(item.key, self.encoding)

    def _fill(self, item: Item, column: Column, cell: str) -> None:
        readable(cell, self.encoding)
        if not cell or cell in column.none:
            if column.required:
                raise CellFault(_l("the cell is empty"))
            item.values[column.target] = column.empty
        elif column.convert is None or column.recall:
            item.links.append((column, cell))
            item.values[column.target] = None
        else:
            item.values[column.target] = column.convert(cell)
