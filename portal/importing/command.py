"""`portal import`: the same way as a file of the page, done by this process: staged, reviewed by the rule that nothing
may be left out, written in steps. It has a record at `/imports`, a journal, and can be undone there.

With a progress bar on a terminal, and one JSON object for programs. Ctrl-C stops it, and nothing of it is kept; if the
process dies, the worker goes on with it.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from portal.actions.administration import tasks
from portal.config import Settings
from portal.ground import security
from portal.ground import settings as at_work
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import speaking
from portal.importing import work
from portal.importing.arriving.faults import CannotImport, Fault, said
from portal.importing.arriving.files import Arrived, arrivals, opened_file
from portal.importing.arriving.runs import AnotherImport, by_command, confirm
from portal.importing.checking.loading import Outcome, plans_for, size_of
from portal.importing.checking.parts import ground_of
from portal.importing.checking.recognising import plans_of
from portal.importing.checking.run import check
from portal.importing.mapping.plans import Mapping
from portal.importing.mapping.words import load as load_mapping
from portal.importing.writing.writer import Counts
from portal.models import Branch, ImportRun, Task
from portal.models.imports import DONE, REVIEW, WRITING

Heard = Callable[[int, int], None]


def run(settings: Settings, form: str, source: str, branch: str, dry_run: bool, as_json: bool) -> int:
    """Import, say what came of it, answer the exit code: 0, or 1 where nothing was written because of faults."""
    with speaking("en"):
        try:
            outcome = bring_in(form, Path(source), branch, dry_run, shows=not as_json and sys.stderr.isatty())
        except CannotImport as error:
            outcome = _refused(form, branch, dry_run, error.words)
        if as_json:
            click.echo(json.dumps(outcome.plain(), ensure_ascii=False))
        else:
            _say(outcome)
    return 1 if outcome.faults else 0


def _refused(form: str, branch: str, dry_run: bool, words: Any, run: int | None = None) -> Outcome:
    outcome = Outcome(form, branch, dry_run, run=run)
    outcome.faults.found.append(Fault("", 0, "", words))
    return outcome


def bring_in(form: str, source: Path, branch: str, dry_run: bool = False, *, shows: bool = False) -> Outcome:
    """What the command does, and what came of it. Raises CannotImport."""
    mapping = load_mapping(form)
    place = Branch.get_or_none(Branch.code == branch)
    if place is None:
        raise CannotImport(_l("there is no branch %(code)s", code=branch))
    if ImportRun.select().where(ImportRun.branch == place.id, ImportRun.state.in_(WRITING)).exists():
        raise CannotImport(_busy(branch))
    if dry_run:
        with TemporaryDirectory() as folder:
            return _tried(mapping, _files(mapping, source, Path(folder)), place, shows)
    kept = at_work.current().instance_folder / "imports" / f"command-{security.new_token()[:16]}"
    try:
        return _done(mapping, _files(mapping, source, kept), place, kept, shows)
    finally:
        shutil.rmtree(kept, ignore_errors=True)


def _busy(code: str) -> Any:
    return _l("another import is writing at %(code)s; please wait until it is done", code=code)


def _files(mapping: Mapping, source: Path, folder: Path) -> list[Arrived]:
    """The files to read; of a format whose files are spare those that are there, workbooks by their sheets."""
    if not mapping.spare_files:
        parts = {part.name: part for part in plans_for(mapping, source)}
        return [opened_file(part.name, part.source) for part in parts.values()]  # type: ignore[arg-type]
    if not source.exists():
        raise CannotImport(_l("there is no folder or file %(path)s", path=str(source)))
    paths = [path for path in (sorted(source.iterdir()) if source.is_dir() else [source]) if path.is_file()]
    found = [one for place, path in enumerate(paths) for one in arrivals(path, path.name, folder / f"{place}")]
    found = [file for file in found if plans_of(mapping, [file])]
    if not found:
        raise CannotImport(_l("%(path)s holds no table of %(format)s", path=str(source), format=mapping.format))
    return found


def _tried(mapping: Mapping, files: list[Arrived], place: Branch, shows: bool) -> Outcome:
    """A dry run: everything is read and checked, nothing is kept."""
    trial = ImportRun(
        format=mapping.format, branch=place, branch_code=place.code, parts=[file.plain() for file in files]
    )
    plans = work.named_plans(mapping, files)
    done = [0]
    with _bar("Reading", shown=shows) as heard:

        def progress(count: int) -> None:
            done[0] += count
            heard(done[0], size_of(plans))

        checked = check(trial, mapping, plans, place, ground_of(trial, mapping), progress, keeps=False)
    return _told(work.outcome_of(trial, checked))


def _done(mapping: Mapping, files: list[Arrived], place: Branch, folder: Path, shows: bool) -> Outcome:
    with tasks.done_here():
        run = by_command(place, mapping.format, files, folder)
    outcome = _outcome(run, _do(run, work.stage, "Reading", shows))
    run = ImportRun.get_by_id(run.id)
    if outcome.faults or run.state != REVIEW:
        return _told(outcome)
    try:
        with tasks.done_here():
            run = confirm(None, run, "all")
    except AnotherImport:
        return _refused(mapping.format, place.code, False, _busy(place.code), run.id)
    outcome = _outcome(run, _do(run, work.load, "Writing", shows))
    return _told(outcome) if ImportRun.get_by_id(run.id).state != DONE else outcome


def _outcome(run: ImportRun, task: Task) -> Outcome:
    """What a task of the run came to, with a fault where it did not end well."""
    found: dict[str, Any] = task.result or {}
    outcome = Outcome(run.format, run.branch_code, False, run=run.id, totals=found.get("totals", {}))
    outcome.files = {name: Counts(**counts) for name, counts in found.get("files", {}).items()}
    faults = found.get("faults", ())
    outcome.faults.found += [Fault(file, line, column, said(reason)) for file, line, column, reason in faults]
    if task.state == "cancelled":
        outcome.faults.found.append(Fault("", 0, "", _l("stopped; nothing of it was kept")))
    elif task.state != "done":
        words = _l("this stopped because of a fault of the portal; the log of task %(id)s tells more", id=task.id)
        outcome.faults.found.append(Fault("", 0, "", words))
    return outcome


def _told(outcome: Outcome) -> Outcome:
    """Of what was not written: no totals where something is wrong, nothing added or changed."""
    if outcome.faults.found:
        outcome.totals = {}
        for counts in outcome.files.values():
            counts.nothing_written()
    return outcome


def _do(run: ImportRun, does: tasks.Work, label: str, shows: bool) -> Task:
    """Do the run's task here; Ctrl-C asks it to stop."""
    task = Task.get_by_id(run.task)
    with _bar(label, shown=shows) as heard, _stoppable(task):
        tasks.run(task, does, heard)
    return task


