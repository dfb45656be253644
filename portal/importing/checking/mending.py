"""A staged row mended in place: the row alone is checked again; everything is, when somebody asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import security, settings
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.reading import Row
from portal.importing.arriving.runs import held
from portal.importing.checking.loading import Part, Plans
from portal.importing.checking.parts import ground_of, mapping_of, parts_of
from portal.importing.checking.run import Checker
from portal.importing.mapping.plans import Mapping
from portal.importing.rows import memory
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.importing.writing.staging import RowFaults, Stage, fingerprint, opened, sealed, secrets_of
from portal.importing.writing.writer import Counts
from portal.models import ImportRow, ImportRun
from portal.models.imports import DUPLICATE, REJECTED, REVIEW
from portal.reads.accounts.actors import Actor
from portal.reads.imports import row_of

MOST_LOOKED_AT = 50
DECISIONS = ("update", "new", "skip")


class RowMoved(Invalid):
    words = _l("Somebody has changed this row meanwhile. This is how it stands now; please look at it and save again.")


def mend(
    actor: Actor, run: ImportRun, sheet: int, line: int, cells: dict[int, str], shown: str | None = None
) -> ImportRow:
    """Put other texts into cells of a row and check it again; `shown` is the mark of the row on the page. Raises
    WrongState, OutOfScope, RowMoved, Invalid.
    """
    with write():
        run = held(run, REVIEW)
        row = _as_shown(row_of(run, sheet, line), shown)
        header = run.parts[sheet]["header"]
        texts = opened(row.cells)
        if len(texts) > len(header):
            raise Invalid(_l("This row has more cells than the file has columns; please correct it in the file."))
        texts = [*texts, *[""] * (len(header) - len(texts))]
        for place, text in cells.items():
            if 0 <= place < len(header):
                texts[place] = text
        mapping = mapping_of(run)
        plans = parts_of(run, mapping)
        with memory.kept_in_memory():
            _check_again(run, row, texts, mapping, plans)
        run.options = {**run.options, "mended": True, "mends": run.options.get("mends", 0) + 1}
        run.save()
        audit(actor, "import.mended", run, branch=run.branch_id, files=run.parts[sheet]["name"][:200], line=str(line))
        return row_of(run, sheet, line)


def mark(row: ImportRow) -> str:
    """What the page of a row shows of it: of two people the second finds what the first one made of it."""
    said = json.dumps([row.id, row.outcome, row.decision, row.cells], ensure_ascii=False)
    return security.equality(said, settings.keys()) or ""


def _as_shown(row: ImportRow, shown: str | None) -> ImportRow:
    """The row, if it is as the page showed it. Raises RowMoved."""
    if shown and shown != mark(row):
        raise RowMoved()
    return row


def _check_again(run: ImportRun, row: ImportRow, texts: list[str], mapping: Mapping, plans: Plans) -> None:
    faults, ground = RowFaults(), ground_of(run, mapping)
    part = next(part for part in plans if part.place == row.sheet and part.plan.table)
    stage = Stage(run.id, row.sheet, faults, secrets=secrets_of(part.plan, run.parts[row.sheet]["header"]))
    checker = Checker(
        part.plan,
        part.name,
        ground,
        run.branch_id,
        faults,
        Counts(),
        keeps_blanks=mapping.keeps_blanks,
        stage=stage,
        numbers=count(1),
    )
    reader = part.reader(run.parts[row.sheet]["header"])
    fresh = Row(row.line, texts)
    stage.take(row.line, texts)
    item, wrong = reader.item(fresh)
    for column, reason in wrong:
        faults.add(part.name, row.line, column, reason)
    for column, reason in item.left:
        stage.leave(row.line, column, reason)
    if not wrong and reader.wanted(texts):
        _recall_what_it_names(run, item, plans, mapping, ground, row)
        checker.items = [item]
        checker.judge_items()
    judged, told = stage.pending[row.line], faults.taken(row.line)
    outcome = REJECTED if told else judged.outcome
    ImportRow.update(
        outcome=outcome,
        cells=json.loads(sealed(texts, stage.secrets)),
        faults=[*(told or ()), *stage.left.get(row.line, ())] or None,
        changes=None if told else judged.changes,
        candidate=judged.candidate,
        reason=judged.reason,
        decision="",
    ).where(ImportRow.id == row.id).execute()
    counts = run.counts[row.sheet]
    counts[row.outcome] = counts.get(row.outcome, 0) - 1
    counts[outcome] = counts.get(outcome, 0) + 1


def _recall_what_it_names(
    run: ImportRun, item: Item, plans: Plans, mapping: Mapping, ground: Ground, row: ImportRow
) -> None:
    """Other staged rows that this one speaks of, as the check of everything had met them before."""
    for column, cell in item.links:
        for part in plans:
            if column.recall and part.plan.remember_as == column.recall:
                kept = {found.key: found.kept for found in _staged(run, part, cell)}
                memory.keep(f"remember:{column.recall}", kept.items())
            elif column.refers and part.plan.table is column.refers:
                table = part.plan.table
                if any(True for _found in _staged(run, part, cell)):
                    memory.cast_shadows(table.name, [(cell, {"id": -1, "client": -1, "account": -1})])
    for part in plans:
        if part.place == row.sheet and part.plan.table:
            for found in _staged(run, part, item.key):
                if found.line != row.line and found.key == item.key:
                    memory.keep(f"seen:{part.plan.table.name}", [(item.key, f"{part.name}:{found.line}")])
                    return


def _staged(run: ImportRun, part: Part, cell: str) -> Iterator[Item]:
    """Staged rows of a part that are taken and name themselves like the cell."""
    reader = part.reader(run.parts[part.place]["header"])
    text = ImportRow.cells.cast("text")
    like = text.contains(json.dumps(cell, ensure_ascii=False)[1:-1]) | text.contains(fingerprint(cell))
    mine = (ImportRow.run == run.id) & (ImportRow.sheet == part.place) & (ImportRow.outcome != REJECTED)
    query = ImportRow.select(ImportRow.line, ImportRow.cells).where(mine, like).limit(MOST_LOOKED_AT)
    for line, cells in query.tuples():
        texts = opened(cells)
        if not reader.wanted(texts):
            continue
        item, wrong = reader.item(Row(line, texts))
        if not wrong and cell in (item.key, item.number, item.papers.number if item.papers else item.key):
            yield item


def decide(actor: Actor, run: ImportRun, sheet: int, line: int, decision: str, shown: str | None = None) -> None:
    """Say what is to become of a row that looks like a client who stands: `update` him, `new`, or `skip` the row.

    Raises WrongState, OutOfScope, RowMoved, Invalid.
    """
    if decision not in DECISIONS:
        raise Invalid(_l("Please choose what is to be done."), field="decision")
    with write():
        run = held(run, REVIEW)
        row = _as_shown(row_of(run, sheet, line), shown)
        if row.outcome != DUPLICATE:
            raise Invalid(_l("There is nothing to decide about this row."), field="decision")
        ImportRow.update(decision=decision).where(ImportRow.id == row.id).execute()
        run.save()


def decide_all(actor: Actor, run: ImportRun, decision: str, reason: str | None = None) -> int:
    """The same for every row about which nobody has decided (that looks known for a reason). Answers how many."""
    if decision not in DECISIONS:
        raise Invalid(_l("Please choose what is to be done."), field="decision")
    with write():
        run = held(run, REVIEW)
        mine = (ImportRow.run == run.id) & (ImportRow.outcome == DUPLICATE) & (ImportRow.decision == "")
        mine = mine & (ImportRow.reason == reason) if reason is not None else mine
        moved: Any = ImportRow.update(decision=decision).where(mine).execute()
        run.save()
        return moved
