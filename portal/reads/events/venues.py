"""Venues with their rooms: what may be chosen, what is kept."""

from __future__ import annotations

from portal.ground.errors import OutOfScope
from portal.models.events.venues import Room, Venue
from portal.models.organisation import Branch, under, ways_to
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.visibility import Permission


def room_by_id(ident: int) -> Room:
    """A room with its venue. Raises OutOfScope."""
    found: Room | None = Room.select(Room, Venue).join(Venue).where(Room.id == ident).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def words_of(room: Room) -> str:
    """A room in words: its venue and its own name."""
    return f"{room.venue.name} · {room.name}"


def to_choose(paths: list[str], standing: int | None = None) -> list[tuple[int, str, str, int]]:
    """Rooms for plans of these branches (id, words, name of the venue, seats): those of the branches themselves and of
    the levels above; `standing`: one that is chosen already, although it is closed now."""
    above = [step for path in paths for step in ways_to(path)]
    open_ = Room.closed_at.is_null() & Venue.closed_at.is_null()
    query = (
        Room.select(Room, Venue)
        .join(Venue)
        .join(Branch)
        .where(open_ & (under(Branch.path, paths) | Branch.path.in_(above)) | (Room.id == (standing or 0)))
        .order_by(Venue.name, Room.position, Room.id)
        .limit(500)
    )
    return [(one.id, words_of(one), one.venue.name, one.capacity) for one in query]


def venues_of(actor: Actor) -> list[Venue]:
    """The venues that this person reads, each with its `own_rooms`: of his branches and of those above."""
    who = actor.under(Permission.EVENTS_READ)
    above = Branch.path.in_(ways_to(who.branch_path))
    inside = Branch.id > 0 if who.whole_bank else under(Branch.path, who.all_paths) | above
    query = Venue.select(Venue, Branch).join(Branch).where(inside)
    rows = list(query.order_by(Venue.closed_at.is_null(False), Branch.path, Venue.name).limit(200))
    rooms: dict[int, list[Room]] = {}
    for room in Room.select().where(Room.venue.in_([one.id for one in rows])).order_by(Room.position, Room.id):
        rooms.setdefault(room.venue_id, []).append(room)
    for one in rows:
        one.own_rooms = rooms.get(one.id, [])
    return rows


def own_venue(actor: Actor, ident: int) -> Venue:
    """A venue of a branch where this person plans events. Raises OutOfScope."""
    inside = under(Branch.path, actor.paths_for(Permission.EVENTS_WRITE))
    found: Venue | None = Venue.select(Venue, Branch).join(Branch).where(Venue.id == ident, inside).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def rooms_of(venue: Venue) -> list[Room]:
    """The rooms of a venue in their order, closed ones too."""
    return list(Room.select().where(Room.venue == venue.id).order_by(Room.position, Room.id))
