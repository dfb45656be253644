"""Introductions: what one client may know of another, before and after both said yes, and who may be asked at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import fn

from portal.database import among
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.contacts import ContactPlan
from portal.models.events.event import Event
from portal.models.events.introductions import Introduction, MeetingCard
from portal.models.events.parties import SignUp
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.clients import consents
from portal.rules.clients.records import words_apart
from portal.rules.events.introductions import fits, may_meet, pair, standing
from portal.rules.shared.masking import plain_phone

SHOWN = 50
ORDER = ("asked", "agreed", "waits", "declined", "over")
"""What waits for him stands first."""
FITTING = 20


@dataclass(frozen=True)
class Known:
    """What may be said of somebody: name, line of business and interests as far as his card allows; `reach`: how he is
    reached, once both have agreed."""

    name: str = ""
    industry: str = ""
    interests: str = ""
    words: str = ""
    reach: dict[str, str] = field(default_factory=dict)


def known_before(client: Client, card: MeetingCard | None) -> Known:
    """What the other one may know before both have agreed."""
    if card is None or not card.willing:
        return Known()
    said = card.before
    return Known(
        client.name if "name" in said else "",
        (card.industry or client.industry) if "industry" in said else "",
        client.hobbies if "interests" in said else "",
        card.words,
    )


def known_after(client: Client, card: MeetingCard | None) -> Known:
    """What he may know afterwards: always the name, and the ways to reach him that his card releases."""
    before = known_before(client, card)
    released: list[str] = card.after if card else []  # type: ignore[assignment]
    reach = {name: str(getattr(client, name)) for name in released if getattr(client, name, "")}
    if "mobile" in reach:
        reach["mobile"] = plain_phone(reach["mobile"])
    return Known(client.name, before.industry, before.interests, before.words, reach)


@dataclass(frozen=True)
class Matter:
    """One introduction as one of the two sees it. `by_me`: he asked himself; `event`: the title of where it began."""

    row: Introduction
    standing: str
    other: Known
    by_me: bool
    event: str


def card_of(client: int) -> MeetingCard | None:
    found: MeetingCard | None = MeetingCard.get_or_none(MeetingCard.client == client)
    return found


def _cards(clients: Collection[int]) -> dict[int, MeetingCard]:
    return {one.client_id: one for one in MeetingCard.select().where(among(MeetingCard.client, sorted(clients)))}


def _resting(clients: Collection[int]) -> set[int]:
    """Those who mourn today, or have died."""
    plan = ContactPlan
    stopped = (plan.stopped == "death") | ((plan.stopped == "mourning") & (plan.stopped_until >= clock.today()))
    return {one for (one,) in plan.select(plan.client).where(among(plan.client, sorted(clients)), stopped).tuples()}


def open_to(clients: Iterable[int]) -> set[int]:
    """Those who may be introduced now. Four statements."""
    ids = sorted({*clients})
    cards, invited, rests = _cards(ids), consents.allowed("invitation", ids), _resting(ids)
    query = Client.select(Client.id).where(
        among(Client.id, ids), Client.merged_into.is_null(), Client.status == "active"
    )
    there = {one for (one,) in query.tuples()}
    return {
        one
        for one in ids
        if one in there
        and may_meet(willing=one in cards and cards[one].willing, invited=one in invited, rests=one in rests)
    }


def _rows(condition: Any) -> list[Any]:
    query = Introduction.select(Introduction, Event).left_outer_join(Event).where(condition)
    return list(query.order_by(Introduction.id.desc()).limit(SHOWN))


def own_matters(client: int) -> list[Matter]:
    """All introductions of a client, the latest first; those that were asked of somebody who mourns are not shown to
    him."""
    rows = _rows((Introduction.low == client) | (Introduction.high == client))
    others = {row.id: row.high_id if row.low_id == client else row.low_id for row in rows}
    people = {one.id: one for one in Client.select().where(among(Client.id, sorted({*others.values()})))}
    cards, now = _cards(others.values()), clock.now()
    found = []
    for row in rows:
        other = people[others[row.id]]
        mine = row.low_answer if row.low_id == client else row.high_answer
        seen = standing(row.state, mine, row.until, now)
        after = seen == "agreed"
        known = (known_after if after else known_before)(other, cards.get(other.id))
        event = row.event.title if row.event_id else ""
        found.append(Matter(row, seen, known, row.asker_id == client, event))
    return sorted(found, key=lambda one: ORDER.index(one.standing))


def own_matter(client: int, token: str) -> Introduction:
    """One introduction of a client. Raises OutOfScope."""
    mine = (Introduction.low == client) | (Introduction.high == client)
    found: Introduction | None = Introduction.get_or_none(Introduction.token == token, mine)
    if found is None:
        raise OutOfScope()
    return found


def last_of(one: int, other: int) -> datetime | None:
    """When somebody last asked for these two."""
    low, high = pair(one, other)
    query = Introduction.select(fn.MAX(Introduction.at)).where(Introduction.low == low, Introduction.high == high)
    found = query.scalar()
    return Introduction.at.python_value(found) if found else None


@dataclass(frozen=True)
class Guest:
    """A guest of an event who may be asked for: what he lets be said of him, and the token of his card."""

    token: str
    known: Known


def guests_to_meet(event: Event, me: int) -> list[Guest]:
    """Those who take part in an event and let their name be shown; never who rests, refused, or has no seat."""
    seats = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
    query = MeetingCard.select(MeetingCard, Client).join(Client)
    query = query.where(MeetingCard.client.in_(seats), MeetingCard.willing, MeetingCard.client != me)
    cards = [one for one in query.order_by(Client.name_key, Client.id).limit(300) if "name" in one.before]
    allowed = open_to(one.client_id for one in cards)
    return [Guest(one.token, known_before(one.client, one)) for one in cards if one.client_id in allowed]


def guest_of(event: Event, me: int, token: str) -> Client:
    """The guest who is meant. Raises OutOfScope: nobody there, or not any more."""
    seats = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
    query = MeetingCard.select(MeetingCard, Client).join(Client)
    found = query.where(
        MeetingCard.token == token, MeetingCard.client.in_(seats), MeetingCard.client != me
    ).get_or_none()
    if found is None or "name" not in found.before or found.client_id not in open_to([found.client_id]):
        raise OutOfScope()
    return found.client  # type: ignore[no-any-return]


# ---- for staff


def apart(actor: Actor) -> Any:
    """As a condition on clients: nobody whose open complaint concerns this person; of them he introduces none."""
    theirs = Request.select(Request.client).where(
        Request.id.in_(recusal.recused(actor)),
        Request.client.is_null(False),
        Request.status.not_in(("closed", "withdrawn")),
    )
    return Client.id.not_in(theirs)


def events_of(client: int) -> list[Event]:
    """The last events that he had seats at: an introduction may come of one."""
    mine = SignUp.select(SignUp.event).where(SignUp.client == client, SignUp.cancelled_at.is_null())
    query = Event.select().where(Event.id.in_(mine), Event.state.in_(("published", "held")))
    return list(query.order_by(Event.starts_at.desc()).limit(6))


@dataclass(frozen=True)
class Proposal:
    """An introduction as staff see it: whose it is, and no more than whether both agreed, it waits, or is over."""

    row: Introduction
    other: Client
    standing: str


def proposals_of(client: Client, visible: Any) -> list[Proposal]:
    """Introductions of a client that the bank proposed, with others whose heads are `visible`."""
    mine = (Introduction.low == client.id) | (Introduction.high == client.id)
    rows = _rows(mine & Introduction.proposer.is_null(False))
    others = {row.id: row.high_id if row.low_id == client.id else row.low_id for row in rows}
    seen = Client.select().where(among(Client.id, sorted({*others.values()})), visible)
    people, now = {one.id: one for one in seen}, clock.now()
    return [
        Proposal(row, people[others[row.id]], standing(row.state, "yes", row.until, now))
        for row in rows
        if others[row.id] in people
    ]


def fitting(client: Client, card: MeetingCard | None, visible: Any) -> list[Client]:
    """Clients whom he would like to meet and who may be introduced: by line of business or interest. `visible`: heads
    within the reader's reach."""
    if card is None or not card.willing or not (card.industries or card.interests):
        return []
    wanted = words_apart(card.interests)
    query = MeetingCard.select(MeetingCard, Client).join(Client)
    query = query.where(MeetingCard.willing, MeetingCard.client != client.id, visible)
    rows = [
        one
        for one in query.order_by(MeetingCard.id.desc()).limit(500)
        if fits(card.industries, wanted, one.industry or one.client.industry, words_apart(one.client.hobbies))
    ]
    allowed = open_to(one.client_id for one in rows)
    return [one.client for one in rows if one.client_id in allowed][:FITTING]


