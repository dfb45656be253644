"""The staging ground: rows of files with what would become of them, and these rows read again for the writing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.database import database, insert_rows, write_step
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import GONE_WITH, MOST, Fault, Faults, clean, kept
from portal.importing.arriving.files import decoded
from portal.importing.arriving.reading import Note, Row
from portal.importing.mapping.plans import FilePlan
from portal.importing.rows import papers
from portal.models import ImportRow
from portal.models.imports import CHANGED, DUPLICATE, NEW, REJECTED, SKIPPED, UNCHANGED
from portal.rules.clients.spotting import holds_document, names_by_document, plain, scrubbed

AT_ONCE = 1000
encoded = json.JSONEncoder(ensure_ascii=False).encode
SEALED = "sealed:"
MOST_WHOLE = 100
RANK = {SKIPPED: 0, UNCHANGED: 1, NEW: 2, CHANGED: 3, DUPLICATE: 4, REJECTED: 5}
JUDGED = ("outcome", "faults", "changes", "candidate", "reason")
COLUMNS = ["run_id", "sheet", "line", "outcome", "cells", "faults", "changes", "candidate", "decision", "reason"]


@dataclass
class RowFaults(Faults):
    """Faults kept with their rows, however many; `whole` are those of a file as such."""

    rows: dict[int, list[Any]] = field(default_factory=dict)
    whole: list[Any] = field(default_factory=list)
    last: list[Any] = field(default_factory=list)

    def add(self, file: str, line: int, column: str, reason: Any) -> None:
        if reason is not GONE_WITH:
            self.name(file, line, column, reason)
        self.last = [file, line, scrubbed(column), kept(reason)]
        if line > 1:
            self.rows.setdefault(line, []).append([scrubbed(column), kept(reason)])
        elif len(self.whole) < MOST_WHOLE:
            self.whole.append([file, line, scrubbed(column), kept(reason)])

    def name(self, file: str, line: int, column: str, reason: Any) -> None:
        """Keep the first hundred for a list of faults."""
        if len(self.found) < MOST:
            self.found.append(Fault(file, line, scrubbed(column), clean(reason)))
        elif len(self.found) == MOST:
            self.found.append(Fault("", 0, "", _l("and more")))

    def taken(self, line: int) -> list[Any] | None:
        return self.rows.pop(line, None)

    def __bool__(self) -> bool:
        return bool(self.rows or self.whole)


@dataclass(slots=True)
class Staged:
    """A row on its way to the staging ground."""

    cells: list[str]
    outcome: str = SKIPPED
    changes: Any = None
    candidate: int | None = None
    reason: str = ""


@dataclass
class Stage:
    """The rows of one part, written in batches of their own transactions. `again`: another plan has staged them before,
    so only what matters more is kept; `anew`: the rows are staged, and are checked again (`moved`: line → outcome
    before and now, of those that are judged otherwise); `keeps`: without, the rows are counted and forgotten.
    """

    run: int
    place: int
    faults: RowFaults
    again: bool = False
    anew: bool = False
    keeps: bool = True
    secrets: Secrets = field(default_factory=lambda: Secrets())
    pending: dict[int, Staged] = field(default_factory=dict)
    moved: dict[int, tuple[str, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    left: dict[int, list[Any]] = field(default_factory=dict)
    cells_left: int = 0

    def leave(self, line: int, column: str, reason: Any) -> None:
        """A cell of a row that is left out while the row is taken; without a column: why all of the row is."""
        self.left.setdefault(line, []).append([column, kept(reason)])
        self.cells_left += bool(column)

    def take(self, line: int, cells: list[str]) -> None:
        self.pending[line] = Staged(cells)

    def judge(
        self, line: int, outcome: str, changes: Any = None, candidate: int | None = None, reason: str = ""
    ) -> None:
        row = self.pending[line]
        row.outcome, row.changes, row.candidate, row.reason = outcome, changes, candidate, reason

    def write(self) -> None:
        """Put what is pending into the table and count it."""
        rows, self.pending = self.pending, {}
        found = []
        for line, row in rows.items():
            faults = self.faults.taken(line)
            left = self.left.pop(line, None)
            if faults:
                row.outcome, row.changes = REJECTED, None
                self.cells_left -= sum(bool(column) for column, _reason in left or ())
            faults = [*(faults or ()), *(left or ())] or None
            found.append((line, row, faults))
        if self.keeps and self._put(found):
            return
        for _line, row, _faults in found:
            self.counts[row.outcome] = self.counts.get(row.outcome, 0) + 1

    def _put(self, found: list[tuple[int, Staged, Any]]) -> bool:
        """Into the table. Answers whether they are counted with that."""
        with write_step():
            if self.anew:
                self._renew(found)
            elif self.again:
                self._improve(found)
                return True
            else:
                insert_rows('"import_row"', COLUMNS, [self._values(line, row, faults) for line, row, faults in found])
        return False

    def _values(self, line: int, row: Staged, faults: Any) -> tuple[Any, ...]:
        changes = encoded(row.changes) if row.changes else None
        told = encoded(faults) if faults else None
        cells = sealed(row.cells, self.secrets)
        return self.run, self.place, line, row.outcome, cells, told, changes, row.candidate, "", row.reason

    def _renew(self, found: list[tuple[int, Staged, Any]]) -> None:
        """Rows that are checked again: what differs is written, decisions about the same client stay."""
        mine = (ImportRow.run == self.run) & (ImportRow.sheet == self.place)
        lines = [line for line, _row, _faults in found]
        names = (*(getattr(ImportRow, name) for name in JUDGED), ImportRow.decision)
        query = ImportRow.select(ImportRow.line, *names).where(mine, ImportRow.line.in_(lines))
        standing = {line: (tuple(rest), decision) for line, *rest, decision in query.tuples()}
        for line, row, faults in found:
            before, decision = standing[line]
            if decision == "update" and row.outcome in (CHANGED, UNCHANGED):  # he whom somebody decided for
                row.outcome, row.candidate, row.reason = DUPLICATE, before[3], before[4]
            changes = json.loads(json.dumps(row.changes)) if row.changes else None
            fresh = (row.outcome, faults, changes, row.candidate, row.reason)
            if before != fresh:
                values = dict(zip(JUDGED, fresh, strict=True))
                if (before[0], before[3]) != (fresh[0], fresh[3]):
                    values["decision"] = ""
                self.moved[line] = (before[0], row.outcome)
                ImportRow.update(**values).where(mine, ImportRow.line == line).execute()

    def _improve(self, found: list[tuple[int, Staged, Any]]) -> None:
        """What a second plan says of rows that are staged: the graver outcome stands."""
        mine = (ImportRow.run == self.run) & (ImportRow.sheet == self.place)
        lines = [line for line, _row, _faults in found]
        standing = dict(
            ImportRow.select(ImportRow.line, ImportRow.outcome).where(mine, ImportRow.line.in_(lines)).tuples()
        )
        for line, row, faults in found:
            before = standing.get(line, SKIPPED)
            if RANK[row.outcome] > RANK[before]:
                values = {"outcome": row.outcome, "faults": faults, "changes": row.changes, "candidate": row.candidate}
                ImportRow.update(**values).where(mine, ImportRow.line == line).execute()
                self.counts[before] = self.counts.get(before, 0) - 1
                self.counts[row.outcome] = self.counts.get(row.outcome, 0) + 1


@dataclass(frozen=True)
class Secrets:
    """Places of the columns of a file that hold numbers of documents, and of those that name clients, where one may
    stand."""

    documents: frozenset[int] = frozenset()
    clients: frozenset[int] = frozenset()

    def __or__(self, other: Secrets) -> Secrets:
        return Secrets(self.documents | other.documents, self.clients | other.clients)

    def holds(self, place: int, cell: str) -> bool:
        """Must a cell be sealed? Whatever heading it came under, the number of a document lies nowhere in clear."""
        if place in self.documents:
            return bool(cell.strip())
        return cell.startswith(SEALED) or holds_document(cell) or (place in self.clients and names_by_document(cell))


def secrets_of(plan: FilePlan, header: list[str] | tuple[str, ...]) -> Secrets:
    """The columns of a plan in which documents stand, or may stand."""
    documents = {column.origin for column in plan.columns if column.target == "document"}
    clients = {column.origin for column in plan.columns if column.refers and column.refers.name == "clients"}
    clients |= {plan.key} if documents else set()
    names = plan.names_of(header)
    places = [frozenset(p for p, name in enumerate(names) if name in some) for some in (documents, clients)]
    return Secrets(*places)


def sealed(cells: list[str], secrets: Secrets) -> str:
    """A row's cells as JSON; numbers of documents are encrypted, bytes that are no letters show as such (�)."""
    cells = [decoded(cell) for cell in cells]
    return encoded(
        [
            f"{SEALED}{fingerprint(cell)}|{papers.encrypted(cell)}" if secrets.holds(place, cell) else cell
            for place, cell in enumerate(cells)
        ]
    )


