"""An import undone as a whole: changed values go back, new records go. What somebody did since is a conflict to decide.

Two things can stand in the way: a value that is neither what the import wrote nor what it found, and a new record that
has something of its own by now (a request, a contact, a seat …) or was edited. The first run of the undo looks for them;
when there are any, nothing is changed and they are shown; what is decided goes into the next run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import peewee

from .. import clock
from ..actions import classes, deals, tasks
from ..actions.recording import audit, tell
from ..database import among, write
from ..errors import Invalid
from ..i18n import lazy_gettext as _l
from ..models import Client, ImportChange, ImportRun
from ..models.actors import Actor, by_account
from ..models.imports import DONE, UNDOING, UNDONE
from ..models.tasks import Task
from . import clients
from .faults import CannotImport
from .journal import plain, revived
from .loading import follow
from .runs import AnotherImport, back_again, held, names_of, queue
from .tables import TABLES
from .work import mapping_of

AT_ONCE = 500
MOST_SHOWN = 200
KEEP, RESTORE, REMOVE = "keep", "restore", "remove"
FOLLOWS = frozenset({"document_encrypted", "document_masked"})
DERIVED = frozenset(
    {"client_term", "monthly_aum", "class_membership", "finding", "duplicate_pair", "tier_standing", "balance_change", "deal",
     "client_name", "quality_round"}
)  # fmt: skip
"""Tables that follow from others: no deed of a person stands in them."""
ORDER = ("contacts", "transactions", "standing_orders", "loans", "cards", "rights", "accounts", "clients")


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


def conflicts_of(run: ImportRun) -> list[dict[str, Any]]:
    """The conflicts that the last look found."""
    found: list[dict[str, Any]] = run.options.get("conflicts") or []
    return found


def decisions_in(values: Any) -> dict[str, str]:
    """`choice-KEY` → keep, restore or remove, as the form sends them; `others` for all that are not named."""
    found = {name.removeprefix("choice-"): value for name, value in values.items() if name.startswith("choice-")}
    if values.get("others"):
        found["others"] = values["others"]
    return {key: value for key, value in found.items() if value in (KEEP, RESTORE, REMOVE)}


def begin(actor: Actor, run: ImportRun, decisions: dict[str, str]) -> ImportRun:
    """Have a run undone. Raises WrongState, AnotherImport, Invalid (conflicts that are shown and not decided)."""
    shown = conflicts_of(run)
    if any(one["key"] not in decisions and "others" not in decisions for one in shown):
        raise Invalid(_l("Please decide about each conflict, or say what goes for all others."))
    try:
        with write():
            run = held(run, DONE)
            run.state, run.options = UNDOING, {**run.options, "undo": decisions}
            audit(actor, "import.undo_asked", run, branch=run.branch_id, files=names_of(run))
            return queue(actor, run, "imports.undo")
    except peewee.IntegrityError:
        raise AnotherImport() from None


@tasks.kind("imports.undo")
def undo(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Undo a run in one transaction, or show the conflicts that nobody has decided."""
    run = ImportRun.get_by_id(task.params["run"])
    if run.state != UNDOING:
        return {"href": f"/imports/{run.id}"}
    try:
        with write():
            plan = Plan(run.options.get("undo") or {})
            _look(run, plan)
            if plan.open:
                run.state, run.options = (
                    DONE,
                    {**run.options, "conflicts": plan.conflicts, "conflicts_more": plan.open - len(plan.conflicts)},
                )
            else:
                _undo(run, plan, report)
            run.version += 1
            run.save()
    except Exception:
        with write():
            back_again(run)
        raise
    return {"href": f"/imports/{run.id}/undo" if run.state == DONE else f"/imports/{run.id}"}


def _look(run: ImportRun, plan: Plan) -> None:
    """Find what stands in the way."""
    for change, standing in _changed(run):
        for name, (before, after) in change.changes.items():
            now = plain(standing[name]) if standing else None
            if name not in FOLLOWS and standing and now not in (after, before):
                plan.ask(f"{change.id}:{name}", kind="field", table=change.table, record=change.record, field=name,
                         before=before, after=after, now=now)  # fmt: skip
    for table in ("clients", "accounts"):
        _look_at_new(run, table, plan)


def _changed(run: ImportRun) -> Iterator[tuple[ImportChange, dict[str, Any] | None]]:
    """Each changed record with what stands in its fields now (None: it is gone)."""
    for name, table in TABLES.items():
        last = 0
        while True:
            mine = (ImportChange.run == run.id) & (ImportChange.table == name) & ImportChange.changes.is_null(False)
            batch = list(
                ImportChange.select().where(mine, ImportChange.id > last).order_by(ImportChange.id).limit(AT_ONCE)
            )
            if not batch:
                break
            last = batch[-1].id
            model: Any = table.model
            key = model._meta.primary_key
            ids = [key.python_value(change.record) for change in batch]
            rows = {str(row[key.name]): row for row in model.select().where(among(key, ids)).dicts()}
            for change in batch:
                yield change, rows.get(change.record)


def _new_ids(run: ImportRun, table: str) -> Any:
    """A query of the ids that the run added to a table."""
    mine = (ImportChange.run == run.id) & (ImportChange.table == table) & ImportChange.changes.is_null()
    return ImportChange.select(ImportChange.record.cast("bigint")).where(mine)


