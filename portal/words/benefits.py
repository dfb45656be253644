"""Benefits in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference

KINDS = [
    ("count", _l("So many a period")),
    ("unlimited", _l("Unlimited")),
    ("money", _l("An allowance in money")),
    ("points", _l("For points")),
]
PERIODS = [
    ("calendar_year", _l("Calendar year")),
    ("tier_year", _l("Year since the tier began")),
    ("quarter", _l("Quarter")),
    ("once", _l("Once")),
]
GUEST_RULES = [
    ("none", _l("The client only")),
    ("shared", _l("Guests use the client's own")),
    ("own", _l("Guests have a number of their own")),
]
CONFIRMED_BY = [("staff", _l("Staff confirm")), ("nobody", _l("At once"))]
AFTER_DAY = [("returns", _l("It returns")), ("used", _l("It counts as used"))]
UNITS = [
    ("time", _l("times")),
    ("piece", _l("pieces")),
    ("seat", _l("seats")),
    ("share", _l("gifts")),
]

DEEDS: dict[str, Any] = {
    "benefit.held": _l("%(actor)s booked %(benefit)s × %(count)s for %(client)s"),
    "benefit.used": _l("%(actor)s marked %(benefit)s × %(count)s of %(client)s as used"),
    "benefit.released": _l("%(actor)s gave %(benefit)s × %(count)s back to %(client)s"),
    "benefit.lapsed": _l("%(benefit)s × %(count)s of %(client)s lapsed"),
    "benefit.corrected": _l("%(actor)s corrected %(benefit)s of %(client)s by %(count)s"),
    "benefit.taken_back": _l("%(actor)s took back a use of %(benefit)s of %(client)s"),
    "benefit.version": _l("%(actor)s wrote a new version of %(benefit)s"),
    "benefit.added": _l("%(actor)s added %(benefit)s to the benefits"),
}
OWN_DEEDS: dict[str, Any] = {
    "benefit.held": _l("%(client)s booked %(benefit)s × %(count)s"),
    "benefit.released": _l("%(client)s cancelled %(benefit)s × %(count)s"),
}
NOTICES: dict[str, Any] = {
    "benefit.fell": _l("You are now a %(tier)s client. What exceeds this tier's benefits has ended; bookings stand"),
}
FIELDS: dict[str, Any] = {}


def benefit_name(code: str) -> str:
    """A benefit as it is called today, or was called last; the code of one nobody knows."""
    found = [row for row in reference.benefit_versions().values() if row.code == code]
    return named(reference.benefits().get(code) or found[-1]) if found else code
