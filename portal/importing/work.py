"""What the worker does for imports: files are staged, a confirmed run is written, one is undone."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from portal.actions.administration import statistics, tasks
from portal.actions.shared.telling import tell
from portal.database import write
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.importing import inbox
from portal.importing.arriving import sealing
from portal.importing.arriving.faults import CannotImport, Faults, kept
from portal.importing.arriving.files import Arrived, Said, arrivals, arrived
from portal.importing.arriving.runs import back_again, folder_of, kept_files
from portal.importing.checking.loading import Outcome, Part, Plans, size_of
from portal.importing.checking.parts import ground_of, mapping_of, parts_of
from portal.importing.checking.recognising import plans_of
from portal.importing.checking.run import Checked, check
from portal.importing.checking.understanding import Understood, understand
from portal.importing.mapping.headings import plain_name
from portal.importing.mapping.plans import Mapping
from portal.importing.mapping.words import headings
from portal.importing.steps import take_back, write_run
from portal.importing.undoing.taking_back import without_stopping
from portal.importing.writing.watching import Overtaken
from portal.models import ImportRow, ImportRun
from portal.models.administration.tasks import Task
from portal.models.imports import DONE, DUPLICATE, LOADING, MAPPING, REVIEW, STAGING, TAKING_BACK, UNREADABLE
from portal.reads.accounts.actors import by_account

COMMAND = "command"
MOST_MOVED = 200


@tasks.kind("imports.stage")
def stage(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Read the files of a run and stage their rows; where the columns mean nothing to us, wait for somebody to say."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != STAGING:
        return {"href": f"/imports/{run.id}"}
    with write():
        ImportRow.delete().where(ImportRow.run == run.id).execute()
    found: dict[str, Any] = {}
    try:
        with sealing.opened(folder_of(run)) if kept_files(run) else nullcontext():
            found = _stage(run, report)
    except CannotImport as error:
        run.state, run.faults = UNREADABLE, [["", 0, "", kept(error.words)]]
    except Exception:
        with write():
            ImportRow.delete().where(ImportRow.run == run.id).execute()
            back_again(run)
        shutil.rmtree(folder_of(run), ignore_errors=True)
        raise
    with write():
        run.version += 1
        run.save()
        if run.author_id and run.state in (REVIEW, MAPPING):
            kind = "import.read" if run.state == REVIEW else "import.asks"
            tell([run.author_id], kind, f"/imports/{run.id}", **run.said, **run.branch.said)
    if run.origin == "folder":
        inbox.after_staging(run)
    return {"href": f"/imports/{run.id}", **found}


def _stage(run: ImportRun, report: tasks.Report) -> dict[str, Any]:
    """Read and check the files. Answers what the command says of it."""
    if run.origin == COMMAND and not kept_files(run):
        return _checked(run, *_named(run), report)
    read = _recognised(run)
    if read is None:
        run.state = MAPPING
        return {}
    return _checked(run, *read, report)


def _checked(run: ImportRun, mapping: Mapping, plans: Plans, report: tasks.Report) -> dict[str, Any]:
    total, done = size_of(plans), [0]

    def progress(count: int) -> None:
        done[0] += count
        report(done[0], total)

    report(0, total)
    checked = check(run, mapping, plans, run.branch, ground_of(run, mapping), progress)
    run.rows_total = sum(sum(counts.values()) for counts in run.counts)
    run.state = REVIEW if checked.whole else UNREADABLE
    return outcome_of(run, checked).kept() if run.origin == COMMAND else {}


def outcome_of(run: ImportRun, checked: Checked) -> Outcome:
    """A check as the command says it."""
    found = Faults(checked.faults.found)
    return Outcome(run.format, run.branch_code, True, checked.files, checked.totals, found, run.id)


def _named(run: ImportRun) -> tuple[Mapping, Plans]:
    """The format that the command named, and its files. Raises CannotImport."""
    mapping = mapping_of(run)
    return mapping, named_plans(mapping, [arrived(part) for part in run.parts])


def named_plans(mapping: Mapping, files: list[Arrived]) -> Plans:
    """The files of a format by their names; of one whose files are spare by their columns."""
    if mapping.spare_files:
        return plans_of(mapping, files)
    return [
        Part(plan, file.source, file.name, mapping.dialect.encoding, place)
        for plan in mapping.files
        for place, file in enumerate(files)
        if file.name == plan.file
    ]


def _recognised(run: ImportRun) -> tuple[Mapping, Plans] | None:
    """How files that came without a format are read; None when somebody is to be asked first. Raises CannotImport."""
    found = understand(run, _files(run))
    run.parts = [file.plain() for file in found.files]
    run.format = found.form
    run.options = {**run.options, **options_of(found)}
    if found.asks or found.mapping is None:
        return None
    return found.mapping, plans_of(found.mapping, found.files)


def _files(run: ImportRun) -> list[Arrived]:
    """The tables in the files of a run, as they were said to stand there. Raises CannotImport."""
    folder, found = folder_of(run), []
    for place, file in enumerate(run.options["files"]):
        found += look_at(folder / file["file"], file["name"], folder / f"{place}", run.options.get("layout"))
    return found


def look_at(path: Path, name: str, folder: Path, layout: Said | None = None) -> list[Arrived]:
    """The tables in a file. Raises CannotImport."""
    known = headings()
    return arrivals(path, name, folder, lambda heading: plain_name(heading) in known, layout)


def options_of(found: Understood) -> dict[str, Any]:
    """What a run keeps of how its files are understood."""
    return {"readings": found.readings, "unread": [list(one) for one in found.unread], "asks": found.asks}


def tell_who_may_answer(run: ImportRun) -> None:
    """The branch's data people hear that a run waits for their answer."""
    inbox.tell_of(run, "import.asks")


