"""Who may work on the requests of a branch."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.organisation import Branch, RoleGrant, Staff, under, unit_of, ways_to

QUEUE_ROLES = ("specialist", "branch_admin")
WORKING_ROLES = ("manager", "adviser", "specialist", "coordinator", "branch_admin")
COMPLAINT_ROLES = ("manager", "adviser", "specialist", "branch_admin", "head_office")
"""Who may have a complaint; head office what has come up to it."""


def people_over(branch_id: int, roles: tuple[str, ...]) -> Any:
    """Active staff who hold one of `roles` over the branch or within its sub-branch, today."""
    day = clock.today()
    path = Branch.select(Branch.path).where(Branch.id == branch_id).scalar() or "/"
    return (
        Staff.select(Staff, Account.id.alias("account_id"), Account.username.alias("username"))
        .distinct()
        .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id))
        .join_from(RoleGrant, Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.in_force(day),
            Staff.employed(day),
            Account.active,
            under(Branch.path, [unit_of(path)]) | Branch.path.in_(ways_to(path)),
        )
    )
