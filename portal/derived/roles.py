"""Roles that exclude each other are refused where they are granted; this finds those that stand from before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portal.ground import clock
from portal.models import Branch, RoleGrant, Staff
from portal.rules.accounts.exclusion import excluding, misplaced
from portal.rules.accounts.roles import Role


def faults() -> Iterator[str]:
    """A line for each person who holds two roles today that exclude each other (one statement)."""
    held: dict[tuple[int, str], list[tuple[Role, str]]] = defaultdict(list)
    rows = (
        RoleGrant.select(Staff.id, Staff.name, RoleGrant.role, Branch.path)
        .join(Staff, on=(RoleGrant.staff == Staff.id))
        .join_from(RoleGrant, Branch)
        .where(RoleGrant.in_force(clock.today()), Staff.employed(clock.today()))
        .order_by(Staff.id, RoleGrant.id)
    )
    for staff, name, role, path in rows.tuples():
        other = excluding(Role(role), path, held[staff, name])
        if other is not None:
            yield f"staff {staff} ({name}): holds {role} beside {other.value}; the one excludes the other"
        if misplaced(Role(role), path):
            yield f"staff {staff} ({name}): holds {role} over a branch; it counts over the whole bank only"
        held[staff, name].append((Role(role), path))
