"""Who is away: 钱峰 now, with 王磊 standing in; one that is over and one to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from portal.demo.book import Row
from portal.demo.stage import Stage
from portal.models import Absence, DoneInName, Request, RequestEntry, Staff
from portal.rules.requests import OPEN

AWAY, STANDS_IN = "qianfeng", "wanglei"
ANSWERED = "您好，钱峰本周外出培训，由我代为跟进。您的事项正在办理，有结果即告知您。"


def enter(stage: Stage) -> None:
    """Absences of the sub-branch, and the open work that goes along with the one that runs."""
    _over(stage)
    since = stage.moments.working_day(1)
    _planned(stage, AWAY, STANDS_IN, since, stage.today + timedelta(days=6), "总行业务培训", stage.today)
    coming = stage.today + timedelta(days=12)
    _planned(stage, "zhangmin", "lina", coming, coming + timedelta(days=5), "年休假", stage.today)
    _hand_over(stage, since)


def _over(stage: Stage) -> None:
    begins = stage.today - timedelta(days=24)
    row = _planned(stage, "hejun", "zhengyang", begins, begins + timedelta(days=3), "病假", begins)
    row["returned_at"] = stage.moments.on(row["until"])


def _planned(
    stage: Stage, who: str, stands_in: str, since: date, until: date, reason: str, noted: date
) -> dict[str, Any]:
    """`until` is the first day back; noted some working days before, by himself."""
    at = stage.moments.on(min(noted, since) - timedelta(days=3))
    staff, other = stage.staff[who], stage.staff[stands_in]
    row = stage.book.add(
        Absence,
        staff=staff["id"],
        since=since,
        until=until,
        substitute=other["id"],
        reason=reason,
        author=staff["id"],
        created_at=at,
    )
    words = {
        "staff": staff["name"],
        "since": since.isoformat(),
        "last": (until - timedelta(days=1)).isoformat(),
        "other": other["name"],
    }
    stage.audit(at, stage.logins[who], "absence.planned", Staff, staff, staff["branch"], None, **words)
    stage.tell(at, stage.logins[stands_in], "absence.you_stand_in", f"/teams/absences/{row['id']}", **words)
    return row


def _hand_over(stage: Stage, since: date) -> None:
    """What he has open is with his substitute; one client has heard from him already."""
    away, stands_in = stage.staff[AWAY]["id"], stage.staff[STANDS_IN]["id"]
    mine = [row for row in stage.book.rows[Request] if row["status"] in OPEN and row["holder"] == away]
    for row in mine:
        row["holder"], row["held_for"] = stands_in, away
    at = stage.moments.on(since)
    begun = [row for row in mine if row["status"] == "taken" and row["moved_at"] < at <= stage.now]
    if begun:
        _reply(stage, begun[0], at, away, stands_in)


def _reply(stage: Stage, row: Row, at: datetime, away: int, stands_in: int) -> None:
    by, known = stage.logins[STANDS_IN], next(one for one in stage.people if one.id == row["client"])
    entry = {"request": row["id"], "kind": "reply", "author": by["id"], "in_name_of": away}
    stage.book.add(RequestEntry, body=ANSWERED, at=at, **entry)
    stage.book.add(DoneInName, of=away, by=stands_in, request=row["id"], deed="reply", at=at)
    row |= {"version": row["version"] + 1, "moved_at": at, "staff_moved": True}
    words = {"number": row["number"], "client": known.name, "subject": row["subject"]}
    stage.audit(at, by, "request.reply", Request, row, row["branch"], None, **words)
    path, staff = f"/me/requests/{row['number']}", stage.staff[STANDS_IN]["name"]
    stage.tell(at, known.login, "request.answered", path, staff=staff, **words)
