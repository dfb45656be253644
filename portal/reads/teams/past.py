"""Whom somebody served on a day, what changed in a month, and what of a history was corrected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.database import among
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.models.requests import IS_NO_COMPLAINT, Request
from portal.models.teams import Seat, SeatCorrection
from portal.reads.clients.scope import ClientScope
from portal.reads.teams.load import kept_by_manager
from portal.reads.teams.rotation import too_long_since
from portal.rules.requests import OPEN

PAGE = 50
MONTHS = 12
BEGAN_OR_ENDED = ("began", "ended")
ONLY = ("overdue", "late", "long")


@dataclass
class Served:
    """One page of somebody's clients; `after` is the id of the last seat when there are more."""

    rows: list[dict[str, Any]]
    after: int | None
    total: int


def colleague(scope: ClientScope, username: str) -> Staff:
    """Somebody of the reader's branches, or who has served one of their clients. Raises OutOfScope."""
    query = Staff.select(Staff, Branch).join(Branch).join_from(Staff, Account, on=(Account.staff == Staff.id))
    found = query.where(Account.username == username).get_or_none()
    if found is None:
        raise OutOfScope()
    inside = scope.whole_bank or any(found.branch.path.startswith(path) for path in scope.actor.all_paths)
    served = Seat.select(Seat.id).join(Client).where(Seat.staff == found.id, scope.condition())
    if not inside and not served.exists():
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def served_on(scope: ClientScope, staff: Staff, day: date, kind: str = "", only: str = "", after: int = 0) -> Served:
    """The clients in whose team he sat on a day, as far as they are the reader's, the newest seats first. `only`:
    overdue (the next contact), late (a request that he holds) or long (for longer than rotation allows)."""
    conditions = [
        Seat.staff == staff.id,
        Seat.since <= day,
        Seat.until.is_null() | (Seat.until > day),
        scope.condition(),
    ]
    if kind:
        conditions.append(Seat.kind == kind)
    if only == "overdue":
        his = ((Seat.kind == "manager") & kept_by_manager()) | ((Seat.kind == "adviser") & ~kept_by_manager())
        conditions += [Client.next_contact_due < clock.today(), his]
    if only == "late":
        late = (Request.holder == staff.id) & Request.status.in_(sorted(OPEN)) & (Request.due_at < clock.now())
        conditions.append(Client.id.in_(Request.select(Request.client).where(late, IS_NO_COMPLAINT)))
    if only == "long":
        conditions += [Seat.until.is_null(), Seat.since <= too_long_since()]
    query = (
        Seat.select(
            Seat.id, Seat.kind, Seat.since, Seat.until, Client.number, Client.name, Client.tier, Client.next_contact_due
        )
        .join(Client)
        .where(*conditions)
    )
    total = query.count()
    if after:
        query = query.where(Seat.id < after)
    rows = list(query.order_by(Seat.id.desc()).limit(PAGE + 1).dicts())
    return Served(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None, total)


def months_of(day: date) -> list[date]:
    """First days of the last months, the latest first."""
    found = [day.replace(day=1)]
    while len(found) < MONTHS:
        last = found[-1]
        found.append(last.replace(year=last.year - (last.month == 1), month=(last.month - 2) % 12 + 1))
    return found


def counted(scope: ClientScope, months: list[date]) -> dict[date, tuple[int, int]]:
    """Month → seats that began and that ended in it. Two statements."""
    found: list[Counter[date]] = []
    for column in (Seat.since, Seat.until):
        query = Seat.select(column).join(Client).where(column >= months[-1], scope.condition())
        found.append(Counter(day.replace(day=1) for (day,) in query.tuples()))
    return {month: (found[0][month], found[1][month]) for month in months}


def changes_in(scope: ClientScope, month: date, only: str = "", most: int = 500) -> list[dict[str, Any]]:
    """Seats that began or ended in a month (`only`: one of BEGAN_OR_ENDED), at most so many, the latest first."""
    end = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    began, ended = (Seat.since >= month) & (Seat.since < end), (Seat.until >= month) & (Seat.until < end)
    inside = {"began": began, "ended": ended}.get(only, began | ended)
    query = (
        Seat.select(
            Seat.kind,
            Seat.since,
            Seat.until,
            Seat.reason,
            Seat.ended_reason,
            Client.number,
            Client.name,
            Staff.name.alias("person"),
        )
        .join_from(Seat, Client)
        .join_from(Seat, Staff, on=(Seat.staff == Staff.id))
        .where(inside, scope.condition())
        .order_by(Seat.since.desc(), Seat.id.desc())
        .limit(most)
    )
    return list(query.dicts())


def corrections(seats: list[int]) -> dict[int, list[SeatCorrection]]:
    """Seat → its corrections with their authors, the first one first."""
    query = SeatCorrection.select(SeatCorrection, Staff).join(Staff).where(among(SeatCorrection.seat, seats))
    found: dict[int, list[SeatCorrection]] = {}
    for one in query.order_by(SeatCorrection.id):
        found.setdefault(one.seat_id, []).append(one)
    return found
