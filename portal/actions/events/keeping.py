"""What plans choose from: venues with their rooms, and how plans of a kind begin."""

from __future__ import annotations

from typing import Any

from portal.actions.events.planning import realm
from portal.actions.shared.recording import audit, once, save_version
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import OutOfScope, StaleVersion
from portal.models import Branch, Event, EventKind, Room, Venue
from portal.models.organisation import under
from portal.reads.accounts.actors import Actor
from portal.reads.events.venues import rooms_of
from portal.reads.shared import kept
from portal.rules.shared.lines import packed, unpacked


@once(Venue)
def add_venue(actor: Actor, branch: str, values: dict[str, str], rooms: str, submission: str | None = None) -> Venue:
    """A venue that a branch keeps, with its rooms (lines of name and seats). Raises OutOfScope."""
    place = Branch.get_or_none((Branch.code == branch) & under(Branch.path, realm(actor)))
    if place is None:
        raise OutOfScope()
    with write():
        made = Venue.create(branch=place.id, submission=submission, **values)
        _put_rooms(made, rooms)
        audit(actor, "venue.added", made, changes={"rooms": ["", rooms]} if rooms else {}, **made.said)
        return made


def edit_venue(actor: Actor, venue: Venue, values: dict[str, str], rooms: str, version: int | None) -> Venue:
    """Raises StaleVersion."""
    with write():
        row: Venue = lock(Venue.select().where(Venue.id == venue.id))
        before = said_rooms(row)
        changes = save_version(row, version, **values)
        if before != rooms:
            _put_rooms(row, rooms)
            changes["rooms"] = [before, rooms]
            if len(changes) == 1:
                Venue.update(version=Venue.version + 1).where(Venue.id == row.id).execute()
        if changes:
            audit(actor, "venue.edited", row, changes=changes, **row.said)
        return row


def said_rooms(venue: Venue) -> str:
    """The open rooms of a venue as lines of name and seats."""
    return packed((one.name, one.capacity) for one in rooms_of(venue) if one.closed_at is None)


def _put_rooms(venue: Venue, text: str) -> None:
    """The rooms anew: one that goes on being called the same stays; one in which something was ever held is closed, not
    removed."""
    known: dict[str, list[Room]] = {}
    for one in rooms_of(venue):
        known.setdefault(one.name, []).append(one)
    for position, (name, seats) in enumerate(unpacked(text, 2)):
        values = {"position": position, "capacity": int(seats), "closed_at": None}
        if rows := known.get(name):
            Room.update(**values).where(Room.id == rows.pop(0).id).execute()
        else:
            Room.insert(venue=venue.id, name=name, **values).execute()
    gone = [one.id for rows in known.values() for one in rows if one.closed_at is None]
    used = {ident for (ident,) in Event.select(Event.room).where(Event.room.in_(gone)).distinct().tuples()}
    Room.update(closed_at=clock.now()).where(Room.id.in_(used)).execute()
    Room.delete().where(Room.id.in_([one for one in gone if one not in used])).execute()


def close_venue(actor: Actor, venue: Venue, *, closed: bool) -> None:
    """Nothing new is held there, or it is again; what is planned stays. Doing it twice does nothing."""
    with write():
        row: Venue = lock(Venue.select().where(Venue.id == venue.id))
        if (row.closed_at is not None) == closed:
            return
        moment = clock.now() if closed else None
        Venue.update(closed_at=moment, version=Venue.version + 1).where(Venue.id == row.id).execute()
        audit(actor, "venue.closed" if closed else "venue.opened", row, **row.said)


def change_kind(actor: Actor, kind: EventKind, values: dict[str, Any], version: int | None) -> None:
    """How plans of a kind begin from now on; plans that are there stay. Raises StaleVersion."""
    with write():
        row: EventKind = lock(EventKind.select().where(EventKind.code == kind.code))
        if version is not None and version != row.version:
            raise StaleVersion(row=row)
        changes = save_version(row, version, **values)
        if changes:
            audit(actor, "event.kind", changes=changes, event_kind=row.code)
    kept.drop("event_kinds")
