"""When things happen: in the branch's hours, by people with an evening, never after now."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from random import Random

from portal.ground import clock
from portal.rules.shared.workdays import (
    add_working_days,
    add_working_time,
    is_working_day,
    next_working_moment,
    working_minutes_between,
)


def months_after(day: date, count: int) -> date:
    """The same day `count` months later (or before), the last one of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Moments:
    """Draws moments (UTC) around `now`."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self.rng, self.now = rng, now
        self.today = clock.local(now).date()

    def day(self, back: int) -> date:
        """The day `back` days ago."""
        return self.today - timedelta(days=back)

    def working_day(self, back: int) -> date:
        """A working day at or before the one `back` days ago."""
        day = self.day(back)
        return day if is_working_day(day) else add_working_days(day, -1)

    def on(self, day: date, first: float = 9.0, last: float = 16.8) -> datetime:
        """A moment on `day` between two hours of the bank's wall clock; a past one where the day is not over."""
        minutes = round(self.rng.uniform(first, last) * 60)
        moment = clock.start_of(day) + timedelta(minutes=minutes, seconds=self.rng.randrange(60))
        return self.not_later(moment)

    def not_later(self, moment: datetime) -> datetime:
        """`moment`, or some minutes ago where it lies ahead."""
        return moment if moment <= self.now else self.now - timedelta(minutes=self.rng.randint(3, 50))

    def soon_after(self, moment: datetime, least: int, most: int) -> datetime:
        """Some minutes after `moment`, at most now."""
        return min(moment + timedelta(minutes=self.rng.randint(least, most)), self.now)

    def at_work(self, back: int) -> datetime:
        """A moment in the branch's hours about `back` days ago; of the day before while today's has hardly begun."""
        day = self.working_day(back)
        if day == self.today and clock.local(self.now).hour < 10:
            day = self.working_day(back + 1)
        return self.on(day)

    def after(self, moment: datetime, least: int, most: int) -> datetime:
        """Some working minutes after `moment`."""
        return add_working_time(next_working_moment(moment), self.rng.randint(least, most))

    def worked_back(self, minutes: int) -> datetime:
        """The moment since which `minutes` of working time have passed, give or take one."""
        low, high = self.now - timedelta(days=60), self.now
        while high - low > timedelta(seconds=30):
            middle = low + (high - low) / 2
            if working_minutes_between(middle, self.now) > minutes:
                low = middle
            else:
                high = middle
        return high.replace(microsecond=0)
