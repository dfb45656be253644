"""Workbooks that go out: an empty one to be filled in, and the rejected rows of a run with their reasons."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.layout import EXAMPLES as EXAMPLE_ROW
from portal.importing.checking import naming
from portal.importing.checking.recognising import CODES, README, REASONS
from portal.importing.showing import Masks, may_see_whole
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
    _l("The first row of each sheet is an example: overwrite or delete it; left as it is, it is passed over."),
    _l("Columns of numbers (documents, accounts, cards, phones) are text, so that Excel does not change them."),
    _l("The column “colleague” of contacts holds the user name or full name of whoever had the contact."),
)


def workbook() -> IO[bytes]:
    """The workbook to fill in, in the reader's language: explanations, a sheet for each table, the lists of codes."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E6EEF9", "border": 1, "text_wrap": True})
    words = book.add_worksheet(README[i18n.language()])
    words.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for line, sentence in enumerate(_EXPLAINED):
        words.write(line, 0, str(sentence))
    codes = _codes(book, bold)
    for table, file_words in naming.tables().items():
        _table(book, bold, table, file_words, codes)
    book.close()
    file.seek(0)
    return file


EXAMPLES: dict[str, dict[str, Any]] = {
    "clients": {"name": "周国强", "kind": "个人", "gender": "男", "birthday": "1980-05-06", "mobile": "13800000000"},
    "accounts": {"number": "6217940000000000000", "product": "存款", "opened_on": "2024-03-02", "balance": "1,234.50"},
    "cards": {
        "account": "6217940000000000000",
        "number": "6228010000000000000",
        "kind": "金卡",
        "issued_on": "2024-03-02",
    },
    "services": {"product": "ETC 记账卡", "number": "QY-2024-0001", "since": "2024-03-02"},
    "balances": {"account": "6217940000000000000", "day": "2026-11-01", "balance": "1,234.50"},
    "loans": {
        "number": "DK-2024-0001",
        "started_on": "2024-03-02",
        "months": 36,
        "amount": "¥12万",
        "monthly": "3500.50",
        "status": "正常",
    },
    "contacts": {"staff": "王磊", "channel": "电话", "happened_at": "2026-11-20 15:30", "summary": "谈到子女入学"},
    "transactions": {"account": "6217940000000000000", "happened_on": "2026-11-10", "direction": "贷", "amount": "100"},
}
"""A row that shows how each table is filled in; its first cell says that it is one, and the reader passes it over."""
IN_ENGLISH = {
    "个人": "individual",
    "男": "male",
    "存款": "deposit",
    "手机银行": "mobile_bank",
    "电话": "phone",
    "贷": "credit",
    "周国强": "Zhou Guoqiang",
    "王磊": "Wang Lei",
    "谈到子女入学": "spoke of the children's school",
    "¥12万": "120,000",
    "金卡": "gold",
    "正常": "running",
}


def _codes(book: Any, bold: Any) -> dict[str, str]:
    """A sheet with the words of each coded column. Answers the range of each list."""
    title, heads = CODES[i18n.language()], _heads()
    sheet, ranges = book.add_worksheet(title), {}
    for place, (name, words) in enumerate(naming.codes().items()):
        sheet.write(0, place, heads.get(name, name), bold)
        listed = _once_each(words)
        for line, word in enumerate(listed, start=1):
            sheet.write(line, place, word)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        ranges[name] = f"='{title}'!${letter}$2:${letter}${len(listed) + 1}"
    sheet.set_column(0, len(ranges), 20)
    return ranges


def _once_each(words: dict[str, str]) -> list[str]:
    """The words of a list of codes in the reader's language, one for each code: the first."""
    names: dict[str, list[str]] = {}
    for word, code in words.items():
        names.setdefault(code, []).append(word)
    return [_heading(found) for found in names.values()]


def _heading(names: Iterable[str]) -> str:
    """How people read a name of ours: the first in their language, without the lines that computers like."""
    return _spoken(names)[0].replace("_", " ")


