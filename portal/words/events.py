"""Events in words."""

from __future__ import annotations

from portal.ground.i18n import lazy_gettext as _l

EVENT_ICONS = {
    "culture_salon": "ballpen",
    "elite_salon": "users-group",
    "golf": "golf",
    "family_day": "heart",
    "lecture": "microphone",
    "tour": "map-pin",
}


def event_icon(kind: str) -> str:
    return EVENT_ICONS.get(kind, "calendar-event")


KINDS = [
    ("culture_salon", _l("Culture salon")),
    ("elite_salon", _l("Elite salon")),
    ("golf", _l("Golf")),
    ("family_day", _l("Family day")),
    ("lecture", _l("Lecture")),
    ("tour", _l("Tour")),
]


STATES = {
    "draft": _l("Draft"),
    "submitted": _l("Waiting for approval"),
    "approved": _l("Approved"),
    "published": _l("Published"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
}
