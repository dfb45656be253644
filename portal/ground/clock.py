"""The one clock of the portal: `PORTAL_NOW` can stop it for tests and demos."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

UTC = UTC
_zone = ZoneInfo("Asia/Shanghai")
_source: Callable[[], datetime] | None = None
_NO_DAY = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.min)
_day = _NO_DAY
"""A day of the bank: where it begins and ends, and its date. A page asks for it a hundred times."""


def now() -> datetime:
    """The moment it is, in UTC, to the second."""
    moment = _source().astimezone(UTC) if _source else datetime.now(UTC)
    return moment.replace(microsecond=0)


def today() -> date:
    """The date in the bank's zone."""
    global _day
    moment = now()
    begin, end, found = _day
    if begin <= moment < end:
        return found
    found = local(moment).date()
    _day = (start_of(found), start_of(found + timedelta(days=1)), found)
    return found


def zone() -> ZoneInfo:
    """The bank's time zone (a setting, Asia/Shanghai by default)."""
    return _zone


def local(moment: datetime) -> datetime:
    """A UTC moment as the bank's wall clock shows it."""
    return moment.astimezone(_zone)


def from_local(wall: datetime) -> datetime:
    """What was typed in a form (naive, the bank's wall clock) as a UTC moment."""
    return wall.replace(tzinfo=_zone).astimezone(UTC)


def start_of(day: date) -> datetime:
    """The UTC moment at which a day of the bank begins."""
    return from_local(datetime(day.year, day.month, day.day))


def set_zone(name: str) -> None:
    global _zone, _day
    _zone = ZoneInfo(name)
    _day = _NO_DAY


def set_source(source: Callable[[], datetime] | None) -> None:
    """Let another clock tell the time; `None` gives the machine's back."""
    global _source
    _source = source


def stopped_at(text: str) -> Callable[[], datetime]:
    """A clock that starts at an ISO moment (bank's zone unless it names one) and runs from there.

    Raises ValueError for anything that is no moment.
    """
    start = datetime.fromisoformat(text)
    start = start.astimezone(UTC) if start.tzinfo else from_local(start)
    began = datetime.now(UTC)
    return lambda: start + (datetime.now(UTC) - began)


def months_back(day: date, count: int) -> date:
    """The first day of the month `count` months before that of `day`."""
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


def days(count: int) -> timedelta:
    return timedelta(days=count)
