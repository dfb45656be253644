"""What pointed to one client points to the other, each line of it in a journal from which it can be led back.

A table whose rows may clash is dealt with by name where there is something to decide (rights, AUM, sign-ups, seats);
any other keeps the row of the kept record, and the other one waits whole in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from peewee import IntegrityError

from portal.actions.benefits import joining
from portal.actions.clients.consents import refusals_stay
from portal.database import database
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import (
    AccountRight,
    Client,
    ClientMerge,
    MergeStep,
    MonthlyAum,
    PartyGuest,
    Seat,
    SignUp,
    WaitingParty,
)
from portal.models.events.waiting import OPEN
from portal.reads import reference as tiers
from portal.reads.accounts.actors import Actor
from portal.reads.quality.merges import Reference, grants_of, references
from portal.rules.events.introductions import pair
from portal.rules.events.parties import GROWN_UP
from portal.rules.quality import merging


class Journal:
    """Writes the steps of one merge."""

    def __init__(self, merge: ClientMerge, actor: Actor) -> None:
        self.merge, self.actor = merge, actor

    def _write(self, deed: str, model: Any, **values: Any) -> None:
        MergeStep.create(merge=self.merge.id, deed=deed, table=model._meta.table_name, **values)

    def moved(self, model: Any, field: Any, keys: list[Any]) -> None:
        if keys:
            self._write("moved", model, column=field.name, keys=keys)

    def change(self, row: Any, **values: Any) -> None:
        """Change some fields of one row, and note what stood before."""
        before = {name: raw(row, name) for name in values}
        model = type(row)
        model.update(**values).where(model._meta.primary_key == row._pk).execute()
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: raw(row, name) for name in values}
        self._write("changed", model, keys=[row._pk], before=before, after=after)

    def remove(self, row: Any) -> None:
        """Take one row away; all it held is kept in the journal."""
        model = type(row)
        self._write("removed", model, keys=[key_of(row)], before={name: raw(row, name) for name in model._meta.fields})
        model.delete().where(same(row)).execute()

    def complete(self, row: Any, before: dict[str, Any]) -> None:
        """Add derived columns to the latest line about a row: what stood `before`, and what it says now."""
        step = (
            MergeStep.select()
            .where(
                MergeStep.merge == self.merge.id, MergeStep.table == row._meta.table_name, MergeStep.deed == "changed"
            )
            .order_by(MergeStep.id.desc())
        )
        found = next(one for one in step if one.keys == [row._pk])
        after = {name: raw(row, name) for name in before}
        MergeStep.update(before=before | found.before, after=after | found.after).where(
            MergeStep.id == found.id
        ).execute()

    def added(self, row: Any) -> None:
        self._write("added", type(row), keys=[row._pk])


def raw(row: Any, name: str) -> Any:
    """A field's value as JSON can keep it."""
    found = row.__data__.get(name)
    return plain(found)


def plain(found: Any) -> Any:
    return found.isoformat() if isinstance(found, (date, datetime)) else found


def key_of(row: Any) -> Any:
    """The row's key: its id, or the parts of a composite key."""
    return list(row._pk) if isinstance(row._pk, tuple) else plain(row._pk)


def same(row: Any) -> Any:
    """A condition that only this row fulfils."""
    return row._pk_expr()


def move_all(kept: Client, gone: Client, journal: Journal) -> None:
    """Everything that points to `gone` points to `kept`. Call inside `write()`, with both rows locked."""
    for reference in references():
        deed = BY_NAME.get(reference.table)
        if deed is not None:
            deed(reference, kept, gone, journal)
        elif reference.may_clash:
            _one_by_one(reference, kept, gone, journal)
        else:
            _all_at_once(reference, kept, gone, journal)


