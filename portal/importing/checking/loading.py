"""Files and sheets with the plans that read them, what an import did, and one reading of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.actions.shared.recording import audit
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport, EnoughFaults, Faults, kept
from portal.importing.arriving.reading import CsvSource, Source
from portal.importing.mapping.plans import FilePlan, Mapping
from portal.importing.rows.items import RowReader
from portal.importing.writing.writer import Counts, Sink
from portal.models import Branch, HoldingAccount
from portal.reads.accounts.actors import Actor
from portal.reads.shared import sources

LONGEST_SUMMARY = 4000


@dataclass(frozen=True)
class Part:
    """A file or sheet with the plan that reads it; `name` is what people call it, `place` its place among the parts;
    by `days` the workbook's calendar begins later than usual."""

    plan: FilePlan
    source: Source
    name: str
    encoding: str
    place: int = 0
    days: int = 0

    def reader(self, header: list[str]) -> RowReader:
        """What makes items of its rows."""
        return RowReader(self.plan, header, self.encoding, self.days)


Plans = list[Part]
Progress = Callable[[int], None]
"""Hears how many bytes (or staged rows) more have been read."""


@dataclass
class Outcome:
    """What an import did. With faults nothing was written; a dry run wrote nothing either, but counts what it would.
    `run` is its record, None where there is none.
    """

    format: str
    branch: str
    dry_run: bool
    files: dict[str, Counts] = field(default_factory=dict)
    totals: dict[str, int | str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    run: int | None = None

    def kept(self) -> dict[str, Any]:
        """Files, totals and faults as they can be stored."""
        return {
            "files": {name: counts.plain() for name, counts in self.files.items()},
            "totals": self.totals,
            "faults": [[f.file, f.line, f.column, kept(f.reason)] for f in self.faults.found],
        }

    def plain(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "branch": self.branch,
            "dry_run": self.dry_run,
            "import": self.run,
            "files": {name: counts.plain() for name, counts in self.files.items()},
            "totals": self.totals,
            "faults": [fault.plain() for fault in self.faults.found],
        }


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
    places = {path: place for place, path in enumerate(dict.fromkeys(path for _plan, path in found))}
    encoding = mapping.dialect.encoding
    return [Part(plan, CsvSource(path, mapping.dialect), plan.file, encoding, places[path]) for plan, path in found]


def size_of(plans: Plans) -> int:
    """Bytes (or staged rows) that will be read."""
    return sum(part.source.size for part in plans)


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
        reader = part.reader(file.header)
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
        if row.passed:
            continue
        if row.out:
            sink.leave_out([reader.key_of(row)])
            continue
        if not reader.wanted(row.cells):
            continue
        counts.read += 1
        item, wrong = reader.item(row)
        for column, reason in item.left:
            sink.leave_cell(row.line, column, reason)
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


def is_first_load(source: sources.Source) -> bool:
    """Has this source brought no account yet? What a first load brings is no news. Ask before anything is written."""
    return not HoldingAccount.select().where(sources.came_from(HoldingAccount, source)).exists()


def record(actor: Actor | None, mapping: Mapping, branch: Branch, outcome: Outcome) -> None:
    """The audit entry of an import, with what each file added and changed."""
    counts = {name: counts.plain() for name, counts in outcome.files.items()}
    changes = {name: ["", f"+{count['added']} ~{count['changed']}"] for name, count in counts.items()}
    audit(actor, "import.done", branch=branch.id, changes=changes, format=mapping.title, **branch.said)


def summary_of(outcome: Outcome) -> str:
    """Counts and totals as the row of the run keeps them."""
    counts = {name: counts.plain() for name, counts in outcome.files.items()}
    summary = json.dumps({"files": counts, "totals": outcome.totals}, ensure_ascii=False, separators=(",", ":"))
    return summary if len(summary) <= LONGEST_SUMMARY else json.dumps({"totals": outcome.totals})
