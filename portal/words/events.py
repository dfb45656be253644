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
    ("lecture", _l("Product lecture")),
    ("tour", _l("Tour")),
]


RELATIONS = [
    ("spouse", _l("Spouse")),
    ("child", _l("Child")),
    ("parent", _l("Parent")),
    ("relative", _l("Relative")),
    ("friend", _l("Friend")),
    ("colleague", _l("Colleague")),
]
ORDERS = [
    ("tier", _l("By tier from the top, then by arrival")),
    ("arrival", _l("By arrival only")),
]
ASKED = {
    "relation": _l("Relation"),
    "age": _l("Age of a child"),
    "diet": _l("What the kitchen should know"),
    "plate": _l("Car plate"),
    "handicap": _l("Golf handicap"),
}
"""What is asked of those who come, by kind of event (`rules/events/parties.py`)."""

ANSWERS = {"yes": _l("I come"), "no": _l("I cannot come"), "maybe": _l("Perhaps")}
LEFT_OUT = {
    "consent": _l("Has declined invitations"),
    "attended": _l("Attended often enough this year"),
    "resting": _l("Is not written to at present"),
}

WAITING = {
    "waiting": State("wait", _l("In the line"), "hourglass"),
    "offered": State("info", _l("Places offered"), "ticket"),
    "accepted": State("done", _l("Has its places"), "check"),
    "declined": State("plain", _l("Declined"), "x"),
    "lapsed": State("late", _l("Did not answer"), "clock"),
    "left": State("plain", _l("Left the list"), "x"),
    "over": State("plain", _l("Over"), "check"),
}

STATES = {
    "draft": State("plain", _l("Draft"), "edit"),
    "submitted": State("wait", _l("Waiting for approval")),
    "approved": State("info", _l("Approved")),
    "published": State("done", _l("Published"), "calendar-event"),
    "held": State("plain", _l("Held"), "check"),
    "cancelled": State("late", _l("Called off"), "circle-x"),
}

