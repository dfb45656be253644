"""Workbooks that go out: an empty one to be filled in, and the rejected rows of a run with their reasons."""

from __future__ import annotations

import re
import tempfile
from typing import IO, Any

import xlsxwriter

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import said
from portal.importing.checking import remembered
from portal.importing.checking.recognising import CODES, README, REASONS
from portal.importing.writing.staging import AT_ONCE, opened
from portal.models import ImportRow, ImportRun
from portal.models.imports import REJECTED
from portal.reads.accounts.actors import Actor
from portal.words.imports import TABLES

_EXPLAINED = (
    _l("Fill in one sheet for each kind of record; sheets and columns that are not needed may be deleted."),
    _l("Columns with a star must be filled. Keep the names of columns and sheets as they are."),
    _l("A client is named by the number of the portal (C-0000123), by his document, or by a key of another system."),
    _l("In the other sheets the column “client” holds one of these three; “account” holds the account's number."),
    _l("Dates: 2026-12-24, 2026/12/24, 20261224, 2026年12月24日, 24.12.2026 or a date of the workbook."),
    _l("Amounts are in yuan: 1234.50, 1,234.50 or ¥3万."),
    _l("An empty cell leaves what the portal holds as it is."),
    _l("Formulas: the value that was last computed is taken. Merged cells are refused."),
    _l("The column “colleague” of contacts holds the user name or full name of whoever had the contact."),
)


def workbook() -> IO[bytes]:
    """The workbook to fill in: explanations in both languages, a sheet for each table, the lists of codes."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E6EEF9", "border": 1, "text_wrap": True})
    words = book.add_worksheet(README)
    words.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    line = 0
    for language in ("zh", "en"):
        with i18n.speaking(language):
            for sentence in _EXPLAINED:
                words.write(line, 0, str(sentence))
                line += 1
        line += 1
    codes = _codes(book, bold)
    for table, file_words in remembered.tables().items():
        _table(book, bold, table, file_words, codes)
    book.close()
    file.seek(0)
    return file


def _codes(book: Any, bold: Any) -> dict[str, str]:
    """A sheet with the words of each coded column. Answers the range of each list."""
    sheet, ranges = book.add_worksheet(CODES), {}
    for place, (name, words) in enumerate(remembered.codes().items()):
        sheet.write(0, place, name, bold)
        listed = [word for word in words if i18n.language() == "en" or not word.isascii()] or [*words]
        for line, word in enumerate(listed, start=1):
            sheet.write(line, place, word)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        ranges[name] = f"='{CODES}'!${letter}$2:${letter}${len(listed) + 1}"
    sheet.set_column(0, len(ranges), 20)
    return ranges


def _table(book: Any, bold: Any, table: str, words: dict[str, Any], codes: dict[str, str]) -> None:
    chinese = i18n.language() == "zh"
    sheet = book.add_worksheet(words["sheets"][1 if chinese else 0])
    needed = set(remembered.needed(table))
    for place, (target, names) in enumerate(remembered.targets(table).items()):
        name = next((name for name in names if not name.isascii()), names[0]) if chinese else names[0]
        sheet.write(0, place, name + ("*" if target in needed else ""), bold)
        column = words["columns"].get(target, {})
        if column.get("codes") in codes:
            sheet.data_validation(
                1, place, 5000, place, {"validate": "list", "source": codes[column["codes"]], "error_type": "warning"}
            )
    sheet.set_column(0, 40, 18)
    sheet.freeze_panes(1, 0)


def rejected_rows(actor: Actor, run: ImportRun) -> IO[bytes]:
    """The rejected rows in the columns of their files, with the reason; mended, it can be imported as it is. Since the
    cells are handed out unmasked, it is recorded.
    """
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    taken: set[str] = set()
    for place, part in enumerate(run.parts):
        if not ((run.counts[place] or {}).get(REJECTED) if place < len(run.counts) else 0):
            continue
        sheet = book.add_worksheet(_sheet_name(part["name"], taken))
        sheet.write_row(0, 0, [*part["header"], REASONS[i18n.language()]], bold)
        for number, row in enumerate(_rejected(run, place), start=1):
            cells = opened(row.cells)
            cells = [*cells, *[""] * (len(part["header"]) - len(cells))]
            for column, cell in enumerate(cells[: len(part["header"])]):
                sheet.write_string(number, column, cell)
            sheet.write_string(number, len(part["header"]), _reasons(row))
    if not taken:
        book.add_worksheet(str(TABLES["clients"])).write(0, 0, _("No row was rejected."))
    book.close()
    with write():
        audit(actor, "import.rejected", run, branch=run.branch_id, **run.said)
    file.seek(0)
    return file


def _rejected(run: ImportRun, place: int) -> Any:
    last = 0
    while True:
        mine = (ImportRow.run == run.id) & (ImportRow.sheet == place) & (ImportRow.outcome == REJECTED)
        batch = list(ImportRow.select().where(mine, ImportRow.line > last).order_by(ImportRow.line).limit(AT_ONCE))
        if not batch:
            return
        yield from batch
        last = batch[-1].line


def _reasons(row: ImportRow) -> str:
    return "; ".join(f"{name}: {said(reason)}" if name else said(reason) for name, reason in row.faults or ())[:32_000]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A sheet's name: of the sheet or file, without what a workbook does not allow, once only."""
    last = name.rpartition(" / ")[2]
    plain = re.sub(r"[\[\]:*?/\\']", "_", last.rpartition(".")[0] or last)[:28] or "sheet"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.casefold())
    return found
