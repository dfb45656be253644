"""Files as people upload them, and how far an import has come."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from portal import jobs
from portal.actions.administration import tasks
from portal.models import ImportRow, ImportRun

HEADER = "外部编号,姓名,类型,手机号,出生日期,单位"
PEOPLE = f"{HEADER}\nK1,周国强,个人,13804310011,1980-05-06,一汽解放\nK2,刘玉兰,个人,13804310012,1981/6/7,一汽大众\n"


def workbook(**sheets: list[list[Any]]) -> bytes:
    """An xlsx with these sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    book.close()
    return file.getvalue()


def upload(browser: Any, *files: tuple[str, bytes | str], status: int = 200, branch: str = "FAW", **fields: Any) -> Any:
    """Send files as the form does and have the worker read them; answers the page that follows."""
    sent = [(io.BytesIO(content.encode() if isinstance(content, str) else content), name) for name, content in files]
    page = browser.post("/imports/new", status=status, branch=branch, files=sent, **fields)
    work(browser)
    return page


def work(browser: Any) -> int:
    """What the worker does: everything that waits."""
    with browser.app.app_context():
        return tasks.run_due(jobs.TASKS)


def latest() -> ImportRun:
    return ImportRun.select().order_by(ImportRun.id.desc()).get()


def outcomes(run: ImportRun | None = None, sheet: int = 0) -> list[str]:
    """The outcome of each row, in the order of the file."""
    run = run or latest()
    query = ImportRow.select(ImportRow.outcome).where(ImportRow.run == run, ImportRow.sheet == sheet)
    return [row[0] for row in query.order_by(ImportRow.line).tuples()]


def faults(run: ImportRun | None = None, sheet: int = 0) -> list[tuple[int, str, str]]:
    """(line, column, the English words of the catalogue) of every fault."""
    run = run or latest()
    query = ImportRow.select().where(ImportRow.run == run, ImportRow.sheet == sheet, ImportRow.faults.is_null(False))
    rows = [(row.line, name, words) for row in query.order_by(ImportRow.line) for name, words in row.faults]
    return [(line, name, words if isinstance(words, str) else words[0] % words[1]) for line, name, words in rows]


def confirmed(browser: Any, run: ImportRun | None = None, mode: str = "all", status: int = 200) -> ImportRun:
    """Confirm a run and have the worker write it."""
    run = run or latest()
    browser.post(f"/imports/{run.id}/confirm", status=status, mode=mode, version=str(run.version))
    work(browser)
    return ImportRun.get_by_id(run.id)
