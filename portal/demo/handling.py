"""Around the demo's requests: approved phrases, parts asked of others at every stage, a link, one filed twice, one that
went to another branch. Own dice, so that the rest of the demo stays as it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from portal.actions.administration.seeding import read
from portal.demo.book import Row
from portal.demo.case import Case
from portal.demo.stage import SEED, Stage
from portal.models import ReplyPhrase, RequestLink, Subtask
from portal.rules.shared.workdays import add_working_time

BEGAN = 120
"""Days ago head office wrote the phrases."""
PARTS = (
    # what, details, of whom (user name or post), working minutes from the asking, result ("" while it is open)
    ("核对近三个月流水", "客户询问一笔退款是否到账，请核对对公账户。", "zhengyang", 960, ""),
    ("出具账户余额说明", "用途为子女入学，请盖业务章。", "vip_teller", 480, ""),
    (
        "确认绿色通道名额",
        "请与合作医院确认下周是否有号。",
        "hejun",
        240,
        "已与合作医院确认：下周三上午有两个号源，请客户带医保卡。",
    ),
)
REASON = "客户近期常驻一汽支行附近，希望就近办理；已电话征得同意。"


def follow(stage: Stage, lived: list[tuple[Any, Case]]) -> None:
    """After the requests were lived through, before they are written."""
    _phrases(stage)
    open_ones = [case for plan, case in lived if plan.stage in ("taken", "replied", "due_soon") and case.assignee]
    _parts(stage, open_ones)
    _linked(stage, open_ones)
    _twice(stage, lived)
    _forwarded(stage, lived)


def _phrases(stage: Stage) -> None:
    at = stage.moments.on(stage.today - timedelta(days=BEGAN))
    author = stage.staff["gaoyuan"]["id"] if "gaoyuan" in stage.staff else None
    for position, row in enumerate(read("phrases.toml")["phrases"], start=1):
        stage.book.add(ReplyPhrase, **row, position=position, author=author, changed_at=at)


def _parts(stage: Stage, cases: list[Case]) -> None:
    """One that holds its answer, one that is late with a post, one that is done."""
    for (what, details, whom, minutes, result), case in zip(PARTS, cases, strict=False):
        asker = stage.staff[case.assignee]
        asked = max(case.row["filed_at"], stage.moments.worked_back(8 * 60)) + timedelta(minutes=4)
        due = add_working_time(asked, minutes)
        person = stage.staff.get(whom)
        values: Row = {"what": what, "details": details, "asked_by": asker["id"], "asked_at": asked, "due_at": due}
        values |= {"staff": person["id"]} if person else {"post": whom}
        values["branch"] = person["branch"] if person else case.row["branch"]
        if result:
            done = min(asked + timedelta(minutes=50), stage.now)
            values |= {"state": "done", "result": result, "done_by": person["id"] if person else None, "done_at": done}
        stage.book.add(Subtask, request=case.row["id"], **values)
        case._audit(asked, stage.logins[case.assignee], "request.subtask_asked", what=what)


def _linked(stage: Stage, cases: list[Case]) -> None:
    if len(cases) > 1:
        first, second = sorted(case.row["id"] for case in cases[:2])
        author = stage.staff[cases[0].assignee]["id"]
        stage.book.add(RequestLink, first=first, second=second, kind="related", author=author, at=stage.now)


def _twice(stage: Stage, lived: list[tuple[Any, Case]]) -> None:
    """Somebody pressed on: the same thing was filed once more, last of all, and closed for the first one."""
    rng = Random(f"{SEED}:handling")  # noqa: S311
    cases = [case for plan, case in lived if plan.stage == "taken" and case.assignee and case.row["kind"] == "request"]
    if not cases:
        return
    first = cases[-1]
    at: datetime = max(case.row["filed_at"] for _plan, case in lived) + timedelta(minutes=rng.randint(2, 5))
    closed = at + timedelta(minutes=rng.randint(5, 9))
    if closed > stage.now:
        return
    again = Case(stage, first.client, first.thread, at, stage.login_of(first.client), first.assignee)
    again.same_as(first, closed, stage.logins[first.assignee])


def _forwarded(stage: Stage, lived: list[tuple[Any, Case]]) -> None:
    """One of the other sub-branch waits in this one's queue."""
    for plan, case in lived:
        if plan.stage == "new" and case.client.unit != "FAW" and case.row["kind"] == "request":
            admin = stage.logins[stage.admin_of(case.client.unit)]
            at = min(case.row["filed_at"] + timedelta(minutes=6), stage.now)
            case.forward(at, admin, stage.branches["FAW"], REASON)
            return
