"""The audience of an event is said by its coordinator: classes, tags, a saved filter, waves, and whom he picks by hand;
and what clients answer (R9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.actions.events import inviting
from portal.actions.events.planning import manages
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, save_version
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, StaleVersion, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, EventAudience, EventPick, Invitation
from portal.reads.accounts.actors import Actor
from portal.reads.events.plans import audience_of
from portal.rules.accounts.roles import Role
from portal.rules.events import audience as rules

OPEN = ("draft", "submitted", "approved", "published")
WAVE_PROBLEMS = {
    "not_invited": _l("This tier is not invited."),
    "past": _l("A wave opens in the future. Leave it empty to tell them at publishing."),
    "after_end": _l("Sign-up has ended by then."),
    "before_wave": _l("By then they have not been told, or it is past."),
}


def _held(actor: Actor, event: Event, *states: str) -> Event:
    manages(actor, event, Role.COORDINATOR, Role.BRANCH_ADMIN)
    row: Event = lock(Event.select().where(Event.id == event.id))
    if row.state not in states or row.starts_at <= clock.now():
        raise WrongState()
    return row


def set_audience(
    actor: Actor,
    event: Event,
    wanted: dict[str, Any],
    waves: dict[str, datetime | None],
    version: int | None,
    deadlines: dict[str, datetime | None] | None = None,
) -> Event:
    """Narrow the tiers and say in which waves they are told; only before it is published. `wanted`: `classes`, `tags`
    (ids), `interests` (words apart), `saved_filter` (id or None); `deadlines`: tier → until when it should answer.
    Raises Invalid, StaleVersion, WrongState, NotAllowed."""
    with write():
        row = _held(actor, event, "draft", "submitted", "approved")
        tiers, now, deadlines = audience_of(row), clock.now(), deadlines or {}
        wrong = {f"wave_{tier}": why for tier, why in rules.wave_problems(waves, tiers, now, row.sign_up_until).items()}
        late = rules.deadline_problems(deadlines, waves, tiers, now, row.sign_up_until)
        wrong |= {f"answer_by_{tier}": why for tier, why in late.items()}
        if wrong:
            raise Invalid(fields={name: WAVE_PROBLEMS[why] for name, why in wrong.items()})
        found = EventAudience.get_or_none(EventAudience.event == row.id)
        if found is None:
            if version not in (None, 1):
                raise StaleVersion(row=row)
            found = EventAudience.create(event=row.id)
        values = {
            "classes": sorted(wanted["classes"]),
            "tags": sorted(wanted["tags"]),
            "interests": wanted.get("interests", ""),
            "saved_filter_id": wanted["saved_filter"],
            "waves": _texts(waves),
            "answer_by": _texts(deadlines),
        }
        changes = save_version(found, version, **values)
        if changes:
            Event.update(version=Event.version + 1).where(Event.id == row.id).execute()
            audit(actor, "event.audience_set", row, **row.said)
        return row


def _texts(moments: dict[str, datetime | None]) -> dict[str, str]:
    return {tier: moment.isoformat() for tier, moment in sorted(moments.items()) if moment is not None}


def pick(actor: Actor, event: Event, client: Client) -> None:
    """Invite a client by hand, whatever the audience says; of a published event at once. Raises Invalid (too many),
    WrongState, NotAllowed. Twice is once."""
    with write():
        row = _held(actor, event, *OPEN)
        mine = (EventPick.event == row.id) & (EventPick.client == client.id)
        if EventPick.select().where(mine).exists():
            return
        if EventPick.select().where(EventPick.event == row.id).count() >= rules.MOST_PICKS:
            raise Invalid(_l("At most %(max)d clients are picked by hand.", max=rules.MOST_PICKS), field="client")
        EventPick.create(event=row.id, client=client.id, author=actor.staff_id, at=clock.now())
        audit(actor, "event.picked", row, **row.said, client=client.name)
        if row.state == "published":
            inviting.invite_by_hand(row, client)


def unpick(actor: Actor, event: Event, client: Client) -> None:
    """Take a hand-picked client out again, before it is published. Raises WrongState, NotAllowed."""
    with write():
        row = _held(actor, event, "draft", "submitted", "approved")
        gone = EventPick.delete().where(EventPick.event == row.id, EventPick.client == client.id).execute()
        if not gone:
            raise WrongState()
        audit(actor, "event.unpicked", row, **row.said, client=client.name)


def answer(actor: Actor | None, invitation: Invitation, said: str) -> Invitation:
    """A client says whether he will come: yes, no or maybe; the last word counts. It takes no seats. Raises Invalid,
    WrongState (the event is over or was called off). Without an actor: by the link of a mail."""
    if said not in rules.ANSWERS:
        raise Invalid(_l("Please choose from the list."), field="answer")
    with write():
        mine: Invitation = lock(Invitation.select().where(Invitation.id == invitation.id))
        row = Event.get_by_id(mine.event_id)
        if row.state != "published" or row.starts_at <= clock.now():
            raise WrongState(_l("This event is over or has been cancelled."))
        if mine.answer != said:
            if actor is not None:
                may_step(actor)
            Invitation.update(answer=said, answered_at=clock.now()).where(Invitation.id == mine.id).execute()
            client = Client.get_by_id(mine.client_id)
            audit(actor, "event.answered", row, **row.said, client=client.name, answer=said)
        mine.answer = said
        return mine
