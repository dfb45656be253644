"""Absences and substitutes in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

DEEDS: dict[str, Any] = {
    "absence.planned": _l("%(actor)s noted that %(staff)s is away from %(since)s to %(last)s; %(other)s stands in"),
    "absence.ended": _l("%(actor)s ended the absence of %(staff)s"),
}

NOTICES: dict[str, Any] = {
    "absence.planned": _l("%(staff)s is away from %(since)s to %(last)s; %(other)s stands in"),
    "absence.set_for_you": _l("It is noted that you are away from %(since)s to %(last)s; %(other)s stands in for you"),
    "absence.you_stand_in": _l("You stand in for %(staff)s from %(since)s to %(last)s"),
    "absence.over": _l("The absence of %(staff)s is over; here is what was done meanwhile"),
}

FIELDS: dict[str, Any] = {
    "since": _l("First day away"),
    "until": _l("Last day away"),
    "substitute": _l("Substitute"),
    "returned_at": _l("Back since"),
}
"""What its columns are called, also in the audit trail."""

DONE: dict[str, Any] = {
    "take": _l("took it"),
    "reply": _l("replied to the client"),
    "ask": _l("asked the client"),
    "note": _l("left an internal note"),
    "resolve": _l("resolved it"),
    "close": _l("closed it"),
    "reopen": _l("opened it again"),
    "reassign": _l("gave it to a colleague"),
}
"""What a substitute did with a request."""
