"""A CSV file read row by row, each row with its line; what cannot be read is named and passed over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.layout import is_note, unlike

LONGEST_LINE = 1_000_000
SHOWN_OF_LINE = 200
LINE_END = "\u2028"
"""Stands in unpacked sheets for the end of a line within a cell, so that a line is a row of the sheet."""

Note = Callable[[int, str, Any], None]
"""`note(line, column, reason)`: where the reader names a fault."""


@dataclass(frozen=True)
class Dialect:
    """How the files of an export are written."""

    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line on which it begins and its cells; `target`: the client who it was decided to be (0: a new
    one); `out`: it is left out, and what refers to it with it; `told`: outcome and changes (JSON) as they were shown;
    `passed`: it is no row of the table.
    """

    line: int
    cells: list[str]
    target: int | None = None
    out: bool = False
    told: tuple[str, str | None] | None = None
    passed: bool = False


class _Lines:
    """The lines of a file, counted; `row` is the text of the present row so far, for naming the column of a fault."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.number, self.row = file, 0, ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if self.number == 0:
            line = line.removeprefix("\ufeff")
        self.number += 1
        if len(line) >= LONGEST_LINE:
            raise csv.Error("line too long")
        self.row = line if not self.row else self.row if len(self.row) > LONGEST_LINE else self.row + line
        return line


class Source(Protocol):
    """Where the rows of a file or sheet come from; `size` is what `position` reaches at its end."""

    @property
    def size(self) -> int: ...

    def open(self, note: Note) -> OpenSource: ...


class OpenSource(Protocol):
    header: list[str]
    broken_off: bool
    odd: list[str]

    def __enter__(self) -> Any: ...
    def __exit__(self, *error: object) -> None: ...
    @property
    def position(self) -> int: ...
    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class CsvSource:
    """A CSV file on disk. `merged`: lines on which cells of the workbook that it was unpacked from are merged.
    `hidden`: lines that a filter hides, and that are passed over. `head`: the line of the headings, `until`: that
    before which the table ends (0: with the file). `free`: a list as people keep it, so blank rows, notes and blank
    cells at the ends of rows are nothing (`pads`: also those that are not there); `sheet`: unpacked by us. `days`: so
    much later than usual the workbook begins to count days.
    """

    path: Path
    dialect: Dialect
    merged: frozenset[int] = frozenset()
    head: int = 1
    until: int = 0
    free: bool = False
    sheet: bool = False
    hidden: frozenset[int] = frozenset()
    days: int = 0
    pads: bool = True

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self, note: Note) -> CsvFile:
        return CsvFile(self, note)


class CsvFile:
    """An open CSV file: `header`, then its rows. Bad quotes and lengths of rows go to `note` (`odd` are the cells of a
    row of another length); `broken_off`: the rest cannot be read.
    """

    def __init__(self, source: CsvSource, note: Note) -> None:
        self.source, self.path, self.dialect, self.note = source, source.path, source.dialect, note
        self.header: list[str] = []
        self.broken_off = False
        self.odd: list[str] = []

    def __enter__(self) -> CsvFile:
        codec = (
            "utf-8-sig"
            if self.dialect.encoding.lower().replace("_", "-") in ("utf-8", "utf8")
            else self.dialect.encoding
        )
        self.odd = []
        self._bytes = open(self.path, "rb")
        self._text = io.TextIOWrapper(self._bytes, encoding=codec, errors="surrogateescape", newline="")
        self._lines = _Lines(self._text)
        self._rows = csv.reader(
            self._lines,
            delimiter=self.dialect.separator,
            quotechar=self.dialect.quote or None,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if self.dialect.quote else csv.QUOTE_NONE,
        )
        first = self._head()
        if first is None and not self.broken_off:
            self.broken_off = True
            self.note(1, "", _l("the file is empty"))
        elif first is not None:
            names = [name.strip() for name in first.cells]
            self.header = unlike(names) if self.source.free else names
        return self

    def _head(self) -> Row | None:
        """The record with the names of the columns; what stands before it is no fault."""
        say = self.note
        if self.source.head > 1:
            self.note = lambda line, column, reason: None
        first = next((record for record in self._records() if record.line >= self.source.head), None)
        self.note = say
        return first

    def __exit__(self, *error: object) -> None:
        self._text.close()

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._bytes.tell()

    def rows(self) -> Iterator[Row]:
        """The records of the table after its header that have as many cells as it."""
        source, width = self.source, len(self.header)
        for row in self._records() if width else ():
            if source.until and row.line >= source.until:
                return
            if source.free:
                row = _fitted(row, width, source.pads)
                if not row.cells:
                    continue
                if row.line in source.hidden or is_note(row.cells, width) or row.cells == self.header:
                    yield Row(row.line, row.cells, passed=True)
                    continue
            if row.line in source.merged:
                self.odd = row.cells
                self.note(row.line, "", _l("cells are merged here; please take the merge apart and fill each cell"))
            elif len(row.cells) == width:
                yield row
            elif row.cells:
                self._wrong_width(row, width)

    def records(self) -> Iterator[Row]:
        """The records after the header as they stand, whatever they are."""
        return self._records()

    def _wrong_width(self, row: Row, width: int) -> None:
        self.odd = row.cells
        missing = self.header[len(row.cells)] if len(row.cells) < width else ""
        words = _l("the row has %(found)s cells instead of %(wanted)s", found=len(row.cells), wanted=width)
        self.note(row.line, missing, words)

    def _records(self) -> Iterator[Row]:
        while True:
            line = self._lines.number + 1
            self._lines.row = ""
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except UnicodeError:
                self.odd = []
                self.note(line, "", _l("the line cannot be read as %(encoding)s", encoding=self.dialect.encoding))
                self.broken_off = True
                return
            except csv.Error as error:
                self.odd = [self._lines.row[:SHOWN_OF_LINE].rstrip("\r\n")]
                self.note(line, self._column_of(str(error)), _quote_reason(str(error)))
                if "expected after" not in str(error):
                    self.broken_off = True
                    return
                continue
            if self.source.sheet:
                cells = [cell.replace(LINE_END, "\n") if LINE_END in cell else cell for cell in cells]
            yield Row(line, cells)

    def _column_of(self, error: str) -> str:
        """The column in which a quote went wrong: separators are counted outside of quotes."""
        position, inside, text, quote = 0, False, self._lines.row, self.dialect.quote
        opened = 0
        for place, letter in enumerate(text):
            if letter == quote:
                inside = not inside
                opened = position
                following = text[place + 1 : place + 2]
                if (
                    "expected after" in error
                    and not inside
                    and following not in (self.dialect.separator, "\r", "\n", "", quote)
                ):
                    break
            elif letter == self.dialect.separator and not inside:
                position += 1
        return self.header[opened] if opened < len(self.header) else ""


def _fitted(row: Row, width: int, pads: bool) -> Row:
    """A row of a list as people keep it, without blank cells beyond the last column; without any where all are blank.
    `pads`: with those that are missing at its end."""
    cells = row.cells
    if len(cells) > width:
        last = max((place for place, cell in enumerate(cells, start=1) if cell and cell.strip()), default=0)
        cells = cells[: max(width, last)]
    if not any(cell and not cell.isspace() for cell in cells):
        return Row(row.line, [])
    if pads and len(cells) < width:
        cells = [*cells, *[""] * (width - len(cells))]
    return row if cells is row.cells else Row(row.line, cells)


def _quote_reason(error: str) -> Any:
    if "expected after" in error:
        return _l("something follows a closing quote")
    if "field larger" in error or "line too long" in error:
        return _l("the line is too long to be a row; is a quote not closed?")
    return _l("a quote is not closed")
