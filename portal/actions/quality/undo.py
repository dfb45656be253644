"""Taking a merge back, from its journal: what moved goes home, what stood before stands again; where somebody edited
the kept record since, he who undoes decides field by field.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from portal.actions.benefits import joining
from portal.actions.events import waiting
from portal.actions.quality import duplicates
from portal.actions.quality.merging import follow, lock_merge
from portal.actions.quality.moving import SUMMED, plain, raw
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, accounts_of_staff, tell
from portal.database import database, lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import ALL, Client, ClientMerge, DuplicatePair, MergeStep, Seat, SignUp, WaitingParty
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.rules.accounts.roles import Role
from portal.rules.clients import birthdays
from portal.rules.finding.terms import name_key
from portal.rules.quality import merging

MODELS = {model._meta.table_name: model for model in ALL}
SECOND_HAND = frozenset({"version", "updated_at", "name_key", "document_hmac", "document_kind"})
"""Columns of the kept record that go with others or are counted on."""


@dataclass(frozen=True)
class Conflict:
    """A field that the merge set and somebody changed since: its value now, and the one before the merge."""

    column: str
    now: Any
    then: Any


def last_moment(merge: ClientMerge) -> datetime:
    """Until when a merge can be undone (a setting of days)."""
    return merging.until(merge.decided_at, settings.value("merge.undo_days"))


def can_be_undone(merge: ClientMerge) -> bool:
    return merge.state == "done" and clock.now() <= last_moment(merge)


def _step_of(merge: ClientMerge, client_id: int) -> MergeStep:
    """The journal's last line about a record itself."""
    steps = MergeStep.select().where(
        MergeStep.merge == merge.id, MergeStep.table == "client", MergeStep.deed == "changed"
    )
    return next(step for step in steps.order_by(MergeStep.id.desc()) if step.keys == [client_id])


def conflicts(merge: ClientMerge, kept: Client) -> list[Conflict]:
    """What somebody edited since, among the fields that the merge changed."""
    step = _step_of(merge, kept.id)
    columns = {columns[0] for columns in merging.UNITS.values()} | {"document_hmac"}
    found: list[Conflict] = []
    for name in (column for unit in merging.UNITS.values() for column in unit if column in step.after):
        after = step.after[name]
        if name not in columns or name in SECOND_HAND - {"document_hmac"}:
            continue
        if step.before[name] != after and raw(kept, name) != after:
            shown = "document_masked" if name == "document_hmac" else name
            if shown == "document_masked" and any(one.column == shown for one in found):
                continue
            found.append(Conflict(shown, raw(kept, shown), step.before[shown]))
    return list({one.column: one for one in found}.values())


def undo(actor: Actor, merge_id: int, decisions: dict[str, str], version: int | None) -> ClientMerge:
    """Two records again. `decisions`: column → "keep" (the value of now) or "restore" for each conflict. Raises
    OutOfScope, WrongState (too late, undone already, merged on), StaleVersion, Invalid (an undecided conflict).
    """
    with write():
        row = _undoable(actor, merge_id)
        kept, gone = lock_merge(row.kept_id, row.gone_id)
        as_shown(row, kept.version, about=(kept, gone))
        if version is not None and version != kept.version:
            raise StaleVersion(row=kept)
        open_ = [one for one in conflicts(row, kept) if decisions.get(one.column) not in ("keep", "restore")]
        if open_:
            raise Invalid(fields={one.column: _l("Please decide which value stays.") for one in open_})
        keep = {column for column, choice in decisions.items() if choice == "keep"}
        own, lost = {kept.id, gone.id}, list[Any]()
        for step in list(MergeStep.select().where(MergeStep.merge == row.id).order_by(MergeStep.id.desc())):
            if step.table == "client" and step.keys and step.keys[0] in own and step.deed == "changed":
                continue
            lost += _back(step, row)
        joining.part(row.id, actor.account_id)
        _records(row, kept, gone, keep)
        ClientMerge.update(state="undone", undone_by=actor.account_id, undone_at=clock.now(), kept_document="").where(
            ClientMerge.id == row.id
        ).execute()
        row.state = "undone"
        follow(row.kept_id, row.gone_id)
        waiting.walk_lines_of([row.kept_id, row.gone_id])
        _pairs(row)
        kept, gone = Client.get_by_id(row.kept_id), Client.get_by_id(row.gone_id)
        audit(actor, "client.parted", gone, **gone.said, other=kept.number)
        audit(actor, "client.unmerged", kept, **kept.said, other=gone.number)
        served = [gone.manager_id, gone.adviser_id, kept.manager_id, kept.adviser_id]
        tell(
            accounts_of_staff(served),
            "client.parted",
            f"/clients/{gone.number}",
            but=actor,
            **gone.said,
            other=kept.number,
        )
        row.not_given_back = _not_given_back(gone, lost)
        return row


