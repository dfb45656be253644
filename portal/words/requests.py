"""Requests, their states and their clock in words."""

from __future__ import annotations

from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.words.states import State

REASONS = {
    "start": _l("%(when)s: the clock starts, %(time)s promised"),
    "opens": _l("%(when)s: counting begins when the office opens"),
    "pause": _l("%(when)s: paused while we wait for the client (%(time)s)"),
    "holiday": _l("%(day)s: a holiday, does not count"),
    "weekend": _l("%(day)s: a weekend, does not count"),
    "make_up": _l("%(day)s: a make-up working day, counts"),
    "due": _l("%(when)s: due"),
    "stop": _l("%(when)s: stopped after %(time)s"),
}


def clock_words(reasons: list[Any]) -> list[str]:
    """Why a clock stands where it stands, as sentences."""
    found = []
    for reason in reasons:
        time = formats.working_time(reason.minutes) if reason.minutes is not None else _("still")
        found.append(
            str(REASONS[reason.kind])
            % {"when": formats.when(reason.at), "day": formats.day(clock.local(reason.at).date()), "time": time}
        )
    return found


KINDS = [
    ("request", _l("Request")),
    ("complaint", _l("Complaint")),
    ("suggestion", _l("Suggestion")),
    ("praise", _l("Praise")),
]


STATES = {
    "new": State("info", _l("New")),
    "taken": State("info", _l("In hand")),
    "waiting": State("plain", _l("Waiting for the client"), "clock-pause"),
    "resolved": State("done", _l("Resolved")),
    "closed": State("plain", _l("Closed")),
    "withdrawn": State("plain", _l("Withdrawn"), "arrow-back-up"),
}
"""The tone of an open one follows its clock (`reads/requests/threads.py`)."""

DEEDS: dict[str, Any] = {
    "request.filed": _l("%(actor)s filed %(number)s for %(client)s: %(subject)s"),
    "request.taken": _l("%(actor)s took %(number)s of %(client)s"),
    "request.reply": _l("%(actor)s replied to %(client)s about %(number)s"),
    "request.ask": _l("%(actor)s asked %(client)s something about %(number)s; the clock waits"),
    "request.answer": _l("%(actor)s wrote about %(number)s"),
    "request.note": _l("%(actor)s added an internal note to %(number)s of %(client)s"),
    "request.resolved": _l("%(actor)s resolved %(number)s of %(client)s"),
    "request.closed": _l("%(actor)s closed %(number)s of %(client)s"),
    "request.reopened": _l("%(actor)s reopened %(number)s of %(client)s"),
    "request.withdrawn": _l("%(actor)s withdrew %(number)s"),
    "request.rated": _l("%(actor)s rated %(number)s with %(score)s of 5"),
    "request.reassigned": _l("%(actor)s gave %(number)s of %(client)s to %(staff)s"),
}

OWN_DEEDS: dict[str, Any] = {
    "request.filed": _l("%(actor)s filed %(number)s: %(subject)s"),
}
"""The same deeds when the client did them without help."""

NOTICES: dict[str, Any] = {
    "request.filed": _l("%(client)s asks for your help: %(subject)s (%(number)s)"),
    "request.filed_for_you": _l("We have noted your request %(number)s as you told us: %(subject)s"),
    "request.taken": _l("%(staff)s is looking after your request: %(subject)s"),
    "request.answered": _l("%(staff)s has replied to you: %(subject)s"),
    "request.client_answered": _l("%(client)s has answered: %(subject)s (%(number)s)"),
    "request.noted": _l("%(staff)s left an internal note on %(number)s of %(client)s"),
    "request.resolved": _l("%(staff)s has settled your request: %(subject)s. How was it for you?"),
    "request.reopened": _l("%(client)s has reopened %(number)s: %(subject)s"),
    "request.reopened_for_you": _l("We have taken up your request again: %(subject)s"),
    "request.withdrawn": _l("%(client)s has withdrawn %(number)s: %(subject)s"),
    "request.rated": _l("%(client)s rated %(number)s with %(score)s of 5"),
    "request.given_to_you": _l("You have been given %(number)s of %(client)s: %(subject)s"),
    "request.no_longer_yours": _l("%(number)s of %(client)s is with somebody else now: %(subject)s"),
    "request.reopened_by_colleague": _l("%(number)s of %(client)s was reopened: %(subject)s"),
}

FIELDS: dict[str, Any] = {
    "assignee": _l("Person"),
    "holder": _l("Who has it"),
    "held_for": _l("In whose name"),
    "seat": _l("Addressed to"),
}
"""What its columns are called, also in the audit trail."""
