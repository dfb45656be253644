"""Whom an event invites: the audience in numbers before it is published, who is left out and why, who answered what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, Case, fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.contacts import ContactPlan
from portal.models.events.event import Event, EventTier
from portal.models.events.invitations import EventAudience, EventPick, Invitation
from portal.models.events.parties import SignUp
from portal.models.events.waiting import OPEN as IN_LINE
from portal.models.events.waiting import WaitingParty
from portal.models.finding.tags import ClientTag
from portal.models.organisation import Branch, Staff, under
from portal.models.requests import Request
from portal.reads.accounts.actors import Actor
from portal.reads.administration.settings import value
from portal.reads.clients import consents
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.result import everything
from portal.rules.clients.records import words_apart

SHOWN, PAGE = 200, 100
MOST_FOUND, LOOKED_AT, FREQUENT = 20_000, 2_000, 12
OPEN_COMPLAINT = ("new", "taken", "waiting")


def audience_row(event: Event) -> EventAudience:
    """What narrows the tiers; a new one where nothing does."""
    return EventAudience.get_or_none(EventAudience.event == event.id) or EventAudience(event=event.id)


def waves_of(row: EventAudience) -> dict[str, datetime]:
    """Tier → when its wave opens."""
    return {tier: datetime.fromisoformat(text).astimezone(UTC) for tier, text in (row.waves or {}).items()}


def deadlines_of(row: EventAudience) -> dict[str, datetime]:
    """Tier → until when its clients should answer, where that was said."""
    return {tier: datetime.fromisoformat(text).astimezone(UTC) for tier, text in (row.answer_by or {}).items()}


def _of_tiers(event: Event) -> list[Any]:
    path = Branch.select(Branch.path).where(Branch.id == event.branch_id).scalar() or "/"
    tiers = EventTier.select(EventTier.tier).where(EventTier.event == event.id)
    alive = [Client.merged_into.is_null(), Client.status == "active"]
    return [*alive, under(Branch.path, [path]), Client.tier.in_(tiers)]


def members(event: Event, actor: Actor | None) -> list[Any]:
    """Conditions on `Client` (joined with its branch): who is in the audience, before anybody is left out. A saved
    filter is asked as its coordinator (`actor`) may ask it."""
    row, found = audience_row(event), _of_tiers(event)
    if row.classes:
        found.append(reduce(or_, (getattr(Client, f"is_{one}") for one in row.classes)))
    if row.tags:
        found.append(Client.id.in_(ClientTag.select(ClientTag.client).where(ClientTag.tag.in_(row.tags))))
    if row.interests:
        found.append(Client.id.in_(_interested(found, words_apart(row.interests))))
    if row.saved_filter_id and actor is not None:
        wanted = ClientFilter.from_query(row.saved_filter.query)
        fit = Client.select(Client.id).where(*everything(ClientScope(actor, head=True), wanted))
        found.append(Client.id.in_([one[0] for one in fit.limit(MOST_FOUND).tuples()]))
    return found


def _interested(conditions: list[Any], words: list[str]) -> list[int]:
    """Those of whom one of these words stands among their interests, as a whole word."""
    one_of = reduce(or_, (Client.hobbies.contains(word) for word in words))
    rows = Client.select(Client.id, Client.hobbies).join(Branch).where(*conditions, one_of).limit(MOST_FOUND).tuples()
    return [key for key, hobbies in rows if {*words} & {*words_apart(hobbies)}]


def frequent_interests(event: Event) -> list[tuple[str, int]]:
    """What interests clients of the event's tiers and branch most, as their records say: word → how many."""
    rows = Client.select(Client.hobbies).join(Branch).where(*_of_tiers(event), Client.hobbies != "")
    words = Counter(word for (text,) in rows.limit(LOOKED_AT).tuples() for word in words_apart(text))
    return words.most_common(FREQUENT)


def reasons() -> dict[str, Any]:
    """Why somebody is left out → the condition on `Client`. Mourning and an open complaint are one reason, so that it
    says nothing of either."""
    resting = [_dead()]
    if value("events.leave_out_mourning"):
        resting.append(_mourning(clock.today()))
    if value("events.leave_out_complaints"):
        complaint = (Request.kind == "complaint") & Request.status.in_(OPEN_COMPLAINT) & Request.client.is_null(False)
        resting.append(Client.id.in_(Request.select(Request.client).where(complaint)))
    found = {"consent": ~consents.may("invitation"), "resting": reduce(or_, resting)}
    if most := value("events.attended_a_year"):
        found["attended"] = Client.id.in_(_attended(most))
    return found


