"""A field of rows: lines of a plan that are typed side by side, each with a few cells; what is kept is one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from wtforms import Field
from wtforms.utils import unset_value

from portal.forms.shared.fields import cleaned_line, fen_of
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.shared.lines import packed, unpacked

SPARE = 2
"""Empty rows below those that are filled."""
LONGEST_CELL = 200


@dataclass(frozen=True)
class Cell:
    """One cell of a row. `kind`: line (up to `longest` characters), hour, whole (from `low` to `high`), money (fen) or
    choice (`choices` of the field)."""

    name: str
    label: Any
    kind: str = "line"
    longest: int = 60
    needed: bool = True
    low: int = 0
    high: int = 0


@dataclass
class Row:
    """A row as the page shows it: a text for each cell, and which of them are wrong."""

    number: int
    cells: list[str]
    wrong: set[int] = field(default_factory=set)


class Wrong(ValueError):
    """What is wrong with a cell, in words."""


class Rows(Field):
    """Lines of cells. Its data is one text (rules/shared/lines.py); `given` says whether any of it was in the form."""

    def __init__(self, label: Any, cells: Iterable[Cell], *, most: int = 40, sorts: bool = False, **options: Any):
        super().__init__(label, **options)
        self.cells, self.most, self.sorts = (*cells,), most, sorts
        self.choices: dict[str, list[tuple[str, str]]] = {}
        self.suggestions: dict[str, list[str]] = {}
        self.given = False
        self._typed: list[Row] = []

    def cell_name(self, cell: Cell) -> str:
        return f"{self.name}-{cell.name}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = "" if data is unset_value or data is None else data
        names = [self.cell_name(cell) for cell in self.cells]
        self.given = formdata is not None and any(name in formdata for name in names)
        if self.given:
            columns = [formdata.getlist(name)[: 2 * self.most] for name in names]
            rows = ([cleaned_line(text) for text in texts] for texts in zip_longest(*columns, fillvalue=""))
            self._typed = [Row(number, cells) for number, cells in enumerate(filter(self._filled, rows), 1)]

    def _filled(self, cells: list[str]) -> bool:
        """Is anything typed in the row? A choice alone is nothing."""
        return any(text for cell, text in zip(self.cells, cells, strict=True) if cell.kind != "choice")

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if self.given:
            self._read()
        return bool(super().validate(form, extra_validators))

    def _read(self) -> None:
        """Judge what was typed: only now the choices are known."""
        kept, faults = [], []
        for row in self._typed:
            values, row.wrong = [], set()
            for at, cell in enumerate(self.cells):
                try:
                    values.append(self._value_of(cell, row.cells[at]))
                except Wrong as error:
                    row.wrong.add(at)
                    faults.append(str(_l("Line %(number)d: %(fault)s", number=row.number, fault=error)))
            kept.append(values)
        if len(kept) > self.most:
            faults.append(str(_l("At most %(num)d lines, please.", num=self.most)))
        self.process_errors = faults[:5]
        if faults:
            return
        if self.sorts:
            kept.sort(key=lambda values: values[0])
        self.data = packed(kept)

    def _value_of(self, cell: Cell, text: str) -> Any:
        if not text and cell.needed:
            raise Wrong(_l("“%(label)s” is missing.", label=cell.label))
        return READS[cell.kind](self, cell, text) if text else ""

    @property
    def lines(self) -> list[Row]:
        """The rows as they stand, and some to fill."""
        rows = self._typed or [
            Row(number, [self._shown(cell, text) for cell, text in zip(self.cells, texts, strict=True)])
            for number, texts in enumerate(unpacked(self.data, len(self.cells)), 1)
        ]
        spare = min(max(SPARE, 3 - len(rows)), max(0, self.most - len(rows)))
        return [*rows, *(Row(len(rows) + 1 + n, [""] * len(self.cells)) for n in range(spare))]

    def _shown(self, cell: Cell, text: str) -> str:
        return f"{int(text) // 100}.{int(text) % 100:02d}" if cell.kind == "money" and text else text

    def said(self, text: str) -> str:
        """The rows of a kept text as a person reads them."""
        rows = unpacked(text, len(self.cells))
        return "; ".join(" · ".join(filter(None, (self._word(*pair) for pair in self._pairs(row)))) for row in rows)

    def _pairs(self, row: tuple[str, ...]) -> Iterable[tuple[Cell, str]]:
        return zip(self.cells, row, strict=True)

    def _word(self, cell: Cell, text: str) -> str:
        if cell.kind == "choice":
            return str(dict(self.choices.get(cell.name, [])).get(text, text))
        return f"¥{self._shown(cell, text)}" if cell.kind == "money" and text else text


def _line(_field: Rows, cell: Cell, text: str) -> str:
    if len(text) > cell.longest:
        raise Wrong(_l("At most %(max)d characters, please.", max=cell.longest))
    return text


def _hour(_field: Rows, _cell: Cell, text: str) -> str:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])", text, re.ASCII)
    if not found:
        raise Wrong(_l("There is no such time. Please write it as 14:30."))
    return f"{int(found[1]):02d}:{found[2]}"


def _whole(_field: Rows, cell: Cell, text: str) -> str:
    number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,9}", text, re.ASCII) else None
    if number is None or not cell.low <= number <= cell.high:
        raise Wrong(_l("Please enter a whole number from %(min)s to %(max)s.", min=cell.low, max=cell.high))
    return str(number)


def _money(_field: Rows, cell: Cell, text: str) -> str:
    try:
        fen = fen_of(text)
    except ValueError:
        raise Wrong(_l("Please enter an amount in yuan with at most two decimals.")) from None
    if fen < 0 or fen > cell.high:
        raise Wrong(_l("Please enter an amount from zero to ¥%(most)s.", most=f"{cell.high // 100:,}"))
    return str(fen)


def _choice(rows: Rows, cell: Cell, text: str) -> str:
    if text not in dict(rows.choices.get(cell.name, [])):
        raise Wrong(_l("Please choose from the list."))
    return text


READS: dict[str, Callable[[Rows, Cell, str], str]] = {
    "line": _line,
    "hour": _hour,
    "whole": _whole,
    "money": _money,
    "choice": _choice,
}
