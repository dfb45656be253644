"""A plan is changed. What is approved stays as it was approved until the change is, too: sign-up, tickets and pages
show the old figures; guests are told when it takes force (R9, four eyes).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import IntegrityError, fn

from portal.actions.events.planning import (
    PLAN_PROBLEMS,
    approvers,
    approves,
    invite,
    manages,
    sensible,
    tell_guests,
    tell_invited,
    who_hears,
)
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, save_version
from portal.actions.shared.telling import tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, Refused, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, EventChange, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.events import audience_of, waiting_change
from portal.rules import events
from portal.rules.accounts.roles import Role

Changes = dict[str, list[str]]


def edit_event(
    actor: Actor, event: Event, values: dict[str, Any], version: int | None, at_once: str = ""
) -> tuple[Event, EventChange | None]:
    """Change a plan; what is taken stays taken. Of an approved one the figures wait for approval (answered beside the
    event). `at_once`: why a new place or time is told before that, in the last hours before the event.

    Raises Invalid (also: fewer seats than are taken, nothing to tell at once), StaleVersion, WrongState, NotAllowed.
    """
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if not events.can(row.state, "edit"):
                raise WrongState()
            if version is not None and version != row.version:
                raise StaleVersion(row=row)
            sensible(values, row.seats_taken, _most_guests(row))
            changes = _differing(row, values)
            figures = set(changes) & events.FIGURES
            if row.state == "draft":
                _save(actor, row, changes, changed_by=actor.staff_id if figures else row.changed_by_id)
                return row, None
            now = _told_now(row, figures, at_once)
            _save(actor, row, {name: pair for name, pair in changes.items() if name in now or name not in figures})
            return row, _wait(actor, row, {name: changes[name] for name in figures}, now, at_once)
    except IntegrityError as error:
        raise Invalid(PLAN_PROBLEMS["below_taken"], field="capacity") from error


def _most_guests(row: Event) -> int:
    most = SignUp.select(fn.MAX(SignUp.guests)).where(SignUp.event == row.id, SignUp.cancelled_at.is_null()).scalar()
    return most or 0


def _differing(row: Event, values: dict[str, Any]) -> Changes:
    """What the plan that was typed changes, as the trail keeps it."""
    tiers = values["tiers"]
    found = {
        name: [str(getattr(row, name)), str(value)]
        for name, value in values.items()
        if name not in ("tiers", "branch") and getattr(row, name) != value
    }
    standing = audience_of(row)
    if set(tiers) != set(standing):
        found["tiers"] = [",".join(sorted(standing)), ",".join(sorted(tiers))]
    return found


def _typed(name: str, text: str) -> Any:
    """A kept value as its column's own type."""
    if name in ("starts_at", "ends_at", "sign_up_until"):
        return datetime.fromisoformat(text)
    return int(text) if name in ("budget", "capacity", "guests_per_client") else text


def _save(actor: Actor, row: Event, changes: Changes, **more: Any) -> None:
    """Put changes into the plan, whose version moves with any of them. Call inside `write()`."""
    if not changes:
        return
    values = {name: _typed(name, after) for name, (_before, after) in changes.items() if name != "tiers"}
    if "tiers" in changes:
        invite(row, changes["tiers"][1].split(","))
    if not save_version(row, row.version, **values):
        _moves(row)
    if more:
        Event.update(**more).where(Event.id == row.id).execute()
    audit(actor, "event.edited", row, changes=changes, **row.said)


def _moves(row: Event) -> None:
    """The plan is not as pages have shown it, although no column of its row has changed."""
    Event.update(version=Event.version + 1).where(Event.id == row.id).execute()
    row.version += 1


def _told_now(row: Event, figures: set[str], at_once: str) -> set[str]:
    """What of a change takes force before it is approved. Raises Invalid when nothing may."""
    if not at_once:
        return set()
    if row.state != "published" or row.starts_at - clock.now() > events.AT_ONCE_WITHIN:
        raise Invalid(_l("Only in the last 48 hours before a published event."), field="at_once")
    if not figures & events.PLACE_AND_TIME:
        raise Invalid(_l("Neither place nor time has changed."), field="at_once")
    return figures & events.PLACE_AND_TIME


