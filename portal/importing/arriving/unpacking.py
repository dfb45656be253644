"""A workbook's sheets as CSV files. Run as a program of its own (`workbooks.unpack`), with little memory allowed:
a reader of workbooks keeps a whole sheet in memory, as wide and long as its farthest cell says.

Standard output: one JSON object. A formula gives the value that was last computed for it, a cell that holds an error
is blank. Each row is one line (the end of a line within a cell is written as U+2028). What needs nothing of the portal
stays free of it: this file imports the reader alone.
"""

import csv
import html
import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

MOST_ROWS_NAMED = 50
DIGITS_KEPT = 10**15
"""Excel keeps fifteen digits of a number; what has more is written with a power, as Excel shows it."""
LATER = 1462
"""By so many days the calendar of 1904 begins later than that of 1900."""
_ROW = re.compile(rb"<row\b[^>]*>")
_PLACE = re.compile(rb'\br="(\d+)"')


def text(cell: object) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a point, days as 2026-03-02."""
    if isinstance(cell, str):
        return re.sub("\r\n?|\n", "\u2028", cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < DIGITS_KEPT else format(cell, ".15g")
    if isinstance(cell, int) and abs(cell) >= DIGITS_KEPT:
        return format(float(cell), ".15e")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time | timedelta | int):
        return str(cell)
    return ""


def merged_rows(sheet) -> list[int]:  # type: ignore[no-untyped-def]
    """Lines (from 1) that merged cells touch, the first fifty of them."""
    lines: set[int] = set()
    for (top, _left), (bottom, _right) in sheet.merged_cell_ranges or ():
        lines.update(range(top + 1, min(bottom + 2, top + 1 + MOST_ROWS_NAMED)))
    return sorted(lines)[:MOST_ROWS_NAMED]


def of_1904(source: str) -> bool:
    """Does the workbook count its days from 1904 on?"""
    if not zipfile.is_zipfile(source):
        return False
    with zipfile.ZipFile(source) as archive:
        head = archive.open("xl/workbook.xml").read(1 << 16) if "xl/workbook.xml" in archive.namelist() else b""
    return bool(re.search(rb'date1904="(1|true)"', head))


def hidden_rows(source: str) -> dict[str, list[list[int]]]:
    """Name of a sheet → [first, last] of the rows that are hidden in it, as a filter does."""
    if not zipfile.is_zipfile(source):
        return {}
    found = {}
    with zipfile.ZipFile(source) as archive:
        for name, part in _parts(archive).items():
            with archive.open(part) as file:
                if ranges := _hidden_in(file):
                    found[name] = ranges
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → its part of the archive."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    book, ties = (
        archive.read(name).decode("utf-8", "replace") for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {}
    for tie in re.findall(r"<Relationship\b[^>]*>", ties):
        ident, target = re.search(r'\bId="([^"]*)"', tie), re.search(r'\bTarget="([^"]*)"', tie)
        if ident and target:
            targets[ident[1]] = target[1].lstrip("/").removeprefix("xl/")
    found = {}
    for sheet in re.findall(r"<sheet\b[^>]*>", book):
        name, ident = re.search(r'\bname="([^"]*)"', sheet), re.search(r'r:id="([^"]*)"', sheet)
        part = f"xl/{targets.get(ident[1], '')}" if ident else ""
        if name and part in names:
            found[html.unescape(name[1])] = part
    return found


def _hidden_in(file) -> list[list[int]]:  # type: ignore[no-untyped-def]
    ranges: list[list[int]] = []
    rest = b""
    while piece := file.read(1 << 20):
        text = rest + piece
        for row in _ROW.findall(text) if b"hidden=" in text else ():
            place = _PLACE.search(row)
            if b'hidden="1"' in row and place:
                line = int(place[1])
                if ranges and line <= ranges[-1][1] + 1:
                    ranges[-1][1] = max(line, ranges[-1][1])
                else:
                    ranges.append([line, line])
        rest = text[text.rfind(b"<") :] if b"<" in text[-4096:] else b""
    return ranges


def unpack(source: str, folder: str) -> dict[str, object]:
    # a library for the small process alone
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(source)
    days, hidden = LATER if of_1904(source) else 0, hidden_rows(source)
    sheets = []
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_index(place)
        if not sheet.height:
            continue
        path = Path(folder) / f"{place}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for row in sheet.iter_rows():
                cells = [text(cell) for cell in row]
                writer.writerow(cells if any(cells) else [])
        sheets.append(
            {
                "name": about.name,
                "path": str(path),
                "rows": sheet.total_height,
                "columns": sheet.total_width,
                "merged": merged_rows(sheet),
                "hidden": hidden.get(about.name, []),
                "days": days,
            }
        )
    return {"sheets": sheets}


def main(source: str, folder: str, megabytes: str) -> None:
    import resource  # Unix alone has it, and the process of the reader alone needs it

    most = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        found = unpack(source, folder)
    except MemoryError:
        found = {"error": "memory"}
    except Exception as error:  # whatever the reader says, its name tells the kind
        found = {"error": type(error).__name__, "words": str(error)[:200]}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
