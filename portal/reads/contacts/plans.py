"""What decides about the next contact of clients, and which of their contacts somebody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.database import UtcField, among
from portal.ground import clock
from portal.models import Branch, Client, Contact, ContactPlan, Postponement, RoleGrant, Seat, Staff, Tier, TierChange
from portal.models.contacts import OF_THE_PLAN, REACHED
from portal.models.organisation import ways_to
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.organisation import tree
from portal.reads.shared import built
from portal.rules.accounts.roles import Role
from portal.rules.contacts import Intervals, Standing


def intervals_of(tier: str, plan: ContactPlan | None = None) -> Intervals | None:
    """Days of a tier, made personal by a plan; None for a tier without contact plans. A level that the bank added has
    those of Gold.
    """
    if tier not in reference.vip_tiers():
        return None
    name = tier if f"contacts.{tier}_wished" in settings.described() else "gold"
    wished, latest = (settings.value(f"contacts.{name}_{which}") for which in ("wished", "latest"))
    if plan is None:
        return Intervals(wished, max(wished, latest))
    own = plan.wished or wished
    return Intervals(own, max(own, plan.latest or latest))


def standings(tiers: dict[int, str]) -> dict[int, Standing]:
    """Of each client (id → tier) what decides about his next contact. Four statements, however many there are."""
    ids = list(tiers)
    plans = {plan.client_id: plan for plan in ContactPlan.select().where(ContactPlan.client.in_(ids))}
    reached = _last_reached(ids)
    put_offs = postponed(ids)
    since = vip_since(ids)
    found = {}
    for client, tier in tiers.items():
        plan, at = plans.get(client), reached.get(client)
        put_off = put_offs.get(client)
        found[client] = Standing(
            intervals=intervals_of(tier, plan),
            since=since.get(client),
            reached=clock.local(at[0]).date() if at else None,
            agreed=at[1] if at else None,
            postponed=put_off[1] if put_off and (not at or put_off[0] > at[0]) else None,
            stopped=plan.stopped if plan else "",
            stopped_until=plan.stopped_until if plan else None,
        )
    return found


def standing_of(client: Client) -> Standing:
    return standings({client.id: client.tier_id})[client.id]


def _last_reached(ids: list[int]) -> dict[int, tuple[datetime, date | None]]:
    query = Contact.select(Contact.client, Contact.happened_at, Contact.next_due)
    query = query.where(Contact.client.in_(ids), REACHED)
    rows = query.order_by(Contact.happened_at, Contact.id).tuples()
    moment = UtcField().python_value
    return {client: (moment(at), due) for client, at, due in rows}


def postponed(ids: list[int]) -> dict[int, tuple[datetime, date]]:
    def query() -> Any:
        found = Postponement.select(Postponement.client, Postponement.at, Postponement.until)
        found = found.where(among(Postponement.client, built.MANY))
        return found.order_by(Postponement.at, Postponement.id).tuples()

    moment = UtcField().python_value
    return {client: (moment(at), until) for client, at, until in built.of_many("postponed", query, ids)}


def vip_since(ids: list[int]) -> dict[int, date]:
    """The day from which each is Gold or above without a break, as his tier changes tell."""

    def query() -> Any:
        changes = TierChange.select(TierChange.client, TierChange.since, Tier.rank).join(Tier)
        changes = changes.where(among(TierChange.client, built.MANY))
        return changes.order_by(TierChange.since, TierChange.id).tuples()

    found: dict[int, date] = {}
    for client, since, rank in built.of_many("vip since", query, ids):
        if rank > 0:
            found.setdefault(client, since)
        else:
            found.pop(client, None)
    return found


def in_a_row(client_id: int) -> int:
    """How often his contact was put off since the last one that reached him."""
    last = Contact.select(fn.MAX(Contact.happened_at)).where(Contact.client == client_id, REACHED)
    query = Postponement.select(fn.COUNT(Postponement.id)).where(Postponement.client == client_id)
    reached: Any = last.scalar()
    return int((query.where(Postponement.at > reached) if reached else query).scalar())


def reads_confidential(actor: Actor, client: Client) -> bool:
    """May he read this client's confidential contacts: as his manager or adviser, an admin over his branch, an
    auditor?
    """
    if actor.is_client or actor.staff_id is None:
        return False
    place = tree.path_of(client.branch_id)
    roles = actor.roles_over(place)
    if roles & {Role.BRANCH_ADMIN, Role.AUDITOR}:
        return True
    seats = {Role.MANAGER: client.manager_id, Role.ADVISER: client.adviser_id}
    return any(
        kind in actor.seat_kinds and holder == actor.staff_id and place.startswith(actor.seat_paths(kind))
        for kind, holder in seats.items()
    )


def step_takers(client: Client, actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of who may take a next step: whoever records first, then the client's team, then the admins of his
    branch."""
    day = clock.today()
    serving = Seat.select(Seat.staff).where(Seat.client == client.id, Seat.until.is_null())
    above = ways_to(tree.path_of(client.branch_id))
    admins = RoleGrant.select(RoleGrant.staff).join(Branch)
    admins = admins.where(RoleGrant.role == Role.BRANCH_ADMIN, Branch.path.in_(above), RoleGrant.in_force(day))
    here = Staff.left_on.is_null() | (Staff.left_on > day)
    query = Staff.select(Staff.id, Staff.name).where(here)
    query = query.where(Staff.id.in_(serving) | Staff.id.in_(admins) | (Staff.id == actor.staff_id))
    return sorted(query.tuples(), key=lambda one: (one[0] != actor.staff_id, one[1]))


def may_take_step(staff_id: int, client: Client, actor: Actor) -> bool:
    return any(one == staff_id for one, _name in step_takers(client, actor))


def plan_of(client: Client) -> ContactPlan | None:
    """What is personal in his contact plan."""
    return ContactPlan.get_or_none(ContactPlan.client == client.id)  # type: ignore[no-any-return]


@dataclass
class Lately:
    """Somebody else's contact."""

    who: str
    at: datetime
    outcome: str


def lately_by_others(actor: Actor, client: Client) -> Lately | None:
    """The last contact that a colleague had with him, or tried, if it lies no longer back than the bank's setting."""
    since = clock.now() - timedelta(days=settings.value("contacts.again_days"))
    query = Contact.select(Staff.name, Contact.happened_at, Contact.outcome).join(Staff)
    query = query.where(Contact.client == client.id, Contact.staff != actor.staff_id, Contact.happened_at >= since)
    query = query.where(OF_THE_PLAN, Contact.outcome != "bulk")
    row = query.order_by(Contact.happened_at.desc()).tuples().first()
    return Lately(row[0], UtcField().python_value(row[1]), row[2]) if row else None