DEEDS: dict[str, Any] = {
    "event.steps": _l("%(actor)s changed the checklist of the event %(number)s “%(title)s”"),
    "event.step_done": _l("%(actor)s ticked off “%(step)s” for the event %(number)s “%(title)s”"),
    "event.step_open": _l("%(actor)s opened “%(step)s” again for the event %(number)s “%(title)s”"),
    "event.picture": _l("%(actor)s changed the picture of the event %(number)s “%(title)s”"),
    "event.template_kept": _l("%(actor)s kept the plan of %(number)s “%(title)s” as the template “%(name)s”"),
    "event.template_gone": _l("%(actor)s removed the template “%(name)s”"),
    "event.kind": _l("%(actor)s changed how events of the kind “%(event_kind)s” begin"),
    "venue.added": _l("%(actor)s added the venue “%(venue)s”"),
    "venue.edited": _l("%(actor)s changed the venue “%(venue)s”"),
    "venue.closed": _l("%(actor)s took the venue “%(venue)s” out of the list"),
    "venue.opened": _l("%(actor)s put the venue “%(venue)s” back into the list"),
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
    "event.party_changed": _l("%(actor)s changed the party of %(client)s at %(number)s “%(title)s”"),
    "event.came_without": _l("%(actor)s let %(client)s in at %(number)s “%(title)s” without a sign-up (%(seats)s)"),
    "event.waits": _l("%(actor)s put %(client)s on the waiting list of %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.offered": _l("%(actor)s offered places at %(number)s “%(title)s” to %(count)s who waited, until %(until)s"),
    "event.offer_accepted": _l("%(actor)s took the places offered to %(client)s at %(number)s “%(title)s” (%(seats)s)"),
    "event.offer_declined": _l("%(actor)s declined the places offered to %(client)s at %(number)s “%(title)s”"),
    "event.offer_lapsed": _l("%(actor)s ended the offer to %(client)s at %(number)s “%(title)s”: no answer came"),
    "event.waiting_left": _l("%(actor)s took %(client)s off the waiting list of %(number)s “%(title)s”"),
    "event.waiting_changed": _l("%(actor)s changed the waiting party of %(client)s at %(number)s “%(title)s”"),
    "event.waiting_not_reached": _l("%(actor)s did not reach %(client)s about %(number)s “%(title)s”"),
    "event.never_fits": _l("%(actor)s ended the wait of %(client)s at %(number)s “%(title)s”: too many for its places"),
    "event.audience_set": _l("%(actor)s said whom %(number)s “%(title)s” invites beside the tiers"),
    "event.picked": _l("%(actor)s picked %(client)s for %(number)s “%(title)s”"),
    "event.unpicked": _l("%(actor)s no longer picks %(client)s for %(number)s “%(title)s”"),
    "event.answered": _l("%(actor)s noted the answer of %(client)s to %(number)s “%(title)s”"),
    "event.places_set": _l("%(actor)s set the places and the waiting list of %(number)s “%(title)s”"),
    "event.guests_named": _l("%(actor)s named the guests of %(client)s at %(number)s “%(title)s”"),
    "event.sign_up_cancelled": _l("%(actor)s gave back the seats of %(client)s at %(number)s “%(title)s”"),
}

OWN_DEEDS: dict[str, Any] = {
    "event.signed_up": _l("%(actor)s signed up for %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.party_changed": _l("%(actor)s changed the party at %(number)s “%(title)s”"),
    "event.waits": _l("%(actor)s joined the waiting list of %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.offer_accepted": _l("%(actor)s took the places offered at %(number)s “%(title)s” (%(seats)s)"),
    "event.answered": _l("%(actor)s answered the invitation to %(number)s “%(title)s”"),
    "event.offer_declined": _l("%(actor)s declined the places offered at %(number)s “%(title)s”"),
    "event.waiting_left": _l("%(actor)s left the waiting list of %(number)s “%(title)s”"),
    "event.waiting_changed": _l("%(actor)s changed the waiting party at %(number)s “%(title)s”"),
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
    "event.invited_until": _l("We would be glad to welcome you: “%(title)s”. Please answer by %(until)s"),
    "event.wave_ended": _l("“%(title)s”: %(count)s of %(all)s invited clients have not answered in time"),
    "event.changed_at_once": _l(
        "Please note: time or place of “%(title)s” has changed at short notice. %(reason)s A calendar file that you "
        "downloaded cannot be recalled: please download it anew"
    ),
    "event.changed": _l(
        "Please note: time or place of “%(title)s” has changed. A calendar file that you downloaded cannot be "
        "recalled: please download it anew"
    ),
    "event.cancelled": _l(
        "We are sorry: “%(title)s” cannot take place. We hope to welcome you another time. A calendar file that you "
        "downloaded cannot be recalled: please delete it there"
    ),
    "event.signed_up_for_you": _l("Your seats at “%(title)s” are kept: %(seats)s"),
    "event.seats_kept": _l("Your seats at “%(title)s” are kept: %(seats)s"),
    "event.given_back": _l("You have given back your seats at “%(title)s”"),
    "event.reminder": _l("“%(title)s” is on %(until)s. Still coming? If not, please give your seats back with one tap"),
    "event.reminder_soon": _l("“%(title)s” begins today, %(until)s. We look forward to seeing you"),
    "event.missed": _l(
        "We missed you at “%(title)s”. Seats that stay empty without a word put you behind others on a waiting list "
        "next time"
    ),
    "event.party_changed_for_you": _l("Your party at “%(title)s” has been changed as you wished: %(seats)s"),
    "event.waits_for_you": _l("You are on the waiting list of “%(title)s”: %(seats)s"),
    "event.waiting_left_for_you": _l("You are no longer on the waiting list of “%(title)s”, as you wished"),
    "event.place_offered": _l("Places at “%(title)s” are free for you. Please answer by %(until)s"),
    "event.offer_lapsed": _l(
        "We have passed on the places at “%(title)s” that were offered to you. You stay on the waiting list"
    ),
    "event.offer_lapsed_out": _l(
        "We have passed on the places at “%(title)s” that were offered to you, and taken you off the waiting list"
    ),
    "event.never_fits": _l("“%(title)s” has become too small for your party. Please sign up again with fewer guests"),
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
    "aim": _l("Aim"),
    "expected": _l("Expected result"),
    "room": _l("Room"),
    "programme": _l("Programme"),
    "speakers": _l("Speakers"),
    "gifts": _l("Gifts"),
    "budget_lines": _l("Lines of the budget"),
    "charge": _l("In charge"),
    "helpers": _l("Helpers"),
    "steps": _l("Checklist"),
    "picture": _l("Picture for clients"),
    "picture_words": _l("What the picture shows"),
    "venue_name": _l("Name of the venue"),
    "name": _l("Name of the venue"),
    "address": _l("Where the venue is"),
    "map_url": _l("Link to a map"),
    "way": _l("How to get there"),
    "rooms": _l("Rooms"),
    "hours": _l("Hours it lasts"),
    "closes_days": _l("Sign-up ends so many days before"),
    "guests": _l("Guests"),
    "comes": _l("Who comes for the company"),
    "diet": ASKED["diet"],
    "plate": ASKED["plate"],
    "handicap": ASKED["handicap"],
    "waiting_order": _l("Order of the waiting list"),
    "kept_back": _l("Places kept back"),
    "most_children": _l("Places for children"),
    "most_cars": _l("Places for cars"),
    "answer_by": _l("To be answered by"),
    "interests": _l("Interests"),
}
"""What its columns are called, also in the audit trail."""

CODES = {"kind": dict(KINDS), "waiting_order": dict(ORDERS)}
MONEY = ("budget",)
UNSAID = frozenset({"room"})
"""Columns that another one says in words: the place of a room stands in `venue`."""
LINES: dict[str, tuple[str, ...]] = {
    "programme": ("", "", ""),
    "speakers": ("", ""),
    "gifts": ("", "times", "fen"),
    "budget_lines": ("", "fen"),
    "charge": ("-", ""),
    "helpers": ("-", ""),
    "rooms": ("", ""),
    "steps": ("", ""),
}
"""Columns that are lines of cells: how each cell is said (fen as money, times as a count, - not at all)."""
