"""The roles of DOMAIN.md and who may grant them."""

from enum import StrEnum


class Role(StrEnum):
    CLIENT = "client"
    MANAGER = "manager"
    ADVISER = "adviser"
    SPECIALIST = "specialist"
    COORDINATOR = "coordinator"
    BRANCH_ADMIN = "branch_admin"
    HEAD_OFFICE = "head_office"
    AUDITOR = "auditor"
    ADMIN = "admin"


STAFF_ROLES = tuple(role for role in Role if role is not Role.CLIENT)
LOWER_ROLES = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST, Role.COORDINATOR)
SEAT_ROLES = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST)


def grantable(roles: frozenset[Role]) -> tuple[Role, ...]:
    """Roles that somebody holding `roles` may grant: the admin all, a branch admin the four lower ones."""
    if Role.ADMIN in roles:
        return STAFF_ROLES
    return LOWER_ROLES if Role.BRANCH_ADMIN in roles else ()
