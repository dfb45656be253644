"""The notices of free days that were entered."""

from __future__ import annotations

from portal.models.administration.calendar import HolidayDay, HolidayNotice
from portal.models.organisation import Staff


def notices() -> dict[int, HolidayNotice]:
    """Every notice by its year, with who entered it."""
    query = HolidayNotice.select(HolidayNotice, Staff).left_outer_join(Staff, on=(HolidayNotice.author == Staff.id))
    return {row.year: row for row in query.order_by(HolidayNotice.year)}


def days_of(notice: HolidayNotice) -> dict[str, list]:
    """The days of a notice by kind, in their order."""
    found: dict[str, list] = {"off": [], "make_up": []}
    for row in HolidayDay.select().where(HolidayDay.notice == notice.id).order_by(HolidayDay.day):
        found[row.kind].append(row.day)
    return found
