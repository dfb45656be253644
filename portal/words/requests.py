"""Requests, their states and their clock in words."""

from __future__ import annotations

from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l

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


STATUSES = {
    "new": _l("New"),
    "taken": _l("In hand"),
    "waiting": _l("Waiting for the client"),
    "resolved": _l("Resolved"),
    "closed": _l("Closed"),
    "withdrawn": _l("Withdrawn"),
}
