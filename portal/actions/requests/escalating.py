"""What time alone does to open requests: levels are called, and a changed working calendar is followed."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from portal.actions.requests.moving import held
from portal.actions.requests.queue import holder_accounts
from portal.actions.shared.recording import audit
from portal.actions.shared.telling import admin_accounts, head_office_accounts, tell
from portal.database import UtcField, write
from portal.derived import requests as derived
from portal.ground import clock, steps
from portal.models import Escalation, HolidayNotice, Request, WorkerSign
from portal.models.requests import IS_NO_COMPLAINT, IS_OPEN
from portal.reads.shared import kept
from portal.rules.escalation import next_level

AT_ONCE = 200
CALENDAR = "calendar of requests"
"""The worker's sign of the newest notice of free days that open requests follow."""
TOLD = {1: "request.soon_late", 2: "request.late", 3: "request.escalated"}


@steps.every_minute
def call_levels() -> int:
    """Call the levels whose moment has come, each once a cycle. Answers how many."""
    due = Request.select().where(Request.level_at.is_null(False), Request.level_at <= clock.now())
    return sum(_call(request) for request in list(due.order_by(Request.level_at).limit(AT_ONCE)))


def _call(request: Request) -> int:
    with write():
        row, now, count = held(request), clock.now(), 0
        derived.level_follows(row, now)
        while row.level_at is not None and row.level_at <= now:
            level = next_level(row.level) or 0
            written = {"request": row.id, "level": level, "cycle": row.cycle, "at": now}
            Escalation.insert(**written).on_conflict_ignore().execute()
            derived.called(row, level, now)
            audit(None, "request.called", row, **row.said, level=str(level))
            tell(_accounts(row, level), TOLD[level], f"/requests/{row.number}", **row.said)
            count += 1
        return count


def _accounts(row: Request, level: int) -> list[int]:
    """Whoever has it; then the admins over the branch, too; then head office."""
    if level == 1:
        return holder_accounts(row)
    return [*holder_accounts(row), *admin_accounts(row.branch_id)] if level == 2 else head_office_accounts()


@steps.every_minute
def follow_the_calendar() -> int:
    """After a notice of free days was entered, open requests are due by it: a moment that a client was told only moves
    earlier. Answers how many moved."""
    newest = HolidayNotice.select(fn.MAX(HolidayNotice.updated_at)).scalar()
    if newest is None:
        return 0
    newest = UtcField().python_value(newest)
    sign = WorkerSign.get_or_none(WorkerSign.name == CALENDAR)
    if sign is not None and sign.seen_at >= newest:
        return 0
    kept.forget()  # another process may have entered it
    moved = _follow()
    _signed(newest)
    return moved


def _follow() -> int:
    moved = after = 0
    clocked = (IS_OPEN, IS_NO_COMPLAINT, Request.due_at.is_null(False))
    running = Request.select().where(*clocked).order_by(Request.id)
    while rows := list(running.where(Request.id > after).limit(AT_ONCE)):
        with write():
            for one in rows:
                row = held(one)
                moved += derived.keep_promise(row, clock.now())
        after = rows[-1].id
    return moved


def _signed(newest: datetime) -> None:
    with write():
        WorkerSign.insert(name=CALENDAR, seen_at=newest).on_conflict(
            conflict_target=[WorkerSign.name], update={WorkerSign.seen_at: newest}
        ).execute()
