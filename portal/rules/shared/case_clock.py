"""The clock of a case (DESIGN.md): a log of marks, reckoned in working time. Chip, list order, job and figures all
ask this rule.

A log is read in the order of its moments. `start` after `stop` begins a new cycle with the full budget; the old
verdict stays
(`verdicts`). A mark that changes nothing (a second pause, a resume of a running clock) is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from portal.rules.shared.workdays import (
    OFFICE,
    Hours,
    add_working_seconds,
    is_working_day,
    next_working_moment,
    working_seconds_between,
)

Kind = Literal["start", "pause", "resume", "stop"]
Level = Literal["ok", "warning", "late"]
WARNING_SHARE = 4


@dataclass(frozen=True)
class ClockMark:
    """One line of the log: what happened to the clock, when (aware UTC) and why (a code such as
    `waiting_for_client`).
    """

    kind: Kind
    at: datetime
    cause: str = ""


@dataclass(frozen=True)
class ClockState:
    """Where a clock stands.

    `due_at` is None while the clock waits in a pause with time left, and before any start. `left_minutes` is working
    time,
    negative when overdue. `met` is the verdict once stopped, else None. `cycle` counts the starts.
    """

    due_at: datetime | None
    left_minutes: int
    running: bool
    paused: bool
    stopped: bool
    late: bool
    level: Level
    met: bool | None = None
    used_minutes: int = 0
    started_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    cycle: int = 0


@dataclass(frozen=True)
class Reason:
    """One structured sentence of `explain`: `kind`, its moment, working minutes it stands for, and the cause of the
    mark.

    Kinds: `start` (minutes: the budget), `opens` (counting begins only then), `pause` (minutes not counted; None
    while it lasts),
    `holiday` and `weekend` (a day that does not count), `make_up` (a weekend that does), `due`, `stop` (minutes used).
    """

    kind: str
    at: datetime
    minutes: int | None = None
    cause: str = ""


@dataclass
class _Cycle:
    start: ClockMark
    runs: list[tuple[datetime, datetime | None]]
    pauses: list[tuple[ClockMark, datetime | None]]
    stop: ClockMark | None = None

    @property
    def paused(self) -> bool:
        return self.stop is None and bool(self.pauses) and self.pauses[-1][1] is None


def _begin(mark: ClockMark) -> _Cycle:
    return _Cycle(mark, [(mark.at, None)], [])


def _cycles(marks: Iterable[ClockMark], until: datetime | None = None) -> list[_Cycle]:
    cycles: list[_Cycle] = []
    for mark in sorted(marks, key=lambda mark: mark.at):
        if until is not None and mark.at > until:
            break
        current = cycles[-1] if cycles and cycles[-1].stop is None else None
        if mark.kind == "start":
            if current is None:
                cycles.append(_begin(mark))
        elif current is not None:
            _apply(current, mark)
    return cycles


def _apply(cycle: _Cycle, mark: ClockMark) -> None:
    if mark.kind == "pause" and not cycle.paused:
        cycle.runs[-1] = (cycle.runs[-1][0], mark.at)
        cycle.pauses.append((mark, None))
    elif mark.kind == "resume" and cycle.paused:
        cycle.pauses[-1] = (cycle.pauses[-1][0], mark.at)
        cycle.runs.append((mark.at, None))
    elif mark.kind == "stop":
        if cycle.paused:
            cycle.pauses[-1] = (cycle.pauses[-1][0], mark.at)
        else:
            cycle.runs[-1] = (cycle.runs[-1][0], mark.at)
        cycle.stop = mark


def reckon(marks: Sequence[ClockMark], budget_minutes: int, now: datetime, hours: Hours = OFFICE) -> ClockState:
    """Where the clock stands at `now`: due moment, working minutes left, level (`warning` under a quarter left,
    `late`), verdict.

    `budget_minutes` is the working time that was promised. Marks after `now` are not yet true. Raises ValueError
    below one minute.
    """
    if budget_minutes < 1:
        raise ValueError("a promise needs at least one minute")
    cycles = _cycles(marks, until=now)
    if not cycles:
        return ClockState(None, budget_minutes, False, False, False, False, "ok")
    return _state(cycles[-1], len(cycles), budget_minutes, now, hours)


def _state(cycle: _Cycle, number: int, budget_minutes: int, now: datetime, hours: Hours) -> ClockState:
    budget = budget_minutes * 60
    used, due_at = 0, None
    for begin, end in cycle.runs:
        if due_at is None:
            due = add_working_seconds(next_working_moment(begin, hours), budget - used, hours)
            paused_in_time = end is not None and due >= end and (cycle.stop is None or end != cycle.stop.at)
            due_at = None if paused_in_time else due
        used += working_seconds_between(begin, end or now, hours)
    judged_at = cycle.stop.at if cycle.stop else now
    late = due_at is not None and judged_at > due_at
    left = budget - used
    level: Level = "late" if late else "ok"
    if cycle.stop is None and not late and left * WARNING_SHARE < budget:
        level = "warning"
    return ClockState(
        due_at=due_at,
        left_minutes=-(-left // 60),
        running=cycle.stop is None and not cycle.paused,
        paused=cycle.paused,
        stopped=cycle.stop is not None,
        late=late,
        level=level,
        met=None if cycle.stop is None else not late,
        used_minutes=used // 60,
        started_at=cycle.start.at,
        paused_at=cycle.pauses[-1][0].at if cycle.paused else None,
        stopped_at=cycle.stop.at if cycle.stop else None,
        cycle=number,
    )


def verdicts(marks: Sequence[ClockMark], budget_minutes: int, hours: Hours = OFFICE) -> list[ClockState]:
    """The final state of every stopped cycle, oldest first: a reopened case keeps what was said before."""
    return [
        _state(cycle, number, budget_minutes, cycle.stop.at, hours)
        for number, cycle in enumerate(_cycles(marks), start=1)
        if cycle.stop
    ]


def explain(marks: Sequence[ClockMark], budget_minutes: int, now: datetime, hours: Hours = OFFICE) -> list[Reason]:
    """Why the latest cycle is due when it is, in order of time: "9:00 Mon, paused 2 h while we waited for you,
    holiday on Fri". After a stop nothing follows.
    """
    cycles = _cycles(marks, until=now)
    if not cycles:
        return []
    cycle, state = cycles[-1], reckon(marks, budget_minutes, now, hours)
    reasons = [Reason("start", cycle.start.at, budget_minutes, cycle.start.cause)]
    opens = next_working_moment(cycle.start.at, hours)
    if opens != cycle.start.at and not (cycle.stop and opens > cycle.stop.at):
        reasons.append(Reason("opens", opens))
    for mark, resumed_at in cycle.pauses:
        minutes = None if resumed_at is None else working_seconds_between(mark.at, resumed_at, hours) // 60
        reasons.append(Reason("pause", mark.at, minutes, mark.cause))
    end = cycle.stop.at if cycle.stop else state.due_at or now
    reasons += _odd_days(cycle.start.at, end, hours)
    if state.due_at and not (cycle.stop and state.due_at > cycle.stop.at):
        reasons.append(Reason("due", state.due_at, state.left_minutes))
    if cycle.stop:
        reasons.append(Reason("stop", cycle.stop.at, state.used_minutes, cycle.stop.cause))
    return sorted(reasons, key=lambda reason: reason.at)


def _odd_days(start: datetime, end: datetime, hours: Hours) -> Iterable[Reason]:
    day, last = start.astimezone(hours.zone).date(), end.astimezone(hours.zone).date()
    while day <= last:
        kind = _kind_of(day, hours)
        if kind:
            midnight = datetime(day.year, day.month, day.day, tzinfo=hours.zone)
            yield Reason(kind, max(midnight, start).astimezone(start.tzinfo))
        day += timedelta(days=1)


def _kind_of(day: date, hours: Hours) -> str:
    weekend, worked = day.weekday() >= 5, bool(hours.spans(day))
    if worked:
        return "make_up" if weekend and is_working_day(day, hours.calendar) else ""
    return "weekend" if weekend else "holiday"
