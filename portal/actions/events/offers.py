"""What a party does that waits: it takes its places, declines them, leaves the line, is smaller or larger (R9)."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.events import waiting
from portal.actions.events.seating import seat
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, SeatsTaken, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, SignUp, WaitingParty
from portal.reads.accounts.actors import Actor
from portal.reads.events import waiting as line
from portal.rules.events import parties
from portal.rules.events import waiting as rules
from portal.rules.events.parties import Party

NOT_WAITING = _l("The party does not wait for places any more.")
TOO_LATE = _l("The offer had run out, and the places went on. You are still on the waiting list, at its end.")
TOO_LATE_OUT = _l("The offer had run out, and the places went on; it was the last one.")
NOT_YET = _l("Until the last day the line is walked by itself: nothing is offered here yet.")
FIRST_ANSWER = _l("Places are offered to this party. Please take or decline them first.")


def _held(event: Event, party: WaitingParty) -> tuple[Event, WaitingParty]:
    """The event and the party, held, as the page showed them. Raises WrongState."""
    row = lock(Event.select().where(Event.id == event.id))
    mine = lock(WaitingParty.select().where(WaitingParty.id == party.id))
    waits = mine.state in rules.OPEN and row.state == "published" and row.starts_at > clock.now()
    as_shown(mine, about=(row,), possible=waits)
    if not waits:
        raise WrongState(NOT_WAITING)
    return row, mine


def accept(actor: Actor, event: Event, party: WaitingParty) -> SignUp:
    """Take the places that are offered. Raises WrongState: there is none, or it had run out and lapses with this."""
    late = ""
    with write():
        row, mine = _held(event, party)
        if mine.state != "offered":
            raise WrongState(_l("No places are offered to this party now."))
        if mine.offer_until <= clock.now():
            late = waiting.lapse(row, mine)
            waiting.walk(row)
        else:
            return _taken(actor, row, mine)
    raise WrongState(TOO_LATE if late == "waiting" else TOO_LATE_OUT)


def _taken(actor: Actor, row: Event, mine: WaitingParty) -> SignUp:
    waiting.end(mine, "accepted")
    made = seat(actor, row, mine.client_id, Party.of(mine.guests, mine.details))
    kind = "event.seats_kept" if actor.is_client else "event.signed_up_for_you"
    _told(actor, row, mine, "event.offer_accepted", kind)
    return made


def _told(actor: Actor, row: Event, mine: WaitingParty, deed: str, notice: str = "") -> None:
    client, seats = Client.get_by_id(mine.client_id), str(mine.seats)
    audit(actor, deed, row, **row.said, client=client.name, seats=seats)
    if notice == "event.seats_kept" or (notice and not actor.is_client):
        tell(accounts_of_client(client.id), notice, f"/me/events/{row.number}", **row.said, seats=seats)


def leave(actor: Actor, event: Event, party: WaitingParty) -> WaitingParty:
    """Decline what is offered, or leave the line; the places go on at once. Raises WrongState."""
    with write():
        row, mine = _held(event, party)
        declined = mine.state == "offered"
        waiting.end(mine, "declined" if declined else "left")
        deed = "event.offer_declined" if declined else "event.waiting_left"
        _told(actor, row, mine, deed, "event.waiting_left_for_you")
        waiting.walk(row)
        return mine


def change(actor: Actor, event: Event, party: WaitingParty, wanted: Party) -> WaitingParty:
    """The party is another. One that shrinks keeps its place in the line; one that grows has arrived anew.

    Raises Invalid (more than may come or could ever fit), WrongState (also: larger while places are offered to it).
    """
    with write():
        may_step(actor)
        row, mine = _held(event, party)
        before, after = line.need_of(mine), wanted.places
        if not 0 <= wanted.guests <= max(row.guests_per_client, mine.guests):
            raise Invalid(_l("This event does not allow so many guests."), field="guests")
        if not rules.can_ever_fit(after, parties.all_places(row)):
            raise Invalid(
                _l("This event has no room for so many, even if nobody else came. Please bring fewer guests."),
                field="guests",
            )
        values: dict[str, int] = {}
        if not rules.keeps_its_place(before, after):
            if mine.state == "offered":
                raise WrongState(FIRST_ANSWER)
            values = {"turn": line.next_turn(row), "skips": 0}
        if mine.state == "waiting":
            values |= waiting.NOTHING_HELD
        WaitingParty.update(
            guests=wanted.guests,
            children=after.children,
            cars=after.cars,
            details=wanted.kept(),
            version=WaitingParty.version + 1,
            **values,
        ).where(WaitingParty.id == mine.id).execute()
        fresh: WaitingParty = WaitingParty.get_by_id(mine.id)
        _told(actor, row, fresh, "event.waiting_changed")
        waiting.walk(row)
        return WaitingParty.get_by_id(mine.id)


def give_by_telephone(actor: Actor, event: Event, party: WaitingParty) -> SignUp:
    """Somebody on the telephone takes the places: those offered to him or, on the last day, those that are free.

    Raises SeatsTaken (they do not fit), WrongState (not the last day, and nothing is offered).
    """
    try:
        with write():
            row, mine = _held(event, party)
            if mine.state == "waiting":
                if not rules.by_telephone(row.starts_at, clock.now()):
                    raise WrongState(NOT_YET)
                if not line.need_of(mine).fit_into(parties.free_places(row)):
                    raise SeatsTaken(_l("There are not enough places free for this party."))
            return _taken(actor, row, mine)
    except IntegrityError as error:
        raise SeatsTaken() from error


def not_reached(actor: Actor, event: Event, party: WaitingParty) -> WaitingParty:
    """Somebody was called and did not answer; he stays in the line. Raises WrongState."""
    with write():
        row, mine = _held(event, party)
        WaitingParty.update(called_at=clock.now(), version=WaitingParty.version + 1).where(
            WaitingParty.id == mine.id
        ).execute()
        _told(actor, row, mine, "event.waiting_not_reached")
        return WaitingParty.get_by_id(mine.id)
