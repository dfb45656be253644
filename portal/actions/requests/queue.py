"""Whose a request is: the client's manager, else the branch's queue; and who may be given one."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Branch, Client, Request, RoleGrant, Staff
from portal.models.organisation import under, unit_of, ways_to

QUEUE_ROLES = ("specialist", "branch_admin")
WORKING_ROLES = ("manager", "adviser", "specialist", "coordinator", "branch_admin")


def owner_for(client: Client) -> int | None:
    """The client's current manager, if he still works here; else nobody: the branch's queue."""
    staff = Staff.get_or_none(Staff.id == client.manager_id) if client.manager_id else None
    return staff.id if staff and staff.works_on(clock.today()) else None


def _people(branch_id: int, roles: tuple[str, ...]) -> Any:
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


def colleagues_of_queue(client: Client) -> list[int]:
    """Accounts of those who take from the queue of the client's branch."""
    return [staff.account_id for staff in _people(client.branch_id, QUEUE_ROLES).objects()]


def can_be_given(request: Request) -> list[tuple[str, str]]:
    """(user name, name) of the colleagues who could take this request."""
    return sorted(
        {(staff.username, staff.name) for staff in _people(request.branch_id, WORKING_ROLES).objects()},
        key=lambda pair: pair[1],
    )


def who_can_take(username: str, request: Request) -> Staff:
    """Raises Invalid for somebody who does not work with this branch's requests."""
    found = _people(request.branch_id, WORKING_ROLES).where(Account.username == username).objects().first()
    if found is None:
        raise Invalid(_l("This person cannot take requests of this branch."), field="staff")
    return Staff.get_by_id(found.id)
