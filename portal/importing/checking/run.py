"""Files checked without writing: each row is compared with what stands and staged with what would become of it.

Nothing of the bank's tables is touched, so others work on meanwhile: rows that would be new are remembered as shadows
for the rows that refer to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import GONE_WITH, EnoughFaults, Faults
from portal.importing.arriving.reading import Row
from portal.importing.checking.loading import Part, Plans, Progress, read_part
from portal.importing.mapping.plans import Mapping
from portal.importing.rows import cellwise, memory
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.importing.writing.journal import both
from portal.importing.writing.staging import RowFaults, Stage, secrets_of
from portal.importing.writing.standing import Judged
from portal.importing.writing.totals import Totals
from portal.importing.writing.watching import judged_now
from portal.importing.writing.writer import BATCH, Counts, Sink, Writer
from portal.models import Branch, ImportRun
from portal.models.imports import CHANGED, DUPLICATE, NEW, UNCHANGED


@dataclass
class Checked:
    """What a check found: whether all could be read to its end, the counts of each file, the first faults, the totals;
    `moved`: [part, line, outcome before, outcome now] of rows that an earlier check had judged otherwise."""

    whole: bool
    files: dict[str, Counts]
    faults: Faults
    totals: dict[str, int | str]
    moved: list[list[Any]] = field(default_factory=list)


@dataclass
class Staging(Sink):
    """A sink whose rows are staged as they are read."""

    stage: Stage = None  # type: ignore[assignment]

    def saw(self, row: Row) -> None:
        if len(self.stage.pending) >= BATCH:
            self.flush()
        self.stage.take(row.line, row.cells)

    def leave_cell(self, line: int, column: str, reason: Any) -> None:
        self.stage.leave(line, column, reason)
        if isinstance(self.faults, RowFaults):
            self.faults.name(self.file, line, column, reason)

    def odd(self, line: int, cells: list[str]) -> None:
        if line > 1:
            self.saw(Row(line, cells))


@dataclass
class Checker(Staging, Writer):
    """Says of each row what writing would do."""

    numbers: Iterator[int] = None  # type: ignore[assignment]
    totals: Totals | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.standing.asks = True

    def add(self, item: Item) -> None:
        self.items.append(item)

    def reject(self, item: Item, column: str, reason: Any) -> None:
        super().reject(item, column, GONE_WITH if reason is None else reason)

    def flush(self) -> None:
        self.judge_items()
        self.stage.write()

    def judge_items(self) -> None:
        """Say of the rows that wait what writing would do."""
        super().flush()

    def write(self, items: list[Item]) -> None:
        judged = self.standing.judge(items)
        self.count(judged)
        for item in judged.unchanged:
            self.stage.judge(item.line, UNCHANGED)
        for change in judged.changed:
            self.stage.judge(change.item.line, CHANGED, both(change))
        for item in judged.new:
            self.stage.judge(item.line, NEW)
        for item, like in judged.alike:
            self.stage.judge(item.line, DUPLICATE, candidate=like.client, reason=like.reason)
        self.cast(judged.new)
        self.cast([item for item, _like in judged.alike], {item.line: like.client for item, like in judged.alike})

    def same_person(self, item: Item, first: str) -> None:
        line, _hash, mark = first.rpartition(":")[2].partition("#")
        if mark != cellwise.mark(item)[1:]:
            super().same_person(item, first)
            return
        self.counts.unchanged += 1
        self.stage.leave(item.line, "", _l("this is the person of line %(line)s once more", line=line))

    def count(self, judged: Judged) -> None:
        """What the command says of it: rows that look known wait for somebody to decide."""
        counts = self.counts
        counts.added += len(judged.new)
        counts.changed += len(judged.changed)
        counts.unchanged += len(judged.unchanged)
        counts.rejected += len(judged.alike)
        if self.totals:
            self.totals.add(self.table, [*judged.new, *judged.unchanged, *(change.item for change in judged.changed)])
        if judged.alike and isinstance(self.faults, RowFaults):
            for item, like in judged.alike:
                words = _l("this looks like client %(number)s; please decide it on the page", number=like.number)
                self.faults.name(self.file, item.line, self.plan.key, words)

    def cast(self, items: list[Item], alike: dict[int, int] | None = None) -> None:
        """Shadows of rows that would be new, under their key and, for clients, their document. `alike`: line → the
        client whom a row looks like, and may become."""
        if self.table.pair:
            return
        shadows = []
        for item in items:
            values = {"id": -next(self.numbers), **{n: v for n, v in item.values.items() if n in ("client", "account")}}
            shadows.append((item.key, values))
            if alike:
                memory.keep("alike", [(str(values["id"]), str(alike[item.line]))])
            if item.papers and item.papers.key != item.key:
                shadows.append((item.papers.key, values))
        memory.cast_shadows(self.table.name, dict(shadows).items())


@dataclass
class Gatherer(Staging):
    """Stages the rows of a file that is only remembered from."""

    def add(self, item: Item) -> None:
        self.items.append(item)
        self.stage.judge(item.line, UNCHANGED)

    def flush(self) -> None:
        super().flush()
        self.stage.write()


def check(
    run: ImportRun,
    mapping: Mapping,
    plans: Plans,
    branch: Branch,
    ground: Ground,
    progress: Progress,
    *,
    anew: bool = False,
    keeps: bool = True,
) -> Checked:
    """Stage every part (`anew`: check the staged rows again; without `keeps` nothing is kept of them). Counts and
    faults go to the run, too.
    """
    run.options = {**run.options, "judged": judged_now()}
    with memory.kept():
        return _check(run, mapping, plans, branch, ground, progress, anew, keeps)


def _check(
    run: ImportRun,
    mapping: Mapping,
    plans: Plans,
    branch: Branch,
    ground: Ground,
    progress: Progress,
    anew: bool,
    keeps: bool,
) -> Checked:
    faults, numbers, totals = RowFaults(), count(1), Totals(mapping, ground.source)
    files: dict[str, Counts] = {}
    stages: dict[int, Stage] = {}
    tabled = {part.place for part in plans if part.plan.table}
    carried: dict[int, dict[int, list[Any]]] = {}
    whole = True
    for part in plans:
        faults.rows = carried.pop(part.place, {}) if part.plan.table or part.place not in tabled else {}
        counts = files.setdefault(part.name, Counts()) if part.plan.table else Counts()
        words = (part.plan, part.name, ground, branch.id, faults, counts)
        stage = _stage(run, part, faults, stages)
        stage.anew, stage.keeps = anew and not stage.again, keeps
        if part.plan.table:
            sink: Sink = Checker(*words, keeps_blanks=mapping.keeps_blanks, stage=stage, numbers=numbers, totals=totals)
        elif part.place in tabled:
            sink = Sink(*words)
        else:
            sink = Gatherer(*words, stage=stage)
        try:
            read_part(part, sink, faults, progress)
        except EnoughFaults:
            whole = False
            memory.refuse(sink.names, [""])
            if faults.last and faults.last not in faults.whole:
                faults.whole.append(faults.last)
        stage.write()
        carried[part.place] = faults.rows
    run.counts = [_counts(stages.get(place)) for place in range(len(run.parts))]
    run.faults = faults.whole
    run.options = {**run.options, "cells_left": sum(stage.cells_left for stage in stages.values())}
    moved = [
        [place, line, *both] for place, stage in sorted(stages.items()) for line, both in sorted(stage.moved.items())
    ]
    return Checked(whole and not faults.whole, files, faults, totals.said(derived=False), moved)


def _stage(run: ImportRun, part: Part, faults: RowFaults, stages: dict[int, Stage]) -> Stage:
    """The stage of a part; of one that is read again, the same with its counts."""
    header = run.parts[part.place]["header"]
    stage = stages.get(part.place) or Stage(run.id, part.place, faults)
    stage.faults, stage.again = faults, bool(stage.counts)
    stage.secrets |= secrets_of(part.plan, header)
    stages[part.place] = stage
    return stage


def _counts(stage: Stage | None) -> dict[str, int]:
    return stage.counts if stage else {}
