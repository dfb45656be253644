"""A record of a file as the row of ours that it means: cells converted, faults named with their column."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault
from portal.importing.arriving.reading import Row
from portal.importing.mapping.cells import readable, shown, text
from portal.importing.mapping.plans import Column, FilePlan
from portal.importing.rows import papers
from portal.rules.shared.codes import parse_client_number, whole_client_number

LONGEST_KEY = 40
kept_text = text(200)


def short_number(cell: str, meant: str) -> Any:
    """Why a short number names nobody: it may be the key of another system."""
    return _l(
        "“%(cell)s” could be the key of another system; if client %(number)s is meant, please write his whole number",
        cell=shown(cell),
        number=meant,
    )


@dataclass(slots=True)
class Item:
    """A row on its way: its line, its key, its values; `links` are cells that name something else; `kept` is
    remembered under the key. `blanks` are columns whose cells were empty, `number` and `papers` what else the client is
    found by, `target` the client who it was decided to be.
    """

    line: int
    key: str
    values: dict[str, Any]
    links: list[tuple[Column, str]]
    kept: str = ""
    blanks: set[str] = field(default_factory=set)
    number: str = ""
    papers: papers.Papers | None = None
    target: int | None = None


class RowReader:
    """Reads the records of one file by its plan. `missing` are the columns that the file lacks."""

    def __init__(self, plan: FilePlan, header: list[str], encoding: str) -> None:
        self.plan, self.encoding = plan, encoding
        names = [plan.canonical(name) for name in header]
        self.places = {name: place for place, name in reversed([*enumerate(names)])}
        self.missing = [name for name in plan.needed if name not in self.places]
        self.twice = [name for name in plan.known if names.count(name) > 1]
        self.keys = [name for name in (plan.key, plan.by_number, plan.by_document) if name in self.places]
        if not self.keys and not plan.key_made and plan.key not in self.missing:
            self.missing.append(plan.key)
        if self.missing or self.twice:
            return
        self.kept_place = self.places[plan.remember_value] if plan.remember_value else None
        self.only = [(self.places[name], values) for name, values in plan.only.items()]
        self.fixed = {column.target: column.value for column in plan.columns if not column.origin}
        self.columns = [(column, self.places[column.origin]) for column in plan.columns if column.origin in self.places]

    def wanted(self, cells: list[str]) -> bool:
        """Is the record one of those that the plan takes (`only`)?"""
        return all(cells[place].strip() in values for place, values in self.only)

    def key_of(self, row: Row) -> str:
        """The key of a row that is left out, "" where it has none."""
        try:
            return self.item(row)[0].key
        except IndexError:
            return ""

    def item(self, row: Row) -> tuple[Item, list[tuple[str, Any]]]:
        """The row, and what is wrong with it as (column, reason)."""
        cells = row.cells
        wrong: list[tuple[str, Any]] = []
        item = Item(row.line, "", dict(self.fixed), [], target=row.target)
        for column, place in self.columns:
            try:
                self._fill(item, column, cells[place].strip())
            except CellFault as fault:
                if all(column.origin != named for named, _reason in wrong):
                    wrong.append((column.origin, fault.reason))
        if "document" in item.values:
            self._papers(item, wrong)
        self._key(item, cells, wrong)
        if self.kept_place is not None:
            item.kept = cells[self.kept_place].strip()
            try:
                kept_text(readable(item.kept, self.encoding))
            except CellFault as fault:
                wrong.append((self.plan.remember_value, fault.reason))
        return item, wrong

    def _papers(self, item: Item, wrong: list[tuple[str, Any]]) -> None:
        try:
            item.papers = papers.read(item.values, item.blanks)
        except CellFault as fault:
            origin = next(column.origin for column in self.plan.columns if column.target == "document")
            wrong.append((origin, fault.reason))

    def _key(self, item: Item, cells: list[str], wrong: list[tuple[str, Any]]) -> None:
        """What names the row: its own key, the client's number, or his document; a fault of the first goes first."""
        plan, found = self.plan, ""
        try:
            if plan.key in self.places:
                found = cells[self.places[plan.key]].strip()
            if plan.by_number in self.places and (number := cells[self.places[plan.by_number]].strip()):
                item.number = whole_client_number(number) or ""
                if not item.number and (meant := parse_client_number(number)):
                    raise CellFault(short_number(number, meant))
                if not item.number:
                    raise CellFault(_l("“%(cell)s” is no client number", cell=shown(number)))
            if plan.table and plan.table.pair:
                found = self._pair(cells)
            item.key = found or item.number or (item.papers.key if item.papers else "")
            if not item.key and plan.key_made:
                item.key = "row:" + sha256("\x1f".join(cells).encode()).hexdigest()[:36]
            if not item.key:
                raise CellFault(_l("the cell is empty"))
            if len(item.key) > LONGEST_KEY:
                raise CellFault(_l("the text is longer than %(most)s characters", most=LONGEST_KEY))
            readable(item.key, self.encoding)
        except CellFault as fault:
            column = plan.key if plan.key in self.places else self.keys[0]
            if not (wrong and (plan.by_number or plan.by_document)):
                wrong[:] = [(column, fault.reason), *(one for one in wrong if one[0] != column)]
            item.key = ""

    def _pair(self, cells: list[str]) -> str:
        """Account and day, as they are written."""
        both = {column.target: cells[place].strip() for column, place in self.columns}
        key = f"{both.get('account', '')} {both.get('day', '')}"
        return key if len(key) <= LONGEST_KEY else "row:" + sha256(key.encode()).hexdigest()[:36]

    def _fill(self, item: Item, column: Column, cell: str) -> None:
        readable(cell, self.encoding)
        if not cell or cell in column.none:
            if column.required:
                raise CellFault(_l("the cell is empty"))
            item.values[column.target] = column.empty
            item.blanks.add(column.target)
        elif column.convert is None or column.recall:
            item.links.append((column, column.translate(cell) if column.translate else cell))
            item.values[column.target] = None
        else:
            item.values[column.target] = column.convert(cell)
