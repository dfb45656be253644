"""Seats of a team in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

SEAT_WORDS = {"manager": _l("Client manager"), "adviser": _l("Wealth adviser"), "specialist": _l("Service team")}

DEEDS: dict[str, Any] = {
    "team.manager": _l("%(actor)s made %(staff)s client manager of %(client)s"),
    "team.adviser": _l("%(actor)s made %(staff)s wealth adviser of %(client)s"),
    "team.specialist": _l("%(actor)s added %(staff)s to the service team of %(client)s"),
    "team.ended": _l("%(actor)s ended the seat of %(staff)s with %(client)s"),
}

NOTICES: dict[str, Any] = {
    "team.you_are_manager": _l("You are now the client manager of %(client)s"),
    "team.you_are_adviser": _l("You are now the wealth adviser of %(client)s"),
    "team.you_are_specialist": _l("You are now in the service team of %(client)s"),
    "team.you_left": _l("You no longer serve %(client)s"),
    "team.your_manager": _l("%(staff)s is now your client manager"),
    "team.your_adviser": _l("%(staff)s is now your wealth adviser"),
    "team.your_specialist": _l("%(staff)s is now in your service team"),
}

FIELDS: dict[str, Any] = {
    "staff": _l("Person"),
    "beyond": _l("Why more than the limit"),
}
"""What its columns are called, also in the audit trail."""
