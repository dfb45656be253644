"""Which events one reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Expression

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.events.event import Event, EventTier
from portal.models.events.invitations import Invitation
from portal.models.events.parties import SignUp
from portal.models.events.venues import Room, Venue
from portal.models.events.waiting import WaitingParty
from portal.models.organisation import Branch, Staff, under, ways_to
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.shared import built
from portal.rules.accounts.roles import STAFF_ROLES, Role
from portal.rules.accounts.visibility import Permission
from portal.rules.shared.codes import parse_event_number

OPEN_TO_CLIENTS = ("published", "held", "cancelled")


@dataclass
class EventScope:
    """The events an actor reaches: a client what his branch (or one above) published for his tier, what he is invited
    to, and what he signed up or waits for; staff those of their branches and of the branches above; head office and
    auditors all. Each by the grants that carry the permission asked for."""

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
            own |= Event.id.in_(WaitingParty.select(WaitingParty.event).where(WaitingParty.client == actor.client_id))
            now = built.NOW if isinstance(actor.client_id, built.Mark) else clock.now()
            asked = Invitation.select(Invitation.event).where(
                Invitation.client == actor.client_id, Invitation.visible_from <= now
            )
            open_ = (above & invited & ~Event.by_invitation) | Event.id.in_(asked)
            return Event.state.in_(OPEN_TO_CLIENTS) & (open_ | own)
        return above | self.manages()

    def manages(self) -> Expression:
        """Events of the branches where this person works."""
        return Event.branch.in_(Branch.select(Branch.id).where(under(Branch.path, self.actor.paths(*STAFF_ROLES))))

    def by_number(self, number: str) -> Event:
        """The event of this number with its people and its room. Raises OutOfScope."""
        exact = parse_event_number(number)
        author, approver = Staff.alias("author_row"), Staff.alias("approver_row")
        found = exact and (
            Event.select(Event, Branch, author, approver, Room, Venue)
            .join(Branch)
            .join_from(Event, Room, "LEFT OUTER JOIN")
            .join(Venue, "LEFT OUTER JOIN")
            .join_from(Event, author, on=(Event.created_by == author.id), attr="author_row")
            .join_from(Event, approver, "LEFT OUTER JOIN", on=(Event.approved_by == approver.id), attr="approver_row")
            .where(Event.number == exact, self.condition())
            .get_or_none()
        )
        if not found:
            raise OutOfScope()
        return found


def approves(actor: Actor, budget: Any) -> Expression:
    """As a condition on Event: this person approves plans of its branch with that budget (a column): above the limit of
    the branches only by a role of head office. What is kept of the query depends on the limit."""
    who = actor.under(Permission.EVENTS_APPROVE)
    limit = settings.value("events.branch_limit")

    def of(paths: list[str]) -> Expression:
        return Event.branch.in_(Branch.select(Branch.id).where(under(Branch.path, paths)))

    return (of(who.all_paths) & (budget <= limit)) | of(who.paths(Role.HEAD_OFFICE))
