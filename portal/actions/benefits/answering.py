"""What a benefit asks is answered by whoever books it; of the days that suit, whoever confirms takes one (R8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.database import lock
from portal.ground import clock, formats
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Entry, Hold, Lot, Voucher
from portal.models.benefits.catalogue import BenefitVersion
from portal.reads import reference
from portal.rules.benefits.asks import judge, read
from portal.rules.benefits.vouchers import confirmed_by
from portal.words.benefits import ANSWER_FAULTS


def judged(version: BenefitVersion, typed: dict[str, str]) -> dict[str, str]:
    """The answers as they are kept, of what this version asks and of nothing else. Raises Invalid."""
    found, wrong, today = {}, {}, clock.today()
    for ask in read(version.asks):
        answer, why = judge(ask, typed.get(ask.key), today)
        if why:
            wrong[f"ask_{ask.key}"] = ANSWER_FAULTS[why]
        elif answer:
            found[ask.key] = answer
    if wrong:
        raise Invalid(fields=wrong)
    return found


def move(row: Voucher, day: date) -> dict[str, list[str]]:
    """The booking is for another day; call inside `write()` with the voucher held. Answers what changed. Raises
    Invalid: the day is over, the benefit is not given on it, or what is held does not reach it."""
    version = reference.benefit_versions()[row.version_id]  # type: ignore[attr-defined]
    if day < clock.today():
        raise Invalid(_l("This day is over."), field="day")
    if day.isoformat() in (version.blackout or ()) or not version.offered(day):
        raise Invalid(_l("This benefit cannot be used on that day."), field="day")
    query = Lot.select(Lot.since, Lot.until).join(Entry).where(Entry.hold == row.hold_id, Entry.kind == "hold")  # type: ignore[attr-defined]
    terms = list(query.tuples())
    ends = min((until for _since, until in terms if until), default=None)
    if ends and day > ends:
        raise Invalid(_l("What is held ends on %(day)s.", day=formats.day(ends)), field="day")
    if day < max(since for since, _until in terms):
        raise Invalid(_l("This benefit cannot be used on that day."), field="day")
    held = lock(Hold.select().where(Hold.id == row.hold_id))  # type: ignore[attr-defined]
    changes: dict[str, Any] = {"day": [row.day.isoformat(), day.isoformat()]}
    Hold.update(day=day).where(Hold.id == held.id).execute()
    row.day, row.confirm_by = day, confirmed_by(day, version.days_ahead)
    Voucher.update(day=day, confirm_by=row.confirm_by).where(Voucher.id == row.id).execute()
    return changes
