"""A CSV file read row by row, each row with its line; what cannot be read is named and passed over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from portal.ground.i18n import lazy_gettext as _l

LONGEST_LINE = 1_000_000
SHOWN_OF_LINE = 200

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
    one); `out`: it is left out, and what refers to it with it.
    """

    line: int
    cells: list[str]
    target: int | None = None
    out: bool = False


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
    """A CSV file on disk. `merged`: lines on which cells of the workbook that it was unpacked from are merged."""

    path: Path
    dialect: Dialect
    merged: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self, note: Note) -> CsvFile:
        return CsvFile(self.path, self.dialect, note, self.merged)


class CsvFile:
    """An open CSV file: `header`, then its rows. Bad quotes and lengths of rows go to `note` (`odd` are the cells of a
    row of another length); `broken_off`: the rest cannot be read.
    """

    def __init__(self, path: Path, dialect: Dialect, note: Note, merged: frozenset[int] = frozenset()) -> None:
        self.path, self.dialect, self.note, self.merged = path, dialect, note, merged
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
        first = next(self._records(), None)
        if first is None and not self.broken_off:
            self.broken_off = True
            self.note(1, "", _l("the file is empty"))
        elif first is not None:
            self.header = [name.strip() for name in first.cells]
        return self

    def __exit__(self, *error: object) -> None:
        self._text.close()

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._bytes.tell()

    def rows(self) -> Iterator[Row]:
        """The records after the header that have as many cells as it."""
        width = len(self.header)
        for row in self._records() if width else ():
            if row.line in self.merged:
                self.odd = row.cells
                self.note(row.line, "", _l("cells are merged here; please take the merge apart and fill each cell"))
            elif len(row.cells) == width:
                yield row
            elif row.cells:
                self.odd = row.cells
                missing = self.header[len(row.cells)] if len(row.cells) < width else ""
                self.note(
                    row.line,
                    missing,
                    _l("the row has %(found)s cells instead of %(wanted)s", found=len(row.cells), wanted=width),
                )

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


def _quote_reason(error: str) -> Any:
    if "expected after" in error:
        return _l("something follows a closing quote")
    if "field larger" in error or "line too long" in error:
        return _l("the line is too long to be a row; is a quote not closed?")
    return _l("a quote is not closed")
