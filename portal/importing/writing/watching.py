"""What was reviewed is what is written: each row is judged again at the writing, and compared with what was shown.

A row is overtaken when it means another client by now, when what stands in his fields is no longer what stood beside
it, or when somebody like him has come in since.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.ground import clock
from portal.importing.mapping.tables import Table
from portal.importing.rows import alike
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.importing.writing.journal import both
from portal.importing.writing.standing import Change, Judged
from portal.models import Client, ImportChange, ImportRun
from portal.models.imports import CHANGED, DUPLICATE, NEW, UNCHANGED

UNCOMPARED = frozenset({"document_encrypted", "source", "source_branch", "source_key"})
"""An encrypted text is another one each time; the others say from where a row came."""


class Overtaken(Exception):
    """Rows stand otherwise than they were reviewed: nothing of the run is kept, and it is reviewed again. `lines` are
    (part, line)."""

    def __init__(self, lines: list[tuple[int, int]]) -> None:
        super().__init__()
        self.lines = lines


def judged_now() -> dict[str, Any]:
    """The moment of a check: what came in later was not seen by it."""
    return {"at": clock.now().isoformat(), "upto": _last_client()}


def _last_client() -> int:
    return int(Client.select(Client.id).order_by(Client.id.desc()).limit(1).scalar() or 0)


@dataclass
class Watch:
    """Compares what is about to be written with what was reviewed."""

    run: ImportRun
    ground: Ground
    lines: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        judged = self.run.options.get("judged") or judged_now()
        self.upto: int = judged["upto"]
        since = datetime.fromisoformat(judged["at"])
        query = Client.select(Client.id).where(Client.updated_at > since)
        self.edited = {row[0] for row in query.tuples().iterator()} - self._own("clients")
        self.came: set[int] = set()
        self.known = {(place, line) for place, line in self.run.options.get("known", ())}

    def _own(self, table: str) -> set[int]:
        mine = (ImportChange.run == self.run.id) & (ImportChange.table == table)
        return {int(row[0]) for row in ImportChange.select(ImportChange.record).where(mine).tuples().iterator()}

    def compare(self, place: int, table: Table, judged: Judged) -> None:
        """Note the rows of a batch that were overtaken. Of balances by day only a changed one can be: a day is new or
        unchanged by the days around it."""
        if table.pair:
            self._note(
                place,
                [
                    one.item
                    for one in judged.changed
                    if one.item.told and one.item.told[0] == CHANGED and self._moved(one)
                ],
            )
            return
        found = [change.item for change in judged.changed if self._moved(change)]
        found += [
            item for item in judged.unchanged if item.told and item.told[0] in (NEW, DUPLICATE) and not item.target
        ]
        fresh = [item for item in judged.new if item.told]
        found += [item for item in fresh if item.told and item.told[0] not in (NEW, DUPLICATE)]
        if table.model is Client and fresh:
            found += self._like_somebody_new(fresh)
        self._note(place, found)

    def _note(self, place: int, items: list[Item]) -> None:
        self.lines += sorted({(place, item.line) for item in items} - self.known)

    def _moved(self, change: Change) -> bool:
        """Is what would be changed now something else than what was shown?"""
        if not change.item.told:
            return False
        outcome, told = change.item.told
        if outcome == DUPLICATE:
            return change.record != change.item.target or change.record in self.edited
        if outcome in (NEW, UNCHANGED):
            return True
        return outcome == CHANGED and not _same(json.loads(told or "{}"), both(change))

    def _like_somebody_new(self, items: list[Item]) -> list[Item]:
        """New clients who look like somebody who came in, or was changed, since the check."""
        self._look_for_newcomers()
        newcomers = self.edited | self.came
        if not newcomers:
            return []
        likely = alike.candidates(items, self.ground)
        return [item for item in items if (one := likely.get(item.line)) and one.client in newcomers]

    def _look_for_newcomers(self) -> None:
        last = _last_client()
        if last > self.upto:
            mine = ImportChange.select(ImportChange.record.cast("bigint")).where(
                ImportChange.run == self.run.id, ImportChange.table == "clients", ImportChange.changes.is_null()
            )
            later = Client.select(Client.id).where(Client.id > self.upto, Client.id.not_in(mine))
            self.came |= {row[0] for row in later.tuples()}
            self.upto = last


def _same(told: dict[str, list[Any]], now: dict[str, list[Any]]) -> bool:
    """Would the same fields be changed from the same to the same? What refers to a row that was new in the review (a
    negative number) has a number of its own by now."""
    names = told.keys() - UNCOMPARED
    return names == now.keys() - UNCOMPARED and all(
        told[name][0] == now[name][0] and (told[name][1] == now[name][1] or _was_new(told[name][1])) for name in names
    )


def _was_new(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value < 0
