"""A record of a file as the row of ours that it means: cells converted, faults named with their column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CellFault
from portal.importing.arriving.reading import Row
from portal.importing.mapping.cells import readable, shown, text
from portal.importing.mapping.plans import Column, FilePlan
from portal.importing.rows import cellwise, papers
from portal.importing.rows.judging import at_fault
from portal.rules.clients.spotting import few_digits, holds_document, looks_like_one, names_document
from portal.rules.holdings.numbers import plain_number
from portal.rules.shared.codes import parse_client_number, whole_client_number
from portal.rules.shared.masking import is_mask
from portal.rules.shared.sheets import unguarded
from portal.rules.shared.texts import clean_line, clean_name, clean_text

SHORTEST_WRITTEN = 9
"""Characters of the shortest text that comes to a document's eighteen, however narrow its figures (⑫ is two)."""
LONGEST_KEY = 40
NAMES = frozenset({"name", "name_latin", "legal_representative"})
TEXTS = frozenset({"notes", "summary"})
"""Columns of names, and of several lines; everything else is one line (`rules/shared/texts.py`)."""
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
    remembered under the key. `blanks` are columns whose cells were empty, `masked` those whose cells hold a mask of
    ours; `number` and `papers` what else the client is found by, `fills` what his document says of fields that may be
    empty. `target` is the client who it was decided to be, `record` a row that stands under another key, `told` what
    was shown of the row. `left` are cells that cannot be read and are left out, `phones` further ones as (number,
    kind, label).
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
    left: list[tuple[str, Any]] = field(default_factory=list)
    phones: list[tuple[str, str, str]] = field(default_factory=list)
    fills: dict[str, Any] = field(default_factory=dict)
    masked: set[str] = field(default_factory=set)
    record: int | None = None
    told: tuple[str, str | None] | None = None


PERSONAL = frozenset({"document", "mobile", "email", "name"})
"""Columns of clients in which a mask of ours is no value."""


def _numbers_of(plan: FilePlan) -> tuple[str, set[str]]:
    """The column of the file with a number by which rows of its table are the same, and our columns where a mask is no
    value."""
    if plan.table is None:
        return "", set()
    if not plan.table.numbered:
        return "", set(PERSONAL) if plan.by_number or plan.by_document or plan.table.name == "clients" else set()
    number = next((column for column in plan.columns if column.target == "number" and not column.made), None)
    return (number.origin, {"number"}) if number else ("", set())


def _cleaning(target: str) -> Callable[[str], str]:
    return clean_name if target in NAMES else clean_text if target in TEXTS else clean_line


