"""What people read of imports: runs in their scope, staged rows by the hundred, what a run wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import Value, fn

from portal.ground.errors import OutOfScope
from portal.models.imports import (
    CHANGED,
    DUPLICATE,
    NEW,
    REJECTED,
    SKIPPED,
    UNCHANGED,
    ImportChange,
    ImportRow,
    ImportRun,
)
from portal.models.organisation import Branch
from portal.reads.accounts.actors import Actor
from portal.reads.shared.walking import merged
from portal.rules.accounts.visibility import FULL_IN_BRANCH, WHOLE_BANK, Permission

PAGE = 50
ROWS = 100
MOST_WORDS = 4
LEFT = "left"
"""Filter of the review: rows some of whose cells are left out."""
SHOWN = {"faults": REJECTED, "changes": CHANGED, NEW: NEW, DUPLICATE: DUPLICATE, UNCHANGED: UNCHANGED, SKIPPED: SKIPPED}
"""Filter of the review → outcome."""


def branch_ids(actor: Actor) -> list[int] | None:
    """Ids of the branches whose imports this person sees, or works on where the page asks for that; None: all."""
    actor = actor.acting(None, Permission.IMPORTS_READ)
    return None if actor.whole_bank else actor.branch_ids(*FULL_IN_BRANCH, *WHOLE_BANK)


def run_of(actor: Actor, run_id: int) -> ImportRun:
    """A run in this person's scope, with its branch. Raises OutOfScope."""
    ids = branch_ids(actor)
    query = ImportRun.select(ImportRun, Branch).join(Branch).where(ImportRun.id == run_id)
    found = query.where(ImportRun.branch.in_(ids)).get_or_none() if ids is not None else query.get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def runs_page(
    actor: Actor, before: int | None = None, states: Iterable[str] = ()
) -> tuple[list[ImportRun], int | None]:
    """Runs (of some states), newest first, and the id before which the next page begins (one walk of an index for each
    branch)."""
    ids = branch_ids(actor)
    chosen = ImportRun.select(ImportRun.id, ImportRun.id.alias("k"))
    chosen = chosen.where(ImportRun.state.in_([*states])) if states else chosen
    chosen = chosen.where(ImportRun.id < before) if before else chosen
    parts = [chosen.where(ImportRun.branch == branch) for branch in ids] if ids is not None else [chosen]
    if not parts:
        return [], None
    sql, params = merged(parts, True, PAGE + 1)
    wanted = [row[0] for row in ImportRun._meta.database.execute_sql(sql, params).fetchall()]  # type: ignore[attr-defined]
    query = ImportRun.select(ImportRun, Branch).join(Branch).where(ImportRun.id.in_(wanted[:PAGE] or [0]))
    rows = list(query.order_by(ImportRun.id.desc()))
    return rows, (wanted[PAGE - 1] if len(wanted) > PAGE else None)


@dataclass(frozen=True)
class RowsPage:
    """A hundred staged rows; `before` and `after`: the lines behind which the pages before and after begin (None: there
    is none)."""

    rows: list[ImportRow]
    before: int | None
    after: int | None


def rows_page(
    run: ImportRun, sheet: int, shown: str = "", after: int = 0, sought: str = "", reason: str = ""
) -> RowsPage:
    """Some rows of a sheet: of an outcome, with a text in their cells, or that look known for a reason."""
    mine = (ImportRow.run == run.id) & (ImportRow.sheet == sheet)
    if shown in SHOWN:
        mine &= ImportRow.outcome == SHOWN[shown]
    elif shown == LEFT:
        mine &= ImportRow.faults.is_null(False) & ImportRow.outcome.not_in([REJECTED, SKIPPED])
    if reason:
        mine &= ImportRow.reason == reason
    for word in sought.split()[:MOST_WORDS]:
        mine &= fn.LOWER(ImportRow.cells.cast("text")).contains(json.dumps(word.lower(), ensure_ascii=False)[1:-1])
    rows = list(ImportRow.select().where(mine, ImportRow.line > after).order_by(ImportRow.line).limit(ROWS + 1))
    before = None
    if after:
        upward = ImportRow.select(ImportRow.line).where(mine, ImportRow.line <= after)
        lines = [row[0] for row in upward.order_by(ImportRow.line.desc()).limit(ROWS + 1).tuples()]
        before = (lines[ROWS] if len(lines) > ROWS else 0) if lines else None
    return RowsPage(rows[:ROWS], before, rows[ROWS - 1].line if len(rows) > ROWS else None)


