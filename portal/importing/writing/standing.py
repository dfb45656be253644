"""A batch of rows beside what stands: which are new, which change something, which look like somebody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.database import among
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.mapping.plans import FilePlan
from portal.importing.mapping.tables import Table
from portal.importing.rows import alike, memory, papers, phones
from portal.importing.rows.days import Days
from portal.importing.rows.finding import Ground, living, rows
from portal.importing.rows.items import Item
from portal.importing.rows.judging import as_a_whole
from portal.importing.rows.linking import Reject
from portal.models import Client
from portal.reads.shared.sources import came_from

WHOLE = (
    "kind",
    "document_kind",
    "document_encrypted",
    "document_hmac",
    "risk_rating",
    "risk_assessed_on",
    "risk_valid_until",
)
"""What is judged together of a client."""


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
    alike: list[tuple[Item, alike.Likeness]] = field(default_factory=list)


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
    phones: dict[int, str] = field(default_factory=dict)
    merged: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Line → the record that the row names, where that was merged into the one it is compared with."""

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
        if self.of_clients:
            items = self._once(items, found)
        self.phones = phones.standing(found[item.line]["id"] for item in items if item.phones and item.line in found)
        for item in items:
            row = found.get(item.line)
            if row is None:
                self._new(item, judged)
            elif self.ground.outside(row.get("branch_of")):
                self.reject(item, self.plan.key, self._elsewhere())
            elif reason := self._contradiction(item, row):
                self.reject(item, *reason)
            else:
                self._compare(item, row, judged)
        if self.table.numbered and self.asks:
            judged.new = self._numbers_once(judged.new)
        if self.of_clients and not self.plan.made_name:
            judged.new = self._without_alike(judged)
        return judged

    def _new(self, item: Item, judged: Judged) -> None:
        """A row that nobody stands for, unless it says itself that somebody must."""
        if item.number:
            self.reject(item, self.plan.by_number, _l("there is no client %(number)s", number=item.number))
        elif needed := next((column for column in self.plan.columns if column.target in item.masked), None):
            words = _l("a mask of the portal stands here; the row is new, so the whole is needed")
            self.reject(item, needed.origin, words)
        else:
            item.values |= {name: value for name, value in item.fills.items() if self._may_fill(name, item.values)}
            if self._fits(item, item.values, item.values):
                judged.new.append(item)

    def _fits(self, item: Item, record: dict[str, Any], changed: dict[str, Any]) -> bool:
        """Would the record be one that a form takes? Else the row is refused."""
        unfit = as_a_whole(self.table.name, record, changed)
        for target, reason in unfit.items():
            column = next((column for column in self.plan.columns if column.target == target), None)
            self.reject(item, column.origin if column else self.plan.key, reason)
            return False
        return True

    @staticmethod
    def _may_fill(name: str, record: dict[str, Any]) -> bool:
        """May what a document says stand in this field of a record? Only where nothing stands, and never beside a
        birthday by the lunar calendar."""
        lunar = record.get("birthday_lunar") or record.get("lunar_month")
        return not record.get(name) and not (name == "birthday" and lunar)

    def _contradiction(self, item: Item, row: dict[str, Any]) -> tuple[str, Any] | None:
        """Why a row cannot be what stands under its number, as (column, reason)."""
        if item.record is None or "client" not in item.values:
            return None
        wanted = item.values["client"]
        if wanted < 0:
            wanted = int(memory.recall("alike", [str(wanted)]).get(str(wanted), wanted))
        if wanted == row["client"]:
            item.values["client"] = wanted
            return None
        origin = next(column.origin for column in self.plan.columns if column.target == "client")
        return origin, _l("what has this number is held by another client already")

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
        """The items whose client no row before has named, by whatever key. A row of a merged record that brings no news
        stands beside that of the record it is in."""
        names = self._named(items, found)
        seen = memory.recall("who", names.values())
        single: list[Item] = []
        fresh: dict[str, str] = {}
        for item in items:
            name = names.get(item.line, "")
            first = seen.get(name) or fresh.get(name)
            if first:
                self.reject(item, self.plan.key, _l("this is the client of line %(line)s", line=first))
                continue
            if name:
                fresh[name] = str(item.line)
            single.append(item)
        memory.keep("who", fresh.items())
        return single

    def _named(self, items: list[Item], found: dict[int, dict[str, Any]]) -> dict[int, str]:
        """Line → whom the row means, where two rows can mean one client: a plan that finds him by his document, too, or
        records that were merged."""
        shared = self._kept_of(found) if not self.plan.by_document else None
        names = {}
        for item in items:
            row = found.get(item.line)
            if item.line in self.merged and row and not self._differing(item, row):
                continue
            if shared is None or (row and row["id"] in shared):
                names[item.line] = self._who(item, row)
        return {line: name for line, name in names.items() if name}

    @staticmethod
    def _kept_of(found: dict[int, dict[str, Any]]) -> set[int]:
        """Of these clients those into whom others were merged."""
        ids = sorted({row["id"] for row in found.values()})
        query = Client.select(Client.merged_into).where(
            Client.merged_into.is_null(False), among(Client.merged_into, ids)
        )
        return {row[0] for row in query.tuples()} if ids else set()

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
        if self.of_clients:
            filled = (
                ("birthday", "birthday_lunar", "lunar_month", "gender") if any(item.fills for item in items) else ()
            )
            names = list({*names, "merged_into", "source", *filled, *WHOLE})
        wanted = among(fields[self.table.identity], [self._identity(item) for item in items])
        if self.table.has_source:
            wanted &= came_from(model, self.ground.source)
        by_key = {row[self.table.identity]: row for row in rows(self.table, names, self.ground, wanted)}
        found = {item.line: by_key[key] for item in items if (key := self._identity(item)) in by_key}
        if self.table.numbered:
            found |= self._found_by_number([item for item in items if item.line not in found], names)
        if self.of_clients:
            rest = [item for item in items if item.line not in found and (item.target or item.number or item.papers)]
            found |= self._found_otherwise(rest, names)
            self._follow_merges(found, names)
            for item in items:
                if item.target and (row := found.get(item.line)) and not row["source"]:
                    item.values |= self.ground.names(item.key)
        return found

    def _found_by_number(self, items: list[Item], names: list[str]) -> dict[int, dict[str, Any]]:
        """Accounts, cards, loans and contracts that stand under another key, or none, by their number. Of contracts the
        client and the product are the same, too: each of those who gave it out counts by itself."""
        own = next((column for column in self.plan.columns if column.target == "number"), None)
        numbers = {item.line: number for item in items if (number := item.values.get("number"))}
        if own is None or own.made or not numbers:
            return {}
        model: Any = self.table.model
        names = list({*names, "number", "client", "source", "source_branch"})
        standing: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows(self.table, names, self.ground, among(model.number, sorted(set(numbers.values())))):
            standing[row["number"]].append(row)
        found = {}
        for item in items:
            if likely := self._likely(item, standing.get(numbers.get(item.line, ""), [])):
                found[item.line], item.record = likely, likely["id"]
                if not likely["source"]:
                    item.values |= self.ground.names(item.key)
        memory.note_sources(row for row in found.values() if row["source"])
        memory.keep(f"alias:{self.table.name}", ((i.key, f"#{i.record}") for i in items if i.line in found))
        return found

    def _numbers_once(self, items: list[Item]) -> list[Item]:
        """Rows of a file whose number no row before has, under whatever key."""
        own = next((column for column in self.plan.columns if column.target == "number"), None)
        if own is None or own.made or own.origin == self.plan.key or self.table.name == "services":
            return items
        name = f"number:{self.table.name}"
        seen = memory.recall(name, [number for item in items if (number := item.values.get("number"))])
        single: list[Item] = []
        fresh: dict[str, str] = {}
        for item in items:
            number = item.values.get("number") or ""
            first = seen.get(number) or fresh.get(number)
            if first:
                self.reject(item, own.origin, _l("this number stands in line %(line)s already", line=first))
                continue
            if number:
                fresh[number] = str(item.line)
            single.append(item)
        memory.keep(name, fresh.items())
        return single

    def _likely(self, item: Item, several: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Of the rows with an item's number the one it means: its client's first, one within reach before others."""
        if self.table.name == "services":
            keys = ("client", "product")
            several = [row for row in several if all(row[key] == item.values.get(key) for key in keys)]
        order = {
            id(row): (row["client"] != item.values.get("client"), self.ground.outside(row.get("branch_of")))
            for row in several
        }
        return min(several, key=lambda row: order[id(row)], default=None)

    def _follow_merges(self, found: dict[int, dict[str, Any]], names: list[str]) -> None:
        """Whoever was merged is the record that he is in now."""
        now = living(found.values(), names, self.ground)
        self.merged = {line: row for line, row in found.items() if row["id"] in now}
        for line, row in self.merged.items():
            found[line] = now[row["id"]]

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
        more = ["number", "document_hmac", *names]
        found_rows = rows(self.table, list(dict.fromkeys(more)), self.ground, wanted)
        places = {
            place: row for row in found_rows for place in (row["id"], row["number"], row["document_hmac"]) if place
        }
        found = {}
        for item in items:
            places_of = (item.target, item.number, item.papers.hmac if item.papers and by_document else None)
            row = next((places[place] for place in places_of if place and place in places), None)
            if row is None or (item.number and not row["merged_into"] and self.ground.outside(row.get("branch_of"))):
                continue
            found[item.line] = row
        memory.keep("alias:clients", ((item.key, f"#{found[item.line]['id']}") for item in items if item.line in found))
        return found

    def _compare(self, item: Item, row: dict[str, Any], judged: Judged) -> None:
        values = self._differing(item, row)
        known = self.phones.get(row["id"], "") if item.phones else ""
        if (more := phones.with_more(item, row, known) if item.phones else known) != known:
            values[phones.FIELD], row[phones.FIELD] = more, known
        if not values:
            judged.unchanged.append(item)
            return
        if not self._fits(item, row | values, values):
            return
        before = {name: row.get(name) for name in values}
        if "document_hmac" in values and item.papers:
            values["document_encrypted"] = papers.encrypted(item.papers.number)
            before["document_encrypted"] = row["document_encrypted"]
        judged.changed.append(Change(item, row[self.primary], values, before))

    def _differing(self, item: Item, row: dict[str, Any]) -> dict[str, Any]:
        """What the row says otherwise than what stands. What a merged record said before is no news: the merge has
        decided about it."""
        skip = item.masked | (item.blanks if self.keeps_blanks else set())
        said = item.values | {
            name: value for name, value in item.fills.items() if self._may_fill(name, row | item.values)
        }
        values = {name: value for name, value in said.items() if name not in skip and row.get(name) != value}
        told = self.merged.get(item.line)
        return values if told is None else {name: value for name, value in values.items() if told[name] != value}

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
                judged.alike.append((item, found))
            else:
                words = _l("this looks like client %(number)s; please decide it on the page", number=found.number)
                self.reject(item, self.plan.key, words)
        return fresh
