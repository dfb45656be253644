"""What an import wrote, taken back in steps: changed values go back, new records go, then what follows is derived
again.

Each step is a transaction of its own that also keeps how far the taking back has come, so that it goes on where it
broke off. One way for two deeds: the undo of an import that was written, and an import that was stopped or refused
half-way.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from portal.actions.administration import tasks
from portal.actions.holdings import deals
from portal.database import among, breathe, write, write_step
from portal.derived import aum, balances, classes, contact_order, contacts
from portal.ground import clock
from portal.importing.checking.parts import source_of
from portal.importing.mapping.tables import TABLES, Table
from portal.importing.rows import clients, phones
from portal.importing.undoing.conflicts import (
    FOLLOWS,
    RESTORE,
    Plan,
    changed,
    clients_of,
    later_of,
    new_ids,
    sources_met,
)
from portal.importing.writing.journal import DERIVED_LINE, plain, revived
from portal.models import Client, ImportChange, ImportRun
from portal.words.hanging import TRACES

SMALL, AT_ONCE = 5000, 2000
"""What wrote up to so many records is taken back in one transaction."""
ORDER = (
    "contacts",
    "transactions",
    "balances",
    "standing_orders",
    "services",
    "loans",
    "cards",
    "rights",
    "accounts",
    "clients",
)
PHASES = tuple([("restore", name) for name in TABLES] + [("remove", name) for name in ORDER])


@dataclass
class TakingBack:
    """`forgets`: the journal goes with what is taken back, as if the import had never been written."""

    run: ImportRun
    plan: Plan
    report: tasks.Report
    forgets: bool = False
    removed: dict[str, int] = field(default_factory=dict)

    def all(self) -> dict[str, int]:
        """Take everything back. Answers how many records were removed from each table."""
        came = self.run.position.get("back") or {}
        self.phase, self.last, self.done = came.get("phase", 0), came.get("last", 0), came.get("done", 0)
        self.removed = dict(came.get("removed", {}))
        self.source = source_of(self.run)
        self.sources = [*({self.source} if self.source else ()), *sources_met(self.run, self.source)]
        self.total = self.done + ImportChange.select().where(ImportChange.run == self.run.id).count()
        self.going = {row[0] for row in new_ids(self.run, "clients").tuples().iterator()}
        self.small = self.total <= SMALL and not came
        with write() if self.small else nullcontext():
            self._shield()
            for number in range(self.phase, len(PHASES)):
                self._through(number, *PHASES[number])
            self._follow()
        return self.removed

    def _through(self, number: int, deed: str, name: str) -> None:
        work = self._restore if deed == "restore" else self._remove
        last = self.last if number == self.phase else 0
        while True:
            with write_step():
                reached = work(name, last)
                if reached is None:
                    return
                last = reached
                if not self.small:
                    self._keep(number, last)
            self.report(min(self.done, self.total), self.total)
            breathe()

    def _keep(self, number: int, last: int) -> None:
        back = {"phase": number, "last": last, "done": self.done, "removed": self.removed}
        self.run.position = {**self.run.position, "back": back}
        ImportRun.update(position=self.run.position).where(ImportRun.id == self.run.id).execute()

    def _over(self, ids: list[int]) -> None:
        self.done += len(ids)
        if self.forgets:
            ImportChange.delete().where(among(ImportChange.id, ids)).execute()

    def _restore(self, name: str, last: int) -> int | None:
        """Put some values back. Answers the last entry of the journal that was seen to, None where there is none
        left."""
        batch = changed(self.run, name, last)
        if not batch:
            return None
        table = TABLES[name]
        met = []
        for change, standing in batch:
            if standing is not None and (values := self._values(change, standing)):
                self._put_back(table.model, change, standing, values)
                met.append(change.record)
        if name == "contacts":
            contacts.follow(clients_of(table.model, [*map(int, met)]))
        elif "client" in table.model._meta.fields and name != "rights":  # type: ignore[attr-defined]
            theirs = sorted({*clients_of(table.model, [*map(int, met)])})
            classes.derive_classes(theirs)
            contact_order.follow(theirs)
        ids = [change.id for change, _standing in batch]
        self._over(ids)
        return ids[-1]

    def _values(self, change: ImportChange, standing: dict[str, Any]) -> dict[str, Any]:
        """The fields that go back: what the import wrote still stands there, or somebody decided so."""
        fields = TABLES[change.table].model._meta.fields  # type: ignore[attr-defined]
        values = {}
        for name, (before, after) in change.changes.items():
            same = plain(standing[name]) == after or name in FOLLOWS
            decided = change.line != DERIVED_LINE and self.plan.decided(f"{change.id}:{name}") == RESTORE
            if same or decided:
                values[name] = before if name == phones.FIELD else revived(fields[name], before)
        if "document_hmac" in change.changes and "document_hmac" not in values:
            values = {name: value for name, value in values.items() if name not in FOLLOWS}
        return values

    def _put_back(self, model: Any, change: ImportChange, standing: dict[str, Any], values: dict[str, Any]) -> None:
        mine = TABLES[change.table].is_record(change.record)
        if model is not Client:
            model.update(**values).where(mine).execute()
            return
        further = values.pop(phones.FIELD, None)
        model.update(**values, version=model.version + 1, updated_at=clock.now()).where(mine).execute()
        if further is not None:
            phones.put(int(change.record), further)
        clients.follow([(int(change.record), {name: standing[name] for name in values}, values)])

    def _shield(self) -> None:
        """Who stays keeps what the import brought for him, and an account that stays keeps its client."""
        accounts: Any = TABLES["accounts"].model
        kept = accounts.select(accounts.client).where(among(accounts.id, sorted(self.plan.kept["accounts"])))
        self.plan.kept["clients"] |= {row[0] for row in kept.tuples()}
        ids = sorted(self.plan.kept["clients"])
        for start in range(0, len(ids), AT_ONCE):
            theirs = accounts.select(accounts.id).where(accounts.client.in_(ids[start : start + AT_ONCE]))
            self.plan.kept["accounts"] |= {row[0] for row in theirs.tuples()}

    def _remove(self, name: str, last: int) -> int | None:
        """Delete some of what the run added to a table, except what stays."""
        model: Any = TABLES[name].model
        mine = (ImportChange.run == self.run.id) & (ImportChange.table == name) & ImportChange.changes.is_null()
        query = ImportChange.select(ImportChange.id, ImportChange.record).where(mine, ImportChange.id > last)
        batch = list(query.order_by(ImportChange.id).limit(AT_ONCE).tuples())
        if not batch:
            return None
        if TABLES[name].pair:
            gone = self._remove_days(TABLES[name], [record for _id, record in batch])
            self.removed[name] = self.removed.get(name, 0) + gone
            self._over([one for one, _record in batch])
            return int(batch[-1][0])
        ids = self._without_kept(model, [int(record) for _id, record in batch], name)
        gone = self._delete(model, name, ids) if ids else 0
        self.removed[name] = self.removed.get(name, 0) + gone
        self._over([one for one, _record in batch])
        return int(batch[-1][0])

    def _remove_days(self, table: Table, records: list[str]) -> int:
        """Balances by day go, but for those of accounts that stay."""
        kept, model = self.plan.kept["accounts"], table.model
        gone = [record for record in records if int(record.partition(":")[0]) not in kept]
        return sum(int(model.delete().where(table.is_record(record)).execute()) for record in gone)

    def _delete(self, model: Any, name: str, ids: list[int]) -> int:
        if model is Client:
            _forget(ids)
        theirs = self._staying(model, ids) if "client" in model._meta.fields else []
        gone = int(model.delete().where(among(model.id, ids)).execute())
        if name == "contacts":
            contacts.follow(theirs)
        elif name != "rights" and theirs:
            classes.derive_classes(theirs)
            contact_order.follow(theirs)
            if name == "accounts" and self.source:
                aum.without_accounts(theirs, self.source)
        return gone

    def _staying(self, model: Any, ids: list[int]) -> list[int]:
        """The clients of some rows, without those who go with the run themselves."""
        kept = self.plan.kept["clients"]
        return sorted(one for one in {*clients_of(model, ids)} if one in kept or one not in self.going)

    def _without_kept(self, model: Any, ids: list[int], name: str) -> list[int]:
        kept = self.plan.kept
        if name in ("clients", "accounts"):  # what has come to hang on them since the look
            kept[name] |= {*later_of(self.run, name, ids, own_gone=True)}
        ids = [one for one in ids if one not in kept[name]]
        for word in ("client", "account"):
            if word in model._meta.fields and kept[f"{word}s"]:
                shield = among(model._meta.fields[word], sorted(kept[f"{word}s"]))
                stays = {row[0] for row in model.select(model.id).where(among(model.id, ids), shield).tuples()}
                ids = [one for one in ids if one not in stays]
        return ids

    def _follow(self) -> None:
        """Balances and months as the rows that are left say; what is as it was before is no news."""
        with write_step():
            deals.forget_deals(self.run)
        for source in self.sources:
            balances.follow_transactions(source)
            aum.derive_months(source, forget=True)
            deals.raise_deals(source, first_load=True)


def _forget(ids: list[int]) -> None:
    """Traces of the portal's own go with the clients. (Where one of them is somebody's deed, the client stays.)"""
    for key, other in Client._meta.backrefs.items():  # type: ignore[attr-defined]
        if other._meta.table_name in TRACES:
            other.delete().where(among(key, ids)).execute()


def without_stopping(report: tasks.Report) -> tasks.Report:
    """The same report of progress, deaf to the wish to stop: what is being taken back is taken back whole."""

    def say(done: int, total: int = 0) -> None:
        try:
            report(done, total)
        except tasks.Cancelled:
            return

    return say
