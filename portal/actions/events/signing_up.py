"""Seats at an event: taken, changed and given back, for oneself or for a client (R9)."""

from __future__ import annotations

from peewee import IntegrityError

from portal.actions.events import waiting
from portal.actions.events.seating import reseat, seat
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.often import may_step
from portal.actions.shared.recording import audit, once
from portal.actions.shared.telling import accounts_of_client, tell
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, Refused, SeatsTaken, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Event, SignUp, WaitingParty
from portal.reads.accounts.actors import Actor
from portal.reads.events import waiting as line
from portal.reads.events.audience import is_invited
from portal.reads.events.parties import party_of
from portal.reads.events.plans import audience_of
from portal.rules.events import parties as rules
from portal.rules.events.parties import Party
from portal.rules.events.waiting import Places, can_ever_fit

SIGN_UP_PROBLEMS = {
    "not_open": _l("Sign-up for this event is not open."),
    "over": _l("This event is over or has been cancelled."),
    "not_invited": _l("This event is for other tiers, or for clients who are invited."),
    "closed": _l("Sign-up has ended. Your client manager may still be able to help."),
    "no_seats": _l("Please check the number of guests."),
    "too_many_guests": _l("This event does not allow so many guests."),
    "never": _l("This event has no room for so many, even if nobody else came. Please bring fewer guests."),
}
LINE_GOES_FIRST = _l(
    "There are no more places for your party now: who waits for places goes first. The seats that you have stay yours."
)
NOT_ANY_MORE = _l("The event is over or was called off, or the seats were given back.")
SEATS_STAY = _l("The event has begun or was called off: seats stay as they are.")
GIVEN_BACK = _l("These seats were given back already.")


@once(SignUp)
def sign_up(
    actor: Actor, event: Event, client: Client, party: Party, submission: str | None = None
) -> SignUp | WaitingParty:
    """Take seats for a client and his guests, by himself or by staff for him; where they are not free, or others wait,
    the party joins the line, and is answered itself when it has to wait.

    The event's row is held, and the database itself refuses what does not fit. Raises Invalid, Refused (he has seats,
    or waits), SeatsTaken, WrongState (not open).
    """
    return _asked(actor, event, client, party, submission)


@once(WaitingParty)
def _asked(
    actor: Actor, event: Event, client: Client, party: Party, submission: str | None = None
) -> SignUp | WaitingParty:
    """The same form, sent again, finds the party that waits as well."""
    try:
        with write():
            may_step(actor)
            row = lock(Event.select().where(Event.id == event.id))
            _only_once(actor, row, client)
            _may_ask(actor, row, client, party)
            somebody = WaitingParty.select().where(WaitingParty.event == row.id, WaitingParty.state == "waiting")
            if not somebody.exists() and party.places.fit_into(rules.free_places(row)):
                return _seated(actor, row, client, party, submission)
            return _arrive(actor, row, client, party, submission)
    except IntegrityError as error:
        raise SeatsTaken() from error


def _only_once(actor: Actor, row: Event, client: Client) -> None:
    mine = (SignUp.event == row.id) & (SignUp.client == client.id) & SignUp.cancelled_at.is_null()
    if SignUp.select().where(mine).exists():
        if actor.is_client:
            raise Refused(_l("You have seats at this event already."))
        raise Refused(_l("There are seats at this event for %(name)s already.", name=client.name))
    if line.own_party(row, client.id) is not None:
        if actor.is_client:
            raise Refused(_l("You are on the waiting list of this event already."))
        raise Refused(_l("%(name)s is on the waiting list of this event already.", name=client.name))


def _may_ask(actor: Actor, row: Event, client: Client, party: Party) -> None:
    by_staff = not actor.is_client
    audience = [client.tier_id] if is_invited(row, client, audience_of(row), by_staff=by_staff) else []
    seats = rules.seats(party.guests)
    problem = rules.sign_up_problem(row, audience, clock.now(), client.tier_id, seats, by_staff=by_staff)
    if problem is None and not can_ever_fit(party.places, rules.all_places(row)):
        problem = "never"
    if problem in ("not_open", "over") or (actor.is_client and problem in ("closed", "not_invited")):
        raise WrongState(SIGN_UP_PROBLEMS[problem])
    if problem:
        raise Invalid(SIGN_UP_PROBLEMS[problem], field="client" if problem == "not_invited" else "guests")


def _seated(actor: Actor, row: Event, client: Client, party: Party, submission: str | None) -> SignUp:
    made = seat(actor, row, client.id, party, submission=submission)
    seats = str(rules.seats(party.guests))
    audit(actor, "event.signed_up", row, **row.said, client=client.name, seats=seats)
    kind = "event.seats_kept" if actor.is_client else "event.signed_up_for_you"
    tell(accounts_of_client(client.id), kind, f"/me/events/{row.number}/ticket", **row.said, seats=seats)
    return made


def _arrive(actor: Actor, row: Event, client: Client, party: Party, submission: str | None) -> SignUp | WaitingParty:
    """The party joins the line, which is walked in the same moment: what it would be offered is what it asks for. Where
    it does not fit there is nothing to walk for: the last walk left no place that anybody else in the line fits into.
    """
    places = party.places
    made = WaitingParty.create(
        event=row.id,
        client=client.id,
        turn=line.next_turn(row),
        behind=line.stayed_away(client.id),
        guests=party.guests,
        children=places.children,
        cars=places.cars,
        details=party.kept(),
        author=actor.account_id,
        arrived_at=clock.now(),
        submission=submission,
    )
    if places.fit_into(rules.free_places(row)) and made.id in waiting.walk(row, arriving=made.id):
        waiting.end(made, "accepted")
        return _seated(actor, row, client, party, submission)
    seats = str(places.seats)
    audit(actor, "event.waits", row, **row.said, client=client.name, seats=seats)
    if not actor.is_client:
        told = accounts_of_client(client.id)
        tell(told, "event.waits_for_you", f"/me/events/{row.number}", **row.said, seats=seats)
    return made