def _heads() -> dict[str, str]:
    """List of codes → how the first column that is filled from it is called."""
    found: dict[str, str] = {}
    for words in naming.tables().values():
        for column in words["columns"].values():
            if "codes" in column:
                found.setdefault(column["codes"], _heading([column["from"], *column.get("also", ())]))
    return found


def _spoken(names: Iterable[str]) -> list[str]:
    """Of the names under which our format knows something, those in the reader's language; all where it has none."""
    names, chinese = [*names], i18n.language() == "zh"
    return [name for name in names if name.isascii() != chinese] or names


def _table(book: Any, bold: Any, table: str, words: dict[str, Any], codes: dict[str, str]) -> None:
    sheet = book.add_worksheet(_spoken(words["sheets"])[0])
    needed, plan = set(naming.needed(table)), naming.plan_of(table)
    plain = book.add_format({"num_format": "@"})
    digits = {column.target for column in plan.columns if column.digits} | {naming.KEY}
    made = table != "clients" and words.get("key_made")
    wanted = {name: names for name, names in naming.targets(table).items() if names and not (made and name == "key")}
    sheet.set_column(0, 40, 18)
    for place, (target, names) in enumerate(wanted.items()):
        sheet.write(0, place, _heading(names) + ("*" if target in needed else ""), bold)
        if target in digits:
            sheet.set_column(place, place, 24, plain)
        _example(sheet, place, EXAMPLES.get(table, {}).get(target), plain if target in digits else None)
        column = words["columns"].get(target, {})
        if column.get("codes") in codes:
            sheet.data_validation(
                1, place, 5000, place, {"validate": "list", "source": codes[column["codes"]], "error_type": "warning"}
            )
    sheet.freeze_panes(1, 0)


def _example(sheet: Any, place: int, value: Any, plain: Any) -> None:
    """A cell of the example row; the first says what the row is."""
    chinese = i18n.language() == "zh"
    text = EXAMPLE_ROW[not chinese] if place == 0 else value
    if text is not None:
        sheet.write(1, place, text if chinese else IN_ENGLISH.get(text, text), *([plain] if plain else []))


def rejected_rows(actor: Actor, run: ImportRun) -> IO[bytes]:
    """The rejected rows in the columns of their files, with the reason; mended, it can be imported as it is. Whole
    numbers stand in it for those alone who may reveal them over the branch; that it was fetched is recorded.
    """
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - who sends it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    taken: set[str] = set()
    whole = may_see_whole(actor, run)
    for place, part in enumerate(run.parts):
        if not ((run.counts[place] or {}).get(REJECTED) if place < len(run.counts) else 0):
            continue
        sheet = book.add_worksheet(_sheet_name(part["name"], taken))
        sheet.write_row(0, 0, [*part["header"], REASONS[i18n.language()]], bold)
        masks = Masks(run, place, whole)
        for number, row in enumerate(_rejected(run, place), start=1):
            cells = opened(row.cells)
            cells = [*cells, *[""] * (len(part["header"]) - len(cells))]
            for column, cell in enumerate(cells[: len(part["header"])]):
                sheet.write_string(number, column, cell if whole else masks.cell(column, cell, True))
            sheet.write_string(number, len(part["header"]), _reasons(row, masks))
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


def _reasons(row: ImportRow, masks: Masks) -> str:
    told = ((name, masks.reason(reason)) for name, reason in row.faults or ())
    heads = dict(zip(masks.names, masks.header, strict=False))
    named = ((heads.get(name, ""), reason) for name, reason in told)
    lines = (_("%(name)s: %(words)s", name=name, words=reason) if name else reason for name, reason in named)
    return _("; ").join(str(line) for line in lines)[:32_000]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A sheet's name: of the sheet or file, without what a workbook does not allow, once only."""
    last = name.rpartition(" / ")[2]
    plain = re.sub(r"[\[\]:*?/\\']", "_", last.rpartition(".")[0] or last)[:28] or _("Sheet")
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.casefold())
    return found
