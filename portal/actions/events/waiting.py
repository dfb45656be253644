"""The line is walked: places that came free are offered, held for a party or left to whoever signs up next (R9).

Whatever frees places or needs some calls `walk` in its own transaction, with the event's row held.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.actions.shared.recording import audit
from portal.actions.shared.telling import accounts_of_clients, tell
from portal.database import among, held, lock, write
from portal.ground import clock, steps
from portal.models import Event, SignUp, WaitingParty
from portal.reads.administration.settings import value
from portal.reads.events import waiting as reads
from portal.rules.events import waiting as rules
from portal.rules.events.parties import all_places, free_places

NOTHING_HELD = {"held_seats": 0, "held_children": 0, "held_cars": 0}


def walk(event: Event, arriving: int | None = None) -> list[int]:
    """Walk the line once. Call inside `write()`, with the event's row held. Answers the ids of the parties that were
    offered their places. The one that is just `arriving` is not told: its deed answers it."""
    row = Event.get_by_id(event.id)
    if row.state != "published" or row.starts_at <= clock.now():
        return []
    parties = reads.line(row)
    if not parties:
        return []
    parties = _without_hopeless(row, parties)
    holding = {party.id: reads.held_of(party) for party in parties if any(reads.held_of(party))}
    if rules.by_telephone(row.starts_at, clock.now()):
        _release(list(holding))
        return []
    found = rules.walk(
        free_places(row),
        [
            rules.Waits(party.id, reads.need_of(party), party.skips, holding.get(party.id, rules.NONE))
            for party in parties
        ],
        value("events.most_skips"),
    )
    _offer(row, {party.id: party for party in parties}, found.offered, arriving)
    if found.passed_over:
        which = among(WaitingParty.id, found.passed_over)
        WaitingParty.update(skips=WaitingParty.skips + 1).where(which).execute()
    for key, kept in found.held.items():
        if kept != holding.get(key):
            names = dict(zip(NOTHING_HELD, kept, strict=True))
            WaitingParty.update(**names).where(WaitingParty.id == key).execute()
    return found.offered


def _release(holding: list[int]) -> None:
    """What was held for these parties is free: on the last day the telephone decides."""
    if holding:
        WaitingParty.update(**NOTHING_HELD).where(among(WaitingParty.id, holding)).execute()


def _offer(row: Event, parties: dict[int, WaitingParty], keys: list[int], arriving: int | None) -> None:
    if not keys:
        return
    now, until = clock.now(), offer_until(row)
    WaitingParty.update(
        state="offered", offered_at=now, offer_until=until, version=WaitingParty.version + 1, **NOTHING_HELD
    ).where(among(WaitingParty.id, keys)).execute()
    clients = [parties[key].client_id for key in keys if key != arriving]
    if not clients:
        return
    audit(None, "event.offered", row, **row.said, count=str(len(clients)), until=str(until))
    tell(accounts_of_clients(clients), "event.place_offered", f"/me/events/{row.number}", **row.said, until=str(until))


def offer_until(row: Event) -> datetime:
    """When an offer of this moment ends: it runs outside the quiet hours only, and not past the beginning."""
    now = clock.now()
    length = rules.hours_of_an_offer(
        *(row.starts_at, now),
        *(value("events.offer_hours"), value("events.offer_hours_late"), value("events.offer_late_days")),
    )
    wall = clock.local(now).replace(tzinfo=None)
    ends = rules.after_running(wall, length, value("notices.quiet_from"), value("notices.quiet_until"))
    starts: datetime = row.starts_at
    return min(clock.from_local(ends).replace(microsecond=0), starts)


def _without_hopeless(row: Event, parties: list[WaitingParty]) -> list[WaitingParty]:
    """A party that the event has become too small for is told at once, and waits no longer."""
    there_is = all_places(row)
    gone = [party for party in parties if not rules.can_ever_fit(reads.need_of(party), there_is)]
    for party in gone:
        end(party, "over")
        audit(None, "event.never_fits", row, **row.said, client=_name(party))
    if gone:
        clients = [party.client_id for party in gone]
        tell(accounts_of_clients(clients), "event.never_fits", f"/me/events/{row.number}", **row.said)
    return [party for party in parties if party not in gone]


def _name(party: WaitingParty) -> str:
    return str(party.client.name)


def end(party: WaitingParty, state: str) -> None:
    """The party waits no longer; what was offered to it or held for it is free. Call inside `write()`."""
    WaitingParty.update(state=state, ended_at=clock.now(), version=WaitingParty.version + 1, **NOTHING_HELD).where(
        WaitingParty.id == party.id
    ).execute()
    party.state = state


def end_all(row: Event) -> list[int]:
    """Nobody waits any more: the event is over, or was called off. Answers the clients. Call inside `write()`."""
    open_ = (WaitingParty.event == row.id) & WaitingParty.state.in_(rules.OPEN)
    clients = [one[0] for one in WaitingParty.select(WaitingParty.client).where(open_).tuples()]
    WaitingParty.update(state="over", ended_at=clock.now(), version=WaitingParty.version + 1, **NOTHING_HELD).where(
        open_
    ).execute()
    return clients


def waiting_clients(row: Event) -> list[int]:
    """Clients who wait, or have an offer."""
    open_ = (WaitingParty.event == row.id) & WaitingParty.state.in_(rules.OPEN)
    return [one[0] for one in WaitingParty.select(WaitingParty.client).where(open_).tuples()]


def moved(row: Event) -> None:
    """The event has a new time, or other places: no offer runs past its beginning, and the line is walked. Call inside
    `write()`, with the event's row held."""
    WaitingParty.update(offer_until=row.starts_at, version=WaitingParty.version + 1).where(
        WaitingParty.event == row.id, WaitingParty.state == "offered", WaitingParty.offer_until > row.starts_at
    ).execute()
    walk(row)


