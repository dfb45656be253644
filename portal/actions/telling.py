"""Whom a deed concerns by his role: head office's reviewers, the admins over a branch."""

from __future__ import annotations

from portal.actions.recording import accounts_of_staff
from portal.ground import clock
from portal.models import Branch, RoleGrant
from portal.models.organisation import ways_to
from portal.rules.accounts.roles import Role


def head_office_accounts() -> list[int]:
    """Logins of everybody who decides for head office today."""
    return accounts_of_staff(_holders(Role.HEAD_OFFICE))


def admin_accounts(branch_id: int) -> list[int]:
    """Logins of the branch admins over a branch: those of the nearest level that has any."""
    path = Branch.select(Branch.path).where(Branch.id == branch_id).scalar() or "/"
    day = clock.today()
    query = (
        RoleGrant.select(RoleGrant.staff, Branch.path)
        .join(Branch)
        .where(
            RoleGrant.role == Role.BRANCH_ADMIN,
            Branch.path.in_(ways_to(path)),
            RoleGrant.since <= day,
            RoleGrant.until.is_null() | (RoleGrant.until > day),
        )
    )
    grants = list(query.tuples())
    nearest = max((len(found) for _staff, found in grants), default=0)
    return accounts_of_staff([staff for staff, found in grants if len(found) == nearest])


def _holders(role: Role) -> list[int]:
    day = clock.today()
    query = (
        RoleGrant.select(RoleGrant.staff)
        .distinct()
        .where(RoleGrant.role == role, RoleGrant.since <= day, RoleGrant.until.is_null() | (RoleGrant.until > day))
    )
    return [staff for (staff,) in query.tuples()]
