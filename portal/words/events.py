"""Events in words."""

from __future__ import annotations

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
