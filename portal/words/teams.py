"""Seats of a team in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l

SEAT_WORDS = {"manager": _l("Client manager"), "adviser": _l("Wealth adviser"), "specialist": _l("Service team")}

TERMS: dict[str, Any] = {
    "need": _l("knows what the client needs"),
    "family": _l("serves the family already"),
    "language": _l("speaks the client's language"),
    "branch": _l("works nearer"),
    "limit": _l("has room below the limit"),
    "load": _l("has less on his hands"),
    "name": _l("equal in all; by user name"),
    "only": _l("the only one who can"),
}
"""What decided between who is proposed and the runner-up."""

OPEN_REASONS: dict[str, Any] = {
    "nobody": _l("nobody has this role at the branch"),
    "absent": _l("everybody who could is absent"),
    "full": _l("everybody who could has reached the limit"),
}
LEFT_OUT: dict[str, Any] = {
    "standard": _l("below VIP: a full team is not asked for"),
    "full": _l("have a full team already"),
    "scope": _l("only name, tier and team are open to you"),
}

TASKS: dict[str, tuple[Any, Any]] = {
    "teams.proposal": (_l("Filling seats"), _l("%(count)s seats filled, %(left)s left as they were.")),
}

DEEDS: dict[str, Any] = {
    "team.manager": _l("%(actor)s made %(staff)s client manager of %(client)s"),
    "team.adviser": _l("%(actor)s made %(staff)s wealth adviser of %(client)s"),
    "team.specialist": _l("%(actor)s added %(staff)s to the service team of %(client)s"),
    "team.corrected": _l("%(actor)s corrected from when to when %(staff)s served %(client)s"),
    "team.ended": _l("%(actor)s ended the seat of %(staff)s with %(client)s"),
}

NOTICES: dict[str, Any] = {
    "team.you_are_manager": _l("You are now the client manager of %(client)s"),
    "team.you_are_adviser": _l("You are now the wealth adviser of %(client)s"),
    "team.you_are_specialist": _l("You are now in the service team of %(client)s"),
    "team.you_serve_more": _l("You were given %(count)s more seats; reason: %(reason)s"),
    "team.you_left": _l("You no longer serve %(client)s"),
    "team.your_manager": _l("From %(from_day)s %(staff)s looks after you as your client manager"),
    "team.your_adviser": _l("From %(from_day)s %(staff)s advises you on your wealth"),
    "team.your_specialist": _l("From %(from_day)s %(staff)s is in your service team"),
    "team.your_manager_follows": _l(
        "From %(from_day)s %(staff)s looks after you as your client manager, after %(before)s"
    ),
    "team.your_adviser_follows": _l("From %(from_day)s %(staff)s advises you on your wealth, after %(before)s"),
    "team.yours_left": _l("%(staff)s no longer serves you; the others of your team are there for you"),
}

FIELDS: dict[str, Any] = {
    "staff": _l("Person"),
    "since": _l("Since"),
    "until": _l("Ended on"),
    "beyond": _l("Why more than the limit"),
}
"""What its columns are called, also in the audit trail."""


def addressed(name: str, gender: str) -> str:
    """How a client reads of a colleague: 李娜女士, Ms 李娜; by the full name where the gender is not on record."""
    if gender == "m":
        return _("Mr %(name)s", name=name)
    return _("Ms %(name)s", name=name) if gender == "f" else name
