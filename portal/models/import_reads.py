"""What people read of imports: runs in their scope, staged rows by the hundred, what a run wrote."""

from __future__ import annotations

from ..errors import OutOfScope
from ..rules.roles import Role
from ..rules.visibility import WHOLE_BANK
from .actors import Actor
from .imports import CHANGED, DUPLICATE, NEW, REJECTED, SKIPPED, UNCHANGED, ImportChange, ImportRow, ImportRun
from .organisation import Branch
from .walking import merged

PAGE = 50
ROWS = 100
SHOWN = {"faults": REJECTED, "changes": CHANGED, NEW: NEW, DUPLICATE: DUPLICATE, UNCHANGED: UNCHANGED, SKIPPED: SKIPPED}
"""Filter of the review → outcome."""


def branch_ids(actor: Actor) -> list[int] | None:
    """Ids of the branches whose imports this person sees; None: all."""
    return None if actor.roles & WHOLE_BANK else actor.branch_ids(Role.BRANCH_ADMIN)


def run_of(actor: Actor, run_id: int) -> ImportRun:
    """A run in this person's scope, with its branch. Raises OutOfScope."""
    ids = branch_ids(actor)
    query = ImportRun.select(ImportRun, Branch).join(Branch).where(ImportRun.id == run_id)
    found = query.where(ImportRun.branch.in_(ids)).get_or_none() if ids is not None else query.get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def runs_page(actor: Actor, before: int | None = None) -> tuple[list[ImportRun], int | None]:
    """Runs, newest first, and the id before which the next page begins (one walk of an index for each branch)."""
    ids = branch_ids(actor)
    chosen = ImportRun.select(ImportRun.id, ImportRun.id.alias("k"))
    chosen = chosen.where(ImportRun.id < before) if before else chosen
    parts = [chosen.where(ImportRun.branch == branch) for branch in ids] if ids is not None else [chosen]
    if not parts:
        return [], None
    sql, params = merged(parts, True, PAGE + 1)
    wanted = [row[0] for row in ImportRun._meta.database.execute_sql(sql, params).fetchall()]  # type: ignore[attr-defined]
    query = ImportRun.select(ImportRun, Branch).join(Branch).where(ImportRun.id.in_(wanted[:PAGE] or [0]))
    rows = list(query.order_by(ImportRun.id.desc()))
    return rows, (wanted[PAGE - 1] if len(wanted) > PAGE else None)


def rows_page(run: ImportRun, sheet: int, shown: str = "", after: int = 0) -> tuple[list[ImportRow], int | None]:
    """A hundred rows of a sheet, and the line after which the next ones stand (None: these are the last)."""
    mine = (ImportRow.run == run.id) & (ImportRow.sheet == sheet) & (ImportRow.line > after)
    if shown in SHOWN:
        mine &= ImportRow.outcome == SHOWN[shown]
    rows = list(ImportRow.select().where(mine).order_by(ImportRow.line).limit(ROWS + 1))
    return rows[:ROWS], (rows[ROWS - 1].line if len(rows) > ROWS else None)


def row_of(run: ImportRun, sheet: int, line: int) -> ImportRow:
    """One staged row. Raises OutOfScope."""
    found = ImportRow.get_or_none(ImportRow.run == run.id, ImportRow.sheet == sheet, ImportRow.line == line)
    if found is None:
        raise OutOfScope()
    return found


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