def _all_at_once(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    model, field = reference.model, reference.field
    keys = [row[0] for row in model.select(model._meta.primary_key).where(field == gone.id).tuples()]
    if keys:
        model.update({field: kept.id}).where(field == gone.id).execute()
        journal.moved(model, field, keys)


def _rows(reference: Reference, gone: Client) -> list[Any]:
    return list(reference.model.select().where(reference.field == gone.id))


def _one_by_one(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    for row in _rows(reference, gone):
        _move_one(reference, row, kept, journal)


def _move_one(reference: Reference, row: Any, kept: Client, journal: Journal) -> None:
    """One row goes over; where the kept client has one like it, his stays. What others hang on stays where it is."""
    model, field, key = reference.model, reference.field, key_of(row)
    try:
        with database.atomic():
            model.update({field: kept.id}).where(same(row)).execute()
    except IntegrityError:
        if not reference.has_children:
            journal.remove(row)
        return
    journal.moved(model, field, [key])


def _self(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Clients that he introduced, and records merged into his before. The two records' own lines are written with
    them."""
    for row in Client.select().where(reference.field == gone.id, Client.id.not_in([kept.id, gone.id])):
        journal.change(row, **{reference.field.name: kept.id})


def _rights(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Rights in the same account become one: the stronger."""
    own = {row.account_id: row for row in AccountRight.select().where(AccountRight.client == kept.id)}
    for row in _rows(reference, gone):
        mine = own.get(row.account_id)
        if mine is None:
            _move_one(reference, row, kept, journal)
            continue
        journal.remove(row)
        if row.kind == "owner" != mine.kind:
            journal.change(mine, kind="owner")


def _months(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """AUM of the same month is added up."""
    own = {row.month: row for row in MonthlyAum.select().where(MonthlyAum.client == kept.id)}
    for row in _rows(reference, gone):
        mine = own.get(row.month)
        if mine is None:
            _move_one(reference, row, kept, journal)
        else:
            journal.remove(row)
            journal.change(mine, **{name: _added(getattr(mine, name), getattr(row, name)) for name in SUMMED})


SUMMED = ("amount", "deposits", "wealth", "funds", "insurance")


def _added(one: int | None, other: int | None) -> int | None:
    """A part is known only where both sides know it."""
    return None if one is None or other is None else one + other


def _sign_ups(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """One person takes one seat: of two sign-ups for one event the other is given back, the guests of the larger
    stay."""
    active = SignUp.cancelled_at.is_null()
    own = {row.event_id: row for row in SignUp.select().where(SignUp.client == kept.id, active)}
    for row in _rows(reference, gone):
        mine = own.get(row.event_id) if row.cancelled_at is None else None
        if mine is not None:
            journal.change(row, cancelled_at=clock.now(), cancelled_by=journal.actor.account_id)
        _move_one(reference, row, kept, journal)
        if mine is not None and row.guests > mine.guests:
            _one_party(mine, row, journal)
    _waits_no_longer(kept, journal)


def _one_party(mine: SignUp, other: SignUp, journal: Journal) -> None:
    """The larger party's guests come along, as many by name as there are seats for them."""
    named = list(PartyGuest.select().where(PartyGuest.sign_up == mine.id).order_by(PartyGuest.position))
    theirs = PartyGuest.select().where(PartyGuest.sign_up == other.id).order_by(PartyGuest.position)
    for guest in list(theirs)[: other.guests - len(named)]:
        journal.change(guest, sign_up=mine.id, position=len(named))
        named.append(guest)
    children = sum(one.relation == "child" or (one.age is not None and one.age < GROWN_UP) for one in named)
    cars = bool(mine.plate) + sum(bool(one.plate) for one in named)
    journal.change(mine, guests=other.guests, children=children, cars=cars)


def _waiting(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """One person waits once: of two parties that wait for one event the kept record's waits on."""
    own = {row.event_id for row in open_parties(kept.id)}
    for row in open_parties(gone.id):
        if row.event_id in own:
            _ends(row, journal)
    _all_at_once(reference, kept, gone, journal)
    _waits_no_longer(kept, journal)


def _waits_no_longer(kept: Client, journal: Journal) -> None:
    """Who has seats does not wait for some."""
    active = SignUp.select(SignUp.event).where(SignUp.client == kept.id, SignUp.cancelled_at.is_null())
    for row in open_parties(kept.id).where(WaitingParty.event.in_(active)):
        _ends(row, journal)


def open_parties(client_id: int) -> Any:
    return WaitingParty.select().where(WaitingParty.client == client_id, WaitingParty.state.in_(OPEN))


def _ends(row: WaitingParty, journal: Journal) -> None:
    nothing = {"held_seats": 0, "held_children": 0, "held_cars": 0}
    journal.change(row, state="left", ended_at=clock.now(), version=row.version + 1, **nothing)


def _seats(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Who served either stays in the history; of two at the same seat the kept record's stays, the other ends today."""
    if reference.field.name != "client":
        return
    current = list(Seat.select().where(Seat.client == kept.id, Seat.until.is_null()))
    kinds = {seat.kind for seat in current if seat.kind != "specialist"}
    people = {seat.staff_id for seat in current if seat.kind == "specialist"}
    for row in _rows(reference, gone):
        values: dict[str, Any] = {"client": kept.id, "merged_from": row.merged_from_id or gone.id}
        if row.until is None and (row.kind in kinds or (row.kind == "specialist" and row.staff_id in people)):
            values |= {
                "until": max(clock.today(), row.since),
                "ended_by": journal.actor.staff_id,
                "ended_reason": f"→ {kept.number}",
            }
        journal.change(row, **values)


def _list_names(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """One client is in one open list only: of two, somebody takes one out first. Raises WrongState."""
    model, open_ = reference.model, reference.model.state.in_(OPEN_ON_A_LIST)
    both = model.select(model.client).distinct().where(model.client.in_([kept.id, gone.id]), open_).count()
    if both > 1:
        raise WrongState(_l("Both records are on an open list. Take one of them out first, then merge."))
    _all_at_once(reference, kept, gone, journal)


OPEN_ON_A_LIST = ("taken", "submitted", "returned", "completing")


def _classes(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Of two stays in one class that go on, the kept record's goes on and the other ends today."""
    model = reference.model
    open_ = {row.klass for row in model.select().where(model.client == kept.id, model.until.is_null())}
    for row in _rows(reference, gone):
        if row.until is None and row.klass in open_:
            journal.change(row, until=max(clock.today(), row.since))
        _move_one(reference, row, kept, journal)


def _grants(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Of two tiers held by hand the better one holds on and the other ends today; what has ended stays in the
    history."""
    held = grants_of(kept.id, gone.id)
    side = merging.holds_on(*(_worth(held.get(one.id)) for one in (kept, gone)))
    loser = held.get(gone.id if side == "kept" else kept.id)
    if len(held) > 1 and loser:
        journal.change(
            loser,
            ended_at=clock.now(),
            ended_by=journal.actor.staff_id,
            ended_reason=f"→ {kept.number}",
            version=loser.version + 1,
        )
    _all_at_once(reference, kept, gone, journal)


def _worth(grant: Any) -> merging.Grant | None:
    return (tiers.ranks()[grant.tier_id], grant.until) if grant else None


def _relations(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Who stood beside him stands beside the one record; that he was related to himself is forgotten."""
    both = {kept.id, gone.id}
    for row in _rows(reference, gone):
        if {row.first_id, row.second_id} <= both:
            journal.remove(row)
        else:
            _move_one(reference, row, kept, journal)


def _lots(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """What is granted, held and used of benefits goes along; together they give no more than the better of the two."""
    joining.join(kept, gone, journal)


def _consents(_reference: Reference, kept: Client, gone: Client, _journal: Journal) -> None:
    """Nobody's answers are rewritten: what either refused is refused, also when the merge is undone."""
    refusals_stay(kept, gone)


def _signatures(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """What was signed goes along. Of two that wait for the same, the kept record's waits on."""
    model = reference.model
    waits = model.state == "waiting"
    own = {(row.kind, row.about) for row in model.select().where(model.client == kept.id, waits)}
    for row in model.select().where(model.client == gone.id, waits):
        if (row.kind, row.about) in own:
            journal.change(
                row, state="withdrawn", ended_at=clock.now(), reason=f"→ {kept.number}", version=row.version + 1
            )
    _all_at_once(reference, kept, gone, journal)


def _introductions(reference: Reference, kept: Client, gone: Client, journal: Journal) -> None:
    """Whoever was to be introduced to the one is to be to the other: the pair keeps its order. Nobody is introduced to
    himself, and of two open matters of one pair the kept record's goes on."""
    if reference.field.name == "asker":
        _all_at_once(reference, kept, gone, journal)
        return
    for row in _rows(reference, gone):
        other = row.high_id if row.low_id == gone.id else row.low_id
        if other == kept.id:
            journal.remove(row)
            continue
        answers = {gone.id: row.low_answer if row.low_id == gone.id else row.high_answer}
        answers[other] = row.high_answer if row.low_id == gone.id else row.low_answer
        low, high = pair(kept.id, other)
        values = {
            "low": low,
            "high": high,
            "low_answer": answers[gone.id if low == kept.id else other],
            "high_answer": answers[gone.id if high == kept.id else other],
        }
        try:
            with database.atomic():
                journal.change(row, **values)
        except IntegrityError:
            journal.remove(type(row).get_by_id(row.id))


BY_NAME: dict[str, Callable[[Reference, Client, Client, Journal], None]] = {
    "client": _self,
    "account_right": _rights,
    "monthly_aum": _months,
    "sign_up": _sign_ups,
    "waiting_party": _waiting,
    "signature": _signatures,
    "seat": _seats,
    "list_name": _list_names,
    "relation": _relations,
    "tier_grant": _grants,
    "lot": _lots,
    "introduction": _introductions,
    "class_membership": _classes,
    "consent": _consents,
}
