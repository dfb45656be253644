"""What the worker does for imports: files are staged, a confirmed run is written, one is undone."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from typing import Any

from .. import clock
from ..actions import deals, quality, tasks
from ..actions.recording import tell
from ..database import write
from ..models import ImportChange, ImportRow, ImportRun, reference
from ..models.actors import Actor, by_account
from ..models.imports import DONE, LOADING, MAPPING, REJECTED, REVIEW, STAGING, UNREADABLE
from ..models.tasks import Task
from . import inbox, memory, remembered
from .arriving import Arrived, arrivals, arrived
from .checking import check
from .faults import CannotImport, kept
from .finding import Ground
from .journal import Journal
from .loading import Outcome, Part, Plans, Undo, is_first_load, record, size_of, summary_of, write_parts
from .plans import Mapping
from .recognising import CODES, README, plans_of, recognise
from .runs import back_again, folder_of, names_of, within
from .staging import RowFaults, StagedSource

MOST_AT_ONCE = 5000


def ground_of(run: ImportRun, mapping: Mapping) -> Ground:
    """What a run may touch."""
    return Ground(mapping.source, within(run.branch), mapping.finds_clients)


@tasks.kind("imports.stage")
def stage(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Read the files of a run and stage their rows; where the columns mean nothing to us, wait for somebody to say."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != STAGING:
        return {"href": f"/imports/{run.id}"}
    with write():
        ImportRow.delete().where(ImportRow.run == run.id).execute()
    try:
        _stage(run, report)
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
    return {"href": f"/imports/{run.id}"}


def _stage(run: ImportRun, report: tasks.Report) -> None:
    files = _files(run)
    run.parts = [file.plain() for file in files]
    found = _understood(run, files)
    if found is None:
        run.state = MAPPING
        return
    mapping, unread = found
    files = [file for file in files if file not in unread]
    run.parts = [file.plain() for file in files]
    run.options = {**run.options, "unread": [file.name for file in unread if not file.name.endswith((README, CODES))]}
    run.format = mapping.format
    plans = plans_of(mapping, files)
    total, done = size_of(plans), [0]

    def progress(count: int) -> None:
        done[0] += count
        report(done[0], total)

    report(0, total)
    whole = check(run, mapping, plans, run.branch, ground_of(run, mapping), progress)
    run.rows_total = sum(sum(counts.values()) for counts in run.counts)
    run.state = REVIEW if whole else UNREADABLE


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


def mapping_of(run: ImportRun) -> Mapping:
    """The mapping that a run was staged with. Raises CannotImport."""
    return remembered.by_format(run.format)


def parts_of(run: ImportRun, mapping: Mapping, *, everything: bool = False) -> Plans:
    """The staged parts in the order in which the mapping reads them."""
    files = [arrived(part) for part in run.parts]
    sizes = [sum((counts or {}).values()) for counts in run.counts]

    def source(place: int) -> StagedSource:
        return StagedSource(run.id, place, files[place].header, sizes[place], everything)

    return [Part(part.plan, source(part.place), part.name, "utf-8", part.place) for part in plans_of(mapping, files)]


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
    """Write a confirmed run, all of it in one transaction."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != LOADING:
        return {"href": f"/imports/{run.id}"}
    actor = by_account(run.author_id, clock.today()) if run.author_id else None
    try:
        _load(actor, run, report)
    except Exception:
        with write():
            back_again(run)
        raise
    if run.origin == "folder":
        inbox.after_loading(ImportRun.get_by_id(run.id))
    return {"href": f"/imports/{run.id}"}


def _load(actor: Actor | None, run: ImportRun, report: tasks.Report) -> None:
    mapping = mapping_of(run)
    plans = parts_of(run, mapping)
    total, done = size_of(plans), [0]

    def progress(count: int) -> None:
        done[0] += count
        report(min(done[0], total), total)

    outcome = Outcome(mapping.format, run.branch.code, False)
    told = outcome.faults = ByPart(run.mode == "good")
    began = time.monotonic()
    with memory.kept(), suppress(Undo), write():
        first_load = is_first_load(mapping.source)
        write_parts(mapping, plans, run.branch, outcome, ground_of(run, mapping), progress, Journal(run.id))
        if told.stops:
            raise Undo()
        _done(actor, run, mapping, outcome, round(time.monotonic() - began))
        deals.raise_deals(mapping.source, first_load, run)
    reference.forget()
    if not told.stops:
        look_at_quality(run)
    with write():
        _mark(run, told)
        if told.stops:
            ImportRun.update(state=REVIEW, options={**run.options, "faulted": True}, counts=run.counts, faults=told.whole,
                             version=ImportRun.version + 1).where(ImportRun.id == run.id).execute()  # fmt: skip


def look_at_quality(run: ImportRun) -> None:
    """The quality of the records that a run touched; of very many the night's round takes care."""
    mine = (ImportChange.run == run.id) & (ImportChange.table == "clients")
    ids = [int(row[0]) for row in ImportChange.select(ImportChange.record).where(mine).limit(MOST_AT_ONCE + 1).tuples()]
    if len(ids) <= MOST_AT_ONCE:
        quality.refresh(ids)


class ByPart(RowFaults):
    """Faults that came up while writing, by part and line. With `passes` those of rows are passed over."""

    def __init__(self, passes: bool) -> None:
        super().__init__()
        self.passes = passes
        self.refused: list[tuple[str, int, list[Any]]] = []

    def add(self, file: str, line: int, column: str, reason: Any) -> None:
        if line > 1:
            self.refused.append((file, line, [column, kept(reason)]))
        else:
            self.whole.append([file, line, column, kept(reason)])

    @property
    def stops(self) -> bool:
        return bool(self.whole or (self.refused and not self.passes))

    def __bool__(self) -> bool:
        return self.stops


def _done(actor: Actor | None, run: ImportRun, mapping: Mapping, outcome: Outcome, seconds: int) -> None:
    record(actor, mapping, run.branch, outcome)
    run.state, run.summary, run.seconds = DONE, summary_of(outcome), min(seconds, 32_767)
    run.started_at, run.finished_at = clock.today(), clock.now()
    run.version += 1
    run.save()
    if run.author_id:
        tell([run.author_id], "import.done", f"/imports/{run.id}", files=names_of(run), place=run.branch.name_zh)


def _mark(run: ImportRun, told: ByPart) -> None:
    """Rows that were refused while writing say so; they are counted among the rejected."""
    places = {part["name"]: place for place, part in enumerate(run.parts)}
    for name, line, fault in told.refused:
        place = places[name]
        mine = (ImportRow.run == run.id) & (ImportRow.sheet == place) & (ImportRow.line == line)
        row = ImportRow.get_or_none(mine)
        if row is None:
            continue
        run.counts[place][row.outcome] = run.counts[place].get(row.outcome, 0) - 1
        run.counts[place][REJECTED] = run.counts[place].get(REJECTED, 0) + 1
        ImportRow.update(outcome=REJECTED, faults=[*(row.faults or []), fault]).where(mine).execute()
    if told.refused:
        ImportRun.update(counts=run.counts).where(ImportRun.id == run.id).execute()
