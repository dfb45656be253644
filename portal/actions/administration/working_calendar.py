"""The State Council's notice of free days, entered for a year that the portal does not know yet (R2, R6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.recording import audit
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, StaleVersion
from portal.ground.i18n import lazy_gettext as _l
from portal.models import HolidayDay, HolidayNotice
from portal.reads.accounts.actors import Actor
from portal.reads.administration.calendar import days_of, notices
from portal.reads.shared import kept
from portal.rules.accounts.visibility import Permission

YEARS_AHEAD = 2


def years() -> list[int]:
    """Years that a notice can be entered for: this one and the next two; and those that have one."""
    this = clock.today().year
    return sorted({*range(this, this + YEARS_AHEAD + 1), *notices()})


def enter(
    actor: Actor, year: int, off: list[date], make_up: list[date], source: str, version: int | None
) -> HolidayNotice:
    """Keep the notice of a year: it wins over all else that is known of the year. `version` is that of the notice
    which the person had before him (0 or None: none). Moments that were promised stay or move earlier, by the
    worker (`requests/escalating.py`). Raises NotAllowed, OutOfScope (a year nobody plans yet), Invalid, StaleVersion.
    """
    if not actor.may(Permission.CALENDAR_WRITE):
        raise NotAllowed()
    if year not in years():
        raise OutOfScope()
    _fit(year, off, make_up)
    try:
        with write():
            row = lock_or_none(year)
            if (version or 0) != (row.version if row else 0):
                raise StaleVersion(row=row)
            before: dict[str, Any] = {**days_of(row), "source": row.source} if row else {}
            row = _save(row, year, source, actor.staff_id)
            _days(row, off, make_up)
            after = {"off": off, "make_up": make_up, "source": source}
            audit(actor, "calendar.entered", row, changes=_changes(before, after), year=str(year), source=source)
    except IntegrityError:  # another first notice of the year came in between
        raise StaleVersion() from None
    kept.forget()
    return row


def lock_or_none(year: int) -> HolidayNotice | None:
    """The notice of a year, held for this transaction."""
    try:
        return lock(HolidayNotice.select().where(HolidayNotice.year == year))  # type: ignore[no-any-return]
    except HolidayNotice.DoesNotExist:
        return None


def _save(row: HolidayNotice | None, year: int, source: str, author: int | None) -> HolidayNotice:
    if row is None:
        return HolidayNotice.create(year=year, source=source, author=author, updated_at=clock.now())
    values = {"source": source, "author": author, "updated_at": clock.now(), "version": row.version + 1}
    HolidayNotice.update(**values).where(HolidayNotice.id == row.id).execute()
    return HolidayNotice.get_by_id(row.id)


def _days(row: HolidayNotice, off: list[date], make_up: list[date]) -> None:
    """The notice names these days and no others. Raises Invalid when another year's notice names one of them."""
    HolidayDay.delete().where(HolidayDay.notice == row.id).execute()
    for field, days in (("off", off), ("make_up", make_up)):
        taken = HolidayDay.select(HolidayDay, HolidayNotice).join(HolidayNotice).where(HolidayDay.day.in_(days)).first()
        if taken:
            words = _l("%(day)s is already in the notice of %(year)s.", day=str(taken.day), year=taken.notice.year)
            raise Invalid(words, field=field)
        HolidayDay.insert_many(
            [{"notice": row.id, "day": day, "kind": field} for day in days]
        ).execute() if days else None


def _fit(year: int, off: list[date], make_up: list[date]) -> None:
    """Days of the year or the December before; make-up days on weekends; no day of both kinds. Raises Invalid."""
    faults: dict[str, Any] = {}
    if not off:
        faults["off"] = _l("Please fill this in.")
    for field, days in (("off", off), ("make_up", make_up)):
        strange = next((day for day in days if not date(year - 1, 12, 1) <= day <= date(year, 12, 31)), None)
        if strange:
            faults[field] = _l("%(day)s is not in %(year)s or the December before.", day=str(strange), year=year)
    weekday = next((day for day in make_up if day.weekday() < 5), None)
    if weekday and "make_up" not in faults:
        faults["make_up"] = _l("%(day)s is no Saturday or Sunday.", day=str(weekday))
    both = sorted({*off} & {*make_up})
    if both and "make_up" not in faults:
        faults["make_up"] = _l("%(day)s is a day off, too.", day=str(both[0]))
    if faults:
        raise Invalid(fields=faults)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """What differs, for the audit trail."""
    told = {name: [_told(before.get(name, "")), _told(value)] for name, value in after.items()}
    return {name: pair for name, pair in told.items() if pair[0] != pair[1]}


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
