"""A plan is changed. What is approved stays as it was approved until the change is, too: sign-up, tickets and pages
show the old figures; guests are told when it takes force (R9, four eyes).
"""

from __future__ import annotations

from typing import Any

from peewee import IntegrityError, fn

from portal.actions.events import inviting, waiting
from portal.actions.events.approving import approvers, approves, four_eyes, who_hears
from portal.actions.events.figures import moves, refused, take_on
from portal.actions.events.planning import manages, tell_guests
from portal.actions.events.sense import sensible, whole
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import tell
from portal.actions.steps import move as move_steps
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, Refused, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, EventChange, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.events.plans import audience_of, standing, waiting_change
from portal.rules.accounts.roles import Role
from portal.rules.events import plan as rules
from portal.rules.events.pairs import Changes, differing, value_of, wished
from portal.rules.steps import EVENT


def edit_event(
    actor: Actor, event: Event, values: dict[str, Any], version: int | None, at_once: str = ""
) -> tuple[Event, EventChange | None]:
    """Change a plan, or a part of it; what is taken stays taken. Of an approved one the figures wait for approval
    (answered beside the event). `at_once`: why a new place or time is told before that, in the last hours before it.

    Raises Invalid (also: fewer seats than are taken, a room or somebody that is taken, nothing to tell at once),
    StaleVersion, WrongState, NotAllowed.
    """
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if not rules.can(row.state, "edit"):
                raise WrongState()
            if version is not None and version != row.version:
                raise StaleVersion(row=row)
            stands, waits = standing(row), waiting_change(row)
            wanted = stands | wished(waits.changes if waits else {})
            values = whole(values, wanted)
            sensible(wanted | values, row, _most_guests(row), stands)
            changes = differing(stands, values)
            figures = set(changes) & rules.FIGURES
            if row.state == "draft":
                _save(actor, row, changes, changed_by=actor.staff_id if figures else row.changed_by_id)
                return row, None
            now = _told_now(row, figures, at_once)
            _save(actor, row, {name: pair for name, pair in changes.items() if name in now or name not in figures})
            # what another part of the plan asks for goes on waiting
            other = waits.changes.items() if waits else ()
            kept = {name: pair for name, pair in other if name not in values and name not in figures}
            return row, _wait(actor, row, kept | {name: changes[name] for name in figures}, now, at_once)
    except IntegrityError as error:
        raise refused(error, seats=True) from error


def _most_guests(row: Event) -> int:
    most = SignUp.select(fn.MAX(SignUp.guests)).where(SignUp.event == row.id, SignUp.cancelled_at.is_null()).scalar()
    return most or 0


def _save(actor: Actor, row: Event, changes: Changes, **more: Any) -> None:
    """Put changes into the plan. Call inside `write()`."""
    if not changes:
        return
    take_on(row, changes)
    if more:
        Event.update(**more).where(Event.id == row.id).execute()
    _follow(row, changes)
    audit(actor, "event.edited", row, changes=changes, **row.said)


def _follow(row: Event, changes: Changes) -> None:
    """The days of the checklist and of invitations follow the event's own."""
    if "starts_at" in changes:
        move_steps(EVENT, row.id, clock.local(row.starts_at).date())
    if "sign_up_until" in changes:
        inviting.follow_the_end(row, value_of("sign_up_until", changes["sign_up_until"][0]))


def _told_now(row: Event, figures: set[str], at_once: str) -> set[str]:
    """What of a change takes force before it is approved. Raises Invalid when nothing may."""
    if not at_once:
        return set()
    if row.state != "published" or row.starts_at - clock.now() > rules.AT_ONCE_WITHIN:
        raise Invalid(_l("Only in the last 48 hours before a published event."), field="at_once")
    if not figures & rules.PLACE_AND_TIME:
        raise Invalid(_l("Neither place nor time has changed."), field="at_once")
    return figures & rules.PLACE_AND_TIME


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
        budget=int(figures["budget"][1]) if "budget" in figures else row.budget,
    )
    moves(row)
    audit(actor, "event.change_waits", row, changes=figures, **row.said, reason=reason)
    told = approvers(row, set(made.authors), made.budget)
    tell(told, "event.change_waits", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
    if now - set(before.applied if before else ()):
        tell_guests(row, "event.changed_at_once", reason=reason)
        waiting.moved(row)
    return made


def _decided(change: EventChange, state: str, actor: Actor | None, words: str = "") -> None:
    EventChange.update(
        state=state, decided_by=actor.staff_id if actor else None, decided_at=clock.now(), words=words
    ).where(EventChange.id == change.id).execute()


def _held(actor: Actor, event: Event) -> tuple[Event, EventChange]:
    """The event and its waiting change, held, for somebody who may decide about it. Raises NotAllowed, WrongState."""
    row = lock(Event.select().where(Event.id == event.id))
    change = waiting_change(row)
    if not approves(actor, event, change.budget if change else row.budget):
        raise NotAllowed()
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
            four_eyes(actor, change.authors)
            open_ = {name: pair for name, pair in change.changes.items() if name not in change.applied}
            _still_fits(row, open_)
            invited = set(audience_of(row))
            take_on(row, open_, approved_by_id=actor.staff_id)
            moves(row)
            _follow(row, open_)
            _decided(change, "approved", actor)
            audit(actor, "event.change_approved", row, changes=change.changes, **row.said)
            if row.state == "published":
                if set(open_) & rules.PLACE_AND_TIME:
                    tell_guests(row, "event.changed")
                waiting.moved(row)
                inviting.invite(row, None, set(audience_of(row)) - invited)
            told = who_hears(row, change.authors)
            tell(told, "event.change_approved", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
            return row
    except IntegrityError as error:
        raise Refused(PAST_FITTING) from error


PAST_FITTING = _l(
    "This change does not fit any more: more seats are taken, its time has passed, or its room or somebody who helps "
    "is taken. Return it, please."
)


def _still_fits(row: Event, changes: Changes) -> None:
    stands = standing(row)
    try:
        sensible(stands | wished(changes), row, _most_guests(row), stands)
    except Invalid as error:
        if changes:
            raise Refused(PAST_FITTING) from error


def return_change(actor: Actor, event: Event, words: str) -> Event:
    """A waiting change does not take force; who wrote it reads why. What was told at once stays told. Raises
    NotAllowed, WrongState."""
    with write():
        row, change = _held(actor, event)
        _decided(change, "returned", actor, words)
        moves(row)
        audit(actor, "event.change_returned", row, changes=change.changes, **row.said, reason=words)
        told = who_hears(row, change.authors)
        tell(told, "event.change_returned", f"/events/{row.number}", but=actor, **row.said, staff=actor.name)
        return row
