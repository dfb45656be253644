"""Who could do what today: the ground on which rules/shared/holding.py says whose a piece of work is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.contacts import NextStep
from portal.models.organisation import Branch, RoleGrant, Staff, unit_of
from portal.models.teams import Absence
from portal.reads.organisation import tree
from portal.reads.requests.people import WORKING_ROLES
from portal.rules.shared.holding import ANY, Able, Away, Held, holder, stand_in

AT_ONCE = 500
"""People of whom it is asked one by one; of more, all are read."""


class Ground:
    """Who could do what today, for some people at some branches."""

    def __init__(self, people: Collection[int] | None, away: Away) -> None:
        day = clock.today()
        self.away = away
        self.roles: dict[int, list[tuple[str, str]]] = defaultdict(list)
        query = (
            RoleGrant.select(RoleGrant.staff, RoleGrant.role, Branch.path)
            .join(Branch)
            .join_from(RoleGrant, Staff, on=(RoleGrant.staff == Staff.id))
            .join_from(Staff, Account, on=(Account.staff == Staff.id))
            .where(
                RoleGrant.role.in_(WORKING_ROLES),
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

    def holder(self, row: Any) -> Held:
        """Whose this request, follow-up call or next step is."""
        return holder(_wanted(row), self.at(getattr(row, "branch_id", None) or row.client.branch_id), self.away)

    def at(self, branch: int) -> Able:
        """Who can do what over a branch's clients, as the rule asks it."""
        place = tree.path_of(branch)

        def able(staff: int, role: str) -> bool:
            return any(
                (role in (ANY, held)) and (place.startswith(path) or path.startswith(unit_of(place)))
                for held, path in self.roles.get(staff, ())
            )

        return able

    def stands_in(self, person: int, branch: int) -> int | None:
        """Who does the work of somebody away, over a branch's clients, today."""
        return stand_in(person, self.at(branch), self.away)


def _wanted(row: Any) -> list[tuple[int | None, str]]:
    """The person who took it, was given it or promised it, then the seats: the one that it is addressed to first."""
    manager, adviser = (row.client.manager_id, "manager"), (row.client.adviser_id, "adviser")
    seats = {"manager": [manager, adviser], "adviser": [adviser, manager]}.get(row.seat, [])
    if getattr(row, "complaint", False):
        seats = [adviser]  # a call after a complaint is never the manager's, whom it may concern
    person = row.staff_id if isinstance(row, NextStep) else getattr(row, "assignee_id", None)
    return [(person, ANY), *seats] if person else [*seats]


def away_on(day: date) -> dict[int, int | None]:
    """Whose absence runs on `day`, and who stands in for each."""
    found = Absence.select(Absence.staff, Absence.substitute).where(Absence.runs_on(day))
    return dict(found.tuples())


def ground_of(rows: list[Any]) -> Ground:
    """What the rule needs for these requests, calls or steps."""
    return ground_for({person for row in rows for person, _ in _wanted(row) if person})


def ground_for(people: set[int]) -> Ground:
    """What the rule needs for these people and whoever may stand in for them: two statements."""
    away = away_on(clock.today())
    return Ground(people | {staff for one in away.items() for staff in one if staff}, away)
