"""A workbook's sheets as CSV files. Run as a program of its own (`workbooks.unpack`), with little memory allowed:
a reader of workbooks keeps a whole sheet in memory, as wide and long as its farthest cell says.

Standard output: one JSON object. A formula gives the value that was last computed for it, a cell that holds an error
is blank. What needs nothing of the portal stays free of it: this file imports the reader alone.
"""

import csv
import json
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

MOST_ROWS_NAMED = 50


def text(cell: object) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a point, days as 2026-03-02."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else format(cell, ".15g")
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


def unpack(source: str, folder: str) -> dict[str, object]:
    # a library for the small process alone
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(source)
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
