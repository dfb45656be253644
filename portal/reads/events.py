"""Which events one sees, and who comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Expression

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.events import Event, EventChange, EventTier, SignUp
from portal.models.organisation import Branch, Staff, under, ways_to
from portal.models.tiers.tiers import Tier
from portal.reads.accounts.actors import Actor
from portal.reads.shared import built
from portal.rules.accounts.roles import STAFF_ROLES
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.codes import parse_event_number

OPEN_TO_CLIENTS = ("published", "held", "cancelled")
PAGE = 30


@dataclass
class EventScope:
    """The events an actor reaches: a client what his branch (or one above) published for his tier, and what he signed
    up for; staff those of their branches and of the branches above; head office and auditors all. Each by the
    grants that carry the permission asked for."""

    actor: Actor
    tier: str = ""
    may: Permission | None = None

    def __post_init__(self) -> None:
        self.actor = self.actor.acting(self.may, Permission.EVENTS_READ)

    def condition(self) -> Expression:
        actor = self.actor
        if actor.whole_bank:
            return Event.id > 0
        above = Event.branch.in_(Branch.select(Branch.id).where(Branch.path.in_(ways_to(actor.branch_path))))
        if actor.is_client:
            tier = Client.select(Client.tier).where(Client.id == actor.client_id)
            invited = Event.id.in_(EventTier.select(EventTier.event).where(EventTier.tier.in_(tier)))
            own = Event.id.in_(SignUp.select(SignUp.event).where(SignUp.client == actor.client_id))
            return Event.state.in_(OPEN_TO_CLIENTS) & ((above & invited) | own)
        return above | self.manages()

    def manages(self) -> Expression:
        """Events of the branches where this person works."""
        return Event.branch.in_(Branch.select(Branch.id).where(under(Branch.path, self.actor.paths(*STAFF_ROLES))))

    def by_number(self, number: str) -> Event:
        """The event of this number with its people and tiers. Raises OutOfScope."""
        exact = parse_event_number(number)
        author, approver = Staff.alias("author_row"), Staff.alias("approver_row")
        found = exact and (
            Event.select(Event, Branch, author, approver)
            .join(Branch)
            .join_from(Event, author, on=(Event.created_by == author.id), attr="author_row")
            .join_from(Event, approver, "LEFT OUTER JOIN", on=(Event.approved_by == approver.id), attr="approver_row")
            .where(Event.number == exact, self.condition())
            .get_or_none()
        )
        if not found:
            raise OutOfScope()
        return found


def audience_of(event: Event) -> list[str]:
    """Codes of the tiers that are invited, lowest first."""
    return [
        row[0]
        for row in EventTier.select(EventTier.tier)
        .join(Tier)
        .where(EventTier.event == event.id)
        .order_by(Tier.rank)
        .tuples()
    ]


def waiting_change(event: Event) -> EventChange | None:
    """The change of an approved plan that waits for approval, with who wrote it."""
    query = EventChange.select(EventChange, Staff).join(Staff, on=(EventChange.written_by == Staff.id), attr="who")
    found: EventChange | None = query.where(EventChange.event == event.id, EventChange.state == "waits").get_or_none()
    return found


def returned_change(event: Event) -> EventChange | None:
    """The last change, when it was returned with words."""
    last: EventChange | None = (
        EventChange.select().where(EventChange.event == event.id).order_by(EventChange.id.desc()).first()
    )
    return last if last is not None and last.state == "returned" else None


def coming(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """Published events that have not ended, the next first."""
    return _of(scope, "coming", lambda: (Event.state == "published") & (Event.ends_at > built.NOW), limit)


def past(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """What is over or was cancelled, the latest first."""
    over = (Event.state.in_(("held", "cancelled"))) | ((Event.state == "published") & (Event.ends_at <= clock.now()))
    return list(
        Event.select().where(scope.condition(), over).order_by(Event.starts_at.desc(), Event.id.desc()).limit(limit)
    )


def in_work(scope: EventScope, limit: int = PAGE) -> list[Event]:
    """Drafts, plans that wait for approval, and approved ones not yet published."""
    return _of(scope, "in work", lambda: Event.state.in_(("draft", "submitted", "approved")), limit)


def _of(scope: EventScope, name: str, which: Callable[[], Any], limit: int) -> list[Event]:
    def query() -> Any:
        inside = EventScope(scope.actor.stand_in()).condition()
        return Event.select().where(inside, which()).order_by(Event.starts_at, Event.id).limit(limit)

    return built.rows((name, scope.actor.reach, limit), query, scope.actor.marks)


def sign_ups_of(event: Event, visible: Any) -> list[SignUp]:
    """Who comes, in the order of signing up. `visible` is a condition on Client: heads that this reader may see."""
    return list(
        SignUp.select(SignUp, Client)
        .join(Client)
        .where(SignUp.event == event.id, SignUp.cancelled_at.is_null(), visible)
        .order_by(SignUp.id)
        .limit(500)
    )


def own_sign_up(event: Event, client_id: int) -> SignUp | None:
    """The client's own seats at an event."""
    return SignUp.get_or_none(SignUp.event == event.id, SignUp.client == client_id, SignUp.cancelled_at.is_null())


def own_sign_ups(client_id: int) -> dict[int, SignUp]:
    """Event id → the client's seats, for lists."""
    return {
        row.event_id: row
        for row in SignUp.select()
        .where(SignUp.client == client_id, SignUp.cancelled_at.is_null())
        .order_by(SignUp.id.desc())
        .limit(200)
    }


def search_events(scope: EventScope, text: str, count: int = 6) -> list[Event]:
    """Events in scope by number or title, the latest first."""
    number = parse_event_number(text)
    found = Event.title.contains(text) | (Event.number == number) if number else Event.title.contains(text)
    return list(Event.select().where(scope.condition(), found).order_by(Event.starts_at.desc()).limit(count))


def coming_events(client: Client, count: int = 3) -> list[SignUp]:
    """Events he has seats at that are not over, the next first."""

    def query() -> Any:
        own = (SignUp.client == built.ONE) & SignUp.cancelled_at.is_null()
        found = (
            SignUp.select(SignUp, Event).join(Event).where(own, Event.ends_at > built.NOW, Event.state == "published")
        )
        return found.order_by(Event.starts_at).limit(count)

    return built.rows(("coming events", count), query, {built.ONE: client.id})