def _not_given_back(gone: Client, lost: list[Any]) -> list[str]:
    """What the other record does not have again, in words: seats at events that are full now (the client is told), and
    seats in the team that somebody else holds. Call inside `write()`."""
    found = []
    for one in lost:
        if isinstance(one, SignUp) and one.event.starts_at > clock.now():
            found.append(str(_l("seats at “%(title)s” (%(number)s)", **one.event.said)))
            tell(
                accounts_of_client(gone.id), "event.not_given_back", f"/me/events/{one.event.number}", **one.event.said
            )
        elif isinstance(one, WaitingParty) and one.event.starts_at > clock.now():
            found.append(str(_l("the place in the line of “%(title)s” (%(number)s)", **one.event.said)))
        elif isinstance(one, Seat) and one.until is not None:
            found.append(str(_l("the seat of %(name)s in the team", name=one.staff.name)))
    return found


def _undoable(actor: Actor, merge_id: int) -> ClientMerge:
    row = ClientMerge.get_or_none(ClientMerge.id == merge_id)
    if row is None or row.kept.branch_id not in actor.branch_ids(Role.BRANCH_ADMIN):
        raise OutOfScope()
    row = lock(ClientMerge.select().where(ClientMerge.id == merge_id))
    if row.state != "done":
        raise WrongState(_l("This merge is not in force any more."))
    if not can_be_undone(row):
        raise WrongState(_l("The time in which a merge can be undone is over."))
    if row.kept.merged_into_id:
        raise WrongState(_l("The kept record has itself been merged since. Undo that merge first."))
    return row


def _back(step: MergeStep, row: ClientMerge) -> list[Any]:
    """Lead one line of the journal back. What others deleted or moved on since stays as they left it. Answers the rows
    that could not be given back whole."""
    model = MODELS.get(step.table)
    if model is None:
        return []
    if step.deed == "moved":
        _home(model, step, row)
    elif step.deed == "removed":
        _put_back(model, step)
    elif step.deed == "added":
        model.delete().where(model._meta.primary_key.in_(step.keys)).execute()
    else:
        return _as_before(model, step)
    return []


def _home(model: Any, step: MergeStep, row: ClientMerge) -> None:
    """Rows that went to the kept record go back to the other one."""
    field = model._meta.fields[step.column]
    keys = model._meta.primary_key
    for key in step.keys:
        if isinstance(key, list):
            names = keys.field_names
            same = [
                model._meta.fields[name] == value for name, value in zip(names, key, strict=True) if name != step.column
            ]
            model.update({field: row.gone_id}).where(*same, field == row.kept_id).execute()
    plain_keys = [key for key in step.keys if not isinstance(key, list)]
    for start in range(0, len(plain_keys), 500):
        part = plain_keys[start : start + 500]
        same_key = field is keys
        condition = field == row.kept_id if same_key else keys.in_(part)
        model.update({field: row.gone_id}).where(condition, field == row.kept_id).execute()


