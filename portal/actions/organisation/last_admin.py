"""The last admin stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.database import engine
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, RoleGrant, Staff
from portal.rules.accounts.roles import Role


class LastAdmin(Refused):
    words = _l("This is the last admin. Make somebody else admin first.")


def another_admin(but_staff: int, today: date) -> None:
    """Somebody else must still be admin. All admin grants are held, so that two admins cannot end each other at
    once."""
    others = list(_held(RoleGrant.select().where(RoleGrant.role == Role.ADMIN, RoleGrant.not_over(today))))
    ids = [grant.staff_id for grant in others if grant.staff_id != but_staff and grant.since <= today]
    active = (
        Staff.select()
        .join(Account, on=(Account.staff == Staff.id))
        .where(Staff.id.in_(ids), Account.active, Staff.employed(today))
    )
    if not ids or not active.exists():
        raise LastAdmin()


def _held(query: Any) -> Any:
    return query if engine() == "sqlite" else query.for_update()
