"""How generated clients are served: team, tier history, contacts, requests, loans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.generating.chance import Chance
from portal.generating.days import first_of_month, iso, moment
from portal.generating.world import Draft, Place, World
from portal.rules.contacts import callable_from
from portal.rules.shared.case_clock import ClockMark, reckon
from portal.rules.shared.codes import request_number
from portal.rules.shared.workdays import add_working_days

if TYPE_CHECKING:
    from portal.generating.people import Person

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


Holding = tuple[str, str, str]
"""Class of products, since when, number."""


@dataclass(slots=True)
class Team:
    manager: int | None = None
    adviser: int | None = None
    specialists: list[int] = field(default_factory=list)


def team(rng: Chance, world: World, draft: Draft, client_id: int, place: Place, tier: str, joined: int) -> Team:
    """The 1+1+N of a client who is served (R3); `joined` is the day since when he is a client."""
    if rng.random() > SERVED[tier]:
        return Team()
    since = max(joined, world.day - rng.randint(20, 700))
    found = Team(rng.choice(place.managers))
    if tier != "standard":
        found.adviser = rng.choice(place.advisers)
        found.specialists = rng.sample(place.specialists, rng.choice((1, 1, 2)))
    seats: list[tuple[str, int | None]] = [("manager", found.manager), ("adviser", found.adviser)]
    since_text, written = iso(since), moment(rng, world.zone, since)
    for kind, staff in [*seats, *(("specialist", one) for one in found.specialists)]:
        if staff:
            draft["seat"].append((client_id, kind, staff, since_text, "配齐服务团队", place.admin, written))
    return found


def tier_since(rng: Chance, world: World, draft: Draft, client_id: int, tier: str, place: Place) -> str | None:
    """Since when a VIP is in his tier; his entry is in the history (R1)."""
    if tier == "standard":
        return None
    since = first_of_month(world.day - rng.randint(20, 900))
    reason, written = "支行名单筛选，总行审核通过", moment(rng, world.zone, since)
    draft["tier_change"].append((client_id, tier, iso(since), reason, place.admin, written))
    return iso(since)


def contacts(
    rng: Chance, world: World, draft: Draft, client_id: int, served: Team, tier: str
) -> tuple[str | None, str | None]:
    """Contacts of the last year; (day of the last one, day of the next) (R4)."""
    if not served.manager:
        return None, None
    usual = int(world.contacts["days"][tier])
    last = world.day - rng.randint(1, usual + 15)
    days, due = [last], _due(last + usual)
    while len(days) < 4 and tier != "standard" and rng.random() < 0.75:
        days.append(days[-1] - rng.randint(usual // 2, usual + 20))
    for day in reversed(days):
        channel = rng.choice(("phone", "wechat", "visit", "branch"))
        staff = served.adviser if served.adviser and rng.random() < 0.4 else served.manager
        at, said = moment(rng, world.zone, day), rng.choice(world.contacts["summaries"][channel])
        draft["contact"].append((client_id, staff, channel, at, at, said, due if day == last else None))
    return iso(last), due


def first_due(world: World, tier: str, since: str | None) -> str | None:
    """When a VIP whom nobody has reached yet is due (R4)."""
    return _first(since, world.contacts["wished"][tier]) if since else None


@lru_cache(maxsize=4_000)
def _first(since: str, wished: int) -> str:
    return str(callable_from(date.fromisoformat(since) + timedelta(days=wished)))


@lru_cache(maxsize=4_000)
def _due(day: int) -> str:
    return str(add_working_days(date.fromordinal(day), 1))


def requests(
    rng: Chance,
    world: World,
    draft: Draft,
    ordinal: int,
    client_id: int,
    place: Place,
    served: Team,
    tier: str,
    person: Person,
    number: str,
) -> int:
    """The login of a VIP, and what he asked; answers how many requests are open (R6)."""
    asks = rng.random() < ASKING[tier]
    if tier == "standard" and not asks:
        return 0
    account, mobile = world.first["account"] + ordinal, None if person.company else person.row["mobile"]
    since = moment(rng, world.zone, world.day - 20)
    draft["account"].append((account, number.lower(), client_id, mobile, person.row["legal_representative"], since))
    return _request(rng, world, draft, ordinal, client_id, place, served, account) if asks else 0


def _request(
    rng: Chance, world: World, draft: Draft, ordinal: int, client_id: int, place: Place, served: Team, account: int
) -> int:
    filed = datetime.fromisoformat(moment(rng, world.zone, world.day - rng.randint(1, 200)))
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
    number = request_number(filed.year, world.first[f"request-{filed.year}"] + ordinal + 1)
    subject, ended = rng.choice(SUBJECTS), None if still else str(answered)
    draft["request"].append(
        (
            request_id,
            number,
            client_id,
            place.branch,
            "request",
            code,
            subject,
            f"您好，{subject}，请帮忙看一下，谢谢。",
            ("taken" if served.manager else "new") if still else "closed",
            account,
            str(filed),
            served.manager,
            minutes,
            due and str(due),
            ended or str(filed),
            "" if still else "已为您办理，感谢您的耐心。",
            ended,
            ended,
            None if still else state.late,
            None if still else rng.choice((4, 5, 5)),
            "manager" if served.manager else "queue",
            served.manager,
        )
    )
    for mark in marks:
        draft["clock_mark"].append((request_id, 1, mark.kind, str(mark.at.replace(tzinfo=None)), mark.cause))
    return int(still)


def loan(rng: Chance, world: World, draft: Draft, ordinal: int, client_id: int, company: bool) -> Holding | None:
    """A loan for some."""
    if rng.random() > (0.4 if company else 0.18):
        return None
    months = rng.choice((12, 24, 36)) if company else rng.choice((36, 60, 120, 240))
    amount = rng.randint(20, 300) * 10_000 * 100
    started = iso(world.day - rng.randint(30, months * 28))
    number, name = f"DK{started[:4]}{ordinal:08d}", "流动资金贷款" if company else "个人住房贷款"
    draft["loan"].append((client_id, number, name, started, months, amount, amount // months, "running", True))
    return "loan", started, number
