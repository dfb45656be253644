"""The deeds around an import: a file arrives, its columns are said, it is confirmed, stopped, done again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from peewee import IntegrityError

from portal.actions.administration import tasks
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once
from portal.database import lock, write
from portal.ground import clock, private, security, settings
from portal.ground.errors import Invalid, OutOfScope, Refused, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.files import Arrived
from portal.importing.arriving.sealing import ENDING, Sealing
from portal.models import Branch, ImportRow, ImportRun, Task
from portal.models.imports import (
    CANCELLED,
    DONE,
    DUPLICATE,
    LOADING,
    MAPPING,
    REJECTED,
    REVIEW,
    STAGING,
    TAKING_BACK,
    UNDOING,
    UNREADABLE,
    WRITING,
)
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.imports import earlier_with, total_of
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission
from portal.rules.clients.spotting import scrubbed
from portal.rules.shared.uploads import safe_name

MOST_BYTES = 200 << 20
MOST_FILES = 20
CHUNK = 1 << 20
Upload = tuple[str, IO[bytes]]


class SameContent(Refused):
    """A file with this content was imported before; `run` is that import."""

    words = _l("A file with the same content was imported here before.")

    def __init__(self, run: ImportRun) -> None:
        super().__init__()
        self.run = run


class AnotherImport(Refused):
    words = _l("Another import is writing at this branch. Please wait until it is done, then confirm again.")


def branches_for(actor: Actor) -> list[Branch]:
    """Where this person may import."""
    return tree.branches_below(actor.paths_for(Permission.IMPORTS_WRITE))


def folder_of(run: ImportRun) -> Path:
    """Where the files of a run lie until they are staged."""
    return settings.current().instance_folder / "imports" / run.options.get("folder", f"{run.id}")


def within(branch: Branch) -> frozenset[int]:
    """Ids of the branches whose clients an import into `branch` may touch: it and all below it."""
    return frozenset(found.id for found in tree.branches_below([branch.path]))


@once(ImportRun)
def receive(
    actor: Actor | None,
    code: str,
    uploads: Iterable[Upload],
    submission: str | None = None,
    *,
    again: bool = False,
    like: ImportRun | None = None,
    origin: str = "web",
) -> ImportRun:
    """Take files in and have them staged, with the settings of an earlier run where one is named (`like`).

    Raises Invalid (field `files`), OutOfScope (branch), SameContent.
    """
    branch = _branch(actor, code)
    arriving = settings.current().instance_folder / "imports" / f"new-{security.new_token()[:16]}"
    try:
        files = _kept(uploads, arriving)
        digest = sha256("".join(sorted(file["sha256"] for file in files)).encode()).hexdigest()
        if not again and (earlier := earlier_with(branch.id, digest)):
            raise SameContent(earlier)
        with write():
            run = _new_run(actor, branch, files, digest, origin, submission, like)
            arriving.rename(folder_of(run))
            names = ", ".join(file["name"] for file in files)[:200]
            audit(actor, "import.received", run, branch=branch.id, files=names, **branch.said)
            return run
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _branch(actor: Actor | None, code: str) -> Branch:
    place = Branch.code == code
    if actor is not None:
        place &= under(Branch.path, actor.paths_for(Permission.IMPORTS_WRITE))
    found = Branch.get_or_none(place)
    if found is None:
        raise OutOfScope()
    return found


def _kept(uploads: Iterable[Upload], folder: Path) -> list[dict[str, Any]]:
    """Write the files sealed, piece by piece, under names of ours."""
    private.folder(folder)
    found: list[dict[str, Any]] = []
    room = MOST_BYTES
    for name, stream in uploads:
        if len(found) == MOST_FILES:
            raise Invalid(_l("At most %(most)s files at a time, please.", most=MOST_FILES), field="files")
        digest, size = sha256(), 0
        with Sealing(folder / f"{len(found)}.file") as file:
            while piece := stream.read(CHUNK):
                size += len(piece)
                if size > room:
                    raise Invalid(_l("The files may have up to 200 MB together."), field="files")
                digest.update(piece)
                file.write(piece)
        room -= size
        if not size:
            raise Invalid(_l("%(name)s is empty.", name=safe_name(name)), field="files")
        found.append(
            {
                "name": scrubbed(safe_name(name)),
                "size": size,
                "sha256": digest.hexdigest(),
                "file": f"{len(found)}.file",
            }
        )
    if not found:
        raise Invalid(_l("Please choose a file."), field="files")
    return found


def _new_run(
    actor: Actor | None,
    branch: Branch,
    files: list[Any],
    digest: str,
    origin: str,
    submission: str | None,
    like: ImportRun | None,
) -> ImportRun:
    options: dict[str, Any] = {"files": files}
    if like is not None:
        options |= {"like": like.format, "mode": like.mode}
    run = ImportRun.create(
        format="",
        branch_code=branch.code,
        branch=branch,
        started_at=clock.today(),
        state=STAGING,
        origin=origin,
        author=actor.account_id if actor else None,
        author_name=actor.name if actor else "",
        created_at=clock.now(),
        digest=digest,
        options=options,
        submission=submission,
    )
    return queue(actor, run, "imports.stage")


def by_command(branch: Branch, form: str, files: list[Arrived], folder: Path) -> ImportRun:
    """A run of `portal import`: the format is known, the files stay where they lie (sheets in `folder`)."""
    names = [{"name": scrubbed(file.name), "size": file.source.size} for file in files]
    with write():
        run = ImportRun.create(
            format=form,
            branch_code=branch.code,
            branch=branch,
            started_at=clock.today(),
            state=STAGING,
            origin="command",
            created_at=clock.now(),
            parts=[file.plain() for file in files],
            options={"files": names, "folder": folder.name},
        )
        audit(None, "import.received", run, branch=branch.id, **run.said, **branch.said)
        return queue(None, run, "imports.stage")


def lists_by_command(branch: Branch, paths: list[Path]) -> ImportRun:
    """A run of `portal import` of lists whose tables and columns are found as those of an upload; the files are copied,
    so that what is to be asked can wait."""
    files: list[dict[str, Any]] = [
        {"name": safe_name(path.name), "size": path.stat().st_size, "file": f"{place}.file"}
        for place, path in enumerate(paths)
    ]
    folder = settings.current().instance_folder / "imports"
    arriving = folder / f"new-{security.new_token()[:16]}"
    private.folder(arriving)
    try:
        for file, path in zip(files, paths, strict=True):
            with open(path, "rb") as source, Sealing(arriving / file["file"]) as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
        with write():
            run = _new_run(None, branch, files, "", "command", None, None)
            arriving.rename(folder_of(run))
            audit(None, "import.received", run, branch=branch.id, **run.said, **branch.said)
            return run
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def queue(actor: Actor | None, run: ImportRun, kind: str) -> ImportRun:
    """Have the worker take the run further. Call inside `write()`."""
    task = tasks.begin(actor, kind, {"run": run.id, "back": f"/imports/{run.id}"}, run.branch_id)
    run.task = task.id
    run.save()
    return run


def held(run: ImportRun, *states: str, version: int | None = None) -> ImportRun:
    """The run, held for this transaction, if it is in one of these states. Raises WrongState, StaleVersion."""
    run = lock(ImportRun.select().where(ImportRun.id == run.id))
    as_shown(run, possible=run.state in states)
    if run.state not in states:
        raise WrongState()
    if version is not None and version != run.version:
        raise StaleVersion(row=run)
    run.version += 1
    return run


def kept_files(run: ImportRun) -> list[str]:
    """The names under which the files of a run lie in its folder."""
    return [file["file"] for file in run.options.get("files", ()) if "file" in file]


def are_kept(run: ImportRun) -> bool:
    """Are the files of a run still there, sealed?"""
    folder, names = folder_of(run), kept_files(run)
    return bool(names) and all((folder / f"{name}{ENDING}").exists() for name in names)


def can_be_read_again(run: ImportRun) -> bool:
    """Does the run wait, with its files still there?"""
    return run.state in (MAPPING, REVIEW, UNREADABLE) and are_kept(run)


class MendedRows(Invalid):
    words = _l("Rows were corrected here by hand; they would be read anew. Tick the box if that is meant.")


def read_again(
    actor: Actor,
    run: ImportRun,
    *,
    said: dict[str, Any] | None = None,
    layout: dict[str, dict[str, Any]] | None = None,
    again: bool = False,
) -> ImportRun:
    """Read the files once more with what somebody said: `said` name of a file → id of what its columns mean (or that it
    is passed over), `layout` name → where its table stands and how it is written. Raises WrongState, MendedRows,
    Invalid.
    """
    with write():
        run = held(run, MAPPING, REVIEW, UNREADABLE)
        if not are_kept(run):
            raise Invalid(_l("The files are not kept any more. Please upload them again."))
        if run.options.get("mends") and not again:
            raise MendedRows()
        before = run.options.get("layout", {})
        merged = {name: {**before.get(name, {}), **words} for name, words in (layout or {}).items()}
        run.options = {
            **run.options,
            "said": {**run.options.get("said", {}), **(said or {})},
            "layout": {**before, **merged},
            "mends": 0,
            "mended": False,
        }
        run.state, run.faults, run.counts = STAGING, [], []
        return queue(actor, run, "imports.stage")


def check_again(actor: Actor, run: ImportRun) -> ImportRun:
    """Have every staged row checked again (a mended row may set others right). Raises WrongState."""
    with write():
        run = held(run, REVIEW)
        run.state = STAGING
        return queue(actor, run, "imports.check")


def confirm(actor: Actor | None, run: ImportRun, mode: str, version: int | None = None) -> ImportRun:
    """Have a reviewed run written: `all` (nothing may be left out) or `good` (what is rejected or undecided is left
    out).

    Raises Invalid, AnotherImport, WrongState.
    """
    left = total_of(run, REJECTED)
    undecided = undecided_in(run)
    if mode == "all" and (left or undecided):
        raise Invalid(
            _l("Some rows would be left out. Correct them, decide about them, or take the good rows alone."),
            field="mode",
        )
    try:
        with write():
            run = held(run, REVIEW, version=version)
            busy = ImportRun.select().where(ImportRun.branch == run.branch_id, ImportRun.state.in_(WRITING))
            if busy.exists():
                raise AnotherImport()
            run.state, run.mode = LOADING, mode
            run.options = {**run.options, "faulted": False}
            audit(actor, "import.confirmed", run, branch=run.branch_id, **run.said, mode=mode)
            return queue(actor, run, "imports.load")
    except IntegrityError:
        raise AnotherImport() from None


def undecided_in(run: ImportRun) -> int:
    """Rows that look like a client who stands, about which nobody has decided."""
    if not total_of(run, DUPLICATE):
        return 0
    mine = (ImportRow.run == run.id) & (ImportRow.outcome == DUPLICATE) & (ImportRow.decision == "")
    return ImportRow.select().where(mine, ImportRow.sheet.in_([*range(len(run.parts))])).count()


def discard(actor: Actor, run: ImportRun) -> None:
    """Give a run up before it is written: its files and staged rows go. Raises WrongState."""
    with write():
        run = held(run, MAPPING, REVIEW, UNREADABLE)
        run.state, run.finished_at = CANCELLED, clock.now()
        run.save()
        audit(actor, "import.discarded", run, branch=run.branch_id, **run.said)
        ImportRow.delete().where(ImportRow.run == run.id).execute()
    shutil.rmtree(folder_of(run), ignore_errors=True)


def stop(actor: Actor, run: ImportRun) -> None:
    """Ask the worker to stop what it does for this run; nothing of it is kept. Raises WrongState."""
    with write():
        run = lock(ImportRun.select().where(ImportRun.id == run.id))
        task = Task.get_or_none(Task.id == run.task)
        as_shown(run, possible=task is not None and not task.over)
        begun = run.state == UNDOING and run.position
        if run.state not in (STAGING, LOADING, UNDOING) or begun or task is None or task.over:
            raise WrongState()
        if tasks.stop(task).state == "cancelled":
            back_again(run)
        audit(actor, "import.stopped", run, branch=run.branch_id, **run.said)


def go_on(actor: Actor, run: ImportRun) -> ImportRun:
    """Have the worker go on with what broke off half-way: an undo, or the taking back of what was written. Raises
    WrongState.
    """
    with write():
        run = held(run, UNDOING, TAKING_BACK)
        task = Task.get_or_none(Task.id == run.task)
        if task is not None and not task.over:
            raise WrongState()
        return queue(actor, run, "imports.undo" if run.state == UNDOING else "imports.load")


def back_again(run: ImportRun) -> None:
    """A run whose work was stopped, or broke off, stands where it stood before; one that has written steps stays as it
    is until they are taken back, or the work goes on. Call inside `write()`.
    """
    state, position = (
        ImportRun.select(ImportRun.state, ImportRun.position).where(ImportRun.id == run.id).scalar(as_tuple=True)
    )
    before = {LOADING: REVIEW, UNDOING: DONE, STAGING: REVIEW if run.counts else CANCELLED}.get(state)
    if before and not position:
        ImportRun.update(state=before).where(ImportRun.id == run.id).execute()


def names_of(run: ImportRun) -> str:
    """The names of a run's files in a row, at most 200 characters."""
    return run.said["files"]
