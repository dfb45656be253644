"""What the worker does for imports: files are staged, a confirmed run is written, one is undone."""

from __future__ import annotations

import shutil
from typing import Any

from portal.actions.administration import statistics, tasks
from portal.database import write
from portal.ground import clock
from portal.importing import inbox
from portal.importing.arriving.faults import CannotImport, Faults, kept
from portal.importing.arriving.files import Arrived, arrivals, arrived
from portal.importing.arriving.runs import back_again, folder_of
from portal.importing.checking import remembered
from portal.importing.checking.loading import Outcome, Part, Plans, size_of
from portal.importing.checking.parts import ground_of, mapping_of, parts_of
from portal.importing.checking.recognising import EXPLAINING, plans_of, recognise
from portal.importing.checking.run import Checked, check
from portal.importing.mapping.plans import Mapping
from portal.importing.steps import take_back, write_run
from portal.models import ImportRow, ImportRun
from portal.models.administration.tasks import Task
from portal.models.imports import LOADING, MAPPING, REVIEW, STAGING, TAKING_BACK, UNREADABLE
from portal.reads.accounts.actors import by_account

COMMAND = "command"


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
    if run.state != MAPPING:
        shutil.rmtree(folder_of(run), ignore_errors=True)
    if run.origin == "folder":
        inbox.after_staging(run)
    return {"href": f"/imports/{run.id}", **found}


def _stage(run: ImportRun, report: tasks.Report) -> dict[str, Any]:
    """Read and check the files. Answers what the command says of it."""
    read = _named(run) if run.origin == COMMAND else _recognised(run)
    if read is None:
        run.state = MAPPING
        return {}
    mapping, plans = read
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
    """The format of files that came without one; None when somebody must say what their columns mean."""
    files = _files(run)
    run.parts = [file.plain() for file in files]
    found = _understood(run, files)
    if found is None:
        return None
    mapping, unread = found
    files = [file for file in files if file not in unread]
    run.parts = [file.plain() for file in files]
    others = [file.name for file in unread if file.name.rpartition(" / ")[2] not in EXPLAINING]
    run.options = {**run.options, "unread": others}
    run.format = mapping.format
    return mapping, plans_of(mapping, files)


def _files(run: ImportRun) -> list[Arrived]:
    """The tables in the files of a run, kept from an earlier look or found now. Raises CannotImport."""
    if run.parts:
        return [arrived(part) for part in run.parts]
    folder, found = folder_of(run), []
    for place, file in enumerate(run.options["files"]):
        found += arrivals(folder / file["file"], file["name"], folder / f"{place}")
    return found


def _understood(run: ImportRun, files: list[Arrived]) -> tuple[Mapping, list[Arrived]] | None:
    """How the files are read: as somebody said, as it was said before for these columns, or by a format."""
    if said := run.options.get("columns"):
        return remembered.by_format(f"{remembered.OWN}{said}"), []
    if form := run.options.get("like"):
        mapping = remembered.by_format(form)
        read = {part.place for part in plans_of(mapping, files)}
        if read:
            return mapping, [file for place, file in enumerate(files) if place not in read]
    if found := remembered.mapping_for(run.branch_id, files):
        return found, []
    return recognise(files)


@tasks.kind("imports.check")
def check_again(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Check every staged row again, after some were mended."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != STAGING:
        return {"href": f"/imports/{run.id}"}
    mapping = mapping_of(run)
    plans = parts_of(run, mapping, everything=True)
    total, done = size_of(plans), [0]

    def progress(count: int) -> None:
        done[0] += count
        report(min(done[0], total), total)

    try:
        check(run, mapping, plans, run.branch, ground_of(run, mapping), progress, anew=True)
        run.options = {**run.options, "mended": False}
    except tasks.Cancelled:
        run = ImportRun.get_by_id(run.id)
        raise
    finally:
        with write():
            run.state, run.version = REVIEW, run.version + 1
            run.save()
    return {"href": f"/imports/{run.id}"}


@tasks.kind("imports.load")
def load(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Write a confirmed run, or go on where it (or its taking back) broke off."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state == TAKING_BACK:
        take_back(run, report)
    elif run.state == LOADING:
        outcome = write_run(by_account(run.author_id, clock.today()) if run.author_id else None, run, report)
        statistics.after_many_rows(run.rows_total)
        if run.origin == COMMAND:
            return {"href": f"/imports/{run.id}", **outcome.kept()}
    else:
        return {"href": f"/imports/{run.id}"}
    if run.origin == "folder":
        inbox.after_loading(ImportRun.get_by_id(run.id))
    return {"href": f"/imports/{run.id}"}
