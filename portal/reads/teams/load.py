"""What each colleague has on his hands: clients by kind of seat and level, open work, limits."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.contacts import ContactPlan
from portal.models.handovers import Handover
from portal.models.requests import IS_NO_COMPLAINT, Request
from portal.models.teams import Absence, HandCount, Seat
from portal.reads import reference
from portal.reads.administration import settings
from portal.rules.handovers import RUNNING
from portal.rules.requests import OPEN
from portal.rules.teams.limits import NONE, Limit


def limits(day: date | None = None) -> dict[str, Limit]:
    """Level → how many of its clients one manager serves, by the settings of a day (today)."""
    known = settings.described()
    return {
        code: Limit(settings.value(f"teams.soft_{code}", day), settings.value(f"teams.hard_{code}", day))
        for code in reference.tiers()
        if f"teams.soft_{code}" in known
    }


def limit_of(tier: str) -> Limit:
    return limits().get(tier, NONE)


def managed(staff: list[int], *tiers: str) -> dict[int, dict[str, int]]:
    """Person → level → clients whose manager he is, as it is kept; of some levels when they are named."""
    one = HandCount
    query = one.select(one.staff, one.tier, fn.SUM(one.clients)).where(one.staff.in_(staff), one.seat == "manager")
    if tiers:
        query = query.where(one.tier.in_(tiers))
    found: dict[int, dict[str, int]] = {person: {} for person in staff}
    for person, level, count in query.group_by(one.staff, one.tier).tuples():
        if count:
            found[person][level] = int(count)
    return found


def overdue(staff: list[int]) -> dict[int, int]:
    """Person → clients whose next contact is overdue and who are his to keep in touch with: the adviser's, or the
    manager's where the plan says so or nobody advises. Two statements."""
    found: Counter[int] = Counter()
    for column, his in ((Client.adviser, ~kept_by_manager()), (Client.manager, kept_by_manager())):
        query = Client.select(column, fn.COUNT(Client.id)).where(
            column.in_(staff), Client.next_contact_due < clock.today(), his
        )
        found.update(dict(query.group_by(column).tuples()))
    return dict(found)


def kept_by_manager() -> Any:
    """As a condition: the manager's seat keeps in touch with the client."""
    named = ContactPlan.select(ContactPlan.client).where(ContactPlan.keeper == "manager")
    return Client.adviser.is_null() | Client.id.in_(named)


def open_requests(staff: list[int], late: bool = False) -> dict[int, int]:
    """Person → open requests that he holds, without complaints, of which not everybody may know who sees his load; only
    those past their promised moment when `late`."""
    query = Request.select(Request.holder, fn.COUNT(Request.id)).where(
        Request.holder.in_(staff), Request.status.in_(sorted(OPEN)), IS_NO_COMPLAINT
    )
    if late:
        query = query.where(Request.due_at < clock.now())
    return dict(query.group_by(Request.holder).tuples())


def seated(staff: list[int]) -> dict[int, list[tuple[str, int, int]]]:
    """Person → for each level of the clients he serves in whatever seat: (level, seats, their AUM in fen)."""
    query = (
        Seat.select(Seat.staff, Client.tier, fn.COUNT(Seat.id), fn.COALESCE(fn.SUM(Client.aum), 0))
        .join(Client)
        .where(Seat.staff.in_(staff), Seat.until.is_null())
        .group_by(Seat.staff, Client.tier)
    )
    found: dict[int, list[Any]] = {one: [] for one in staff}
    for person, *rest in query.tuples():
        found[person].append(tuple(rest))
    return found


def absent(staff: list[int], day: date | None = None) -> set[int]:
    """Who of these people is away on a day (today)."""
    query = Absence.select(Absence.staff).where(Absence.staff.in_(staff), Absence.runs_on(day or clock.today()))
    return {row[0] for row in query.tuples()}


def going(staff: list[int]) -> set[int]:
    """Who of these people hands over his clients: nobody gives him more."""
    query = Handover.select(Handover.staff).where(Handover.staff.in_(staff), Handover.state.in_(RUNNING))
    return {row[0] for row in query.tuples()}
