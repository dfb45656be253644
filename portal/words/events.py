"""Events in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

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
    "draft": State("plain", _l("Draft"), "edit"),
    "submitted": State("wait", _l("Waiting for approval")),
    "approved": State("info", _l("Approved")),
    "published": State("done", _l("Published"), "calendar-event"),
    "held": State("plain", _l("Held"), "check"),
    "cancelled": State("late", _l("Called off"), "circle-x"),
}

DEEDS: dict[str, Any] = {
    "event.planned": _l("%(actor)s planned the event %(number)s “%(title)s”"),
    "event.edited": _l("%(actor)s changed the event %(number)s “%(title)s”"),
    "event.submit": _l("%(actor)s submitted the event %(number)s “%(title)s” for approval"),
    "event.approve": _l("%(actor)s approved the event %(number)s “%(title)s”"),
    "event.return": _l("%(actor)s returned the event %(number)s “%(title)s” for changes"),
    "event.publish": _l("%(actor)s published the event %(number)s “%(title)s”"),
    "event.cancel": _l("%(actor)s called off the event %(number)s “%(title)s”"),
    "event.hold": _l("%(actor)s recorded that the event %(number)s “%(title)s” took place"),
    "event.change_waits": _l("%(actor)s asked for a change of the approved event %(number)s “%(title)s”"),
    "event.change_approved": _l("%(actor)s approved the change of the event %(number)s “%(title)s”"),
    "event.change_returned": _l("%(actor)s returned the change of the event %(number)s “%(title)s”"),
    "event.signed_up": _l("%(actor)s signed %(client)s up for %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.guests_named": _l("%(actor)s named the guests of %(client)s at %(number)s “%(title)s”"),
    "event.sign_up_cancelled": _l("%(actor)s gave back the seats of %(client)s at %(number)s “%(title)s”"),
}

OWN_DEEDS: dict[str, Any] = {
    "event.signed_up": _l("%(actor)s signed up for %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.guests_named": _l("%(actor)s named the guests at %(number)s “%(title)s”"),
    "event.sign_up_cancelled": _l("%(actor)s gave back the seats at %(number)s “%(title)s”"),
}
"""The same deeds when the client did them without help."""

NOTICES: dict[str, Any] = {
    "event.submitted": _l("%(staff)s asks you to approve the event “%(title)s”"),
    "event.approved": _l("%(staff)s has approved your event “%(title)s”"),
    "event.returned": _l("%(staff)s has returned your event “%(title)s” with comments"),
    "event.change_waits": _l("%(staff)s asks you to approve a change of the event “%(title)s”"),
    "event.change_approved": _l("%(staff)s has approved your change of the event “%(title)s”"),
    "event.change_returned": _l("%(staff)s has returned your change of the event “%(title)s” with comments"),
    "event.not_given_back": _l(
        "Your seats at “%(title)s” could not be given back to you: it is full now. Please speak to your client manager"
    ),
    "event.invited": _l("We would be glad to welcome you: “%(title)s”"),
    "event.changed_at_once": _l("Please note: time or place of “%(title)s” has changed at short notice. %(reason)s"),
    "event.changed": _l("Please note: time or place of “%(title)s” has changed"),
    "event.cancelled": _l("We are sorry: “%(title)s” cannot take place. We hope to welcome you another time"),
    "event.signed_up_for_you": _l("Your seats at “%(title)s” are kept: %(seats)s"),
    "event.cancelled_for_you": _l("Your seats at “%(title)s” have been given back, as you wished"),
}

FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "kind": _l("Kind"),
    "branch": _l("Branch"),
    "starts_at": _l("Begins"),
    "ends_at": _l("Ends"),
    "venue": _l("Venue"),
    "capacity": _l("Seats in all"),
    "guests_per_client": _l("Guests for each client"),
    "tiers": _l("Invited tiers"),
    "sign_up_until": _l("Sign-up until"),
    "description": _l("What clients read about it"),
    "budget": _l("Budget"),
    "guest_names": _l("Names of the guests"),
}
"""What its columns are called, also in the audit trail."""

CODES = {"kind": dict(KINDS)}
MONEY = ("budget",)