def _dead() -> Any:
    return Client.id.in_(ContactPlan.select(ContactPlan.client).where(ContactPlan.stopped == "death"))


def _mourning(day: date) -> Any:
    mourns = (ContactPlan.stopped == "mourning") & (
        ContactPlan.stopped_until.is_null() | (ContactPlan.stopped_until >= day)
    )
    return Client.id.in_(ContactPlan.select(ContactPlan.client).where(mourns))


def _attended(most: int) -> Any:
    first = clock.from_local(datetime(clock.today().year, 1, 1))
    return (
        SignUp.select(SignUp.client)
        .join(Event)
        .where(SignUp.heads > 0, Event.state == "held", Event.starts_at >= first)
        .group_by(SignUp.client)
        .having(fn.COUNT(SignUp.id) >= most)
    )


@dataclass(frozen=True)
class LeftOut:
    """Somebody of the audience who is not invited by itself."""

    client: Client
    reason: str


@dataclass(frozen=True)
class Numbers:
    """The audience before it is published: tier → how many are invited; how many are left out, by reason."""

    invited: dict[str, int]
    left_out: dict[str, int]
    picked: int

    @property
    def all(self) -> int:
        return sum(self.invited.values()) + self.picked


def numbers(event: Event, actor: Actor) -> Numbers:
    """Counted as it would be published now."""
    inside, why = members(event, actor), reasons()
    picks = EventPick.select(EventPick.client).where(EventPick.event == event.id)
    out = any_of(why)
    counted = Client.select(Client.tier, fn.COUNT(Client.id)).join(Branch).where(*inside, ~out, Client.id.not_in(picks))
    invited = dict(counted.group_by(Client.tier).tuples())
    left = {
        name: Client.select().join(Branch).where(*inside, condition, Client.id.not_in(picks)).count()
        for name, condition in why.items()
    }
    return Numbers(invited, {name: count for name, count in left.items() if count}, picks.count())


def left_out(event: Event, actor: Actor, visible: Any) -> list[LeftOut]:
    """Who of the audience is left out, each once with his first reason. `visible`: a condition on `Client`."""
    inside, found, known = members(event, actor), list[LeftOut](), set[int]()
    picks = EventPick.select(EventPick.client).where(EventPick.event == event.id)
    for name, condition in reasons().items():
        query = Client.select().join(Branch).where(*inside, condition, visible, Client.id.not_in(picks))
        for client in query.order_by(Client.id).limit(SHOWN):
            if client.id not in known:
                known.add(client.id)
                found.append(LeftOut(client, name))
    return found


def any_of(conditions: dict[str, Any]) -> Any:
    return reduce(or_, conditions.values())


def unanswered() -> Any:
    """As a condition on invitations: he was told, and has neither answered nor asked for seats, whatever became of
    them."""
    seats = SignUp.select(SignUp.id).where(SignUp.event == Invitation.event, SignUp.client == Invitation.client)
    waits = WaitingParty.select(WaitingParty.id).where(
        WaitingParty.event == Invitation.event, WaitingParty.client == Invitation.client
    )
    return Invitation.told_at.is_null(False) & (Invitation.answer == "") & ~fn.EXISTS(seats) & ~fn.EXISTS(waits)


def missing() -> Any:
    """As a condition on invitations: he had not answered when his wave ended; while it runs, he has not yet."""
    return (Invitation.closed_at.is_null(False) & Invitation.silent) | (Invitation.closed_at.is_null() & unanswered())


@dataclass(frozen=True)
class Wave:
    """Invitations that opened and end together, of one tier or picked by hand (tier ""). `missing`: how many have not
    answered, or had not when it `ended`."""

    tier: str
    opens: datetime
    until: datetime | None
    told: int
    missing: int
    ended: bool