def _put_back(model: Any, step: MergeStep) -> None:
    values = {name: _typed(model, name, found) for name, found in step.before.items()}
    try:
        with database.atomic():
            model.insert(**values).execute()
    except IntegrityError:
        return  # a row like it came back by another way since


def _as_before(model: Any, step: MergeStep) -> list[Any]:
    """Values that nobody changed since go back; sums give back what was added to them. Answers the row when only its
    owner could."""
    row = model.get_or_none(model._meta.primary_key == step.keys[0])
    if row is None:
        return []
    values: dict[str, Any] = {}
    for name, before in step.before.items():
        now, after = raw(row, name), step.after[name]
        if now == after:
            values[name] = _typed(model, name, before)
        elif name in SUMMED and None not in (now, after, before):
            values[name] = now - (after - before)
    if not values:
        return []
    try:
        with database.atomic():
            model.update(**values).where(model._meta.primary_key == row._pk).execute()
    except IntegrityError:
        if model is WaitingParty and _waits_again(row, values):
            return []
        # a seat given to somebody else since, a place at an event that is full now: the rest of the row still goes back
        rest = {name: found for name, found in values.items() if name in ("client", "merged_from")}
        if rest:
            model.update(**rest).where(model._meta.primary_key == row._pk).execute()
        return [row]
    return []


def _waits_again(row: WaitingParty, values: dict[str, Any]) -> bool:
    """What was offered to a party or held for it went on since: it waits where it stood, without."""
    again = values | waiting.NOTHING_HELD
    if again.get("state") == "offered":
        again |= {"state": "waiting", "offer_until": None}
    try:
        with database.atomic():
            WaitingParty.update(**again).where(WaitingParty.id == row.id).execute()
    except IntegrityError:
        return False  # he has seats or waits already
    return True


def _typed(model: Any, name: str, found: Any) -> Any:
    field = model._meta.fields[name]
    if isinstance(found, (dict, list)):
        return found
    return field.python_value(found) if found is not None else None


def _records(row: ClientMerge, kept: Client, gone: Client, keep: set[str]) -> None:
    """Both records as they were; of the kept one, what was edited since as decided."""
    step = _step_of(row, kept.id)
    kept_units = {unit for unit, columns in merging.UNITS.items() if keep & set(columns)}
    staying = {column for unit in kept_units for column in merging.UNITS[unit]}
    values: dict[str, Any] = {}
    for name, before in step.before.items():
        if name in ("version", "updated_at") or name in staying:
            continue
        if name in _record_columns() or raw(kept, name) == step.after[name]:
            values[name] = _typed(Client, name, before)
    if "document_hmac" in values:
        values["document_encrypted"] = row.kept_document
    born = (values.get("birthday", kept.birthday), values.get("birthday_lunar", kept.birthday_lunar))
    values |= birthdays.columns(*born, clock.today())
    if "name" in values:
        values["name_key"] = name_key(values["name"], company=kept.is_company)
    else:
        values.pop("name_key", None)
    Client.update(**values, version=kept.version + 1, updated_at=clock.now()).where(Client.id == kept.id).execute()
    before = {name: _typed(Client, name, found) for name, found in _step_of(row, gone.id).before.items()}
    before |= {"merged_into": None, "version": gone.version + 1, "updated_at": clock.now()}
    Client.update(**before).where(Client.id == gone.id).execute()


def _record_columns() -> set[str]:
    return {column for columns in merging.UNITS.values() for column in columns}


def _pairs(row: ClientMerge) -> None:
    """Undone by somebody who looked: the two are not the same, and nobody is asked again."""
    first, second = sorted((row.kept_id, row.gone_id))
    pair = DuplicatePair
    pair.update(state="not_same").where(pair.first == first, pair.second == second, pair.state == "merged").execute()
    duplicates.look_again([row.kept_id, row.gone_id])
    duplicates.follow([row.kept_id, row.gone_id])


__all__ = ["Conflict", "can_be_undone", "conflicts", "last_moment", "plain", "undo"]