def fingerprint(cell: str) -> str:
    """By what a sealed cell is found again without being readable."""
    return papers.equality(plain(cell).strip().upper())[:16]


def opened(cells: list[str]) -> list[str]:
    """The cells with what was encrypted readable again."""
    if any(cell.startswith(SEALED) for cell in cells):
        return [
            papers.decrypted(cell[len(SEALED) :].rpartition("|")[2]) if cell.startswith(SEALED) else cell
            for cell in cells
        ]
    return cells


@dataclass(frozen=True)
class StagedSource:
    """The rows of a part, in their order, as they were staged (and mended); `everything`: those that would be left out,
    too."""

    run: int
    place: int
    header: tuple[str, ...]
    size: int
    everything: bool = False

    def open(self, note: Note) -> StagedFile:
        return StagedFile(self)


class StagedFile:
    """An open part; `position` counts rows."""

    broken_off = False

    def __init__(self, source: StagedSource) -> None:
        self.source, self.header, self.position = source, list(source.header), 0
        self.odd: list[str] = []

    def __enter__(self) -> StagedFile:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is held open."""

    def rows(self) -> Iterator[Row]:
        for batch in self.batches(AT_ONCE):
            for row in batch:
                self.position += 1
                yield row

    def batches(self, at_once: int, after: int = 0, until: int | None = None) -> Iterator[list[Row]]:
        """The rows behind a line (and up to another), so many at a time."""
        last = after
        names = "line, outcome, cells, candidate, decision, changes"
        wanted = "import_row WHERE run_id = ? AND sheet = ? AND line > ?"
        sql = f"SELECT {names} FROM {wanted} ORDER BY line LIMIT {at_once:d}"  # noqa: S608
        sql = sql.replace("?", database.obj.param)
        while True:
            found = database.execute_sql(sql, (self.source.run, self.source.place, last)).fetchall()
            rows = [self._row(*values) for values in found if until is None or values[0] <= until]
            if rows:
                yield rows
            if len(rows) < at_once:
                return
            last = rows[-1].line

    def _row(
        self, line: int, outcome: str, cells: str, candidate: int | None, decision: str, changes: str | None
    ) -> Row:
        unsaid = None if self.source.everything or outcome == DUPLICATE else 0
        target = {"update": candidate, "new": 0}.get(decision, unsaid)
        out = not self.source.everything and (outcome == REJECTED or (outcome == DUPLICATE and target is None))
        told = None if self.source.everything else (outcome, changes)
        return Row(line, opened(json.loads(cells)), target, out, told, passed=outcome == SKIPPED)