def waves_told(event: Event) -> list[Wave]:
    """The waves of a published event, the first first. One statement."""
    by = (Client.tier, Invitation.by_hand, Invitation.visible_from, Invitation.answer_until)
    told, closed = (Case(None, [(one.is_null(False), 1)], 0) for one in (Invitation.told_at, Invitation.closed_at))
    counts = (fn.SUM(told), fn.SUM(Case(None, [(missing(), 1)], 0)), fn.MAX(closed))
    query = Invitation.select(*by, *counts).join(Client).where(Invitation.event == event.id).group_by(*by)
    found: dict[tuple[str, datetime, datetime | None], list[int]] = {}
    for tier, by_hand, opens, until, *numbers in query.order_by(Invitation.visible_from).tuples():
        key = ("" if by_hand else tier, opens, until)
        sums = found.get(key, [0, 0, 0])
        found[key] = [one + int(other) for one, other in zip(sums, numbers, strict=True)]
    return [Wave(*key, one[0], one[1], bool(one[2])) for key, one in found.items()]


@dataclass(frozen=True)
class Unanswered:
    """An invited client from whom no answer came in time: his manager, and whether he has `seats` or `waits` since."""

    id: int
    number: str
    name: str
    tier: str
    manager: str
    until: datetime | None
    answer: str
    seats: bool
    waits: bool


def unanswered_of(event: Event, visible: Any, tier: str = "", after: int = 0) -> list[Unanswered]:
    """Who has not answered (`missing`), `PAGE` and one more at a time; `tier`: of one tier, or "hand". `visible`: a
    condition on clients. One statement."""
    mine = (SignUp.event == event.id) & (SignUp.client == Client.id) & SignUp.cancelled_at.is_null()
    line = (WaitingParty.event == event.id) & (WaitingParty.client == Client.id) & WaitingParty.state.in_(IN_LINE)
    query = Invitation.select(
        *(Invitation.id, Client.number, Client.name, Client.tier, Staff.name),
        *(Invitation.answer_until, Invitation.answer),
        *(fn.EXISTS(SignUp.select(SignUp.id).where(mine)), fn.EXISTS(WaitingParty.select(WaitingParty.id).where(line))),
    )
    query = query.join(Client).join(Staff, JOIN.LEFT_OUTER, on=(Client.manager == Staff.id))
    query = query.where(Invitation.event == event.id, missing(), visible, Invitation.id > after)
    if tier:
        query = query.where(Invitation.by_hand if tier == "hand" else (Client.tier == tier) & ~Invitation.by_hand)
    rows = query.order_by(Invitation.id).limit(PAGE + 1).tuples()
    return [
        Unanswered(key, number, name, level, manager or "", until, said, bool(seats), bool(waits))
        for key, number, name, level, manager, until, said, seats, waits in rows
    ]


def answered_of(event: Event) -> tuple[int, int]:
    """How many invitations were told, and from how many of them no answer came in time."""
    query = Invitation.select(fn.COUNT(1), fn.SUM(Case(None, [(missing(), 1)], 0)))
    told, silent = query.where(Invitation.event == event.id, Invitation.told_at.is_null(False)).tuples().get()
    return int(told), int(silent or 0)


def picked(event: Event) -> list[Client]:
    """Whom the coordinator picked, in the order of picking."""
    query = Client.select().join(EventPick).where(EventPick.event == event.id)
    return list(query.order_by(EventPick.at, Client.id))


def answers(event: Event) -> dict[str, int]:
    """What was answered ("" for nothing yet) → by how many of those told."""
    query = Invitation.select(Invitation.answer, fn.COUNT(Invitation.id)).where(
        Invitation.event == event.id, Invitation.told_at.is_null(False)
    )
    return dict(query.group_by(Invitation.answer).tuples())


def waits_for_wave(event: Event) -> int:
    """How many invitations are not told yet."""
    query = Invitation.select().where(Invitation.event == event.id, Invitation.told_at.is_null())
    return int(query.count())


def invitation_of(event: Event, client_id: int) -> Invitation | None:
    """The client's invitation, once its wave is open."""
    found: Invitation | None = Invitation.get_or_none(
        Invitation.event == event.id, Invitation.client == client_id, Invitation.visible_from <= clock.now()
    )
    return found


def is_invited(event: Event, client: Client, tiers: list[str], *, by_staff: bool = False) -> bool:
    """May this client come? By his tier where the event is open to it; else by an invitation whose wave is open. Staff
    may sign up whom the tiers invite, whatever the wave."""
    if client.tier_id in tiers and (by_staff or not event.by_invitation):
        return True
    return invitation_of(event, client.id) is not None
