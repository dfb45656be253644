"""Files that other systems lay down at night (`PORTAL_INBOX`): a folder for each branch code, the same way as an
upload.

    FAW/clients.csv        one import
    FAW/export-0312/…      a folder of files: one import of all of them

A file is taken once its size and time have stood still from one look to the next. What comes in whole is written
without anybody (all or nothing); the files go to `done/`, else to `failed/`, and the branch's admins are told. Content
that was taken before is not taken again.
"""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from portal.actions.shared.telling import admin_accounts, tell
from portal.database import write
from portal.ground import clock, steps
from portal.ground import settings as at_work
from portal.ground.errors import Refused
from portal.importing.arriving.runs import AnotherImport, SameContent, confirm, folder_of, names_of, receive
from portal.models import Branch, ImportRow, ImportRun
from portal.models.imports import CANCELLED, DONE, MAPPING, REVIEW, UNREADABLE, WRITING
from portal.reads.administration import settings
from portal.reads.organisation import tree

log = logging.getLogger(__name__)
WORKING, DONE_FOLDER, FAILED = "working", "done", "failed"
OURS = frozenset({WORKING, DONE_FOLDER, FAILED})
REMINDED_BEFORE = timedelta(days=7)
ENDINGS = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls"})


@steps.every_minute
def look() -> int:
    """Take what has arrived whole. Answers how many imports began."""
    place = at_work.current().inbox
    if not place or not Path(place).is_dir():
        return 0
    count = 0
    before, now = _seen(), {}
    for branch in tree.branch_tree():
        folder = Path(place) / branch.code
        for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
            files = _files(entry)
            if entry.name in OURS or not files:
                continue
            look_of_it = [[str(file), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
            if before.get(str(entry)) == look_of_it:
                count += _take(branch, folder, entry, files)
            else:
                now[str(entry)] = look_of_it
    _remember(now)
    return count


def _files(entry: Path) -> list[Path]:
    """The files of an entry: itself, or what lies in it."""
    found = sorted(entry.iterdir()) if entry.is_dir() else [entry]
    return [
        file
        for file in found
        if file.is_file() and file.suffix.lower() in ENDINGS and not file.name.startswith((".", "~"))
    ]


def _kept() -> Path:
    folder: Path = at_work.current().instance_folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "inbox.json"


def _seen() -> dict[str, list[list[object]]]:
    try:
        found: dict[str, list[list[object]]] = json.loads(_kept().read_text())
        return found
    except (OSError, ValueError):
        return {}


def _remember(now: dict[str, list[list[object]]]) -> None:
    _kept().write_text(json.dumps(now))


def _take(branch: Branch, folder: Path, entry: Path, files: list[Path]) -> int:
    try:
        with ExitStack() as stack:
            uploads = [(file.name, stack.enter_context(open(file, "rb"))) for file in files]
            run = receive(None, branch.code, uploads, origin="folder")
    except SameContent:
        _move(entry, folder / DONE_FOLDER / f"same-{entry.name}")
        return 0
    except (Refused, OSError) as error:
        log.warning("the nightly file %s was not taken: %s", entry.name, type(error).__name__)
        _move(entry, folder / FAILED / entry.name)
        _tell(branch.id, "import.unreadable", "/imports", entry.name, branch.name_zh)
        return 0
    _move(entry, folder / WORKING / f"{run.id}-{entry.name}")
    return 1


def after_staging(run: ImportRun) -> None:
    """A nightly run that is whole is written at once; for any other one the branch's admins are told."""
    doubtful = any((counts or {}).get(name) for counts in run.counts for name in ("rejected", "duplicate"))
    lost = run.options.get("cells_left") or run.options.get("unread")
    clean = run.state == REVIEW and not doubtful and not lost
    if clean:
        try:
            confirm(None, run, "all")
            return
        except AnotherImport:
            log.info("import %s waits: another one writes at its branch", run.id)
    _settle(run, FAILED)
    tell_of(run, {REVIEW: "import.waits", MAPPING: "import.asks"}.get(run.state, "import.unreadable"))


def tell_of(run: ImportRun, kind: str) -> None:
    """The branch's data people hear of a run."""
    _tell(run.branch_id, kind, f"/imports/{run.id}", names_of(run), run.branch.name_zh)


def after_loading(run: ImportRun) -> None:
    """A nightly run that was written (or refused while writing)."""
    done = run.state == DONE
    _settle(run, DONE_FOLDER if done else FAILED)
    _tell(
        run.branch_id,
        "import.done" if done else "import.waits",
        f"/imports/{run.id}",
        names_of(run),
        run.branch.name_zh,
    )


def _settle(run: ImportRun, where: str) -> None:
    place = at_work.current().inbox
    folder = Path(place) / run.branch_code if place else None
    for entry in (folder / WORKING).glob(f"{run.id}-*") if folder else ():
        _move(entry, folder / where / entry.name)  # type: ignore[operator]


def _move(entry: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    number, free = 2, target
    while free.exists():
        free, number = target.with_name(f"{target.stem} {number}{target.suffix}"), number + 1
    shutil.move(entry, free)


def _tell(branch: int, kind: str, path: str, files: str, place: str) -> None:
    with write():
        tell(admin_accounts(branch), kind, path, files=files, place=place)


@steps.every_night
def clean_up() -> int:
    """Staged rows of imports that ended long ago go; one about which nobody decided for so long is given up. Answers
    how many runs were cleaned."""
    before = clock.now() - timedelta(days=settings.value("imports.keep_days"))
    old = ImportRun.created_at < before
    waiting = ImportRun.state.in_([MAPPING, REVIEW, UNREADABLE])
    left = ImportRun.id.in_(ImportRow.select(ImportRow.run).distinct()) | waiting
    idle = ImportRun.state.not_in(["staging", *WRITING])
    runs = list(ImportRun.select().where(old, idle, left))
    for run in runs:
        with write():
            ImportRow.delete().where(ImportRow.run == run.id).execute()
            ended = {"state": CANCELLED, "finished_at": clock.now()}
            if ImportRun.update(**ended).where(ImportRun.id == run.id, waiting).execute():
                tell_of(run, "import.given_up")
        shutil.rmtree(folder_of(run), ignore_errors=True)
    return len(runs)


@steps.every_night
def remind() -> int:
    """A week before nobody's decision ends an import, the branch's data people are told, once. Answers how many."""
    soon = clock.now() - timedelta(days=settings.value("imports.keep_days")) + REMINDED_BEFORE
    waiting = ImportRun.state.in_([MAPPING, REVIEW, UNREADABLE])
    runs = [
        run
        for run in ImportRun.select().where(waiting, ImportRun.created_at < soon)
        if not run.options.get("reminded") and clock.now() - run.created_at >= REMINDED_BEFORE
    ]
    for run in runs:
        with write():
            run.options["reminded"] = True
            ImportRun.update(options=run.options).where(ImportRun.id == run.id).execute()
            tell_of(run, "import.ends_soon")
    return len(runs)
