"""States of a request (R6) and what may be done in each. Promised times by category are data (seeds/requests.toml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from portal.rules.contacts import is_quiet
from portal.rules.shared.case_clock import ClockState
from portal.rules.shared.moves import Moves
from portal.rules.shared.workdays import Hours

STATES = ("new", "taken", "waiting", "resolved", "closed", "withdrawn")
OPEN = frozenset({"new", "taken", "waiting"})
KINDS = ("request", "complaint", "suggestion", "praise")

_MOVES = Moves(
    {
        "take": {"new": "taken", "taken": "taken", "waiting": "waiting"},
        "reassign": {"new": "new", "taken": "taken", "waiting": "waiting"},
        "forward": {"new": "new", "taken": "new", "waiting": "waiting"},
        "reply": {"new": "taken", "taken": "taken", "waiting": "waiting"},
        "ask": {"new": "waiting", "taken": "waiting", "waiting": "waiting"},
        "note": {state: state for state in STATES},
        "answer": {"new": "new", "taken": "taken", "waiting": "taken"},
        "resolve": {"new": "resolved", "taken": "resolved", "waiting": "resolved"},
        "duplicate": {"new": "closed", "taken": "closed", "waiting": "closed"},
        "separate": {"closed": "taken"},
        "close": {"resolved": "closed"},
        "withdraw": {"new": "withdrawn", "taken": "withdrawn", "waiting": "withdrawn"},
        "reopen": {"resolved": "taken", "closed": "taken"},
        "rate": {"resolved": "resolved", "closed": "closed"},
        "accept": {"new": "taken", "taken": "taken", "waiting": "waiting"},
        "refuse": {"new": "closed", "taken": "closed", "waiting": "closed"},
    }
)
can = _MOVES.can
DEEDS = _MOVES.deeds
"""`take` of what is in hand: only where whoever had it in person can no longer. `reply` tells the client something,
`ask` does and waits for him, and both, as `resolve`, take what nobody took; `answer` is what the client writes.
`forward` gives it to another branch; `duplicate` closes it for another request, `separate` takes that back."""
UNSEEN = frozenset({"note"})
"""What the client never learns of, not even that something moved."""
CLIENT_DEEDS = frozenset({"answer", "withdraw", "reopen", "rate"})
OF_COMPLAINTS = frozenset({"accept", "refuse"})
"""Done through the record of a complaint alone (rules/complaints.py)."""
STAFF_DEEDS = frozenset(DEEDS) - {"answer", "withdraw", "rate"} - OF_COMPLAINTS


def after(state: str, deed: str, assigned: bool = True) -> str:
    """The state after `deed`; reopening what nobody has any more makes it `new`. Raises ValueError when it is not
    allowed.
    """
    found = _MOVES.after(state, deed)
    return "new" if deed in ("reopen", "separate") and not assigned else found


_ANSWERS = frozenset({"reply", "ask", "resolve"})
_NEVER = frozenset({"forward", "duplicate", "separate"})


def fits(kind: str, state: str, deed: str) -> bool:
    """`can` for a kind: a complaint is accepted before it is answered; it goes to another branch by what it is about,
    and ends by a decision of its own (R6)."""
    if kind == "complaint" and (deed in _NEVER or (state == "new" and deed in _ANSWERS)):
        return False
    return can(state, deed)


def deeds_in(state: str, side: frozenset[str] = frozenset(DEEDS), kind: str = "") -> tuple[str, ...]:
    """What may be done in `state` (by one side: CLIENT_DEEDS or STAFF_DEEDS), in a fixed order for buttons."""
    return tuple(deed for deed in DEEDS if deed in side and fits(kind, state, deed))


def clock_mark(before: str, after: str) -> str | None:
    """The mark (`start`, `pause`, `resume`, `stop`) that a move between two states writes into the clock's log, or
    None.
    """
    if before in OPEN and after not in OPEN:
        return "stop"
    if before not in OPEN and after in OPEN:
        return "start"
    if before != "waiting" and after == "waiting":
        return "pause"
    return "resume" if before == "waiting" and after in ("new", "taken") else None


TIMELESS = frozenset({"praise"})
"""Kinds that nobody waits for: no moment by which they are late."""


def due_moment(kind: str, state: ClockState, told: datetime | None) -> datetime | None:
    """When a request is due: as its clock says, and never later than the moment that the client was told."""
    if kind in TIMELESS or state.stopped or state.paused or state.due_at is None:
        return None
    return min(state.due_at, told) if told else state.due_at


def was_late(kind: str, state: ClockState, told: datetime | None) -> bool:
    """Was it late where its clock stopped?"""
    late = told is not None and state.stopped_at is not None and state.stopped_at > told
    return kind not in TIMELESS and (state.late or late)


def turn(state: str) -> str:
    """Whose turn it is (the colours of LOOK.md): `ours`, `theirs` or `done`."""
    return {"new": "ours", "taken": "ours", "waiting": "theirs"}.get(state, "done")


CALL_DAYS = 5
"""Working days from which a client chooses when he is called."""
CALL_STEP = timedelta(minutes=30)


def call_times(now: datetime, hours: Hours, quiet: Callable[[time], bool] = is_quiet) -> Iterator[datetime]:
    """The moments at which he may ask to be called: every half hour of the next working days (today among them while
    one is left), while the branch works, never in quiet hours, never sooner than in half an hour."""
    day, days = now.astimezone(hours.zone).date(), 0
    last = day + timedelta(days=60)
    while days < CALL_DAYS and day <= last:
        found = [one for one in _half_hours(day, hours, quiet) if one - now >= CALL_STEP]
        yield from found
        days += bool(found)
        day += timedelta(days=1)


def _half_hours(day: date, hours: Hours, quiet: Callable[[time], bool]) -> Iterator[datetime]:
    for opens, closes in hours.spans(day):
        at, end = (datetime.combine(day, wall, hours.zone) for wall in (opens, closes))
        while at < end:
            if not quiet(at.time()):
                yield at.astimezone(UTC)
            at += CALL_STEP


_START = re.compile(r"renewal-([1-9][0-9]{0,17})", re.ASCII)


def renewal_of(text: str) -> int | None:
    """The account whose renewal a request begins with on the client's page (`renewal-<id>`); None for anything else."""
    found = _START.fullmatch(text)
    return int(found[1]) if found else None
