"""What benefits are for."""

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


def group_of(code: str) -> str:
    """The group of a benefit; "more" for one that head office added under a code of its own."""
    return _GROUP.get(code, "more")
