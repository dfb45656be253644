"""An import undone as a whole: changed values go back, new records go. What somebody did since is a conflict to decide.

Two things can stand in the way: a value that is neither what the import wrote nor what it found, and a new record that
has something of its own by now (a request, a contact, a seat …) or was edited. The undo looks for them first; when
there are any, nothing is changed and they are shown; what is decided goes into the next run. What somebody changes
while it is being undone stays.
"""

from __future__ import annotations

from typing import Any

import peewee

from portal.actions.administration import tasks
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.runs import AnotherImport, back_again, held, queue
from portal.importing.undoing.conflicts import KEEP, REMOVE, RESTORE, Plan, look
from portal.importing.undoing.taking_back import TakingBack, without_stopping
from portal.models import ImportRun
from portal.models.administration.tasks import Task
from portal.models.imports import DONE, UNDOING, UNDONE
from portal.reads.accounts.actors import Actor, by_account


def conflicts_of(run: ImportRun) -> list[dict[str, Any]]:
    """The conflicts that the last look found."""
    found: list[dict[str, Any]] = run.options.get("conflicts") or []
    return found


def decisions_in(values: Any) -> dict[str, str]:
    """`choice-KEY` → keep, restore or remove, as the form sends them; `others` for all that are not named."""
    found = {name.removeprefix("choice-"): value for name, value in values.items() if name.startswith("choice-")}
    if values.get("others"):
        found["others"] = values["others"]
    return {key: value for key, value in found.items() if value in (KEEP, RESTORE, REMOVE)}


def begin(actor: Actor, run: ImportRun, decisions: dict[str, str]) -> ImportRun:
    """Have a run undone. Raises WrongState, AnotherImport, Invalid (conflicts that are shown and not decided)."""
    shown = conflicts_of(run)
    if any(one["key"] not in decisions and "others" not in decisions for one in shown):
        raise Invalid(_l("Please decide about each conflict, or say what goes for all others."))
    try:
        with write():
            run = held(run, DONE)
            run.state, run.options = UNDOING, {**run.options, "undo": decisions}
            audit(actor, "import.undo_asked", run, branch=run.branch_id, **run.said)
            return queue(actor, run, "imports.undo")
    except peewee.IntegrityError:
        raise AnotherImport() from None


@tasks.kind("imports.undo")
def undo(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Undo a run in steps, or show the conflicts that nobody has decided. Once it has begun it goes to its end."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != UNDOING:
        return {"href": f"/imports/{run.id}"}
    plan = Plan(run.options.get("undo") or {})
    try:
        report(0, 1)
        look(run, plan)
    except Exception:
        if not run.position:
            with write():
                back_again(run)
        raise
    if plan.open and not run.position:
        _show(run, plan)
        return {"href": f"/imports/{run.id}/undo"}
    try:
        removed = TakingBack(run, plan, without_stopping(report)).all()
    except Exception:
        with write():
            back_again(run)
        raise
    _done(run, plan, removed)
    return {"href": f"/imports/{run.id}"}


def _show(run: ImportRun, plan: Plan) -> None:
    with write():
        more = plan.open - len(plan.conflicts)
        run.state, run.options = DONE, {**run.options, "conflicts": plan.conflicts, "conflicts_more": more}
        run.version += 1
        run.save()


def _done(run: ImportRun, plan: Plan, removed: dict[str, int]) -> None:
    with write():
        actor = by_account(run.author_id, clock.today()) if run.author_id else None
        changes = {name: ["", f"-{count}"] for name, count in removed.items() if count}
        audit(actor, "import.undone", run, branch=run.branch_id, **run.said, changes=changes)
        kept = {name: len(ids) for name, ids in plan.kept.items()}
        run.state, run.position = UNDONE, {}
        run.options = {**run.options, "conflicts": [], "removed": removed, "kept": kept}
        run.version += 1
        run.save()
        if run.author_id:
            tell([run.author_id], "import.undone", f"/imports/{run.id}", **run.said, **run.branch.said)
