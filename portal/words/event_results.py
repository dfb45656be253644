"""What came of an event, and its pictures, in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

SCORES = [
    (5, _l("Very good")),
    (4, _l("Quite good")),
    (3, _l("All right")),
    (2, _l("Not good")),
    (1, _l("Not good at all")),
]

PHOTO_STATES = {
    "waits": State("wait", _l("Waits for its release")),
    "released": State("done", _l("In the album"), "photo"),
    "hidden": State("late", _l("Hidden"), "eye-off"),
    "removed": State("plain", _l("Removed"), "trash"),
}
RESULT_STATES = {
    "open": State("wait", _l("Still to be completed"), "edit"),
    "completed": State("info", _l("Completed, to be closed")),
    "closed": State("done", _l("Looked at and closed"), "lock"),
}

DEEDS: dict[str, Any] = {
    "event.thanked": _l("The guests of %(number)s “%(title)s” were thanked (%(count)s)"),
    "event.feedback": _l("%(actor)s wrote down what %(client)s said of %(number)s “%(title)s”"),
    "event.spent": _l("%(actor)s entered an expense of %(number)s “%(title)s”: %(what)s (%(amount)s)"),
    "event.spent_struck": _l("%(actor)s struck an expense of %(number)s “%(title)s”: %(what)s (%(amount)s)"),
    "event.result_completed": _l("%(actor)s completed the result of %(number)s “%(title)s”"),
    "event.result_returned": _l("%(actor)s sent the result of %(number)s “%(title)s” back"),
    "event.result_closed": _l("%(actor)s closed the result of %(number)s “%(title)s”"),
    "event.photos_sent": _l("%(actor)s sent pictures of %(number)s “%(title)s” (%(count)s)"),
    "event.photo_released": _l("%(actor)s released a picture of %(number)s “%(title)s”"),
    "event.photo_hidden": _l("%(actor)s hid a picture of %(number)s “%(title)s”"),
    "event.photo_not_me": _l("%(actor)s does not want to be seen on a picture of %(number)s “%(title)s”"),
    "event.photo_removed": _l("%(actor)s removed a picture of %(number)s “%(title)s”"),
}

OWN_DEEDS: dict[str, Any] = {
    "event.feedback": _l("%(actor)s said what %(number)s “%(title)s” was like"),
}

NOTICES: dict[str, Any] = {
    "event.thanks": _l("Thank you for coming to “%(title)s”. We hope to welcome you again soon"),
    "event.thanks_ask": _l("Thank you for coming to “%(title)s”. Would you answer three short questions?"),
    "event.rated_low": _l("A guest did not like “%(title)s”: %(score)s of 5"),
    "event.result_completed": _l("%(staff)s has completed the result of “%(title)s”: please look at it and close it"),
    "event.result_returned": _l("%(staff)s has sent the result of “%(title)s” back: %(reason)s"),
    "event.result_closed": _l("%(staff)s has closed the result of “%(title)s”"),
    "event.photos_wait": _l("Pictures of “%(title)s” wait for their release: %(count)s"),
    "event.photo_hidden": _l("A picture of “%(title)s” is hidden: somebody does not want to be seen on it"),
    "event.album": _l("The pictures of “%(title)s” are there for you"),
}

FIELDS: dict[str, Any] = {
    "score": _l("How did you like it"),
    "good": _l("What was good"),
    "wish": _l("What would you like next"),
    "amount": _l("Amount in yuan"),
    "on": _l("Paid on"),
    "words": _l("What for"),
    "line": _l("Line of the budget"),
    "went": _l("How it went"),
    "follows": _l("What follows from it"),
}
MONEY = ("amount",)
