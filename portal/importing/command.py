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
from portal.importing.arriving.files import Arrived, arrived, opened_file
from portal.importing.arriving.runs import AnotherImport, by_command, confirm, lists_by_command
from portal.importing.checking.loading import Outcome, plans_for, size_of
from portal.importing.checking.parts import ground_of
from portal.importing.checking.run import check
from portal.importing.checking.understanding import COLUMNS, understand, what_it_lacks
from portal.importing.mapping.plans import Mapping
from portal.importing.mapping.words import load as load_mapping
from portal.importing.writing.writer import Counts
from portal.models import Branch, ImportRun, Task
from portal.models.imports import DONE, MAPPING, REVIEW, WRITING

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
    if mapping.spare_files:
        return _of_lists(mapping, _paths(source), place, dry_run, shows)
    if dry_run:
        return _tried(mapping, _files(mapping, source), place, shows)
    kept = at_work.current().instance_folder / "imports" / f"command-{security.new_token()[:16]}"
    try:
        with tasks.done_here():
            run = by_command(place, mapping.format, _files(mapping, source), kept)
        return _done(run, shows)
    finally:
        shutil.rmtree(kept, ignore_errors=True)


def _paths(source: Path) -> list[Path]:
    """The files of a folder, or the one that was named. Raises CannotImport."""
    if not source.exists():
        raise CannotImport(_l("there is no folder or file %(path)s", path=str(source)))
    paths = [path for path in (sorted(source.iterdir()) if source.is_dir() else [source]) if path.is_file()]
    if not paths:
        raise CannotImport(_l("%(path)s holds no file", path=str(source)))
    return paths


def _of_lists(mapping: Mapping, paths: list[Path], place: Branch, dry_run: bool, shows: bool) -> Outcome:
    """Lists as people keep them: found in their files like those of the page; what is to be asked waits there."""
    if not dry_run:
        with tasks.done_here():
            run = lists_by_command(place, paths)
        return _done(run, shows)
    with TemporaryDirectory() as folder:
        trial = ImportRun(format=mapping.format, branch=place, branch_code=place.code, options={})
        found = [one for n, path in enumerate(paths) for one in work.look_at(path, path.name, Path(folder) / f"{n}")]
        understood = understand(trial, found)
        trial.parts = [file.plain() for file in understood.files]
        trial.format, trial.options = understood.form, work.options_of(understood)
        if understood.asks or understood.mapping is None:
            return _waits(Outcome(mapping.format, place.code, True), trial)
        outcome = _tried(understood.mapping, understood.files, place, shows, trial)
        return _waits(outcome, trial)


def _waits(outcome: Outcome, run: ImportRun) -> Outcome:
    """What of a run waits for somebody: its questions, and files that no table was found in."""
    for name, codes in run.options.get("asks", {}).items():
        part = next((arrived(one) for one in run.parts if one["name"] == name), None)
        lacks = _listed(what_it_lacks(part)) if part and COLUMNS in codes else ""
        for code in codes:
            words = _l("%(question)s: %(names)s", question=ASKED[code], names=lacks) if lacks else ASKED[code]
            outcome.faults.found.append(Fault(name, 0, "", words))
    for name, lacks in run.options.get("unread", ()):
        if lacks:
            words = _l("no table of the format; it lacks %(names)s", names=_listed(lacks))
            outcome.faults.found.append(Fault(name, 0, "", words))
    return outcome


def _listed(lacks: list[str]) -> str:
    return ", ".join(name.rpartition(".")[2] for name in lacks)


ASKED = {
    "encoding": _l("it is not certain how the letters are written"),
    "hidden": _l("rows are hidden by a filter"),
    "columns": _l("no format knows these columns; missing"),
    "twice": _l("several columns mean the same"),
    "kind": _l("are these persons or companies?"),
    "same": _l("is this the same list as one that came before?"),
    "number": _l("the column of client numbers holds numbers of another system"),
}
"""What somebody is to say on the page, as the command says it."""


def _busy(code: str) -> Any:
    return _l("another import is writing at %(code)s; please wait until it is done", code=code)


def _files(mapping: Mapping, source: Path) -> list[Arrived]:
    """The files to read. Raises CannotImport."""
    parts = {part.name: part for part in plans_for(mapping, source)}
    return [opened_file(part.name, part.source) for part in parts.values()]  # type: ignore[arg-type]


def _tried(
    mapping: Mapping, files: list[Arrived], place: Branch, shows: bool, trial: ImportRun | None = None
) -> Outcome:
    """A dry run: everything is read and checked, nothing is kept."""
    trial = trial or ImportRun(
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


def _done(run: ImportRun, shows: bool) -> Outcome:
    outcome = _outcome(run, _do(run, work.stage, "Reading", shows))
    run = ImportRun.get_by_id(run.id)
    if run.state == MAPPING:
        work.tell_who_may_answer(run)
    _waits(outcome, run)
    if outcome.faults or run.state != REVIEW:
        return _told(outcome)
    try:
        with tasks.done_here():
            run = confirm(None, run, "all")
    except AnotherImport:
        return _refused(run.format, run.branch_code, False, _busy(run.branch_code), run.id)
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
        click.echo(f"portal: it waits at /imports/{outcome.run}", err=True)
    if outcome.files:
        click.echo("portal: nothing was written", err=True)
