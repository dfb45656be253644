"""Roles and kinds of branches in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.words.clients import GENDERS

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
    "filter.passed": _l("%(actor)s passed the filter “%(filter)s” of %(staff)s to %(other)s"),
    "filter.ended": _l("%(actor)s ended the filter “%(filter)s” with the time of %(staff)s"),
    "merge.lapsed": _l(
        "%(actor)s ended the proposal of %(staff)s to merge %(other)s into %(client)s (%(number)s): he is gone"
    ),
    "absence.nobody_stands_in": _l("%(actor)s ended that %(other)s stands in for %(staff)s"),
    "branch.edited": _l("%(actor)s edited the branch %(place)s"),
}

NOTICES: dict[str, Any] = {
    "role.granted": _l("You now hold the role %(role)s over %(place)s"),
    "role.ended": _l("Your role %(role)s over %(place)s has ended"),
    "filter.passed": _l("The filter “%(filter)s” of %(staff)s is yours now: colleagues use it"),
    "merge.lapsed": _l("%(staff)s is gone: the proposed merge of %(client)s has ended and can be proposed anew"),
    "absence.nobody_stands_in": _l(
        "%(other)s is gone: nobody stands in for %(staff)s now, please choose somebody else"
    ),
    "staff.left_undone": _l("%(staff)s is gone; this is with the branch now: “%(title)s”"),
}

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "branch": _l("Branch"),
    "post": _l("Post"),
    "mobile": _l("Mobile number"),
    "email": _l("E-mail"),
    "desk_phone": _l("Desk phone"),
    "gender": _l("Gender"),
    "languages": _l("Languages"),
    "introduction_zh": _l("Introduction that clients read, in Chinese"),
    "introduction_en": _l("Introduction that clients read, in English"),
    "name_zh": _l("Chinese name"),
    "name_en": _l("English name"),
    "phone": _l("Phone"),
    "address": _l("Address"),
}
"""What its columns are called, also in the audit trail."""
CODES = {"gender": {code: words for code, words in GENDERS if code}}
