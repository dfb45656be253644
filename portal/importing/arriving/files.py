"""Files as they arrive: a workbook becomes its sheets, a CSV file tells how it is written, and each its tables and
their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving import workbooks
from portal.importing.arriving.faults import CannotImport
from portal.importing.arriving.layout import TOP, Known, Record, Tables, head_of
from portal.importing.arriving.reading import CsvFile, CsvSource, Dialect, Note
from portal.importing.arriving.sniffing import Encoding, dialect_of, encoding_of
from portal.rules.clients.spotting import names_by_document, scrubbed
from portal.rules.shared.masking import mask_id

MOST_COLUMNS = 300
SAMPLE = 5
SHOWN_WIDE = 12
UNSURE = frozenset({"gb18030", "cp1252", "latin-1"})
"""Encodings that fit nearly every file, so that one is taken for another."""
UNPACKED = Dialect("utf-8", ",", '"')
Said = dict[str, dict[str, Any]]
"""Name of a file, sheet or table → what somebody said of it: `encoding`, `head`, `hidden` (take these rows, too)."""


@dataclass(frozen=True)
class Arrived:
    """A table that can be read; `name` is what people call it. `top`: the first rows as they stand, with their lines;
    `hidden`: ranges of lines that a filter hides; `doubt`: the encoding is a guess; `plan`: the file of a format that
    it was said to be; `readings`: other encodings, each with its first rows.
    """

    name: str
    source: CsvSource
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...] = ()
    top: tuple[tuple[int, tuple[str, ...]], ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    doubt: bool = False
    plan: str = ""
    readings: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()

    @property
    def label(self) -> str:
        """The name of the sheet, or of the file without its ending."""
        last = self.name.rpartition(" / ")[2]
        return last.rpartition(".")[0] or last

    @property
    def hides(self) -> int:
        """So many rows of the table are hidden."""
        source = self.source
        last = source.until or 1 << 30
        return sum(max(0, min(until, last - 1) - max(first, source.head + 1) + 1) for first, until in self.hidden)

    def plain(self) -> dict[str, Any]:
        """As the run's row keeps it."""
        source = self.source
        return {
            "name": self.name,
            "path": str(source.path),
            "encoding": source.dialect.encoding,
            "separator": source.dialect.separator,
            "quote": source.dialect.quote,
            "merged": sorted(source.merged),
            "header": list(self.header),
            "sample": [list(row) for row in self.sample],
            "head": source.head,
            "until": source.until,
            "free": source.free,
            "sheet": source.sheet,
            "days": source.days,
            "passes": bool(source.hidden),
            "hidden": [list(one) for one in self.hidden],
            "top": [[line, list(cells)] for line, cells in self.top],
            "doubt": self.doubt,
            "plan": self.plan,
            "readings": [[name, [list(row) for row in rows]] for name, rows in self.readings],
        }


def arrived(plain: dict[str, Any]) -> Arrived:
    """The same again from what was kept."""
    dialect = Dialect(plain["encoding"], plain["separator"], plain["quote"])
    hidden = tuple((first, last) for first, last in plain.get("hidden", ()))
    source = CsvSource(
        Path(plain["path"]),
        dialect,
        frozenset(plain["merged"]),
        plain.get("head", 1),
        plain.get("until", 0),
        plain.get("free", False),
        plain.get("sheet", False),
        _lines(hidden) if plain.get("passes") else frozenset(),
        plain.get("days", 0),
    )
    sample, top = plain["sample"], plain.get("top", ())
    return Arrived(
        plain["name"],
        source,
        tuple(plain["header"]),
        tuple(tuple(row) for row in sample),
        tuple((line, tuple(cells)) for line, cells in top),
        hidden,
        plain.get("doubt", False),
        plain.get("plan", ""),
        tuple((name, tuple(tuple(row) for row in rows)) for name, rows in plain.get("readings", ())),
    )


def _lines(ranges: tuple[tuple[int, int], ...]) -> frozenset[int]:
    return frozenset(line for first, last in ranges for line in range(first, last + 1))


def nothing_known(name: str) -> bool:
    """For looking at a file without any format in mind."""
    return False


def arrivals(
    path: Path, name: str, folder: Path, known: Known = nothing_known, said: Said | None = None
) -> list[Arrived]:
    """The tables that a file holds; sheets are unpacked under `folder`. Raises CannotImport, with the file's name in
    its words."""
    said = said or {}
    try:
        if not path.stat().st_size:
            raise CannotImport(_l("the file is empty"))
        if not workbooks.is_workbook(path):
            workbooks.refuse_web_page(path)
            return _of_text(path, name, known, said)
        sheets = workbooks.unpack(path, folder)
        if not sheets:
            raise CannotImport(_l("the workbook has no sheet with anything in it"))
        found = []
        for sheet in sheets:
            called = f"{name} / {sheet.name}" if len(sheets) > 1 else name
            source = CsvSource(sheet.path, UNPACKED, frozenset(sheet.merged), free=True, sheet=True, days=sheet.days)
            found += _tables(called, source, known, said, sheet.hidden)
        return found
    except CannotImport as error:
        raise CannotImport(_l("%(name)s: %(words)s", name=name, words=error.words)) from None


