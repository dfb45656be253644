"""Roles and kinds of branches in words."""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp

ROLE_WORDS = {
    "client": _l("Client"),
    "manager": _l("Client manager"),
    "adviser": _l("Wealth adviser"),
    "specialist": _l("Specialist"),
    "coordinator": _l("Event coordinator"),
    "branch_admin": _l("Branch admin"),
    "head_office": _l("Head office reviewer"),
    "auditor": _l("Auditor"),
    "admin": _l("Administrator"),
}


BRANCH_KINDS = {
    "head_office": _l("Head office"),
    "branch": _lp("kind of place", "Branch"),
    "sub_branch": _l("Sub-branch"),
    "outlet": _l("Outlet"),
}