@once(SignUp)
def at_door(
    actor: Actor, event: Event, client: Client, heads: int, comes: str = "", submission: str | None = None
) -> SignUp:
    """Somebody came without seats: he and those with him get some, on free places first and then on those that were
    kept back. A party of his that waits has its places with that. Who may do so is asked by the door, which counts who
    is here.

    Raises Invalid (`heads`), Refused (he has seats: he is checked in), SeatsTaken, WrongState (not on).
    """
    try:
        with write():
            row = lock(Event.select().where(Event.id == event.id))
            if row.state != "published" or row.ends_at <= clock.now():
                raise WrongState(SIGN_UP_PROBLEMS["over"])
            if heads < 1:
                raise Invalid(_l("At least one person comes."), field="heads")
            mine = line.own_party(row, client.id)
            if mine is not None:
                waiting.end(mine, "accepted")
            _only_once(actor, row, client)
            row = Event.get_by_id(row.id)
            lacking = heads - rules.seats_left(row)
            if lacking > row.kept_back:
                raise SeatsTaken()
            if lacking > 0:
                Event.update(kept_back=Event.kept_back - lacking).where(Event.id == row.id).execute()
            party = Party(heads - 1, comes=comes)
            made = seat(actor, row, client.id, party, way="door", submission=submission)
            audit(actor, "event.came_without", row, **row.said, client=client.name, seats=str(heads))
            return made
    except IntegrityError as error:
        raise SeatsTaken() from error


def change_party(actor: Actor, event: Event, found: SignUp, party: Party) -> SignUp:
    """The party is another: fewer, more, or others by name. What it no longer needs is free for who waits; more it
    gets where nobody waits.

    Raises Invalid, SeatsTaken, WrongState (given back, or the event is over or called off).
    """
    try:
        with write():
            may_step(actor)
            row = lock(Event.select().where(Event.id == event.id))
            held = lock(SignUp.select().where(SignUp.id == found.id))
            if held.cancelled_at is not None or row.state != "published" or row.ends_at <= clock.now():
                raise WrongState(NOT_ANY_MORE)
            before = party_of(held)
            if before == party:
                return held
            if party.guests + 1 < held.heads:
                raise Invalid(_l("%(heads)s of this party are here already.", heads=held.heads), field="guests")
            _fits(row, before, party)
            reseat(held, party)
            client = Client.get_by_id(held.client_id)
            changes = _changes(before, party)
            audit(actor, "event.party_changed", row, changes=changes, **row.said, client=client.name)
            if not actor.is_client:
                told, seats = accounts_of_client(client.id), str(rules.seats(party.guests))
                tell(told, "event.party_changed_for_you", f"/me/events/{row.number}", **row.said, seats=seats)
            if not before.places.fit_into(party.places):
                waiting.walk(row)
            return SignUp.get_by_id(held.id)
    except IntegrityError as error:
        raise SeatsTaken() from error


def _fits(row: Event, before: Party, after: Party) -> None:
    if after.guests < 0 or len(after.named) > after.guests:
        raise Invalid(_l("There are more names than guests."), field="guest_names")
    more = after.places.less(before.places)
    if max(more) <= 0:
        return
    if after.guests > max(row.guests_per_client, before.guests):
        raise Invalid(SIGN_UP_PROBLEMS["too_many_guests"], field="guests")
    if row.starts_at <= clock.now():
        raise WrongState(SIGN_UP_PROBLEMS["over"])
    somebody = WaitingParty.select().where(WaitingParty.event == row.id, WaitingParty.state == "waiting").exists()
    if somebody or not _wanted(more).fit_into(rules.free_places(row)):
        raise SeatsTaken(LINE_GOES_FIRST)


def _wanted(more: Places) -> Places:
    return Places(*(max(0, one) for one in more))


def _changes(before: Party, after: Party) -> dict[str, list[str]]:
    """What of a party is another, as the trail keeps it."""
    pairs = {name: [value, after.own[name]] for name, value in before.own.items()}
    pairs["guests"] = [str(before.guests), str(after.guests)]
    pairs["guest_names"] = [", ".join(guest.name for guest in one.named) for one in (before, after)]
    found = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return found or {"guest_names": pairs["guest_names"]}


def cancel_sign_up(actor: Actor, event: Event, found: SignUp) -> SignUp:
    """Give the seats back; the line is walked at once. Raises WrongState when it was done already or the event has
    begun."""
    with write():
        row = lock(Event.select().where(Event.id == event.id))
        still = lock(SignUp.select().where(SignUp.id == found.id))
        gone = row.starts_at <= clock.now() or row.state != "published"
        as_shown(still, about=(row,), possible=not gone and still.cancelled_at is None)
        if gone:
            raise WrongState(SEATS_STAY)
        if still.cancelled_at is not None:
            raise WrongState(GIVEN_BACK)
        SignUp.update(cancelled_at=clock.now(), cancelled_by=actor.account_id).where(SignUp.id == found.id).execute()
        client = Client.get_by_id(found.client_id)
        audit(actor, "event.sign_up_cancelled", row, **row.said, client=client.name)
        kind = "event.given_back" if actor.is_client else "event.cancelled_for_you"
        tell(accounts_of_client(client.id), kind, f"/me/events/{row.number}", **row.said)
        waiting.walk(row)
        return found
