"""What stands in the way when an import is undone: values that somebody changed since, records with a life of their
own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import peewee

from portal.database import among
from portal.ground import clock
from portal.importing.checking.parts import source_of
from portal.importing.mapping.tables import TABLES, Table
from portal.importing.rows import phones
from portal.importing.writing.journal import DERIVED_LINE, plain
from portal.models import Client, FollowUp, ImportChange, ImportRun, Request
from portal.reads.accounts import recusal
from portal.reads.shared.sources import Source, of_source
from portal.words.hanging import TRACES

AT_ONCE = 500
MOST_SHOWN = 200
KEEP, RESTORE, REMOVE = "keep", "restore", "remove"
TOLD: dict[Any, Callable[[], list[Any]]] = {
    Request: lambda: recusal.conditions(None),
    FollowUp: lambda: recusal.calls(None),
}
"""Of these is said how many there are, but for complaints that name somebody and the calls that follow them."""
FOLLOWS = frozenset({"document_encrypted", "document_masked"})


@dataclass
class Plan:
    """What an undo would do: `conflicts` to show, `kept` records by table, and what was decided."""

    decisions: dict[str, str]
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    open: int = 0
    kept: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def decided(self, key: str, usual: str = "") -> str:
        return self.decisions.get(key) or self.decisions.get("others", "") or usual

    def ask(self, key: str, **about: Any) -> str:
        """What was decided about a conflict; one that is not decided is shown."""
        found = self.decided(key)
        if not found:
            self.open += 1
            if len(self.conflicts) < MOST_SHOWN:
                self.conflicts.append({"key": key, **about})
        return found


def look(run: ImportRun, plan: Plan) -> None:
    """Find what stands in the way. Nothing is written."""
    for name in TABLES:
        last = 0
        derived: dict[str, list[dict[str, list[Any]]]] = defaultdict(list)
        while batch := changed(run, name, last):
            for change, standing in batch:
                last = change.id
                if change.line == DERIVED_LINE:
                    derived[change.record].append(change.changes)
                elif standing:
                    _look_at_values(change, standing, derived.get(change.record, []), plan)
    for table in ("clients", "accounts"):
        look_at_new(run, table, plan)


def _look_at_values(
    change: ImportChange, standing: dict[str, Any], derived: list[dict[str, list[Any]]], plan: Plan
) -> None:
    """`derived`: what the portal itself made of the fields afterwards, from other rows of the import, the last
    first."""
    for name, (before, after) in change.changes.items():
        now = plain(standing[name])
        for own in derived:
            if name in own and own[name][1] == now:
                now = own[name][0]
        if name not in FOLLOWS and now not in (after, before):
            plan.ask(
                f"{change.id}:{name}",
                kind="field",
                table=change.table,
                record=change.record,
                field=name,
                before=before,
                after=after,
                now=now,
            )


def changed(run: ImportRun, name: str, last: int) -> list[tuple[ImportChange, dict[str, Any] | None]]:
    """The next changed records of a table, the latest change first, each with what stands in its fields now (None: it
    is gone). `last`: the entry of the journal before which they stand, 0 for the end of it.
    """
    mine = (ImportChange.run == run.id) & (ImportChange.table == name) & ImportChange.changes.is_null(False)
    mine = (mine & (ImportChange.id < last)) if last else mine
    batch = list(ImportChange.select().where(mine).order_by(ImportChange.id.desc()).limit(AT_ONCE))
    if not batch:
        return []
    rows = _rows(TABLES[name], [change.record for change in batch])
    return [(change, rows.get(change.record)) for change in batch]


def _rows(table: Table, records: list[str]) -> dict[str, dict[str, Any]]:
    """Record → its row, of those that stand."""
    model: Any = table.model
    if table.pair:
        accounts = sorted({int(record.partition(":")[0]) for record in records})
        found = model.select().where(among(model.account, accounts)).dicts().iterator()
        wanted = set(records)
        return {name: row for row in found if (name := f"{row['account']}:{row['day']}") in wanted}
    key = model._meta.primary_key
    ids = [key.python_value(record) for record in records]
    found = {str(row[key.name]): row for row in model.select().where(among(key, ids)).dicts()}
    if table.name == "clients":
        further = phones.standing(row["id"] for row in found.values())
        found = {name: {**row, phones.FIELD: further.get(row["id"], "")} for name, row in found.items()}
    return found


def new_ids(run: ImportRun, table: str) -> Any:
    """A query of the ids that the run added to a table."""
    mine = (ImportChange.run == run.id) & (ImportChange.table == table) & ImportChange.changes.is_null()
    return ImportChange.select(ImportChange.record.cast("bigint")).where(mine)


def look_at_new(run: ImportRun, table: str, plan: Plan) -> None:
    """New clients and accounts that have something of their own by now."""
    model: Any = TABLES[table].model
    later = later_of(run, table, new_ids(run, table))
    edited = set()
    if model is Client:
        rows = Client.select(Client.id).where(Client.id.in_(new_ids(run, table)), Client.version > 1)
        edited = {row[0] for row in rows.tuples()}
    for record in sorted({*later, *edited}):
        about = {
            "kind": "later" if record in later else "edited",
            "table": table,
            "record": str(record),
            "later": later.get(record, {}),
        }
        decision = plan.ask(f"{table}:{record}", **about)
        if record in later or decision == KEEP:
            plan.kept[table].add(record)


def later_of(run: ImportRun, table: str, wanted: Any, *, own_gone: bool = False) -> dict[int, dict[str, int]]:
    """Of the clients or accounts in `wanted`: what hangs on them that neither came with the run nor is a trace of the
    portal's own. `own_gone`: what came with the run and hung on them has been removed already.
    """
    model: Any = TABLES[table].model
    source = source_of(run)
    own = {one.model: name for name, one in TABLES.items() if one.has_source}
    later: dict[int, dict[str, int]] = defaultdict(dict)
    for key, other in model._meta.backrefs.items():
        name = other._meta.table_name
        deed = TRACES.get(name)
        if deed == "":
            continue
        inside = among(key, wanted) if isinstance(wanted, list) else key.in_(wanted)
        inside = inside & other._meta.fields[deed].is_null(False) if deed else inside
        said = peewee.fn.COUNT(key)
        if conditions := TOLD.get(other):  # it stays, but this is read by whom a complaint may concern
            said = said.filter(*conditions())
        query = other.select(key, peewee.fn.COUNT(key), said).where(inside)
        if name == "client_phone":  # those that came with the run are none
            query = query.where(other.created_at > (run.finished_at or clock.now()))
        if other in own:
            query = query if own_gone else query.where(other.id.not_in(new_ids(run, own[other])))
            if name == "account_right":
                mine = of_source(other, source) if source else peewee.SQL("1 = 0")
                query = query.where(~mine | other.source_key.is_null(False))
        for record, _all, count in query.group_by(key).tuples():
            found = later[record]
            if count:
                found[name] = found.get(name, 0) + count
    return later


def clients_of(model: Any, ids: list[int]) -> Iterator[int]:
    """The clients of some rows of a table that names them."""
    yield from (row[0] for row in model.select(model.client).where(among(model.id, ids)).tuples())


def sources_met(run: ImportRun, own: Source | None) -> list[Source]:
    """Other sources whose accounts the run changed, found by their numbers."""
    accounts: Any = TABLES["accounts"].model
    mine = (ImportChange.run == run.id) & (ImportChange.table == "accounts") & ImportChange.changes.is_null(False)
    ids = ImportChange.select(ImportChange.record.cast("bigint")).where(mine)
    query = accounts.select(accounts.source_branch, accounts.source).where(accounts.id.in_(ids)).distinct()
    return [found for row in query.tuples() if (found := Source(*row)) != own and found.name]