@tasks.kind("imports.check")
def check_again(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Check every staged row again, after some were mended."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != STAGING:
        return {"href": f"/imports/{run.id}"}
    try:
        _check_whole(run, report)
        run.options = {**run.options, "mended": False, "moved": [], "known": []}
    except tasks.Cancelled:
        run = ImportRun.get_by_id(run.id)
        raise
    finally:
        with write():
            run.state, run.version = REVIEW, run.version + 1
            run.save()
    return {"href": f"/imports/{run.id}"}


def _check_whole(run: ImportRun, report: tasks.Report) -> Checked:
    mapping = mapping_of(run)
    plans = parts_of(run, mapping, everything=True)
    total, done = size_of(plans), [0]

    def progress(count: int) -> None:
        done[0] += count
        report(min(done[0], total), total)

    return check(run, mapping, plans, run.branch, ground_of(run, mapping), progress, anew=True)


def _review_again(run: ImportRun, lines: list[tuple[int, int]], report: tasks.Report) -> None:
    """Rows were overtaken since they were reviewed: every row is judged anew, and those that stand otherwise now are
    shown. (One that is judged as before is known from now on: nobody is asked twice about nothing.)"""
    with write():
        run = ImportRun.get_by_id(run.id)
        run.state = STAGING
        run.save()
    try:
        checked = _check_whole(run, without_stopping(report))
        found = {(place, line): (was, now) for place, line, was, now in checked.moved}
        same = [one for one in lines if one not in found]
        found |= {one: (DUPLICATE, DUPLICATE) for one in _ask_again(run, lines)}
        moved = [[*place, *both] for place, both in sorted(found.items())]
        run.options = {**run.options, "moved": moved[:MOST_MOVED], "moved_count": len(moved), "known": same}
    finally:
        with write():
            run.state, run.version = REVIEW, run.version + 1
            run.save()
            if run.author_id:
                tell([run.author_id], "import.moved", f"/imports/{run.id}", **run.said, **run.branch.said)


def _ask_again(run: ImportRun, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Decisions about clients who were changed since are asked for again. Answers their rows."""
    asked = []
    for sheet, line in lines:
        mine = (ImportRow.run == run.id) & (ImportRow.sheet == sheet) & (ImportRow.line == line)
        with write():
            if ImportRow.update(decision="").where(mine, ImportRow.decision != "").execute():
                asked.append((sheet, line))
    return asked


@tasks.kind("imports.load")
def load(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Write a confirmed run, or go on where it (or its taking back) broke off."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state == TAKING_BACK:
        take_back(run, report)
    elif run.state == LOADING:
        author = by_account(run.author_id, clock.today()) if run.author_id else None
        try:
            outcome = write_run(author, run, report)
        except Overtaken as error:
            _review_again(run, error.lines, report)
            return _overtaken(run)
        statistics.after_many_rows(run.rows_total)
        if ImportRun.get_by_id(run.id).state == DONE:
            shutil.rmtree(folder_of(run), ignore_errors=True)
        if run.origin == COMMAND:
            return {"href": f"/imports/{run.id}", **outcome.kept()}
    else:
        return {"href": f"/imports/{run.id}"}
    if run.origin == "folder":
        inbox.after_loading(ImportRun.get_by_id(run.id))
    return {"href": f"/imports/{run.id}"}


def _overtaken(run: ImportRun) -> dict[str, Any]:
    """What the tasks of the command and of the nightly folder say when rows were overtaken."""
    if run.origin == "folder":
        inbox.after_loading(ImportRun.get_by_id(run.id))
    outcome = Outcome(run.format, run.branch_code, False, run=run.id)
    outcome.faults.add(
        "", 0, "", _l("records were changed since the rows were checked; they wait to be reviewed again")
    )
    return {"href": f"/imports/{run.id}", **(outcome.kept() if run.origin == COMMAND else {})}
