"""Follow-up calls (回访, R4): what they follow, whose they are, by when, and what a bad answer is. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.contacts import callable_from
from portal.rules.shared.workdays import AS_IT_CAME, Calendar, add_working_days

CAUSES = ("deal", "request", "event", "tier")
ANSWERS = ("yes", "partly", "no")
TOO_OLD = 14
"""Days after which a call about something would only puzzle the client."""


@dataclass(frozen=True)
class Answers:
    """What the client said: satisfied, understood the product (or what was said), anything else. "" is no answer."""

    satisfied: str = ""
    understood: str = ""
    remark: str = ""

    @property
    def given(self) -> bool:
        return bool(self.satisfied or self.understood)

    @property
    def bad(self) -> bool:
        """Does somebody have to look into it?"""
        return "no" in (self.satisfied, self.understood)


@dataclass(frozen=True)
class Said:
    """What a client said at the call after an event: `score` 1 to 5 (0 for none), what was good, what he wishes.
    `interests` go into his record, `needs` are marked words of the contact, as (kind, word)."""

    score: int = 0
    good: str = ""
    wish: str = ""
    interests: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()

    @property
    def remark(self) -> str:
        """Both answers as the one that every call keeps."""
        return "\n".join(part for part in (self.good, self.wish) if part)


NOTHING_SAID = Said()


def seat_of(cause: str, keeper: str, *, complaint: bool = False) -> str:
    """The seat of the client that makes the call: the manager's after a request, the adviser's after a complaint (whom
    it concerned more often than not is the manager), else that which keeps in touch with him."""
    if cause == "request":
        return "adviser" if complaint else "manager"
    return keeper


def due_of(day: date, working_days: int, rests_until: date | None = None, calendar: Calendar = AS_IT_CAME) -> date:
    """The last day for the call about something of `day`; after mourning, the first day on which he may be called."""
    due = add_working_days(day, working_days, calendar)
    if rests_until and due <= rests_until:
        return callable_from(rests_until + timedelta(days=1), calendar)
    return due


def seat_of_complaint(cause_is_complaint: bool) -> str:
    """To whom a bad answer goes: to his manager's seat, after a complaint to the queue of the branch: the person who
    was complained about shall not be the one who has it."""
    return "queue" if cause_is_complaint else "manager"
