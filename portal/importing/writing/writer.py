"""Rows of one file written in batches: each batch is compared with what stands, only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

import peewee

from portal.database import among, database, insert_rows
from portal.derived import contacts, search_terms
from portal.ground import clock
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import Faults
from portal.importing.arriving.reading import Row
from portal.importing.mapping.plans import FilePlan
from portal.importing.mapping.tables import Table
from portal.importing.rows import cellwise, clients, memory, papers, phones
from portal.importing.rows.finding import Ground
from portal.importing.rows.items import Item
from portal.importing.rows.linking import link
from portal.importing.writing.journal import Journal
from portal.importing.writing.standing import Change, Standing
from portal.importing.writing.watching import Watch
from portal.models import District, HoldingAccount
from portal.reads.shared.sources import came_from
from portal.rules.clients.spotting import names_by_document
from portal.rules.shared.masking import mask_id

BATCH = 1000


PLAIN = frozenset(
    {
        peewee.CharField,
        peewee.TextField,
        peewee.IntegerField,
        peewee.SmallIntegerField,
        peewee.BigIntegerField,
        peewee.BooleanField,
        peewee.DateField,
        peewee.ForeignKeyField,
    }
)
"""Fields whose values go into the database as the converters made them."""
_TOUCHES = {
    "accounts": "client",
    "cards": "client",
    "loans": "client",
    "services": "client",
    "standing_orders": "account",
}
"""Tables from which a client's classes follow, and the column that leads to him."""


