"""The list pipeline (R2): states of a name and of a list, and the ten working days counted from the day after
approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.rules.shared.moves import Moves
from portal.rules.shared.workdays import AS_IT_CAME, Calendar, working_days_between

NAME_STATES = (
    "taken",
    "left_out",
    "submitted",
    "returned",
    "completing",
    "complete",
    "rejected",
    "withdrawn",
)
OPEN = frozenset({"taken", "submitted", "returned", "completing"})
"""A client is in one of these once only, over all lists of the bank."""
LIST_STATES = ("draft", "submitted", "returned", "decided", "withdrawn")

_MOVES = Moves(
    {
        "change": {"taken": "taken", "returned": "returned"},
        "leave_out": {"taken": "left_out"},
        "take": {"left_out": "taken", "withdrawn": "taken"},
        "submit": {"taken": "submitted"},
        "approve": {"submitted": "completing"},
        "return": {"submitted": "returned"},
        "reject": {"submitted": "rejected"},
        "answer": {"returned": "submitted"},
        "withdraw": {"returned": "withdrawn"},
        "complete": {"completing": "complete"},
        "add_papers": {"taken": "taken", "returned": "returned", "completing": "completing"},
    }
)
can, after = _MOVES.can, _MOVES.after
DECISIONS = ("approve", "return", "reject")
ENTRY_OF = {
    "take": "taken",
    "leave_out": "left_out",
    "submit": "submitted",
    "approve": "approved",
    "return": "returned",
    "reject": "rejected",
    "answer": "answered",
    "withdraw": "withdrawn",
    "complete": "completed",
}
"""What the history of a name calls a deed."""


def list_state(names: Iterable[str], before: str) -> str:
    """The state of a list that was submitted, by the states of its names: waiting for head office while any does, else
    with the branch while any was returned, else decided. A draft and a withdrawn list stay what they are.
    """
    if before in ("draft", "withdrawn"):
        return before
    found = set(names)
    if "submitted" in found:
        return "submitted"
    return "returned" if "returned" in found else "decided"


def day_number(approved_on: date, today: date, calendar: Calendar = AS_IT_CAME) -> int:
    """Which working day since approval it is; 0 on the day of approval itself."""
    return max(0, working_days_between(approved_on, today, calendar))


@dataclass(frozen=True)
class Left:
    """How a name's clock stands: working days left, the due day included (0: today is the last one), or how many it is
    late."""

    days: int
    late: bool

    @property
    def level(self) -> str:
        """`late`, `wait` (two days or fewer left) or `info`."""
        return "late" if self.late else "wait" if self.days <= 2 else "info"


def left_on(due: date, today: date, calendar: Calendar = AS_IT_CAME) -> Left:
    """Working days left until `due`, or since; a day late is at least one, weekends included."""
    if today > due:
        return Left(max(1, working_days_between(due, today, calendar)), True)
    return Left(working_days_between(today, due, calendar), False)


def levels_reached(
    approved_on: date, due: date, today: date, first: int, second: int, calendar: Calendar = AS_IT_CAME
) -> list[str]:
    """Which reminders are due by now: `first` and `second` on their working days since approval, `late` after the due
    day.

    Once it is late only that is said; a second one that is due silences the first that was missed.
    """
    if today > due:
        return ["late"]
    number = day_number(approved_on, today, calendar)
    if number >= second:
        return ["second"]
    return ["first"] if number >= first else []