def _of_text(path: Path, name: str, known: Known, said: Said) -> list[Arrived]:
    chosen = said.get(name, {}).get("encoding", "")
    encoding = Encoding(chosen) if chosen else encoding_of(path)
    found = _tables(name, CsvSource(path, dialect_of(path, encoding.name), free=True), known, said)
    readings = _readings(found[0].source, encoding.name) if encoding.name in UNSURE else ()
    return [replace(one, doubt=encoding.doubt, readings=readings) for one in found]


def _readings(source: CsvSource, present: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """The first rows as the file reads in other encodings."""
    found = []
    for name in UNSURE - {present, "latin-1"}:
        other = replace(source, dialect=replace(source.dialect, encoding=name))
        try:
            found.append((name, opened_file("", other).sample[:3]))
        except CannotImport:
            continue
    return tuple(found)


def _tables(
    name: str, source: CsvSource, known: Known, said: Said, hidden: tuple[tuple[int, int], ...] = ()
) -> list[Arrived]:
    """The tables of a file or sheet, each with its header and first rows. Raises CannotImport."""
    top: list[Record] = []
    head, tables = said.get(name, {}).get("head", 0), None
    for line, cells in _records(source):
        if tables is None:
            top.append((line, cells))
            if len(top) == TOP * 2:
                tables = _begun(top, head, known)
        else:
            tables.see(line, cells)
    tables = tables or _begun(top, head, known)
    found = []
    for table in tables.found:
        called = name if table is tables.found[0] else f"{name} / {table.title or table.head}"
        own = replace(source, head=table.head, until=table.until)
        if hidden and said.get(called, {}).get("hidden") != "take":
            own = replace(own, hidden=_lines(hidden))
        found.append(replace(opened_file(called, own), top=_shown_top(top), hidden=hidden))
    return found


def _begun(top: list[Record], head: int, known: Known) -> Tables:
    """The tables as far as the first rows tell. Raises CannotImport."""
    if head and top and head > top[-1][0]:
        raise CannotImport(_l("line %(line)s is behind the first rows; the headings cannot stand there", line=head))
    tables = Tables(head or head_of(top, known), known)
    for line, cells in top:
        tables.see(line, cells)
    return tables


def _records(source: CsvSource) -> Iterator[Record]:
    """Every record of a file as it stands; what is broken is told when the rows are read."""
    quiet: Note = lambda line, column, reason: None  # noqa: E731 - said nowhere
    with CsvFile(replace(source, head=1, until=0, free=False), quiet) as file:
        yield 1, file.header
        yield from ((row.line, row.cells) for row in file.records())


def opened_file(name: str, source: CsvSource) -> Arrived:
    """A file or sheet with its header and first rows. Raises CannotImport. A header with faults of its own is told when
    the rows are read."""
    sample: list[tuple[str, ...]] = []
    with source.open(lambda line, column, reason: None) as file:
        header = list(file.header)
        while header and not header[-1]:
            header.pop()
        if len(header) > MOST_COLUMNS:
            raise CannotImport(
                _l(
                    "the table has %(found)s columns; at most %(most)s can be read",
                    found=len(header),
                    most=MOST_COLUMNS,
                )
            )
        if source.head in source.merged:
            raise CannotImport(_l("the names of the columns are merged cells; please give each column its own name"))
        for row in file.rows():
            if not row.passed:
                sample.append(tuple(_shown(cell) for cell in row.cells))
            if len(sample) == SAMPLE:
                break
    return Arrived(name, source, tuple(scrubbed(decoded(name)) for name in file.header), tuple(sample))


def decoded(cell: str) -> str:
    """The text with bytes that are no letters shown as such (�)."""
    return cell if cell.isprintable() else cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _shown_top(records: list[Record]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((line, tuple(_shown(cell) for cell in cells[:SHOWN_WIDE])) for line, cells in records[:TOP] if cells)


def _shown(cell: str) -> str:
    """A cell of the sample: short, and masked where it could be a document, a phone or an account."""
    cell = scrubbed(decoded(cell))
    if names_by_document(cell):
        return mask_id(cell)
    digits = sum(letter.isdigit() for letter in cell)
    return mask_id(cell) if digits >= 11 and len(cell) <= 32 else cell[:60]
