"""How generated clients are served: team, tier history, contacts, requests, loans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ..rules.clock import ClockMark, reckon
from ..rules.codes import request_number
from ..rules.workdays import add_working_days
from .world import Place, World

if TYPE_CHECKING:
    from .drawing import Draft
    from .people import Person

SERVED = {"standard": 0.08, "gold": 0.97, "platinum": 1.0, "diamond": 1.0}
ASKING = {"standard": 0.01, "gold": 0.12, "platinum": 0.2, "diamond": 0.3}
SUBJECTS = (
    "想了解大额存单利率",
    "银行卡提额申请",
    "孩子留学汇款材料",
    "理财到期如何安排",
    "预约三甲医院专家号",
    "机场贵宾厅使用咨询",
    "网银转账限额调整",
    "对账单未收到",
)


@dataclass
class Team:
    manager: int | None = None
    adviser: int | None = None
    specialists: list[int] = field(default_factory=list)


def moment(world: World, day: date, rng: Random) -> datetime:
    """A moment of the office hours of a day, as the database keeps it: naive UTC."""
    return datetime(day.year, day.month, day.day, rng.randint(9, 16), rng.randint(0, 59)) - _offset(
        world.zone, day.year
    )


@lru_cache(maxsize=64)
def _offset(zone: str, year: int) -> timedelta:
    """How far the bank's wall is ahead of UTC; the bank's country keeps no summer time."""
    return datetime(year, 1, 1, 12, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta(0)


def team(rng: Random, world: World, draft: Draft, client_id: int, place: Place, tier: str, created: datetime) -> Team:
    """The 1+1+N of a client who is served (R3)."""
    if rng.random() > SERVED[tier]:
        return Team()
    since = max(created.date(), world.today - timedelta(days=rng.randint(20, 700)))
    found = Team(rng.choice(place.managers))
    if tier != "standard":
        found.adviser = rng.choice(place.advisers)
        found.specialists = rng.sample(place.specialists, rng.choice((1, 1, 2)))
    seats: list[tuple[str, int | None]] = [("manager", found.manager), ("adviser", found.adviser)]
    for kind, staff in [*seats, *(("specialist", one) for one in found.specialists)]:
        if staff:
            draft.add(
                "seat",
                client_id=client_id,
                kind=kind,
                staff_id=staff,
                since=since,
                reason="配齐服务团队",
                author_id=place.admin,
                created_at=created,
            )
    return found


def tier_since(rng: Random, world: World, draft: Draft, client_id: int, tier: str, place: Place) -> date | None:
    """Since when a VIP is in his tier; his entry is in the history (R1)."""
    if tier == "standard":
        return None
    since = (world.today - timedelta(days=rng.randint(20, 900))).replace(day=1)
    draft.add(
        "tier_change",
        client_id=client_id,
        tier_id=tier,
        since=since,
        reason="支行名单筛选，总行审核通过",
        author_id=place.admin,
        created_at=moment(world, since, rng),
    )
    return since


def contacts(
    rng: Random, world: World, draft: Draft, client_id: int, served: Team, tier: str, place: Place
) -> tuple[date | None, date | None]:
    """Contacts of the last year; (day of the last one, day of the next) (R4)."""
    if not served.manager:
        return None, None
    usual = int(world.contacts["days"][tier])
    day = world.today - timedelta(days=rng.randint(1, usual + 15))
    days = [day]
    while len(days) < 4 and tier != "standard" and rng.random() < 0.75:
        days.append(days[-1] - timedelta(days=rng.randint(usual // 2, usual + 20)))
    last, due = day, add_working_days(day + timedelta(days=usual), 1)
    for position, when in enumerate(reversed(days)):
        channel = rng.choice(("phone", "wechat", "visit", "branch"))
        staff = served.adviser if served.adviser and rng.random() < 0.4 else served.manager
        draft.add(
            "contact", client_id=client_id, staff_id=staff, channel=channel, happened_at=moment(world, when, rng), created_at=moment(world, when, rng),
            summary=rng.choice(world.contacts["summaries"][channel]), next_due=due if position == len(days) - 1 else None,
        )  # fmt: skip
    return last, due


def requests(rng: Random, world: World, draft: Draft, ordinal: int, client_id: int, place: Place, served: Team, tier: str, person: Person,
             number: str) -> int:  # fmt: skip
    """The login of a VIP, and what he asked; answers how many requests are open (R6)."""
    asks = rng.random() < ASKING[tier]
    if tier == "standard" and not asks:
        return 0
    account = world.first["account"] + ordinal
    draft.add(
        "account", id=account, username=number.lower(), client_id=client_id, mobile=None if person.company else person.row["mobile"],
        person_name=person.row["legal_representative"], created_at=moment(world, world.today - timedelta(days=20), rng),
    )  # fmt: skip
    return _request(rng, world, draft, ordinal, client_id, place, served, account) if asks else 0


def _request(
    rng: Random, world: World, draft: Draft, ordinal: int, client_id: int, place: Place, served: Team, account: int
) -> int:
    filed = moment(world, world.today - timedelta(days=rng.randint(1, 200)), rng)
    code, minutes = rng.choice(world.categories)
    still = rng.random() < 0.25
    marks = [ClockMark("start", filed.replace(tzinfo=UTC), "filed")]
    answered = filed + timedelta(hours=rng.randint(1, 60))
    now = datetime.combine(world.today, datetime.min.time(), UTC)
    still = still or answered > now.replace(tzinfo=None)
    if not still:
        marks.append(ClockMark("stop", answered.replace(tzinfo=UTC), "resolved"))
    state = reckon(marks, minutes, now)
    due = state.due_at.replace(tzinfo=None) if still and state.due_at else None
    request_id = world.first["request"] + ordinal
    subject = rng.choice(SUBJECTS)
    values: dict[str, Any] = {
        "id": request_id, "number": request_number(filed.year, world.first[f"request-{filed.year}"] + ordinal + 1), "client_id": client_id,
        "branch_id": place.branch, "kind": "request", "category_id": code, "subject": subject, "details": f"您好，{subject}，请帮忙看一下，谢谢。",
        "status": ("taken" if served.manager else "new") if still else "closed", "filed_by_id": account, "filed_at": filed,
        "assignee_id": served.manager, "minutes": minutes, "due_at": due, "moved_at": filed if still else answered,
        "answer": "" if still else "已为您办理，感谢您的耐心。", "resolved_at": None if still else answered, "closed_at": None if still else answered,
        "resolved_late": None if still else state.late, "score": None if still else rng.choice((4, 5, 5)),
    }  # fmt: skip
    draft.add("request", **values)
    for mark in marks:
        draft.add(
            "clock_mark",
            request_id=request_id,
            cycle=1,
            kind=mark.kind,
            at=mark.at.replace(tzinfo=None),
            cause=mark.cause,
        )
    return int(still)


def loan(rng: Random, world: World, draft: Draft, ordinal: int, client_id: int, company: bool, fen: int) -> bool:
    """A loan for some; answers whether there is one."""
    if rng.random() > (0.4 if company else 0.18):
        return False
    months = rng.choice((12, 24, 36)) if company else rng.choice((36, 60, 120, 240))
    amount = rng.randint(20, 300) * 10_000 * 100
    started = world.today - timedelta(days=rng.randint(30, months * 28))
    draft.add(
        "loan", client_id=client_id, number=f"DK{started.year}{ordinal:08d}", name="流动资金贷款" if company else "个人住房贷款", started_on=started,
        months=months, amount=amount, monthly=amount // months, status="running", noted=True,
    )  # fmt: skip
    return True