def _look_at_new(run: ImportRun, table: str, plan: Plan) -> None:
    """New clients and accounts that have something of their own by now."""
    model: Any = TABLES[table].model
    own = {one.model: name for name, one in TABLES.items() if one.has_source}
    later: dict[int, dict[str, int]] = defaultdict(dict)
    for key, other in model._meta.backrefs.items():
        name = other._meta.table_name
        if name in DERIVED:
            continue
        query = other.select(key, peewee.fn.COUNT(key)).where(key.in_(_new_ids(run, table)))
        if other in own:
            query = query.where(other.id.not_in(_new_ids(run, own[other])))
            if name == "account_right":
                query = query.where((other.source != _source(run)) | other.source_key.is_null(False))
        for record, count in query.group_by(key).tuples():
            later[record][name] = later[record].get(name, 0) + count
    edited = set()
    if model is Client:
        rows = Client.select(Client.id).where(Client.id.in_(_new_ids(run, table)), Client.version > 1)
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


def _source(run: ImportRun) -> str:
    try:
        return mapping_of(run).source
    except CannotImport:
        return ""


def _undo(run: ImportRun, plan: Plan, report: tasks.Report) -> None:
    total = ImportChange.select().where(ImportChange.run == run.id).count()
    touched = _restore(run, plan, report, total)
    _shield(run, plan)
    counts = {name: _remove(run, name, plan, report, total) for name in ORDER}
    source = _source(run)
    if source:
        follow(source)
        deals.raise_deals(source, first_load=True)  # what is as it was before is no news
    if touched:
        classes.derive_classes(sorted(touched))
    actor = by_account(run.author_id, clock.today()) if run.author_id else None
    changes = {name: ["", f"-{count}"] for name, count in counts.items() if count}
    audit(actor, "import.undone", run, branch=run.branch_id, files=names_of(run), changes=changes)
    run.state = UNDONE
    run.options = {
        **run.options,
        "conflicts": [],
        "removed": counts,
        "kept": {name: len(ids) for name, ids in plan.kept.items()},
    }
    if run.author_id:
        tell([run.author_id], "import.undone", f"/imports/{run.id}", files=names_of(run), place=run.branch.name_zh)


def _restore(run: ImportRun, plan: Plan, report: tasks.Report, total: int) -> set[int]:
    """Put values back. Answers the clients that were touched."""
    touched, done = set(), 0
    for change, standing in _changed(run):
        done += 1
        report(done, total)
        if standing is None:
            continue
        table = TABLES[change.table]
        model: Any = table.model
        values = {}
        for name, (before, after) in change.changes.items():
            same = plain(standing[name]) == after or name in FOLLOWS
            if same or plan.decided(f"{change.id}:{name}") == RESTORE:
                values[name] = revived(model._meta.fields[name], before)
        if "document_hmac" in change.changes and "document_hmac" not in values:
            values = {name: value for name, value in values.items() if name not in FOLLOWS}
        key = model._meta.primary_key
        record = key.python_value(change.record)
        if model is Client:
            touched.add(record)
            model.update(**values, version=model.version + 1, updated_at=clock.now()).where(key == record).execute()
            clients.follow([(record, {name: standing[name] for name in values}, values)])
        elif values:
            model.update(**values).where(key == record).execute()
    return touched


def _shield(run: ImportRun, plan: Plan) -> None:
    """Who stays keeps what the import brought for him, and an account that stays keeps its client."""
    accounts = TABLES["accounts"].model
    kept: Any = accounts.select(accounts.client).where(accounts.id.in_(sorted(plan.kept["accounts"]) or [0]))  # type: ignore[attr-defined]
    plan.kept["clients"] |= {row[0] for row in kept.tuples()}
    ids = sorted(plan.kept["clients"])
    for start in range(0, len(ids), AT_ONCE):
        theirs: Any = accounts.select(accounts.id).where(accounts.client.in_(ids[start : start + AT_ONCE]))  # type: ignore[attr-defined]
        plan.kept["accounts"] |= {row[0] for row in theirs.tuples()}


def _remove(run: ImportRun, name: str, plan: Plan, report: tasks.Report, total: int) -> int:
    """Delete what the run added to a table, except what stays. Answers how many."""
    model: Any = TABLES[name].model
    removed = last = 0
    while True:
        mine = (ImportChange.run == run.id) & (ImportChange.table == name) & ImportChange.changes.is_null()
        query = ImportChange.select(ImportChange.id, ImportChange.record).where(mine, ImportChange.id > last)
        batch = list(query.order_by(ImportChange.id).limit(AT_ONCE).tuples())
        if not batch:
            return removed
        last = batch[-1][0]
        report(min(removed, total), total)
        ids = _without_kept(model, [int(record) for _id, record in batch], name, plan)
        if model is Client and ids:
            _forget(ids)
        theirs = _clients_of(model, ids) if name == "contacts" else []
        removed += model.delete().where(among(model.id, ids)).execute() if ids else 0
        clients.follow_contacts(theirs)


def _clients_of(model: Any, ids: list[int]) -> list[int]:
    return [row[0] for row in model.select(model.client).where(among(model.id, ids)).tuples()]


def _without_kept(model: Any, ids: list[int], name: str, plan: Plan) -> list[int]:
    ids = [one for one in ids if one not in plan.kept[name]]
    fields = model._meta.fields
    shields = [
        fields[word].in_(sorted(plan.kept[f"{word}s"]))
        for word in ("client", "account")
        if word in fields and plan.kept[f"{word}s"]
    ]
    for shield in shields:
        stays = {row[0] for row in model.select(model.id).where(among(model.id, ids), shield).tuples()}
        ids = [one for one in ids if one not in stays]
    return ids


def _forget(ids: list[int]) -> None:
    """Rows that follow from clients and go with them."""
    for key, other in Client._meta.backrefs.items():  # type: ignore[attr-defined]
        if other._meta.table_name in DERIVED:
            other.delete().where(key.in_(ids)).execute()