def _wait(actor: Actor, row: Event, figures: Changes, now: set[str], reason: str) -> EventChange | None:
    """The change of an approved plan waits; one that waited before makes room. Call inside `write()`."""
    before = waiting_change(row)
    if before is not None:
        kept = {name: before.changes[name] for name in before.applied}
        # what was told at once is approved in its own time, whatever is changed after it
        figures = {**kept, **{name: [kept.get(name, pair)[0], pair[1]] for name, pair in figures.items()}}
        now = now | set(before.applied)
        reason = reason or before.reason
        if figures == before.changes and sorted(now) == sorted(before.applied):
            return before
        _decided(before, "replaced", None)
    if not figures:
        return None
    made = EventChange.create(
        event=row.id,
        changes=figures,
        applied=sorted(now),
        authors=sorted({actor.staff_id or 0, *(before.authors if before else [])}),
        written_by=actor.staff_id,
        at=clock.now(),
        reason=reason,
    )
    _moves(row)
    audit(actor, "event.change_waits", row, changes=figures, **row.said, reason=reason)
    told = approvers(row, set(made.authors))
    tell(told, "event.change_waits", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
    if now - set(before.applied if before else ()):
        tell_guests(row, "event.changed_at_once", reason=reason)
    return made


def _decided(change: EventChange, state: str, actor: Actor | None, words: str = "") -> None:
    EventChange.update(
        state=state, decided_by=actor.staff_id if actor else None, decided_at=clock.now(), words=words
    ).where(EventChange.id == change.id).execute()


def _held(actor: Actor, event: Event) -> tuple[Event, EventChange]:
    """The event and its waiting change, held, for somebody who may decide about it. Raises NotAllowed, WrongState."""
    if not approves(actor, event):
        raise NotAllowed()
    row = lock(Event.select().where(Event.id == event.id))
    change = waiting_change(row)
    as_shown(row, possible=change is not None)
    if change is None:
        raise WrongState()
    return row, change


def approve_change(actor: Actor, event: Event) -> Event:
    """A waiting change takes force, and guests are told of a new place or time. Raises NotAllowed, WrongState, Refused
    (by one of those who wrote it; it does not fit any more)."""
    try:
        with write():
            row, change = _held(actor, event)
            if actor.staff_id in change.authors:
                raise Refused(_l("Somebody else approves your own plan (four eyes)."))
            open_ = {name: pair for name, pair in change.changes.items() if name not in change.applied}
            _still_fits(row, open_)
            invited = set(audience_of(row))
            values = {name: _typed(name, after) for name, (_before, after) in open_.items() if name != "tiers"}
            save_version(row, row.version, **values, approved_by_id=actor.staff_id)
            _moves(row)
            if "tiers" in open_:
                invite(row, open_["tiers"][1].split(","))
            _decided(change, "approved", actor)
            audit(actor, "event.change_approved", row, changes=change.changes, **row.said)
            if row.state == "published":
                if set(open_) & events.PLACE_AND_TIME:
                    tell_guests(row, "event.changed")
                tell_invited(row, set(audience_of(row)) - invited)
            told = who_hears(row, change.authors)
            tell(told, "event.change_approved", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
            return row
    except IntegrityError as error:
        raise Refused(PAST_FITTING) from error


PAST_FITTING = _l("This change does not fit any more: more seats are taken, or its time has passed. Return it, please.")


def _still_fits(row: Event, changes: Changes) -> None:
    names = ("starts_at", "ends_at", "sign_up_until", "capacity", "guests_per_client", "budget")
    values: dict[str, Any] = {name: getattr(row, name) for name in names} | {"tiers": audience_of(row)}
    values |= {name: _typed(name, after) for name, (_before, after) in changes.items() if name in names}
    if "tiers" in changes:
        values["tiers"] = changes["tiers"][1].split(",")
    try:
        sensible(values, row.seats_taken, _most_guests(row))
    except Invalid as error:
        if changes:
            raise Refused(PAST_FITTING) from error


def return_change(actor: Actor, event: Event, words: str) -> Event:
    """A waiting change does not take force; who wrote it reads why. What was told at once stays told. Raises
    NotAllowed, WrongState."""
    with write():
        row, change = _held(actor, event)
        _decided(change, "returned", actor, words)
        _moves(row)
        audit(actor, "event.change_returned", row, changes=change.changes, **row.said, reason=words)
        told = who_hears(row, change.authors)
        tell(told, "event.change_returned", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row