@contextmanager
def _stoppable(task: Task) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_about: tasks.ask_to_stop(task))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(label: str, *, shown: bool) -> Iterator[Heard]:
    if not shown:
        yield lambda done, total: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr, show_pos=False) as bar:

        def heard(done: int, total: int) -> None:
            with suppress(ZeroDivisionError):
                bar.update(min(done * 1000 // total, 1000) - bar.pos)

        yield heard
        bar.update(1000 - bar.pos)


def _say(outcome: Outcome) -> None:
    if outcome.files:
        click.echo(
            f"{'':<24}" + "".join(f"{word:>11}" for word in ("read", "added", "changed", "unchanged", "rejected"))
        )
    for name, counts in outcome.files.items():
        click.echo(f"{name:<24}" + "".join(f"{count:>11,}" for count in counts.plain().values()))
    for name, figure in outcome.totals.items():
        click.echo(f"  {name.replace('_', ' '):<32}{figure:>24}")
    if not outcome.faults:
        click.echo("Dry run: nothing was written." if outcome.dry_run else f"Done: /imports/{outcome.run}")
        return
    for fault in outcome.faults.found:
        click.echo(f"portal: {fault}", err=True)
    if outcome.run:
        click.echo(f"portal: the rows can be reviewed at /imports/{outcome.run}", err=True)
    if outcome.files:
        click.echo("portal: nothing was written", err=True)