def guests_to_introduce(event: Event, visible: Any) -> list[Client]:
    """Guests of an event who wish to meet others and may be asked now, by name. `visible`: heads within the reader's
    reach."""
    seats = SignUp.select(SignUp.client).where(SignUp.event == event.id, SignUp.cancelled_at.is_null())
    query = Client.select().join(MeetingCard, on=(MeetingCard.client == Client.id))
    query = query.where(Client.id.in_(seats), MeetingCard.willing, visible).order_by(Client.name_key, Client.id)
    rows = list(query.limit(300))
    allowed = open_to(one.id for one in rows)
    return [one for one in rows if one.id in allowed]


@dataclass(frozen=True)
class Pair:
    """Two guests whom the bank would introduce, and no more than whether both agreed, it waits, or is over."""

    row: Introduction
    first: Client
    second: Client
    standing: str


def proposals_at(event: Event, visible: Any) -> list[Pair]:
    """What the bank proposed at an event, with pairs of whom both heads are `visible`, the latest first."""
    rows = _rows((Introduction.event == event.id) & Introduction.proposer.is_null(False))
    ids = {one for row in rows for one in (row.low_id, row.high_id)}
    people = {one.id: one for one in Client.select().where(among(Client.id, sorted(ids)), visible)}
    return [
        Pair(row, people[row.low_id], people[row.high_id], standing(row.state, "yes", row.until, clock.now()))
        for row in rows
        if row.low_id in people and row.high_id in people
    ]


def begun_by_guests(event: Event) -> tuple[int, int]:
    """How many introductions guests of an event asked for themselves, and to how many of them both said yes. Who they
    are is theirs."""
    query = Introduction.select(fn.COUNT(1), fn.COUNT(Introduction.agreed_at))
    all_, agreed = query.where(Introduction.event == event.id, Introduction.proposer.is_null()).tuples().get()
    return int(all_), int(agreed)
