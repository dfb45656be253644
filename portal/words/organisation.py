"""Roles and kinds of branches in words."""

from __future__ import annotations

from typing import Any

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

DEEDS: dict[str, Any] = {
    "staff.added": _l("%(actor)s entered %(staff)s at %(place)s"),
    "staff.edited": _l("%(actor)s edited the record of %(staff)s"),
    "staff.left": _l("%(actor)s recorded that %(staff)s has left"),
    "role.granted": _l("%(actor)s gave %(staff)s the role %(role)s over %(place)s"),
    "role.ended": _l("%(actor)s ended the role %(role)s of %(staff)s over %(place)s"),
    "branch.edited": _l("%(actor)s edited the branch %(place)s"),
}

NOTICES: dict[str, Any] = {
    "role.granted": _l("You now hold the role %(role)s over %(place)s"),
    "role.ended": _l("Your role %(role)s over %(place)s has ended"),
}

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "branch": _l("Branch"),
    "post": _l("Post"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "desk_phone": _l("Desk phone"),
    "languages": _l("Languages"),
    "introduction_zh": _l("Introduction that clients read, in Chinese"),
    "introduction_en": _l("Introduction that clients read, in English"),
    "name_zh": _l("Chinese name"),
    "name_en": _l("English name"),
    "phone": _l("Phone"),
    "address": _l("Address"),
}
"""What its columns are called, also in the audit trail."""
