"""Pictures of an event (R9): sent, released, hidden, removed. Children are off unless a parent says yes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from portal.actions.events.results import answer_for
from portal.actions.shared import files
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.photos import FORMATS, small
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_clients, tell
from portal.database import lock, write
from portal.ground import clock, private, security
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, Refused, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event, EventPhoto, PhotoBatch, PhotoObjection, SignUp
from portal.reads.accounts.actors import Actor
from portal.reads.events.album import children_agreed, took_part
from portal.reads.events.leading import helps, leads
from portal.rules.events.photos import MOST, SHOWN, may_send, release_problem
from portal.rules.shared.uploads import Upload

PROBLEMS = {
    "gone": _l("This picture was removed."),
    "objected": _l("Somebody does not want to be seen on this picture: it stays hidden."),
    "children": _l(
        "There are children on it, and not every child at this event has a parent's yes: it cannot be released."
    ),
}


def sends(actor: Actor, event: Event) -> bool:
    """May he send pictures: a helper, who answers for it, or a client who takes part?"""
    if actor.client_id is not None:
        return took_part(event, actor.client_id)
    return leads(actor, event) or helps(actor, event)


@once(PhotoBatch)
def send(actor: Actor, event: Event, uploads: list[Upload], submission: str | None = None) -> PhotoBatch:
    """Pictures are written anew (upright, smaller, without where they were taken) and wait for their release. Raises
    OutOfScope, WrongState (too early, too late), Invalid (what is no picture, or too many)."""
    if not sends(actor, event):
        raise OutOfScope()
    if not may_send(clock.now(), event.starts_at, event.ends_at, event.state):
        raise WrongState(_l("Pictures can be sent from the beginning of an event until 30 days after its end."))
    if not uploads:
        raise Invalid(_l("Please choose at least one picture."), field="attachments")
    with ExitStack() as stack:
        found = stack.enter_context(files.kept(uploads))
        for kept in found:
            if kept.content_type not in FORMATS:
                raise Invalid(_l("%(name)s is no picture.", name=kept.name), field="attachments")
        made = [(kept, stack.enter_context(_small(kept))) for kept in found]
        stack.enter_context(write())
        may_step(actor)
        row = lock(Event.select().where(Event.id == event.id))
        there = EventPhoto.select().where(EventPhoto.event == row.id, EventPhoto.state.in_(SHOWN)).count()
        if there + len(made) > MOST:
            raise Invalid(_l("An event may have up to %(most)s pictures.", most=MOST), field="attachments")
        batch = PhotoBatch.create(
            event=row.id, account=actor.account_id, count=len(made), at=clock.now(), submission=submission
        )
        for kept, name in made:
            EventPhoto.create(
                batch=batch.id,
                event=row.id,
                token=security.new_token()[:32],
                content_type=kept.content_type,
                size=kept.size,
                storage_name=kept.storage_name,
                small_name=name,
            )
        audit(actor, "event.photos_sent", row, **row.said, count=str(len(made)))
        told = answer_for(row)
        tell(told, "event.photos_wait", _page(row), but=actor, **row.said, count=str(len(made)))
        return batch


def _page(event: Event) -> str:
    return f"/events/{event.number}/photos"


class _small:
    """The small one of a kept picture; gone again when what follows fails."""

    def __init__(self, kept: files.Kept) -> None:
        self.name = f"{kept.storage_name.partition('.')[0]}s.jpg"
        self.of = kept.storage_name

    def __enter__(self) -> str:
        private.write(files.path_of(self.name), small(files.path_of(self.of).read_bytes()))
        return self.name

    def __exit__(self, error: Any, *_more: Any) -> None:
        if error is not None:
            files.path_of(self.name).unlink(missing_ok=True)


def _decided(photo: EventPhoto, actor: Actor, **values: Any) -> None:
    done = {"decided_by": actor.staff_id, "decided_at": clock.now()} if actor.staff_id else {}
    EventPhoto.update(**values, **done, version=EventPhoto.version + 1).where(EventPhoto.id == photo.id).execute()


def _held(actor: Actor, event: Event, photo: EventPhoto) -> EventPhoto:
    if not leads(actor, event):
        raise NotAllowed()
    lock(Event.select(Event.id).where(Event.id == event.id))
    row: EventPhoto = lock(EventPhoto.select().where(EventPhoto.id == photo.id))
    as_shown(row, possible=row.state in SHOWN)
    if row.state not in SHOWN:
        raise WrongState(PROBLEMS["gone"])
    return row


def release(actor: Actor, event: Event, photo: EventPhoto, *, children: bool) -> bool:
    """Into the album, by who has looked at it; guests hear of the first one. With children on it, and not every
    parent's yes, it is kept back instead: False. Raises NotAllowed, WrongState, Refused (somebody objected)."""
    with write():
        row = _held(actor, event, photo)
        objected = PhotoObjection.select().where(PhotoObjection.photo == row.id).exists()
        problem = release_problem(row.state, objected=objected, children=children, all_agreed=children_agreed(event))
        if problem == "children":
            _decided(row, actor, children=True, state="hidden")
            audit(actor, "event.photo_hidden", event, **event.said)
            return False
        if problem:
            raise Refused(PROBLEMS[problem])
        first = not EventPhoto.select().where(EventPhoto.event == event.id, EventPhoto.state == "released").exists()
        opened = EventPhoto.select().where(EventPhoto.event == event.id, EventPhoto.decided_at.is_null(False)).exists()
        _decided(row, actor, children=children, state="released")
        audit(actor, "event.photo_released", event, **event.said)
        if first and not opened:
            seats = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
            clients = [client for (client,) in seats.where(SignUp.heads > 0).tuples()]
            tell(accounts_of_clients(clients), "event.album", f"/me/events/{event.number}/photos", **event.said)
        return True


def hide(actor: Actor, event: Event, photo: EventPhoto) -> None:
    """Out of the album; it may come back. Raises NotAllowed, WrongState."""
    with write():
        row = _held(actor, event, photo)
        _decided(row, actor, state="hidden")
        audit(actor, "event.photo_hidden", event, **event.said)


def remove(actor: Actor, event: Event, photo: EventPhoto) -> None:
    """For good: its files are gone, the line of who sent and who removed it stays. Raises NotAllowed, WrongState."""
    with write():
        row = _held(actor, event, photo)
        _decided(row, actor, state="removed")
        audit(actor, "event.photo_removed", event, **event.said)
    for name in (row.storage_name, row.small_name):
        files.path_of(name).unlink(missing_ok=True)


def not_me(actor: Actor, event: Event, photo: EventPhoto) -> None:
    """A client who takes part does not want to be seen on it: it is hidden at once, for good, and who answers for the
    event is told. Raises OutOfScope."""
    if actor.client_id is None:
        raise OutOfScope()
    with write():
        row: EventPhoto = lock(EventPhoto.select().where(EventPhoto.id == photo.id))
        if row.state not in SHOWN:
            return
        PhotoObjection.insert(
            photo=row.id, client=actor.client_id, account=actor.account_id, at=clock.now()
        ).on_conflict_ignore().execute()
        _decided(row, actor, state="hidden")
        audit(actor, "event.photo_not_me", event, **event.said)
        tell(answer_for(event), "event.photo_hidden", f"{_page(event)}?state=hidden", **event.said)
