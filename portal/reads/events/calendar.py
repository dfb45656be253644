"""Events by month, and the long list of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.ground import clock
from portal.models.events.event import Event
from portal.models.organisation import Branch, under
from portal.reads.events.scope import EventScope
from portal.rules.shared.codes import parse_event_number

MOST_A_MONTH = 400
PAGE = 30


@dataclass(frozen=True)
class Month:
    """The days of a month in weeks from Monday, with what begins on each; `cut`: there is more than is shown."""

    first: date
    weeks: list[list[tuple[date, list[Event]]]]
    cut: bool

    @property
    def empty(self) -> bool:
        return not any(found for week in self.weeks for _day, found in week)


def month_of(scope: EventScope, first: date, path: str = "") -> Month:
    """What is planned in a month, called-off events left out; `path`: of this branch and those below."""
    begins = first - timedelta(days=first.weekday())
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    ends = after + timedelta(days=(7 - after.weekday()) % 7)
    inside = Event.starts_at.between(_midnight(begins), _midnight(ends) - timedelta(seconds=1))
    query = Event.select(Event, Branch).join(Branch).where(inside, Event.state != "cancelled", scope.condition())
    if path:
        query = query.where(under(Branch.path, [path]))
    rows = list(query.order_by(Event.starts_at, Event.id).limit(MOST_A_MONTH + 1))
    found: dict[date, list[Event]] = {}
    for row in rows[:MOST_A_MONTH]:
        found.setdefault(clock.local(row.starts_at).date(), []).append(row)
    days = [begins + timedelta(days=n) for n in range((ends - begins).days)]
    weeks = [[(day, found.get(day, [])) for day in days[start : start + 7]] for start in range(0, len(days), 7)]
    return Month(first, weeks, len(rows) > MOST_A_MONTH)


def _midnight(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time()))


@dataclass(frozen=True)
class Listed:
    """One page of the list, the latest first; `after` leads to the next one."""

    rows: list[Event]
    after: str


def listed(scope: EventScope, wanted: dict[str, Any], after: str = "") -> Listed:
    """Events in reach by title or number, kind and state. Keyset: the moment and the id of the last one shown."""
    query = Event.select(Event, Branch).join(Branch).where(scope.condition())
    if text := wanted.get("q"):
        number = parse_event_number(text)
        query = query.where(Event.title.contains(text) | ((Event.number == number) if number else False))
    for name in ("kind", "state"):
        if wanted.get(name):
            query = query.where(getattr(Event, name) == wanted[name])
    if last := _last(after):
        moment, ident = last
        query = query.where((Event.starts_at < moment) | ((Event.starts_at == moment) & (Event.id < ident)))
    rows = list(query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(PAGE + 1))
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Listed(rows[:PAGE], f"{more.starts_at:%Y%m%dT%H%M%S}~{more.id}" if more else "")


def _last(text: str) -> tuple[datetime, int] | None:
    """The place in the list that an address names; what makes no sense names none."""
    moment, _tilde, ident = text.partition("~")
    try:
        found = datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=clock.UTC)
    except ValueError:
        return None
    return (found, int(ident)) if ident.isascii() and ident.isdigit() and len(ident) < 16 else None