def reasons_of(run: ImportRun) -> list[tuple[str, int]]:
    """(why rows look known, how many are undecided), the most first."""
    mine = (ImportRow.run == run.id) & (ImportRow.outcome == DUPLICATE) & (ImportRow.decision == "")
    mine &= ImportRow.sheet.in_([*range(len(run.parts))])
    count = fn.COUNT(ImportRow.id)
    query = ImportRow.select(ImportRow.reason, count).where(mine).group_by(ImportRow.reason)
    return list(query.order_by(count.desc()).tuples())


def row_of(run: ImportRun, sheet: int, line: int) -> ImportRow:
    """One staged row. Raises OutOfScope."""
    found = ImportRow.get_or_none(ImportRow.run == run.id, ImportRow.sheet == sheet, ImportRow.line == line)
    if found is None:
        raise OutOfScope()
    return found


Place = tuple[int, int]


def faults_beside(run: ImportRun, sheet: int, line: int) -> tuple[Place | None, Place | None]:
    """(sheet, line) of the row before and of the row after a row that is rejected or waits to be decided about, over
    all sheets (one statement, one probe of the index for each sheet, outcome and direction that has any).
    """
    here = (sheet, line)
    parts = [
        _probe(run, place, outcome, line if place == sheet else None, back)
        for place, counts in enumerate(run.counts)
        for outcome in (REJECTED, DUPLICATE)
        for back in (True, False)
        if (counts or {}).get(outcome) and (place <= sheet if back else place >= sheet)
    ]
    found = [(row[0], row[1]) for row in reduce(or_, parts).tuples() if row[1]] if parts else []
    before, after = [one for one in found if one < here], [one for one in found if one > here]
    return max(before, default=None), min(after, default=None)


def _probe(run: ImportRun, sheet: int, outcome: str, line: int | None, back: bool) -> Any:
    """The last line at fault of a sheet (`back`) or its first; before or behind a line of it."""
    mine = (ImportRow.run == run.id) & (ImportRow.sheet == sheet) & (ImportRow.outcome == outcome)
    if outcome == DUPLICATE:
        mine &= ImportRow.decision == ""
    if line is not None:
        mine &= (ImportRow.line < line) if back else (ImportRow.line > line)
    which = fn.MAX(ImportRow.line) if back else fn.MIN(ImportRow.line)
    return ImportRow.select(Value(sheet).cast("integer"), which).where(mine)


def changes_page(run: ImportRun, table: str, new: bool, after: int = 0) -> tuple[list[ImportChange], int | None]:
    """A hundred records that a run added to (or changed in) a table, and the id after which the next ones stand."""
    mine = (ImportChange.run == run.id) & (ImportChange.table == table) & (ImportChange.id > after)
    mine &= ImportChange.changes.is_null(new)
    rows = list(ImportChange.select().where(mine).order_by(ImportChange.id).limit(ROWS + 1))
    return rows[:ROWS], (rows[ROWS - 1].id if len(rows) > ROWS else None)


def earlier_with(branch: int, digest: str) -> ImportRun | None:
    """The latest run of a branch that took a file of the same content and came to something."""
    done = ImportRun.state.in_(["review", "loading", "done", "staging", "mapping"])
    query = ImportRun.select().where(ImportRun.branch == branch, ImportRun.digest == digest, done)
    return query.order_by(ImportRun.id.desc()).first()


def total_of(run: ImportRun, outcome: str) -> int:
    """Rows of a run with an outcome, over all its parts."""
    return sum((counts or {}).get(outcome, 0) for counts in run.counts)
