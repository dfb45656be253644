"""Files as they arrive: a workbook becomes its sheets, a CSV file tells how it is written, and each its columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving import workbooks
from portal.importing.arriving.faults import CannotImport
from portal.importing.arriving.reading import CsvSource, Dialect
from portal.importing.arriving.sniffing import dialect_of
from portal.rules.shared.masking import mask_id

MOST_COLUMNS = 300
SAMPLE = 5
UNPACKED = Dialect("utf-8", ",", '"')


@dataclass(frozen=True)
class Arrived:
    """A file or sheet that can be read; `name` is what people call it."""

    name: str
    source: CsvSource
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...] = ()

    @property
    def label(self) -> str:
        """The name of the sheet, or of the file without its ending."""
        last = self.name.rpartition(" / ")[2]
        return last.rpartition(".")[0] or last

    def plain(self) -> dict[str, Any]:
        """As the run's row keeps it."""
        dialect = self.source.dialect
        return {
            "name": self.name,
            "path": str(self.source.path),
            "encoding": dialect.encoding,
            "separator": dialect.separator,
            "quote": dialect.quote,
            "merged": sorted(self.source.merged),
            "header": list(self.header),
            "sample": [list(row) for row in self.sample],
        }


def arrived(plain: dict[str, Any]) -> Arrived:
    """The same again from what was kept."""
    dialect = Dialect(plain["encoding"], plain["separator"], plain["quote"])
    source = CsvSource(Path(plain["path"]), dialect, frozenset(plain["merged"]))
    return Arrived(plain["name"], source, tuple(plain["header"]), tuple(tuple(row) for row in plain["sample"]))


def arrivals(path: Path, name: str, folder: Path) -> list[Arrived]:
    """What a file holds; sheets are unpacked under `folder`. Raises CannotImport, with the file's name in its words."""
    try:
        if not path.stat().st_size:
            raise CannotImport(_l("the file is empty"))
        if not workbooks.is_workbook(path):
            workbooks.refuse_web_page(path)
            return [opened_file(name, CsvSource(path, dialect_of(path)))]
        sheets = workbooks.unpack(path, folder)
        if not sheets:
            raise CannotImport(_l("the workbook has no sheet with anything in it"))
        return [
            opened_file(
                f"{name} / {sheet.name}" if len(sheets) > 1 else name,
                CsvSource(sheet.path, UNPACKED, frozenset(sheet.merged)),
            )
            for sheet in sheets
        ]
    except CannotImport as error:
        raise CannotImport(_l("%(name)s: %(words)s", name=name, words=error.words)) from None


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
        if 1 in source.merged:
            raise CannotImport(_l("the names of the columns are merged cells; please give each column its own name"))
        for row in file.rows():
            sample.append(tuple(_shown(cell) for cell in row.cells))
            if len(sample) == SAMPLE:
                break
    return Arrived(name, source, tuple(decoded(name) for name in file.header), tuple(sample))


def decoded(cell: str) -> str:
    """The text with bytes that are no letters shown as such (�)."""
    return cell if cell.isprintable() else cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _shown(cell: str) -> str:
    """A cell of the sample: short, and masked where it could be a document, a phone or an account."""
    cell = decoded(cell)
    digits = sum(letter.isdigit() for letter in cell)
    return mask_id(cell) if digits >= 11 and len(cell) <= 32 else cell[:60]
