"""The State Council's notice for a year: days off, weekend days that are worked instead, and where it stands."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from wtforms import TextAreaField

from portal.forms.shared.base import PortalForm
from portal.forms.shared.fields import Line, cleaned, required
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l

LONGEST = 4000
MOST_IN_A_RANGE = 31
_DAY = r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:\.\.+|…|~|～|—+|–|至|到| - )\s*{_DAY})?")


class Days(TextAreaField):
    """Days, one or a range (2027-02-05..2027-02-11) a line; its data is a sorted list."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = []
        text = str(cleaned(valuelist[0] if valuelist else ""))
        if len(text) > LONGEST:
            raise ValueError(_("At most %(max)d characters, please.", max=LONGEST))
        found = [day for line in re.split(r"[\n,，、;；]", text) if line.strip() for day in _days_of(line.strip())]
        self.data = sorted(set(found))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else in_ranges(self.data or [])


def _days_of(line: str) -> list[date]:
    """The days of one line. Raises ValueError."""
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            raise ValueError
        parts = [int(part) for part in match.groups() if part]
        first, last = date(*parts[:3]), date(*parts[-3:])
    except ValueError:
        raise ValueError(
            _("“%(line)s” is no day. Please write 2027-01-01, or 2027-02-05..2027-02-11 for a range.", line=line[:40])
        ) from None
    if not 0 <= (last - first).days < MOST_IN_A_RANGE:
        raise ValueError(_("“%(line)s” is no range of at most %(max)d days.", line=line[:40], max=MOST_IN_A_RANGE))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def in_ranges(days: list[date]) -> str:
    """Days as the form takes them, one range a line."""
    ranges: list[list[date]] = []
    for day in days:
        if ranges and day - ranges[-1][-1] == timedelta(days=1):
            ranges[-1].append(day)
        else:
            ranges.append([day])
    return "\n".join(str(one[0]) if len(one) == 1 else f"{one[0]}..{one[-1]}" for one in ranges)


class NoticeForm(PortalForm):
    off = Days(_l("Days off"), [required()])
    make_up = Days(_l("Make-up days"))
    source = Line(_l("Source"), 200)

    def differs_from(self, values: dict[str, Any]) -> list[tuple[str, str, str]]:
        """As ever, days in ranges."""
        typed = {name: self._fields[name].data for name in values}
        told = {name: (_told(values[name]), _told(typed[name])) for name in values}
        return [(self._fields[name].label.text, *pair) for name, pair in told.items() if pair[0] != pair[1]]


def _told(value: Any) -> str:
    return (in_ranges(value).replace("\n", ", ") if isinstance(value, list) else str(value or "")) or "–"
