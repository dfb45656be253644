"""When a VIP is contacted next (R4): pure functions over what his contacts, his plan and his tier say."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.rules.shared.workdays import AS_IT_CAME, Calendar, add_working_days, is_working_day

OUTCOMES = ("reached", "not_reached", "left_word", "bulk")
"""What became of a contact. `bulk` was sent to many: it is no contact with one client, and nothing follows from it."""
SIDES = ("we", "client")
"""Who began it."""
STOPS = ("mourning", "death")
REASONS = ("inconvenient", "travelling", "rescheduled", "ours", "other")
"""Why a contact is put off: 客户不便, 客户出差, 客户改期, 我方原因, 其他."""
TOO_OFTEN = 3
"""Postponements in a row of which the supervisor is told."""
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
SHORTEST, LONGEST = 1, 730
"""Days that an interval of a plan may have."""


@dataclass(frozen=True)
class Intervals:
    """Days after which a contact is wished for, and after which it is too late."""

    wished: int
    latest: int


@dataclass(frozen=True)
class Standing:
    """What decides about the next contact. `intervals`: none for somebody who is no VIP; `since`: when he became one.
    `reached`: the day of the last contact that reached him, `agreed` the day that was then agreed with him.
    `postponed`: to which day it was put off since. `stopped_until`: the last day of mourning.
    """

    intervals: Intervals | None = None
    since: date | None = None
    reached: date | None = None
    agreed: date | None = None
    postponed: date | None = None
    stopped: str = ""
    stopped_until: date | None = None


@dataclass(frozen=True)
class Step:
    """What follows from a contact: `staff` is the id of who does it, none for whoever holds the `seat` by then; `told`
    says whether the client was promised it."""

    what: str
    staff: int | None
    due: date
    told: bool = False
    seat: str = "manager"


AHEAD = timedelta(minutes=10)
"""How far the writer's clock may run before ours."""
LONGEST_SUMMARY = 2000


def wrong(
    happened_at: datetime | None,
    next_due: date | None,
    now: datetime,
    from_day: date,
    outcome: str = "reached",
    began: str = "we",
) -> dict[str, str]:
    """Column → why its value cannot be (a code of `words/contacts.WRONG`). `from_day`: the first day for which a next
    contact could be agreed: today, of one that is brought in later the day it took place."""
    found = {}
    if outcome == "bulk" and began != "we":
        found["began"] = "not_his"
    if next_due and outcome != "reached":
        found["next_due"] = "nobody_reached"
    if happened_at and happened_at > now + AHEAD:
        found["happened_at"] = "ahead"
    if next_due and next_due < from_day:
        found["next_due"] = "behind"
    return found


WORDS = ("people", "place", "product", "need")
"""What words of a contact can be marked as."""


@dataclass(frozen=True)
class More:
    """What is said of a contact on demand: the hour and the place that were agreed, whom of a company it reached (the
    id of his login), its marked words as (kind, word), and who began it."""

    at: str = ""
    place: str = ""
    person: int | None = None
    words: tuple[tuple[str, str], ...] = ()
    began: str = "we"


NOTHING_MORE = More()


def words_of(typed: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Words as they were typed, by kind, one after another: apart by commas, 、, ； or new lines; each once."""
    found = []
    for kind in WORDS:
        parts = re.split(r"[,，、;；\n]+", typed.get(kind, ""))
        found += [(kind, word) for word in dict.fromkeys(" ".join(part.split())[:60] for part in parts) if word]
    return tuple(found)


def comes_round(first: date, every: str, today: date) -> date:
    """The next day, today counts, of what comes round every year or month since `first`: a 31st on the last day of a
    short month, 29 February on the 28th."""
    if first >= today:
        return first
    year, month = today.year, today.month if every == "month" else first.month
    day = _in_month(year, month, first.day)
    if day < today:
        year, month = (year + 1, month) if every == "year" else (year + month // 12, month % 12 + 1)
        day = _in_month(year, month, first.day)
    return day


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def callable_from(day: date, calendar: Calendar = AS_IT_CAME) -> date:
    """The first day from `day` on at which a client may be called: a working day."""
    return day if is_working_day(day, calendar) else add_working_days(day, 1, calendar)


def next_due(his: Standing, calendar: Calendar = AS_IT_CAME) -> date | None:
    """The day of the next contact; None: no plan, or one that is stopped.

    What was put off or agreed with him stands before the interval, as it was said; mourning moves all of them.
    """
    if his.stopped == "death" or (his.stopped and his.stopped_until is None):
        return None
    said = his.postponed or his.agreed
    day = said or _after(his, his.intervals.wished if his.intervals else 0, calendar)
    if day and his.stopped_until and day <= his.stopped_until:
        return callable_from(his.stopped_until + timedelta(days=1), calendar)
    return day


def latest_due(his: Standing, calendar: Calendar = AS_IT_CAME) -> date | None:
    """The day after which a contact is too late; a postponement never moves it, a later day agreed with him does."""
    day = _after(his, his.intervals.latest if his.intervals else 0, calendar)
    return max(day, his.agreed) if day and his.agreed else day


def _after(his: Standing, days: int, calendar: Calendar) -> date | None:
    start = his.reached or his.since
    return callable_from(start + timedelta(days=days), calendar) if his.intervals and start else None


def lateness(due: date, latest: date | None, today: date) -> str:
    """How late a contact is: "" (not yet), wished (past the wished day), latest (past the last one)."""
    if due >= today:
        return ""
    return "latest" if latest and latest < today else "wished"


def is_quiet(at: time) -> bool:
    """Do quiet hours forbid a call at this time of the wall clock?"""
    return at >= QUIET_FROM or at < QUIET_UNTIL


@dataclass(frozen=True)
class Signals:
    """What makes one contact matter more than another. `rank` of the tier; `late` as `lateness` says."""

    rank: int = 0
    days_late: int = 0
    late: str = ""
    falling: bool = False
    complaint: bool = False
    matures: date | None = None
    birthday: date | None = None


COMPLAINT = 60
"""What an open complaint weighs."""


def weight(one: Signals) -> int:
    """How much a contact matters: an open complaint most, then the tier, being too late, a falling balance, something
    that matures, a birthday; a day late counts one, up to thirty."""
    return (
        20 * one.rank
        + min(one.days_late, 30)
        + 15 * (one.late == "latest")
        + COMPLAINT * one.complaint
        + 25 * one.falling
        + 20 * (one.matures is not None)
        + 10 * (one.birthday is not None)
    )


DAYS = 100_000
_FIRST = date(2000, 1, 1)
LEEWAY = timedelta(days=3)
"""So long the worker may be down, and whoever comes to be due has his place in the order already."""


def place(weight: int, due: date) -> int:
    """The place of a contact in the order of what matters, the highest first: by weight, then the longest due."""
    return weight * DAYS + DAYS - 1 - min(max((due - _FIRST).days, 0), DAYS - 1)


def placed_until(today: date) -> date:
    """Whoever is due up to this day has a place in the order."""
    return week_end(today + LEEWAY)


def week_end(today: date) -> date:
    """The Sunday that ends the week; on a weekend that of the next week, which is what there is to plan for."""
    return today + timedelta(days=6 - today.weekday() + (7 if today.weekday() > 4 else 0))
