"""A batch of rows beside what stands: which are new, which change something, which look like somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.database import among
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.mapping.plans import FilePlan
from portal.importing.mapping.tables import Table
from portal.importing.rows import alike, memory, papers
from portal.importing.rows.days import Days
from portal.importing.rows.finding import Ground, rows
from portal.importing.rows.items import Item
from portal.importing.rows.linking import Reject
from portal.models import Client
from portal.reads.shared.sources import came_from


@dataclass
class Change:
    """A row that stands and would change: `values` are the fields that differ, `before` what stands in them."""

    item: Item
    record: Any
    values: dict[str, Any]
    before: dict[str, Any]


@dataclass
class Judged:
    new: list[Item] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Item] = field(default_factory=list)
    alike: list[tuple[Item, int]] = field(default_factory=list)


@dataclass
class Standing:
    """Compares rows of one file with its table. Rows of other branches' clients are refused."""

    plan: FilePlan
    table: Table
    ground: Ground
    branch: int
    reject: Reject
    keeps_blanks: bool = False
    asks: bool = False

    @property
    def primary(self) -> str:
        return self.table.model._meta.primary_key.name  # type: ignore[attr-defined]

    @property
    def of_clients(self) -> bool:
        return self.table.model is Client

    def judge(self, items: list[Item]) -> Judged:
        if self.table.pair:
            return self._judge_days(items)
        found = self._found(items)
        judged = Judged()
        if self.plan.by_document:
            items = self._once(items, found)
        for item in items:
            row = found.get(item.line)
            if row is None:
                if not item.number:
                    judged.new.append(item)
                else:
                    self.reject(item, self.plan.by_number, _l("there is no client %(number)s", number=item.number))
            elif self.ground.outside(row.get("branch_of")):
                self.reject(item, self.plan.key, self._elsewhere())
            else:
                self._compare(item, row, judged)
        if self.of_clients and not self.plan.made_name:
            judged.new = self._without_alike(judged)
        return judged

    def _judge_days(self, items: list[Item]) -> Judged:
        """Balances by day: new where something moved, unchanged where the day before stood the same."""
        judged, days = Judged(), Days(items)
        for item in sorted(items, key=lambda one: one.values["day"]):
            account, day, balance = (item.values[name] for name in ("account", "day", "balance"))
            stands = days.standing.get((account, day))
            if stands == balance or (stands is None and days.stood(account, day) == balance):
                judged.unchanged.append(item)
            elif stands is None:
                judged.new.append(item)
            else:
                judged.changed.append(Change(item, f"{account}:{day}", {"balance": balance}, {"balance": stands}))
            days.say(account, day, balance)
        days.remember()
        return judged

    def _once(self, items: list[Item], found: dict[int, dict[str, Any]]) -> list[Item]:
        """The items whose client no row before has named, by whatever key."""
        names = {item.line: self._who(item, found.get(item.line)) for item in items}
        seen = memory.recall("who", (name for name in names.values() if name))
        single: list[Item] = []
        fresh: dict[str, str] = {}
        for item in items:
            name = names[item.line]
            first = seen.get(name) or fresh.get(name)
            if first:
                self.reject(item, self.plan.key, _l("this is the client of line %(line)s", line=first))
                continue
            if name:
                fresh[name] = str(item.line)
            single.append(item)
        memory.keep("who", fresh.items())
        return single

    @staticmethod
    def _who(item: Item, row: dict[str, Any] | None) -> str:
        return f"#{row['id']}" if row else item.papers.hmac if item.papers else ""

    def _elsewhere(self) -> Any:
        """Neither the other branch nor its client is named: head office may look him up, and leaves its trace."""
        if not self.of_clients:
            return _l("this cannot be imported here: the number is not among this branch's")
        return _l("this client is with another branch already; please ask head office")

    def _found(self, items: list[Item]) -> dict[int, dict[str, Any]]:
        """Line → the row that stands, with the columns that the file fills."""
        model: Any = self.table.model
        fields = model._meta.fields
        names = list({self.table.identity, self.primary, *(name for item in items for name in item.values)})
        wanted = among(fields[self.table.identity], [self._identity(item) for item in items])
        if self.table.has_source:
            wanted &= came_from(model, self.ground.source)
        by_key = {row[self.table.identity]: row for row in rows(self.table, names, self.ground, wanted)}
        found = {item.line: by_key[key] for item in items if (key := self._identity(item)) in by_key}
        if self.of_clients:
            rest = [item for item in items if item.line not in found and (item.target or item.number or item.papers)]
            found |= self._found_otherwise(rest, names)
        return found

    def _identity(self, item: Item) -> str:
        return item.values.get(self.table.identity, item.key)

    def _found_otherwise(self, items: list[Item], names: list[str]) -> dict[int, dict[str, Any]]:
        """Clients by number, by document, or because somebody said so."""
        if not items:
            return {}
        by_document = bool(self.plan.by_document)
        hmacs = [item.papers.hmac for item in items if item.papers] if by_document else []
        wanted = (
            among(Client.id, [item.target for item in items if item.target])
            | among(Client.number, [item.number for item in items if item.number])
            | among(Client.document_hmac, hmacs)
        )
        more = ["number", "document_hmac", "source", *names]
        found_rows = rows(self.table, list(dict.fromkeys(more)), self.ground, wanted)
        places = {
            place: row for row in found_rows for place in (row["id"], row["number"], row["document_hmac"]) if place
        }
        found = {}
        for item in items:
            places_of = (item.target, item.number, item.papers.hmac if item.papers and by_document else None)
            row = next((places[place] for place in places_of if place and place in places), None)
            if row is None or (item.number and self.ground.outside(row.get("branch_of"))):
                continue
            found[item.line] = row
            if not row["source"] and item.target:
                item.values |= self.ground.names(item.key)
        memory.keep("alias:clients", ((item.key, f"#{found[item.line]['id']}") for item in items if item.line in found))
        return found

    def _compare(self, item: Item, row: dict[str, Any], judged: Judged) -> None:
        skip = item.blanks if self.keeps_blanks else ()
        values = {name: value for name, value in item.values.items() if name not in skip and row.get(name) != value}
        if not values:
            judged.unchanged.append(item)
            return
        before = {name: row.get(name) for name in values}
        if "document_hmac" in values and item.papers:
            values["document_encrypted"] = papers.encrypted(item.papers.number)
        judged.changed.append(Change(item, row[self.primary], values, before))

    def _without_alike(self, judged: Judged) -> list[Item]:
        """New clients that look like nobody; the others go to `judged.alike`, or are refused where nobody can
        decide."""
        likely = alike.candidates([item for item in judged.new if item.target is None], self.ground)
        fresh = []
        for item in judged.new:
            found = likely.get(item.line)
            if found is None:
                fresh.append(item)
            elif found.elsewhere:
                self.reject(item, self.plan.key, self._elsewhere())
            elif self.asks:
                judged.alike.append((item, found.client))
            else:
                words = _l("this looks like client %(number)s; please decide it on the page", number=found.number)
                self.reject(item, self.plan.key, words)
        return fresh
