"""A confirmed run written in steps, so that others write in between: each step is a transaction of its own that keeps
the rows, their journal, and how far the run has come.

A run of up to SMALL rows is one transaction. A larger one that is killed goes on where it stood; one that is stopped,
or refused where all or nothing was asked for, is taken back by its journal (`taking_back.py`). What follows from the
rows (balances, months, classes, deals) comes at the end, in steps of its own, and is the same however often it is
derived.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from portal.actions.administration import tasks
from portal.actions.holdings import deals
from portal.actions.shared.telling import tell
from portal.database import breathe, database, write, write_step
from portal.derived import aum, balances, classes, completeness, contact_order
from portal.ground import clock
from portal.importing.arriving.faults import kept
from portal.importing.arriving.reading import Row
from portal.importing.arriving.runs import back_again
from portal.importing.checking.loading import Outcome, Part, is_first_load, record, size_of, summary_of
from portal.importing.checking.parts import ground_of, mapping_of, parts_of
from portal.importing.rows import days, memory
from portal.importing.rows.items import Item, RowReader
from portal.importing.undoing.conflicts import KEEP, Plan, look
from portal.importing.undoing.taking_back import TakingBack, without_stopping
from portal.importing.writing.journal import Journal
from portal.importing.writing.staging import RowFaults, StagedSource
from portal.importing.writing.totals import Totals
from portal.importing.writing.watching import Overtaken, Watch
from portal.importing.writing.writer import Counts, Sink, Writer
from portal.models import ImportChange, ImportRow, ImportRun
from portal.models.imports import DONE, REJECTED, REVIEW, TAKING_BACK
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept as reference_kept

STEP = 2000
SMALL = 5000
CLIENTS_AT_ONCE = 1000
MOST_LOOKED_AT, LOOKED_AT_ONCE = 5000, 250
MOST_KEPT = 500
Refusal = tuple[str, int, list[Any]]
"""(part, line, [column, reason])"""


class RowsRefused(Exception):
    """Rows were refused that may not be left out: nothing of the run is kept."""


class Refusals(RowFaults):
    """Faults that came up while writing, by part and line. With `passes` those of rows are passed over."""

    def __init__(self, passes: bool) -> None:
        super().__init__()
        self.passes = passes
        self.refused: list[Refusal] = []

    def add(self, file: str, line: int, column: str, reason: Any) -> None:
        self.name(file, line, column, reason)
        if line > 1:
            self.refused.append((file, line, [column, kept(reason)]))
        else:
            self.whole.append([file, line, column, kept(reason)])

    @property
    def stops(self) -> bool:
        return bool(self.whole or (self.refused and not self.passes))

    def __bool__(self) -> bool:
        return self.stops


class Remembering(Writer):
    """Meets rows again that were written before the run broke off: what later rows refer to is remembered."""

    def write(self, items: list[Item]) -> None:
        self.standing.judge(items)
        self.touch(items, [])


class Batch:
    """Some rows of a part, read before the transaction begins."""

    def __init__(self, part: Part, reader: RowReader, rows: list[Row]) -> None:
        self.last = rows[-1].line
        self.size = len(rows)
        rows = [row for row in rows if not row.passed]
        self.out = [reader.key_of(row) for row in rows if row.out]
        self.good: list[Item] = []
        self.wrong: list[tuple[Item, list[tuple[str, Any]]]] = []
        for row in rows:
            if not row.out and reader.wanted(row.cells):
                item, wrong = reader.item(row)
                if wrong:
                    self.wrong.append((item, wrong))
                else:
                    self.good.append(item)

    def into(self, sink: Sink) -> None:
        sink.leave_out(self.out)
        sink.counts.read += len(self.good) + len(self.wrong)
        for item, wrong in self.wrong:
            sink.refuse(item.key)
            for column, reason in wrong:
                sink.faults.add(sink.file, item.line, column, reason)
        sink.items = self.good
        sink.flush()


class Writing:
    """One run on its way into the tables."""

    def __init__(self, run: ImportRun, report: tasks.Report) -> None:
        self.run, self.report, came = run, report, run.position
        self.mapping = mapping_of(run)
        self.plans = parts_of(run, self.mapping)
        self.ground = ground_of(run, self.mapping)
        self.said = Refusals(run.mode == "good")
        self.at = (came.get("part", 0), came.get("line", 0))
        self.first_load = came["first_load"] if came else is_first_load(self.ground.source)
        self.seconds, self.began = came.get("seconds", 0), time.monotonic()
        self.totals = Totals(self.mapping, self.ground.source, came.get("figures"))
        self.journal = Journal(run.id)
        self.watch = Watch(run, self.ground)
        self.outcome = Outcome(self.mapping.format, run.branch.code, False, faults=self.said, run=run.id)
        files = came.get("files", {})
        self.outcome.files = {p.name: Counts(**files.get(p.name, {})) for p in self.plans if p.plan.table}
        self.total, self.done = size_of(self.plans), 0
        self.small = self.total <= SMALL and not came

    def rows(self) -> None:
        """Write every row that is to be taken. Raises RowsRefused, tasks.Cancelled."""
        for number, part in enumerate(self.plans):
            self._part(number, part)
        if self.watch.lines:
            raise Overtaken(self.watch.lines)
        if self.said.stops:
            raise RowsRefused()
        if not self.small:
            with write_step():
                self._keep(len(self.plans), 0)

    def _part(self, number: int, part: Part) -> None:
        reached, line = self.at
        source: Any = part.source
        assert isinstance(source, StagedSource)
        with source.open(lambda *fault: None) as file:
            reader = part.reader(file.header)
            if number < reached or (number == reached and line):
                for rows in file.batches(STEP, until=line if number == reached else None):
                    self._remember(part, Batch(part, reader, rows))
            if number >= reached:
                sink = self._sink(part, Writer)
                for rows in file.batches(STEP, after=line if number == reached else 0):
                    self._step(number, sink, Batch(part, reader, rows))

    def _sink(
        self, part: Part, writer: type[Writer], faults: Refusals | None = None, counts: Counts | None = None
    ) -> Sink:
        counts = counts or (self.outcome.files[part.name] if part.plan.table else Counts())
        words = (part.plan, part.name, self.ground, self.run.branch_id, faults or self.said, counts)
        if part.plan.table is None:
            return Sink(*words, once=False)
        self.journal.sheet = part.place
        plans = [one for one in self.plans if one.place == part.place and one.plan.table]
        watch = self.watch if writer is Writer and len(plans) == 1 else None
        return writer(
            *words,
            once=False,
            journal=self.journal,
            keeps_blanks=self.mapping.keeps_blanks,
            watch=watch,
            place=part.place,
        )

    def _step(self, number: int, sink: Sink, batch: Batch) -> None:
        self.report(self.done, self.total)
        with write_step():
            batch.into(sink)
            if self.watch.lines and not self.small:
                raise Overtaken(self.watch.lines)
            if isinstance(sink, Writer):
                self.totals.prove(sink.table, sink.accepted, self.said)
            if self.said.stops and not self.small:
                raise RowsRefused()
            if not self.said.stops:
                mark(self.run, self.said.refused)
                self.said.refused = []
            if not self.small:
                self._keep(number, batch.last)
        self.done += batch.size
        breathe()

    def _remember(self, part: Part, batch: Batch) -> None:
        """Rows that stand already: nothing but the memory of this connection is written."""
        self.report(self.done, self.total)
        with database.atomic():
            batch.into(self._sink(part, Remembering, Refusals(True), Counts()))
        self.done += batch.size

    def _keep(self, part: int, line: int) -> None:
        """How far the run has come. Call it within the step."""
        files = {name: counts.plain() for name, counts in self.outcome.files.items()}
        self.run.position = {
            "part": part,
            "line": line,
            "files": files,
            "figures": self.totals.figures,
            "first_load": self.first_load,
            "seconds": self._seconds(),
        }
        ImportRun.update(position=self.run.position).where(ImportRun.id == self.run.id).execute()

    def _seconds(self) -> int:
        return min(round(self.seconds + time.monotonic() - self.began), 32_767)

    def follow(self) -> None:
        """What follows from the rows: balances, AUM by month, classes, deals."""
        noted = None if self.first_load else self.journal.derived
        written = any(counts.added or counts.changed for counts in self.outcome.files.values())
        sources = list(dict.fromkeys([self.ground.source, *memory.sources()]))
        for source in sources if written else ():
            balances.follow_transactions(source, noted)
        seen = 0
        for told in days.told(CLIENTS_AT_ONCE):
            with write_step():
                seen += balances.balances_seen(told, noted)
            breathe()
        if written or seen:
            for source in sources:
                aum.derive_months(source)
            for clients in memory.touched(CLIENTS_AT_ONCE):
                classes.derive_classes(clients)
                with write_step():
                    contact_order.follow(clients)
        for source in sources:
            deals.raise_deals(source, self.first_load and source == self.ground.source, self.run)

    def finish(self, actor: Actor | None) -> None:
        """The run is done: its figures, the audit entry, the word to whoever imported."""
        run = self.run
        with write_step():
            self.outcome.totals = self.totals.said()
            record(actor, self.mapping, run.branch, self.outcome)
            run.state, run.position, run.summary, run.seconds = DONE, {}, summary_of(self.outcome), self._seconds()
            run.started_at, run.finished_at = clock.today(), clock.now()
            run.version += 1
            run.save()
            if run.author_id:
                tell([run.author_id], "import.done", f"/imports/{run.id}", **run.said, **run.branch.said)


def write_run(actor: Actor | None, run: ImportRun, report: tasks.Report) -> Outcome:
    """Write a confirmed run, or go on where it broke off. Refused rows that may not be left out, a fault of the portal
    and the wish to stop leave nothing of it. Raises Overtaken: nothing of it is kept either.
    """
    writing = Writing(run, report)
    try:
        with memory.kept(), _one_transaction(writing.small):
            writing.rows()
            writing.follow()
            writing.finish(actor)
    except RowsRefused:
        _give_back(run, report, "refused", writing.said)
        return writing.outcome
    except Overtaken:
        _give_back(run, report, "overtaken", writing.said)
        raise
    except Exception as error:
        _give_back(run, report, "stopped" if isinstance(error, tasks.Cancelled) else "broken", writing.said)
        raise
    reference_kept.forget()
    for ids in _to_be_looked_at(run):
        completeness.refresh(ids)
        breathe()
    return writing.outcome


def _one_transaction(small: bool) -> AbstractContextManager[None]:
    return write() if small else nullcontext()


def _give_back(run: ImportRun, report: tasks.Report, why: str, said: Refusals) -> None:
    """Nothing of the run is to be kept: steps that were written are taken back, one transaction is rolled back
    already."""
    run = ImportRun.get_by_id(run.id)
    refused = said.refused[:MOST_KEPT] if why == "refused" else []
    whole = said.whole if why == "refused" else []
    if run.position:
        with write_step():
            run.state = TAKING_BACK
            run.position = {**run.position, "why": why, "refused": refused, "whole": whole}
            run.save()
        take_back(run, report)
        return
    with write_step():
        back_again(run)
        _settle(ImportRun.get_by_id(run.id), why, refused, whole)


def take_back(run: ImportRun, report: tasks.Report) -> None:
    """Take back what a run has written so far, or go on with that; then it waits to be confirmed again."""
    plan = Plan({"others": KEEP})
    look(run, plan)
    stays = TakingBack(run, plan, without_stopping(report), forgets=True)
    stays.all()
    reference_kept.forget()
    with write_step():
        came = run.position
        run = ImportRun.get_by_id(run.id)
        run.position, run.state = {}, REVIEW
        kept_ones = {name: len(ids) for name, ids in plan.kept.items() if ids}
        _settle(run, came["why"], came["refused"], came["whole"], kept_ones)


def _settle(
    run: ImportRun, why: str, refused: list[Any], whole: list[Any], stayed: dict[str, int] | None = None
) -> None:
    """The run says why nothing of it was kept, its rows which of them were refused."""
    mark(run, refused)
    run.faults = whole or run.faults
    run.options = {**run.options, "faulted": why == "refused", "ended": why, "stayed": stayed or {}}
    run.version += 1
    run.save()


def mark(run: ImportRun, refused: list[Any]) -> None:
    """Rows that were refused while writing say so; they are counted among the rejected. Call inside `write()`."""
    places = {part["name"]: place for place, part in enumerate(run.parts)}
    for name, line, fault in refused:
        place = places[name]
        mine = (ImportRow.run == run.id) & (ImportRow.sheet == place) & (ImportRow.line == line)
        row = ImportRow.get_or_none(mine)
        if row is None:
            continue
        counts = run.counts[place]
        counts[row.outcome] = counts.get(row.outcome, 0) - 1
        counts[REJECTED] = counts.get(REJECTED, 0) + 1
        ImportRow.update(outcome=REJECTED, faults=[*(row.faults or []), fault]).where(mine).execute()
    if refused:
        ImportRun.update(counts=run.counts).where(ImportRun.id == run.id).execute()


def _to_be_looked_at(run: ImportRun) -> Iterator[list[int]]:
    """The clients that a run touched, some at a time; of very many the night's round takes care."""
    mine = (ImportChange.run == run.id) & (ImportChange.table == "clients")
    query = ImportChange.select(ImportChange.record).where(mine).limit(MOST_LOOKED_AT + 1)
    ids = [int(row[0]) for row in query.tuples()]
    if len(ids) <= MOST_LOOKED_AT:
        yield from (ids[start : start + LOOKED_AT_ONCE] for start in range(0, len(ids), LOOKED_AT_ONCE))
