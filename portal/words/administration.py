"""Settings, keys, the calendar and background work in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads.administration.settings import described
from portal.words.states import State

DEEDS: dict[str, Any] = {
    "keys.rotating": _l("%(actor)s began to change the data key to %(key)s"),
    "keys.rotated": _l("%(actor)s finished changing the data key to %(key)s; the old one is gone"),
    "clients.generated": _l("%(actor)s generated %(count)s clients"),
    "setting.changed": _l("%(actor)s changed the setting %(name)s"),
    "calendar.entered": _l("%(actor)s entered the public holidays of %(year)s"),
    "task.cancelled": _l("%(actor)s stopped a piece of background work"),
    "security.unknown_user": _l("A sign-in as somebody who is not there failed (mark %(mark)s)"),
    "security.sign_in_waits": _l("A sign-in was put off after failed attempts"),
    "security.wrong_password": _l("%(actor)s gave a wrong current password"),
    "security.wrong_code": _l("A one-time code was wrong, used or too old"),
    "security.not_allowed": _l("%(actor)s was refused %(page)s for want of a right"),
    "security.out_of_scope": _l("%(actor)s asked for %(page)s, which does not exist or is out of reach"),
    "security.too_often": _l("%(actor)s was slowed down at %(page)s"),
    "security.forged": _l("%(actor)s sent a form to %(page)s that was old or not from our page"),
    "security.more": _l("More refusals of this hour from this address are not listed"),
}

TASK_STATES = {
    "queued": State("info", _l("Queued"), "clock"),
    "running": State("info", _l("Under way"), "hourglass"),
    "failed": State("late", _l("Failed"), "alert-triangle"),
    "cancelled": State("plain", _l("Stopped"), "x"),
    "done": State("done", _l("Finished")),
}

FIELDS: dict[str, Any] = {
    "since": _l("Holds from"),
    "off": _l("Days off"),
    "make_up": _l("Make-up days"),
    "source": _l("Source"),
}
"""What its columns are called, also in the audit trail."""


def field_label(name: str) -> str:
    """A setting by its name."""
    found = described().get(name)
    return named(found, "label") if found else ""