class RowReader:
    """Reads the records of one file by its plan. `missing` are the columns that the file lacks."""

    def __init__(self, plan: FilePlan, header: list[str], encoding: str, days: int = 0) -> None:
        self.plan, self.encoding = plan, encoding
        names = plan.names_of(header)
        self.places = {name: place for place, name in reversed([*enumerate(names)])}
        self.missing = [name for name in plan.needed if name not in self.places]
        self.twice = [name for name in plan.known if names.count(name) > 1]
        self.usual_kind = cellwise.usual_kind(plan, header, names)
        self.cells = cellwise.Cells(plan, header, self.places, days)
        self.keys = [name for name in (plan.key, plan.by_number, plan.by_document) if name in self.places]
        if not self.keys and not plan.key_made and plan.key not in self.missing:
            self.missing.append(plan.key)
        if self.missing or self.twice:
            return
        self.kept_place = self.places[plan.remember_value] if plan.remember_value else None
        self.only = [(self.places[name], values) for name, values in plan.only.items()]
        self.fixed = {column.target: column.value for column in plan.columns if not column.origin}
        self.columns = [(column, self.places[column.origin]) for column in plan.columns if column.origin in self.places]
        self.cleaning = {column.target: _cleaning(column.target) for column, _place in self.columns}
        self.number_column, self.personal = _numbers_of(plan)

    def wanted(self, cells: list[str]) -> bool:
        """Is the record one of those that the plan takes (`only`)?"""
        return all(clean_line(cells[place]) in values for place, values in self.only)

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
        item = Item(row.line, "", dict(self.fixed), [], target=row.target, told=row.told)
        for column, place in self.columns:
            try:
                self._fill(item, column, self.cells.text(cells, place))
            except CellFault as fault:
                if cellwise.may_cost_the_cell(self.plan, column) and not holds_document(cells[place]):
                    item.left.append((column.origin, fault.reason))
                    item.values[column.target] = column.empty
                    item.blanks.add(column.target)
                elif all(column.origin != named for named, _reason in wrong):
                    wrong.append((column.origin, fault.reason))
        if self.plan.table is not None and self.plan.table.name == "clients":
            self._of_client(item, wrong)
        if "document" in item.values:
            self._papers(item, wrong)
        self._judge(item, wrong)
        self._key(item, cells, wrong)
        if self.kept_place is not None:
            try:
                item.kept = self._line(cells[self.kept_place])
                kept_text(item.kept)
            except CellFault as fault:
                wrong.append((self.plan.remember_value, fault.reason))
        return item, wrong

    def _of_client(self, item: Item, wrong: list[tuple[str, Any]]) -> None:
        """What the cells of a client say together: his phones, and whether he is a person or a company."""
        headings = [column.origin for column, _place in self.columns if column.target.startswith("phones")]
        cellwise.settle_phones(item.values, item.phones, headings)
        if self.usual_kind is None:
            return
        cellwise.settle_kind(item.values, item.blanks, self.usual_kind)
        if not item.values["kind"]:
            origin = next(column.origin for column in self.plan.columns if column.target == "name")
            wrong.append((origin, _l("is this a person or a company? Nothing in the row says so")))

    def _judge(self, item: Item, wrong: list[tuple[str, Any]]) -> None:
        """What a form would refuse of these values."""
        if self.plan.table is None:
            return
        for target, reason in at_fault(self.plan.table.name, item.values).items():
            column = next((column for column, _place in self.columns if column.target == target), None)
            if column and all(column.origin != named for named, _reason in wrong):
                wrong.append((column.origin, reason))

    def _papers(self, item: Item, wrong: list[tuple[str, Any]]) -> None:
        try:
            item.papers, item.fills = papers.read(item.values, item.blanks)
        except CellFault as fault:
            origin = next(column.origin for column in self.plan.columns if column.target == "document")
            wrong.append((origin, fault.reason))

    def _key(self, item: Item, cells: list[str], wrong: list[tuple[str, Any]]) -> None:
        """What names the row: its own key, the client's number, or his document; a fault of the first goes first."""
        plan, found = self.plan, ""
        try:
            if plan.key in self.places:
                found = self._line(self.cells.text(cells, self.places[plan.key]))
            if plan.by_number in self.places and (
                number := clean_line(self.cells.text(cells, self.places[plan.by_number]))
            ):
                item.number = whole_client_number(number) or ""
                if not item.number and (meant := parse_client_number(number)):
                    raise CellFault(short_number(number, meant))
                if not item.number:
                    raise CellFault(_l("“%(cell)s” is no client number", cell=shown(number)))
            if plan.table and plan.table.pair:
                found = self._pair(cells)
            if plan.key == self.number_column:
                found = plain_number(found)
            item.key = papers.keyed(found) or item.number or (item.papers.key if item.papers else "")
            if not item.key and self.usual_kind is not None and plan.key_made:
                item.key = cellwise.made_key(item.values, item.phones)
                if not item.key:
                    raise CellFault(_l("nothing in the row says who this is: neither a number nor a phone or birthday"))
            elif not item.key and plan.key_made:
                item.key = "row:" + sha256("\x1f".join(cells).encode()).hexdigest()[:36]
            if not item.key:
                raise CellFault(_l("the cell is empty"))
            if len(item.key) > LONGEST_KEY:
                raise CellFault(_l("the text is longer than %(most)s characters", most=LONGEST_KEY))
        except CellFault as fault:
            column = plan.key if plan.key in self.places else next(iter(self.keys), plan.columns[0].origin)
            if not (wrong and (plan.by_number or plan.by_document)):
                wrong[:] = [(column, fault.reason), *(one for one in wrong if one[0] != column)]
            item.key = ""

    def _pair(self, cells: list[str]) -> str:
        """Account and day, as they are written."""
        both = {column.target: self._line(self.cells.text(cells, place)) for column, place in self.columns}
        key = f"{both.get('account', '')} {both.get('day', '')}"
        return key if len(key) <= LONGEST_KEY else "row:" + sha256(key.encode()).hexdigest()[:36]

    def _line(self, cell: str) -> str:
        """A cell as one line. Raises CellFault."""
        return clean_line(readable(cell.strip(), self.encoding))

    def _fill(self, item: Item, column: Column, cell: str) -> None:
        cell = self.cleaning[column.target](readable(unguarded(cell.strip()), self.encoding))
        if column.target in self.personal and is_mask(cell):
            item.masked.add(column.target)
            item.values[column.target] = column.empty
        elif not cell or cell in column.none:
            if column.required:
                raise CellFault(_l("the cell is empty"))
            item.values[column.target] = column.empty
            item.blanks.add(column.target)
        elif column.convert is None or column.recall:
            if column.refers is not None and column.refers.numbered:
                cell = plain_number(cell)
            item.links.append((column, column.translate(cell) if column.translate else cell))
            item.values[column.target] = None
        else:
            item.values[column.target] = self._value(column, cell)

    def _value(self, column: Column, cell: str) -> Any:
        assert column.convert is not None
        if column.target == "number" and self.number_column:
            cell = plain_number(cell)
        value = column.convert(cell)
        if column.target != "document" and isinstance(value, str) and self._is_document(column, value):
            raise CellFault(_l("here stands the number of a document; it belongs in the column of documents"))
        return value

    def _is_document(self, column: Column, value: str) -> bool:
        """Does a text hold the number of a document, which would lie in clear? (An account's may look like one.)"""
        if len(value) < SHORTEST_WRITTEN:
            return False
        named = not few_digits(value) and names_document(value, clock.today())
        return named or (column.target != "number" and looks_like_one(value))
