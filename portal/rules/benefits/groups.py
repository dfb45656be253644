"""What benefits are for, and under which category of requests a client asks for one by message."""

from __future__ import annotations

GROUPS = ("health", "travel", "culture", "family")
"""In the order in which a client reads them; what is none of these comes last, as "more"."""

_GROUP = {
    "hospital_booking": "health",
    "priority_treatment": "health",
    "health_check": "health",
    "airport_lounge": "travel",
    "etc_waiver": "travel",
    "car_gift": "travel",
    "travel_season": "travel",
    "culture_salon": "culture",
    "elite_salon": "culture",
    "golf": "culture",
    "theatre_ticket": "culture",
    "school_advice": "family",
    "safe_box": "family",
    "home_visit": "family",
}
_CATEGORY = {"health": "medical", "travel": "travel", "culture": "event"}
_OWN_CATEGORY = {"school_advice": "school", "safe_box": "account"}


def group_of(code: str) -> str:
    """The group of a benefit; "more" for one that head office added under a code of its own."""
    return _GROUP.get(code, "more")


def category_of(code: str) -> str:
    """The category of requests for a benefit."""
    return _OWN_CATEGORY.get(code) or _CATEGORY.get(group_of(code), "other")