def lines_of(clients: Collection[int]) -> list[Event]:
    """The coming events at which one of these clients has, or had, seats or a place in the line, held in the order of
    their ids. Call inside `write()`, before anything else is held."""
    seats = SignUp.select(SignUp.event).where(SignUp.client.in_(clients))
    waits = WaitingParty.select(WaitingParty.event).where(WaitingParty.client.in_(clients))
    coming = (Event.state == "published") & (Event.starts_at > clock.now())
    query = Event.select().where(coming, Event.id.in_(seats) | Event.id.in_(waits)).order_by(Event.id)
    return list(held(query))


def walk_lines_of(clients: Collection[int]) -> None:
    """Walk the line of every such event. Call inside `write()`."""
    for event in lines_of(clients):
        walk(event)


def lapse(row: Event, party: WaitingParty) -> str:
    """An offer ran out: to the end of its class, or out. Answers the new state. Call inside `write()`."""
    lapses = party.lapses + 1
    state = rules.after_lapse(lapses, value("events.most_lapses"))
    values = {"turn": reads.next_turn(row), "skips": 0} if state == "waiting" else {"ended_at": clock.now()}
    WaitingParty.update(state=state, lapses=lapses, offer_until=None, version=WaitingParty.version + 1, **values).where(
        WaitingParty.id == party.id
    ).execute()
    party.state = state
    audit(None, "event.offer_lapsed", row, **row.said, client=_name(party))
    kind = "event.offer_lapsed" if state == "waiting" else "event.offer_lapsed_out"
    tell(accounts_of_clients([party.client_id]), kind, f"/me/events/{row.number}", **row.said)
    return state


@steps.every_minute
def lapse_offers() -> int:
    """The worker ends offers that ran out, and lets go on the last day what was held. Answers how many moved."""
    now = clock.now()
    late = WaitingParty.select(WaitingParty.event).where(
        WaitingParty.state == "offered", WaitingParty.offer_until <= now
    )
    held = (
        WaitingParty.select(WaitingParty.event)
        .join(Event)
        .where(WaitingParty.state == "waiting", WaitingParty.held_seats > 0, Event.starts_at <= now + rules.LAST_DAY)
    )
    events = {one[0] for query in (late, held) for one in query.distinct().limit(200).tuples()}
    return sum(_settle(key, now) for key in sorted(events))


def _settle(event_id: int, now: datetime) -> int:
    with write():
        row = lock(Event.select().where(Event.id == event_id))
        late = (WaitingParty.state == "offered") & (WaitingParty.offer_until <= now)
        found = list(WaitingParty.select().where(WaitingParty.event == row.id, late).order_by(WaitingParty.id))
        for party in found:
            if row.starts_at <= now:  # it ran until the beginning: there is no line to go back to
                end(party, "over")
            else:
                lapse(row, party)
        walk(row)
        return len(found) or 1
