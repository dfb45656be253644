"""An export loaded: all files in one transaction, in batches. Any fault, and nothing is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from .. import clock
from ..actions import assets, classes, deals
from ..actions.recording import audit
from ..database import write
from ..models import Branch, Client, HoldingAccount, ImportRun, reference
from ..models.actors import Actor
from . import memory
from .faults import CannotImport, EnoughFaults, Faults
from .mapping import FilePlan, Mapping
from .reading import CsvFile
from .rows import RowReader
from .totals import Totals
from .writing import Counts, Sink, Writer

LONGEST_SUMMARY = 4000
Plans = list[tuple[FilePlan, Path]]
Progress = Callable[[int], None]
"""Hears how many bytes more have been read."""


@dataclass
class Outcome:
    """What an import did. With faults nothing was written; a dry run wrote nothing either, but counts what it would."""

    format: str
    branch: str
    dry_run: bool
    files: dict[str, Counts] = field(default_factory=dict)
    totals: dict[str, int | str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def plain(self) -> dict[str, Any]:
        return {
            "format": self.format, "branch": self.branch, "dry_run": self.dry_run,
            "files": {name: counts.plain() for name, counts in self.files.items()},
            "totals": self.totals, "faults": [fault.plain() for fault in self.faults.found],
        }  # fmt: skip


class _Undo(Exception):
    """Leaves the transaction without keeping it."""


def plans_for(mapping: Mapping, source: Path) -> Plans:
    """The files to read, in order: all of a folder, or the one that was named. Raises CannotImport."""
    if source.is_file():
        found = [(plan, source) for plan in mapping.files if plan.file == source.name]
        if len(mapping.files) == 1:
            found = [(mapping.files[0], source)]
        if not found:
            raise CannotImport(_l("%(format)s has no file %(file)s", format=mapping.format, file=source.name))
        return found
    if not source.is_dir():
        raise CannotImport(_l("there is no folder or file %(path)s", path=str(source)))
    missing = [plan.file for plan in mapping.files if not (source / plan.file).is_file()]
    if missing:
        raise CannotImport(_l("%(path)s lacks %(files)s", path=str(source), files=", ".join(dict.fromkeys(missing))))
    return [(plan, source / plan.file) for plan in mapping.files]


def size_of(plans: Plans) -> int:
    """Bytes that will be read."""
    return sum(path.stat().st_size for _plan, path in plans)


def load(
    actor: Actor | None, mapping: Mapping, plans: Plans, branch: Branch, *, dry_run: bool = False,
    progress: Progress = lambda count: None,
) -> Outcome:  # fmt: skip
    """Bring an export in for a branch. All or nothing: with any fault everything is rolled back.

    New clients join `branch`; those that are there already stay where they are.
    """
    outcome = Outcome(mapping.format, branch.code, dry_run)
    began = time.monotonic()
    with memory.kept(), suppress(_Undo), write():
        memory.begin()
        first_load = not HoldingAccount.select().where(HoldingAccount.source == mapping.source).exists()
        totals = Totals(mapping)
        try:
            for plan, path in plans:
                _load_file(plan, path, mapping, branch, outcome, totals, progress)
            if not outcome.faults:
                _finish(mapping, outcome)
                outcome.totals = totals.prove(outcome.faults)
        except EnoughFaults:
            pass
        if outcome.faults or dry_run:
            raise _Undo()
        memory.end()
        run = _record(actor, mapping, branch, outcome, round(time.monotonic() - began))
        deals.raise_deals(mapping.source, first_load, run)
    if outcome.faults:
        outcome.totals = {}
        for counts in outcome.files.values():
            counts.nothing_written()
    reference.forget()
    return outcome


def _load_file(
    plan: FilePlan, path: Path, mapping: Mapping, branch: Branch, outcome: Outcome, totals: Totals, progress: Progress
) -> None:
    """One reading of one file. Raises EnoughFaults when it cannot be read to its end: all else would be in doubt."""
    counts = outcome.files.setdefault(plan.file, Counts()) if plan.table else Counts()
    words = (plan, mapping.source, branch.id, outcome.faults, counts)
    sink = Writer(*words, accepted=totals.counter(plan.table)) if plan.table else Sink(*words)

    def note(line: int, column: str, reason: Any) -> None:
        counts.read += line > 1
        sink.refuse("")
        outcome.faults.add(plan.file, line, column, reason)

    with CsvFile(path, mapping.dialect, note) as file:
        reader = RowReader(plan, file.header, mapping.dialect.encoding)
        for name in reader.missing if file.header else ():
            outcome.faults.add(plan.file, 1, name, _l("the column is missing"))
        for name in reader.twice:
            outcome.faults.add(plan.file, 1, name, _l("the column stands twice"))
        if reader.missing or reader.twice:
            raise EnoughFaults()
        _read_rows(file, reader, sink, counts, progress)
        sink.flush()
        if file.broken_off:
            raise EnoughFaults()


def _read_rows(file: CsvFile, reader: RowReader, sink: Sink, counts: Counts, progress: Progress) -> None:
    position = 0
    for row in file.rows():
        if not reader.wanted(row.cells):
            continue
        counts.read += 1
        item, wrong = reader.item(row.line, row.cells)
        if wrong:
            sink.refuse(item.key)
            for column, reason in wrong:
                sink.faults.add(sink.plan.file, row.line, column, reason)
            continue
        sink.add(item)
        if counts.read % 500 == 0:
            progress(file.position - position)
            position = file.position
    progress(file.position - position)


def _finish(mapping: Mapping, outcome: Outcome) -> None:
    """What follows from the rows: balances, AUM by month, classes. Nothing changed, nothing to follow."""
    if any(counts.added or counts.changed for counts in outcome.files.values()):
        assets.follow_transactions(mapping.source)
        assets.derive_months(mapping.source)
        classes.derive_classes(Client.select(Client.id).where(Client.source == mapping.source))


def _record(actor: Actor | None, mapping: Mapping, branch: Branch, outcome: Outcome, seconds: int) -> ImportRun:
    counts = {name: counts.plain() for name, counts in outcome.files.items()}
    changes = {name: ["", f"+{count['added']} ~{count['changed']}"] for name, count in counts.items()}
    audit(actor, "import.done", branch=branch.id, changes=changes, format=mapping.title, place=branch.name_zh)
    summary = json.dumps({"files": counts, "totals": outcome.totals}, ensure_ascii=False, separators=(",", ":"))
    if len(summary) > LONGEST_SUMMARY:
        summary = json.dumps({"files": changes}, ensure_ascii=False, separators=(",", ":"))[:LONGEST_SUMMARY]
    return ImportRun.create(  # type: ignore[no-any-return]
        format=mapping.format, branch_code=branch.code, started_at=clock.today(), seconds=min(seconds, 32_767),
        summary=summary,
    )  # fmt: skip
