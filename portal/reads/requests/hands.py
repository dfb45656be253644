"""Who could do what today: the ground on which rules/shared/holding.py says whose a piece of work is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from portal.database import among
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.contacts import FollowUp, NextStep
from portal.models.organisation import Branch, RoleGrant, Staff, unit_of
from portal.models.requests import Request
from portal.models.teams import Absence
from portal.reads.accounts.recusal import NOBODY, Neutral, abouts
from portal.reads.organisation import tree
from portal.reads.requests.people import COMPLAINT_ROLES, WORKING_ROLES
from portal.rules.shared.holding import ANY, Able, Away, Held, holder, stand_in

AT_ONCE = 500
"""People of whom it is asked one by one; of more, all are read."""


class Ground:
    """Who could do what today, for some people at some branches."""

    def __init__(self, people: Collection[int] | None, away: Away) -> None:
        day = clock.today()
        self.away = away
        self.neutral = Neutral({})
        self.requests: dict[str, int] = {}
        self.roles: dict[int, list[tuple[str, str]]] = defaultdict(list)
        query = (
            RoleGrant.select(RoleGrant.staff, RoleGrant.role, Branch.path)
            .join(Branch)
            .join_from(RoleGrant, Staff, on=(RoleGrant.staff == Staff.id))
            .join_from(Staff, Account, on=(Account.staff == Staff.id))
            .where(
                RoleGrant.role.in_((*WORKING_ROLES, *COMPLAINT_ROLES)),
                RoleGrant.in_force(day),
                Staff.employed(day),
                Account.active,
                Account.valid_until.is_null() | (Account.valid_until >= day),
            )
        )
        if people is not None and len(people) <= AT_ONCE:
            query = query.where(RoleGrant.staff.in_(sorted(people)))
        for staff, role, path in query.tuples():
            self.roles[staff].append((role, path))

    def know(self, rows: list[Any]) -> None:
        """Whom the complaints among these rows, or those that calls follow, concern. Four statements at most, none
        where there are no complaints."""
        refs = sorted({row.ref for row in rows if isinstance(row, FollowUp) and row.complaint and row.ref})
        if refs:
            query = Request.select(Request.number, Request.id).where(among(Request.number, refs))
            self.requests = dict(query.tuples())
        ids = {one for row in rows if (one := self.complaint_of(row))}
        self.neutral = Neutral(abouts(ids) if ids else {})
        if self.neutral.abouts:
            whose = {person for row in rows for person, _role in _wanted(row) if person}
            self.neutral.read({*whose, *self.away, *(one for one in self.away.values() if one)})

    def complaint_of(self, row: Any) -> int | None:
        """The request of the complaint that this is, or that a call follows."""
        if isinstance(row, FollowUp):
            return self.requests.get(row.ref) if row.complaint else None
        return row.id if getattr(row, "kind", "") == "complaint" else None

    def holder(self, row: Any) -> Held:
        """Whose this request, follow-up call or next step is."""
        branch, complaint = branch_of(row), self.complaint_of(row)
        if complaint is None:
            return holder(_wanted(row), self.at(branch), self.away)
        neutral, about = self.neutral.is_neutral, self.neutral.abouts.get(complaint, NOBODY)
        # nobody does it in the name of somebody whom it concerns; where a branch is meant, none of its seats
        wanted = [one for one in _wanted(row) if one[0] and neutral(complaint, one[0])]
        wanted = [one for one in wanted if one[1] == ANY] if about.branches else wanted
        able = self.at(branch, COMPLAINT_ROLES)
        return holder(wanted, lambda staff, role: able(staff, role) and neutral(complaint, staff), self.away)

    def level(self, row: Any) -> int:
        """The branch that handles a complaint: the client's, or above it the nearest at which an admin may."""
        branch = branch_of(row)
        if not self.neutral.abouts.get(row.id):
            return branch
        path = tree.path_of(branch)
        level, _people = self.neutral.level(row.id, path)
        return branch if path.startswith(level) and level == unit_of(path) else tree.branch_at(level)

    def at(self, branch: int, roles: Collection[str] = WORKING_ROLES) -> Able:
        """Who can do what over a branch's clients, as the rule asks it; `roles`: those that count as any."""
        place = tree.path_of(branch)

        def able(staff: int, role: str) -> bool:
            return any(
                (role == held or (role == ANY and held in roles))
                and (place.startswith(path) or path.startswith(unit_of(place)))
                for held, path in self.roles.get(staff, ())
            )

        return able

    def stands_in(self, person: int, branch: int) -> int | None:
        """Who does the work of somebody away, over a branch's clients, today."""
        return stand_in(person, self.at(branch), self.away)


def _wanted(row: Any) -> list[tuple[int | None, str]]:
    """The person who took it, was given it or promised it, then the seats: the one that it is addressed to first."""
    person = row.staff_id if isinstance(row, NextStep) else getattr(row, "assignee_id", None)
    if row.client is None:  # a complaint of somebody who is no client
        return [(person, ANY)] if person else []
    manager, adviser = (row.client.manager_id, "manager"), (row.client.adviser_id, "adviser")
    seats = {"manager": [manager, adviser], "adviser": [adviser, manager]}.get(row.seat, [])
    if getattr(row, "complaint", False):
        seats = [adviser]  # a call after a complaint is never the manager's, whom it may concern
    return [(person, ANY), *seats] if person else [*seats]


def branch_of(row: Any) -> int:
    """The branch of a request, or of the client whom a call or a step is about."""
    return int(getattr(row, "branch_id", None) or row.client.branch_id)


def away_on(day: date) -> dict[int, int | None]:
    """Whose absence runs on `day`, and who stands in for each."""
    found = Absence.select(Absence.staff, Absence.substitute).where(Absence.runs_on(day))
    return dict(found.tuples())


def ground_of(rows: list[Any]) -> Ground:
    """What the rule needs for these requests, calls or steps."""
    found = ground_for({person for row in rows for person, _ in _wanted(row) if person})
    found.know(rows)
    return found


def ground_for(people: set[int]) -> Ground:
    """What the rule needs for these people and whoever may stand in for them: two statements."""
    away = away_on(clock.today())
    return Ground(people | {staff for one in away.items() for staff in one if staff}, away)
