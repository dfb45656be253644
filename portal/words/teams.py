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
    "team.your_manager": _l("From today %(staff)s looks after you as your client manager"),
    "team.your_adviser": _l("From today %(staff)s advises you on your wealth"),
    "team.your_specialist": _l("From today %(staff)s is in your service team"),
    "team.your_manager_follows": _l("From today %(staff)s looks after you as your client manager, after %(before)s"),
    "team.your_adviser_follows": _l("From today %(staff)s advises you on your wealth, after %(before)s"),
    "team.yours_left": _l("%(staff)s no longer serves you; the others of your team are there for you"),
}

FIELDS: dict[str, Any] = {
    "staff": _l("Person"),
}
"""What its columns are called, also in the audit trail."""
