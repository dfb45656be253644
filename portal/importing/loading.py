"""An export loaded: all files in one transaction, in batches. Any fault, and nothing is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import clock
from ..actions import assets, classes, deals
from ..actions.recording import audit
from ..database import write
from ..i18n import lazy_gettext as _l
from ..models import Branch, Client, HoldingAccount, ImportRun, reference
from ..models.actors import Actor
from . import memory
from .faults import CannotImport, EnoughFaults, Faults
from .finding import Ground
from .journal import Journal
from .plans import FilePlan, Mapping
from .reading import CsvSource, Source
from .rows import RowReader
from .totals import Totals
from .writing import Counts, Sink, Writer

LONGEST_SUMMARY = 4000


@dataclass(frozen=True)
class Part:
    """A file or sheet with the plan that reads it; `name` is what people call it, `place` its place among the parts."""

    plan: FilePlan
    source: Source
    name: str
    encoding: str
    place: int = 0


Plans = list[Part]
Progress = Callable[[int], None]
"""Hears how many bytes (or staged rows) more have been read."""


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


class Undo(Exception):
    """Leaves the transaction without keeping it."""


def plans_for(mapping: Mapping, source: Path) -> Plans:
    """The files to read, in order: all of a folder, or the one that was named. Raises CannotImport."""
    if source.is_file():
        found = [(plan, source) for plan in mapping.files if plan.file == source.name]
        if len(mapping.files) == 1:
            found = [(mapping.files[0], source)]
        if not found:
            raise CannotImport(_l("%(format)s has no file %(file)s", format=mapping.format, file=source.name))
    elif not source.is_dir():
        raise CannotImport(_l("there is no folder or file %(path)s", path=str(source)))
    else:
        missing = [plan.file for plan in mapping.files if not (source / plan.file).is_file()]
        if missing:
            raise CannotImport(
                _l("%(path)s lacks %(files)s", path=str(source), files=", ".join(dict.fromkeys(missing)))
            )
        found = [(plan, source / plan.file) for plan in mapping.files]
    encoding = mapping.dialect.encoding
    return [Part(plan, CsvSource(path, mapping.dialect), plan.file, encoding) for plan, path in found]


def size_of(plans: Plans) -> int:
    """Bytes (or staged rows) that will be read."""
    return sum(part.source.size for part in plans)


def load(
    actor: Actor | None, mapping: Mapping, plans: Plans, branch: Branch, *, dry_run: bool = False,
    progress: Progress = lambda count: None,
) -> Outcome:  # fmt: skip
    """Bring an export in for a branch. All or nothing: with any fault everything is rolled back.

    New clients join `branch`; those that are there already stay where they are.
    """
    outcome = Outcome(mapping.format, branch.code, dry_run)
    began = time.monotonic()
    with memory.kept(), suppress(Undo), write():
        first_load = is_first_load(mapping.source)
        write_parts(mapping, plans, branch, outcome, Ground(mapping.source, None, mapping.finds_clients), progress)
        if outcome.faults or dry_run:
            raise Undo()
        seconds = round(time.monotonic() - began)
        record(actor, mapping, branch, outcome)
        run = ImportRun.create(
            format=mapping.format, branch_code=branch.code, branch=branch, started_at=clock.today(),
            seconds=min(seconds, 32_767), summary=summary_of(outcome), created_at=clock.now(), finished_at=clock.now(),
        )  # fmt: skip
        deals.raise_deals(mapping.source, first_load, run)
    if outcome.faults:
        outcome.totals = {}
        for counts in outcome.files.values():
            counts.nothing_written()
    reference.forget()
    return outcome


def write_parts(
    mapping: Mapping, plans: Plans, branch: Branch, outcome: Outcome, ground: Ground, progress: Progress,
    journal: Journal | None = None,
) -> None:  # fmt: skip
    """All parts written in their order, and what follows from them; the caller keeps or undoes the transaction."""
    memory.begin()
    totals = Totals(mapping)

    def sink_for(part: Part, counts: Counts) -> Sink:
        if journal:
            journal.sheet = part.place
        words = (part.plan, part.name, ground, branch.id, outcome.faults, counts)
        if part.plan.table is None:
            return Sink(*words)
        return Writer(
            *words, accepted=totals.counter(part.plan.table), journal=journal, keeps_blanks=mapping.keeps_blanks
        )

    try:
        for part in plans:
            counts = outcome.files.setdefault(part.name, Counts()) if part.plan.table else Counts()
            read_part(part, sink_for(part, counts), outcome.faults, progress)
        if not outcome.faults:
            _finish(mapping, outcome)
            outcome.totals = totals.prove(outcome.faults)
    except EnoughFaults:
        pass
    memory.end()


def read_part(part: Part, sink: Sink, faults: Faults, progress: Progress) -> None:
    """One reading of one file. Raises EnoughFaults when it cannot be read to its end: all else would be in doubt."""
    counts = sink.counts

    def note(line: int, column: str, reason: Any) -> None:
        counts.read += line > 1
        sink.odd(line, file.odd)
        sink.refuse("")
        faults.add(part.name, line, column, reason)

    file = part.source.open(note)
    with file:
        reader = RowReader(part.plan, file.header, part.encoding)
        for name in reader.missing if file.header else ():
            faults.add(part.name, 1, name, _l("the column is missing"))
        for name in reader.twice:
            faults.add(part.name, 1, name, _l("the column stands twice"))
        if reader.missing or reader.twice:
            raise EnoughFaults()
        _read_rows(file, reader, sink, progress)
        sink.flush()
        if file.broken_off:
            raise EnoughFaults()


def _read_rows(file: Any, reader: RowReader, sink: Sink, progress: Progress) -> None:
    position, counts = 0, sink.counts
    for row in file.rows():
        sink.saw(row)
        if row.out:
            sink.leave_out(reader.key_of(row))
            continue
        if not reader.wanted(row.cells):
            continue
        counts.read += 1
        item, wrong = reader.item(row)
        if wrong:
            sink.refuse(item.key)
            for column, reason in wrong:
                sink.faults.add(sink.file, row.line, column, reason)
            continue
        sink.add(item)
        if counts.read % 500 == 0:
            progress(file.position - position)
            position = file.position
    progress(file.position - position)


def _finish(mapping: Mapping, outcome: Outcome) -> None:
    """What follows from the rows: balances, AUM by month, classes. Nothing changed, nothing to follow."""
    if any(counts.added or counts.changed for counts in outcome.files.values()):
        follow(mapping.source)


def is_first_load(source: str) -> bool:
    """Has this source brought no account yet? What a first load brings is no news. Ask before anything is written."""
    return not HoldingAccount.select().where(HoldingAccount.source == source).exists()


def follow(source: str) -> None:
    """Balances, AUM by month and classes of everything that came from a source."""
    assets.follow_transactions(source)
    assets.derive_months(source)
    classes.derive_classes(Client.select(Client.id).where(Client.source == source))


def record(actor: Actor | None, mapping: Mapping, branch: Branch, outcome: Outcome) -> None:
    """The audit entry of an import, with what each file added and changed."""
    counts = {name: counts.plain() for name, counts in outcome.files.items()}
    changes = {name: ["", f"+{count['added']} ~{count['changed']}"] for name, count in counts.items()}
    audit(actor, "import.done", branch=branch.id, changes=changes, format=mapping.title, place=branch.name_zh)


def summary_of(outcome: Outcome) -> str:
    """Counts and totals as the row of the run keeps them."""
    counts = {name: counts.plain() for name, counts in outcome.files.items()}
    summary = json.dumps({"files": counts, "totals": outcome.totals}, ensure_ascii=False, separators=(",", ":"))
    return summary if len(summary) <= LONGEST_SUMMARY else json.dumps({"totals": outcome.totals})
