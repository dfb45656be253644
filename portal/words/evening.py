"""The evening of an event in words: scans, cards, the lucky draw."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

RESULTS = {
    "in": State("done", _l("Came in")),
    "again": State("wait", _l("Here already"), "repeat"),
    "over": State("wait", _l("More than the seats left"), "users"),
    "gone": State("late", _l("Seats were given back"), "circle-x"),
    "other": State("late", _l("Ticket of another event"), "calendar-event"),
    "past": State("late", _l("Ticket of a past event"), "calendar-event"),
    "unknown": State("late", _l("Not a ticket of ours"), "circle-x"),
    "refused": State("wait", _l("Sent away without a line"), "alert-circle"),
    "early": State("late", _l("Before the door opened"), "clock"),
    "set": State("info", _l("Corrected"), "edit"),
}
"""What became of a scan."""

TOLD = {
    "in": _l("Welcome."),
    "again": _l("All of this party are here already. Please look when and where they came in."),
    "over": _l("This party has fewer seats left than you said."),
    "gone": _l("These seats were given back. Somebody in charge may still let them in."),
    "other": _l("This ticket is for another event."),
    "past": _l("This ticket was for an event that is over."),
    "unknown": _l("We know no such ticket. Please look for the name."),
    "refused": _l("The phone had no line and did not know this ticket, which is a good one."),
    "early": _l("The door of this event has not opened yet: nobody is counted."),
    "set": _l("The number of this party was corrected."),
}
"""What it means, at the door."""

WAYS = {"scan": _l("scanned"), "code": _l("typed"), "name": _l("by name")}

STATES = {
    "listed": State("info", _l("List published"), "list-check"),
    "committed": State("wait", _l("Secret bound"), "lock"),
    "drawn": State("done", _l("Drawn"), "confetti"),
    "done": State("plain", _l("Finished"), "check"),
    "void": State("late", _l("Void"), "circle-x"),
}
"""Of a draw."""

DEEDS: dict[str, Any] = {
    "event.checked_in": _l("%(actor)s let %(client)s in at %(number)s “%(title)s” (heads: %(heads)s)"),
    "event.heads_corrected": _l("%(actor)s corrected how many of %(client)s are at %(number)s “%(title)s”: %(reason)s"),
    "event.scan_settled": _l("%(actor)s settled a conflict at the door of %(number)s “%(title)s”: %(reason)s"),
    "event.cards_printed": _l("%(actor)s printed name cards of %(number)s “%(title)s” (%(count)s)"),
    "event.draw_listed": _l(
        "%(actor)s published the list of draw %(draw)s at %(number)s “%(title)s” (tickets: %(tickets)s)"
    ),
    "event.draw_committed": _l(
        "%(actor)s bound the secret of draw %(draw)s at %(number)s “%(title)s” (%(commitment)s…)"
    ),
    "event.draw_drawn": _l("%(actor)s drew with the digits %(digits)s: draw %(draw)s at %(number)s “%(title)s”"),
    "event.draw_won": _l("%(actor)s gave “%(prize)s” to ticket %(ticket)s: draw %(draw)s at %(number)s “%(title)s”"),
    "event.draw_passed": _l("%(actor)s passed over %(tickets)s: draw %(draw)s at %(number)s “%(title)s”"),
    "event.draw_done": _l("%(actor)s ended draw %(draw)s at %(number)s “%(title)s”"),
    "event.draw_void": _l("%(actor)s made draw %(draw)s at %(number)s “%(title)s” void: %(reason)s"),
}

NOTICES: dict[str, Any] = {}

FIELDS: dict[str, Any] = {"heads": _l("How many are here")}
