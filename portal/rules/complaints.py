"""The rules of complaints (R6): who complains, what state it is in, and the statutory clocks.

Calendar days in Changchun: the day of receipt is not counted, the last day ends at 24:00, no holiday moves it and
nothing pauses it. Every figure is the bank's (dated settings); a case keeps those it was promised under.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portal.rules.shared.moves import Moves

COMPLAINANTS = ("client", "agent", "heir", "joint", "other")
CHANNELS = ("portal", "phone", "visit", "letter", "email", "hotline", "regulator", "other")
OUTCOMES = ("upheld", "partly", "settled", "rejected")
OPEN = frozenset({"received", "accepted"})
RUNNING = OPEN | {"review"}
STATES = ("received", "accepted", "refused", "decided", "withdrawn", "review", "reviewed")
MONEY = "money"
RESPONSES = (MONEY, "redress", "explained", "none")
"""What a complaint led to: money, other redress, an explanation, nothing."""
DECIDED = frozenset({"decided", "review", "reviewed"})
SPEAKERS = 5
"""So many speak for those who complain together."""


@dataclass(frozen=True)
class Policy:
    """Days that a complaint is promised under: to decide (`plain`, `complex`, `most` in all), to `ask` a review after
    the decision was told, to `answer` it."""

    plain: int = 15
    complex: int = 30
    most: int = 60
    ask: int = 30
    answer: int = 30


@dataclass(frozen=True)
class Mark:
    """One line of a clock's log: `start` and `extend` say the days in all, `stop` ends it."""

    kind: str
    at: datetime
    days: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a clock stands: its last day, days in all and days left (negative: late), extensions so far. `ended_on`:
    the day that stopped it; `timely` says then whether that was in time."""

    last_day: date
    days: int
    left: int
    extended: int
    ended_on: date | None = None
    timely: bool | None = None

    @property
    def runs(self) -> bool:
        return self.ended_on is None

    @property
    def late(self) -> bool:
        return self.left < 0


def last_day(received: date, days: int) -> date:
    """The last of `days` calendar days, of which the day of receipt is none."""
    return received + timedelta(days=days)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last second of a day on the bank's wall, as UTC: what is due by 24:00."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def reckon(marks: Iterable[Mark], received: date, now: datetime, zone: tzinfo) -> Standing | None:
    """Where the clock stands at `now`; none without a start."""
    days, extended, ended = 0, 0, None
    for mark in sorted(marks, key=lambda mark: mark.at):
        if mark.kind == "start":
            days = mark.days or 0
        elif mark.kind == "extend" and ended is None and days:
            days, extended = max(days, mark.days or 0), extended + 1
        elif mark.kind == "stop" and ended is None:
            ended = mark.at
    if not days:
        return None
    last, until = last_day(received, days), (ended or now).astimezone(zone).date()
    left = (last - until).days
    if ended is None:
        return Standing(last, days, left, extended)
    return Standing(last, days, left, extended, until, left >= 0)


_MOVES = Moves(
    {
        "accept": {"received": "accepted"},
        "refuse": {"received": "refused"},
        "extend": {"received": "received", "accepted": "accepted"},
        "papers": {"received": "received", "accepted": "accepted", "review": "review"},
        "about": {"received": "received", "accepted": "accepted", "review": "review"},
        "withdraw": {"received": "withdrawn", "accepted": "withdrawn"},
        "tell": {"decided": "decided", "refused": "refused", "reviewed": "reviewed"},
        "review": {"decided": "review"},
        "answer": {"review": "reviewed"},
        "measure": {"accepted": "accepted", "decided": "decided", "review": "review", "reviewed": "reviewed"},
        "classify": {state: state for state in STATES},
        "client": {state: state for state in ("received", "accepted", "decided", "refused", "review", "reviewed")},
        "link": {state: state for state in ("received", "accepted", "decided", "refused", "review", "reviewed")},
    }
)
can = _MOVES.can
DEEDS = _MOVES.deeds


def deeds_in(state: str) -> frozenset[str]:
    """What may be done with a complaint in `state`."""
    return frozenset(deed for deed in DEEDS if can(state, deed))


def next_term(policy: Policy, days: int) -> str | None:
    """The longer term that may follow one of `days`: `complex` with a reason, then `most` with the upper level's
    approval; none when there is none."""
    if days < policy.complex:
        return "complex"
    return "most" if days < policy.most else None


def may_extend(standing: Standing) -> bool:
    """A term that has passed is not extended any more."""
    return standing.runs and not standing.late


def may_ask_review(policy: Policy, told: date | None, today: date) -> bool:
    """Is today within the days for asking a review? The day of being told is not counted; without it they have not
    begun."""
    return told is None or today <= last_day(told, policy.ask)


SPANS = (15, 30, 60)
"""Days to the end, by which the register counts."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def code(self) -> str:
        """As an address says it: `2026-4`."""
        return f"{self.year}-{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def kept_until(closed: date, months: int) -> date:
    """The last day on which the files of a complaint are kept: so many months after it was closed."""
    month = closed.month - 1 + months
    year, month = closed.year + month // 12, month % 12 + 1
    return date(year, month, min(closed.day, monthrange(year, month)[1]))


def upper_levels(path: str) -> list[str]:
    """The levels above the sub-branch that a branch's path belongs to, the nearest first (`/1/4/9/` → `/1/4/`, `/1/`);
    above head office there is itself alone."""
    steps = path.strip("/").split("/")[:3]
    found = ["/" + "/".join(steps[:depth]) + "/" for depth in range(len(steps) - 1, 0, -1)]
    return found or [path]


CAUSES = (
    *("process", "pricing", "systems", "attitude", "collection", "disclosure", "funds", "marketing", "privacy"),
    *("returns", "choice", "contract", "other"),
)
"""Causes by the standard (JR/T 0169-2018), in its order."""
LEVELS = ("person", "admin", "head")


def warnings_due(left: int, before: Mapping[str, int]) -> list[str]:
    """The levels that are to be told now that so many days are left (`before`: the days of each); what is past its end
    is told to all."""
    return [level for level in LEVELS if left <= before[level]]


PAPERS = ("identity", "phone", "address", "accounts", "movements", "contract", "recording", "authority", "evidence")
"""Papers that a complaint may need, in the order of lists."""
OURS = frozenset({"movements", "contract", "recording"})
"""What the bank makes itself: it is never asked of whoever complains."""


def not_to_be_asked(kind: str, held: Collection[str]) -> bool:
    """Does the bank hold this already? Then it may not be demanded again."""
    return kind in OURS or kind in held


@dataclass(frozen=True)
class Effect:
    """Complaints with one cause, and of all causes, in equal spans before and after a measure."""

    before: int
    before_all: int
    after: int
    after_all: int

    @property
    def verdict(self) -> str:
        """`better`, `same` or `worse` by the share of the cause among all; numbers decide where there are none."""
        old = self.before * self.after_all
        new = self.after * self.before_all
        if not self.before_all or not self.after_all:
            old, new = self.before, self.after
        return "same" if old == new else "better" if new < old else "worse"