@dataclass
class Counts:
    """What became of the rows of a file."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def plain(self) -> dict[str, int]:
        return asdict(self)

    def nothing_written(self) -> None:
        self.added = self.changed = self.unchanged = 0


@dataclass
class Sink:
    """Takes the rows of one file: remembers what is to be remembered. `Writer` writes them, too. `once`: a key that
    stands twice is looked for in the whole file, not in a batch alone (what is written was checked before).
    """

    plan: FilePlan
    file: str
    ground: Ground
    branch: int
    faults: Faults
    counts: Counts
    items: list[Item] = field(default_factory=list)
    once: bool = True

    @property
    def names(self) -> list[str]:
        """The names under which later rows refer to rows of this file."""
        return [name for name in (self.plan.table.name if self.plan.table else "", self.plan.remember_as) if name]

    @property
    def seen(self) -> str:
        """Where the keys of this file are kept."""
        return f"seen:{self.plan.table.name}" if self.plan.table else f"seen:{self.plan.remember_as}"

    def saw(self, row: Row) -> None:
        """Hears each row before anything is made of it."""

    def odd(self, line: int, cells: list[str]) -> None:
        """Hears of a row that has not as many cells as the header."""

    def add(self, item: Item) -> None:
        self.items.append(item)
        if len(self.items) >= BATCH:
            self.flush()

    def reject(self, item: Item, column: str, reason: Any) -> None:
        """Refuse a row; without a reason when its cause is named already."""
        self.refuse(item.key)
        if reason is not None:
            self.faults.add(self.file, item.line, column, reason)

    def refuse(self, key: str) -> None:
        self.counts.rejected += 1
        memory.refuse(self.names, [key])

    def leave_cell(self, line: int, column: str, reason: Any) -> None:
        """Hears of a cell that cannot be read and is left out while its row is taken."""

    def leave_out(self, keys: Iterable[str]) -> None:
        """Staged rows that are not taken: what refers to them is not taken either."""
        memory.refuse(self.names, keys)

    def flush(self) -> None:
        items, self.items = self.items, []
        self.keep(self.without_doubles(items))

    def keep(self, items: list[Item]) -> None:
        if self.plan.remember_as:
            memory.keep(f"remember:{self.plan.remember_as}", ((item.key, item.kept) for item in items))

    def same_person(self, item: Item, first: str) -> None:
        """A row of somebody who stands in the file already, by his name and his phone or birthday."""
        line, _hash, _mark = first.rpartition(":")[2].partition("#")
        words = _l("this is the person of line %(line)s, with other details; please put both into one row", line=line)
        self.counts.rejected += 1
        self.faults.add(self.file, item.line, self.plan.key, words)

    def without_doubles(self, items: list[Item]) -> list[Item]:
        """A key that stands twice is a fault at its second place."""
        seen = memory.recall(self.seen, (item.key for item in items)) if self.once else {}
        fresh: dict[str, str] = {}
        single = []
        for item in items:
            first = seen.get(item.key) or fresh.get(item.key)
            if first and item.key.startswith(cellwise.MADE):
                self.same_person(item, first)
                continue
            if first:
                self.counts.rejected += 1
                self.faults.add(
                    self.file,
                    item.line,
                    self.plan.key,
                    _twice(item.key, first),
                )
                continue
            fresh[item.key] = f"{self.file}:{item.line}{cellwise.mark(item)}"
            single.append(item)
        if self.once:
            memory.keep(self.seen, fresh.items())
        return single


@dataclass
class Writer(Sink):
    """Writes the rows of one file to its table. `accepted` are the rows of the last batch that stand afterwards."""

    accepted: list[Item] = field(default_factory=list)
    journal: Journal | None = None
    keeps_blanks: bool = False
    watch: Watch | None = None
    place: int = 0

    def __post_init__(self) -> None:
        assert self.plan.table is not None
        self.table: Table = self.plan.table
        self.grounds: dict[str, peewee.Field] = self.table.model._meta.fields  # type: ignore[attr-defined]
        self.defaults = {
            name: column.default() if callable(column.default) else column.default
            for name, column in self.grounds.items()
            if column.default is not None
        }
        self.standing = Standing(self.plan, self.table, self.ground, self.branch, self.reject, self.keeps_blanks)

    def flush(self) -> None:
        items, self.items = self.items, []
        items = link(self.without_doubles(items), self.ground, self.reject)
        self.keep(items)
        self.accepted = []
        if items:
            self.write(items)

    def write(self, items: list[Item]) -> None:
        judged = self.standing.judge(items)
        if self.watch:
            self.watch.compare(self.place, self.table, judged)
        self.counts.unchanged += len(judged.unchanged)
        self.accepted = [*judged.unchanged, *(change.item for change in judged.changed)]
        if judged.new:
            self.accepted += self.insert(judged.new)
        if judged.changed:
            self.update(judged.changed)
        self.touch(judged.new, judged.changed)

    def touch(self, new: list[Item], changed: list[Change]) -> None:
        """Remember whose holdings were written."""
        name = _TOUCHES.get(self.table.name)
        if name is None:
            return
        rows = [item.values for item in (*new, *(change.item for change in changed))]
        ids = {row[name] for row in (*rows, *(change.before for change in changed)) if row.get(name)}
        if name == "account":
            owners = HoldingAccount.select(HoldingAccount.client).where(among(HoldingAccount.id, sorted(ids)))
            ids = {row[0] for row in owners.tuples()}
        memory.touch(ids)

    def insert(self, items: list[Item]) -> list[Item]:
        """New rows with what belongs to them. Answers those that the database took."""
        rows = [self.row(item) for item in items]
        if self.table.name == "clients":
            clients.complete(rows, self.branch, nameless=self.plan.made_name)
        elif self.table.name == "districts":
            _place(rows)
        try:
            with database.atomic():
                self.bare(rows)
        except (peewee.IntegrityError, peewee.DataError):
            items, rows = self.one_by_one(items, rows)
        ids = self.ids_of(items) if self.table.has_source else {}
        if self.table.name == "clients":
            search_terms.begin([(ids[row["source_key"]], row) for row in rows])
            phones.add((ids[item.key], item) for item in items if item.phones)
        if self.plan.owner:
            clients.give_ownership(self.ground.source, [(ids[row["source_key"]], row["client"]) for row in rows])
        if self.journal and self.table.has_source:
            self.journal.new(self.table, [(ids[item.key], item.line) for item in items])
        elif self.journal and self.table.pair:
            days = [(f"{item.values['account']}:{item.values['day']}", item.line) for item in items]
            self.journal.new(self.table, days)
        if self.table.name == "contacts":
            contacts.follow(row["client"] for row in rows)
        self.counts.added += len(rows)
        return items

    def ids_of(self, items: list[Item]) -> dict[str, int]:
        """Key → id of rows that were just added (one statement for all that hangs on them)."""
        model: Any = self.table.model
        wanted = came_from(model, self.ground.source) & among(model.source_key, [item.key for item in items])
        return dict(model.select(model.source_key, model.id).where(wanted).tuples().iterator())

    def row(self, item: Item) -> dict[str, Any]:
        values = {**self.defaults, **self.table.fixed, **item.values}
        if item.papers:
            values["document_encrypted"] = papers.encrypted(item.papers.number)
        if "created_at" in self.grounds:
            values["created_at"] = clock.now()
        if not self.table.has_source:
            return values
        return {**values, **self.ground.names(item.key)}

    def bare(self, rows: list[dict[str, Any]]) -> None:
        names = list(dict.fromkeys(chain.from_iterable(rows)))
        columns, blank, take = [self.grounds[name] for name in names], dict.fromkeys(names), itemgetter(*names)
        odd = [(column.name, column.db_value) for column in columns if type(column) not in PLAIN]
        values = [take({**blank, **row, **{name: change(row.get(name)) for name, change in odd}}) for row in rows]
        insert_rows(self.table.sql_name, [column.column_name for column in columns], values)

    def one_by_one(self, items: list[Item], rows: list[dict[str, Any]]) -> tuple[list[Item], list[dict[str, Any]]]:
        """After a batch that the database refused: each row alone, so that the one at fault is named."""
        good, kept = [], []
        for item, row in zip(items, rows, strict=True):
            try:
                with database.atomic():
                    self.bare([row])
                good.append(item)
                kept.append(row)
            except (peewee.IntegrityError, peewee.DataError):
                self.reject(
                    item, self.plan.key, _l("the row contradicts another one that stands under a different key")
                )
        return good, kept

    def update(self, changed: list[Change]) -> None:
        model: Any = self.table.model
        is_client = self.table.name == "clients"
        for change in changed:
            values = dict(change.values)
            if is_client:
                values |= {"version": model.version + 1, "updated_at": clock.now()}
            further = values.pop(phones.FIELD, None)
            model.update(**values).where(self.table.is_record(change.record)).execute()
            if further is not None:
                phones.put(change.record, further)
        self.counts.changed += len(changed)
        if is_client:
            clients.follow([(change.record, change.before, change.values) for change in changed])
        if self.table.name == "contacts":
            contacts.follow(change.item.values["client"] for change in changed)
        if self.journal:
            self.journal.changed(self.table, changed)


def _place(rows: list[dict[str, Any]]) -> None:
    """New districts follow those that are there, in the order of the file."""
    last = District.select(peewee.fn.MAX(District.position)).scalar()
    for position, row in enumerate(rows, start=0 if last is None else last + 1):
        row["position"] = position


def _twice(key: str, place: str) -> Any:
    """Why a row is one too many; what it is named by is not said where that is a document."""
    if key.startswith(papers.BY_DOCUMENT):
        return _l("the same document stands in %(place)s already", place=place)
    return _l("“%(key)s” stands in %(place)s already", key=mask_id(key) if names_by_document(key) else key, place=place)
