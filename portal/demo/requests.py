"""Some sixty requests at every stage (R6): whose they are, when they came, how far they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.actions.requests.working import CLOSE_AFTER
from portal.demo import grievances, handling
from portal.demo.book import Row
from portal.demo.case import Case
from portal.demo.complaints import Grievance
from portal.demo.facts import Facts
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.reads import reference
from portal.rules.shared.workdays import next_working_moment

# How long ago the finished ones were filed, in days. The others are reckoned in working time from their promise.
BACK = {"resolved": (3, 10), "rated": (4, 84), "closed": (22, 88), "withdrawn": (5, 40), "reopened": (9, 14)}
# What share of the promised working time has passed.
USED = {
    "new": (0.05, 0.6),
    "late": (1.15, 2.2),
    "due_soon": (0.8, 0.95),
    "taken": (0.2, 0.6),
    "replied": (0.4, 0.7),
    "answered": (0.45, 0.7),
    "waiting": (0.5, 1.6),
}
CUT = {"replied": "reply", "answered": "answer", "waiting": "ask"}
FINISHED = frozenset(BACK)
RECEPTION = ("lobby_manager", "vip_teller")  # who takes from the queue what is not about loans
AFTER_HOURS = 0.4  # of what clients file themselves: mornings, evenings, weekends
PHONED = 0.14  # filed by staff for one who phoned


@dataclass
class Plan:
    """A request before it is filed."""

    client: Known
    thread: Row
    stage: str
    at: datetime


def enter(stage: Stage) -> None:
    """All requests in the order of filing, which is the order of their numbers."""
    plans, facts = [_asked(stage, asked) for asked in stage.demo["asked"]], Facts(stage)
    wanted = [name for name, count in stage.demo["stages"].items() for _ in range(count)]
    for position, name in enumerate(wanted):
        plans.append(_drawn(stage, facts, name, position, plans))
    told = [Plan(None, one, "told", at) for at, one in grievances.planned(stage)]  # type: ignore[arg-type]
    lived = []
    for plan in sorted([*plans, *told], key=lambda plan: plan.at):
        if plan.stage == "told":
            grievances.live(stage, plan.at, plan.thread)
        else:
            lived.append((plan, _live(stage, plan)))
    handling.follow(stage, lived)
    for _plan, case in lived:
        case.call_levels(stage.now)


def _asked(stage: Stage, asked: Row) -> Plan:
    """What the seeds say: of a demo client."""
    client = stage.demo_client(asked["client"])
    thread = next(t for t in stage.seeds["threads"]["threads"] if t["subject"] == asked["subject"])
    client.threads.add(thread["subject"])
    at = (
        stage.moments.at_work(asked["days"])
        if asked["stage"] in FINISHED
        else _open_since(stage, asked["stage"], thread)
    )
    return Plan(client, thread, asked["stage"], at)


def _filed_at(stage: Stage, back: int) -> datetime:
    """A moment about `back` days ago; clients also write when the branch is closed."""
    if stage.rng.random() < AFTER_HOURS:
        return stage.moments.on(stage.moments.day(back), 7.2, 21.8)
    return stage.moments.at_work(back)


def _open_since(stage: Stage, name: str, thread: Row) -> datetime:
    low, high = USED[name]
    minutes = reference.categories()[thread["category"]].minutes
    return stage.moments.worked_back(round(minutes * stage.rng.uniform(low, high)))


def _drawn(stage: Stage, facts: Facts, name: str, position: int, plans: list[Plan]) -> Plan:
    """A client and a thread that fit the stage; threads are used evenly."""
    used = [plan.thread["subject"] for plan in plans]
    threads = [
        t
        for t in stage.seeds["threads"]["threads"]
        if name not in CUT or any(e["by"] == CUT[name] for e in t["entries"])
        if name not in ("late", "due_soon") or t["kind"] not in ("praise", "complaint")
        if name != "reopened" or t["kind"] != "complaint"
    ]
    while True:
        client = stage.rng.choice(_clients(stage, name, position))
        fitting = [
            t
            for t in threads
            if t["subject"] not in client.threads and fits(stage, client, t) and _true(facts, client, t)
        ]
        if fitting and len(client.threads) < 2:
            break
    thread = min(fitting, key=lambda t: (used.count(t["subject"]), stage.rng.random()))
    client.threads.add(thread["subject"])
    finished = name in FINISHED
    at = _filed_at(stage, stage.rng.randint(*BACK[name])) if finished else _open_since(stage, name, thread)
    return Plan(client, thread, name, at)


def _clients(stage: Stage, name: str, position: int) -> list[Known]:
    """Mostly VIPs; what is new stands mostly in the branch's queue, what is late and near due first with 王磊."""
    people = [person for person in stage.people if not person.username]
    queue = (name == "new" and position % 5) or (name == "late" and position % 3 == 0)
    if queue:
        return [person for person in people if not person.team.get("manager")]
    if name in ("late", "due_soon"):
        mine = [person for person in people if person.team.get("manager") == ["wanglei"] and person.is_vip]
        return mine if position % 2 else [person for person in people if person.team.get("manager")]
    return [person for person in people if person.is_vip == (position % 4 > 0)]


def fits(stage: Stage, client: Known, thread: Row) -> bool:
    """Is this something that this client would ask, in words that are true for him?"""
    words = stage.demo["fits"]
    text = " ".join(
        [thread["subject"], thread["details"], thread["solution"], *(entry["text"] for entry in thread["entries"])]
    )

    def has(name: str) -> bool:
        return any(word in text for word in words[name])

    if client.is_company != thread.get("company", False):
        return False
    tier = client.row["tier"]
    return not (
        (has("faw") and client.unit != "FAW")
        or (has("card") and not client.row["is_intermediary"])
        or (has("loan") and not client.row["is_asset"])
        or (has("vip") and not client.is_vip)
        or (has("platinum") and tier != "platinum")
        or (has("diamond") and tier != "diamond")
    )


def _true(facts: Facts, client: Known, thread: Row) -> bool:
    """Has he the age, the money, the tier and the things that the thread tells of?"""
    low, high = thread.get("age", (0, 200))
    return (
        (client.is_company or low <= facts.age(client) <= high)
        and client.row["aum"] >= thread.get("least_yuan", 0) * 100
        and client.row["tier"] in thread.get("tiers", (client.row["tier"],))
        and facts.of(client).issuperset(thread.get("needs", ()))
    )


def _live(stage: Stage, plan: Plan) -> Case:
    """File it and take it as far as it went."""
    client = plan.client
    manager = "" if plan.thread.get("about_team") else next(iter(client.team.get("manager", [])), "")
    own = stage.login_of(client)
    in_hours = next_working_moment(plan.at) == plan.at
    phoned = in_hours and not client.username and manager and stage.rng.random() < PHONED
    kind = Grievance if plan.thread["kind"] == "complaint" else Case
    case = kind(stage, client, plan.thread, plan.at, stage.logins[manager] if phoned else own, manager)
    steps = _steps(stage, case, plan, manager)
    for moment, deed, values in _in_time(plan.at, steps, stage.now):
        getattr(case, deed)(at=moment, **values)
    if plan.stage in ("rated", "closed") and case.row["moved_at"] + CLOSE_AFTER < stage.now:
        case.close(case.row["moved_at"] + CLOSE_AFTER + timedelta(minutes=stage.rng.randint(1, 9)))
    if isinstance(case, Grievance):
        case.warned()
    return case


Step = tuple[datetime, str, dict[str, Any]]


def _steps(stage: Stage, case: Case, plan: Plan, manager: str) -> list[Step]:
    """What happened after the filing, with moments that people keep."""
    draw = _Pace(stage, plan)
    if plan.stage == "new" or (plan.stage == "late" and not manager):
        return draw.steps
    if not manager or plan.thread["category"] == "loan":
        taker = _taker(stage, case, manager)
        if manager and taker != manager:
            admin = stage.admin_of(case.client.unit)
            draw.staff("reassign", 3, 12, username=taker, admin=admin, reason=stage.demo["words"]["reassigned"])
    else:
        taker = manager
    draw.staff("take", 4, 25, username=taker)
    if plan.stage == "withdrawn":
        draw.client("withdraw", 60, 900)
        return draw.steps
    if plan.stage not in ("taken", "late", "due_soon"):
        _talk(draw, plan)
    if plan.stage in FINISHED:
        _finish(stage, draw, plan)
    return draw.steps


def _taker(stage: Stage, case: Case, manager: str) -> str:
    """Who takes it; what is about the client's own people goes to the head of the sub-branch, loans go to the credit
    manager, those of the demo clients stay with their manager."""
    if case.thread.get("about_team"):
        return stage.admin_of(case.client.unit)
    if manager and case.client.username:
        return manager
    if case.thread["category"] == "loan":
        return "zhengyang" if case.client.unit == "FAW" else "guoxin"
    return manager or next(
        name for name in iter(lambda: stage.somebody(case.client.unit, "specialist"), "") if _receives(stage, name)
    )


def _receives(stage: Stage, username: str) -> bool:
    return stage.staff[username]["post"] in RECEPTION


def _talk(draw: _Pace, plan: Plan) -> None:
    """The entries of the thread, up to the one at which this stage stands still."""
    for position, entry in enumerate(plan.thread["entries"], start=1):
        values = {"deed": entry["by"], "text": entry["text"], "position": position}
        (draw.client if entry["by"] == "answer" else draw.staff)("say", 6, 40, **values)
        if CUT.get(plan.stage) == entry["by"]:
            return


def _finish(stage: Stage, draw: _Pace, plan: Plan) -> None:
    draw.staff("resolve", 30, 560)
    if plan.stage == "rated":
        draw.client("rate", 30, 1500, comment=stage.rng.choice(stage.demo["words"]["ratings"]))
    if plan.stage == "reopened":
        draw.client("reopen", 600, 2400, words=stage.demo["words"]["reopened"])


class _Pace:
    """Draws the next moment: staff in working time, clients between seven and ten in the evening."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.stage, self.at = stage, plan.at
        self.steps: list[Step] = []

    def staff(self, deed: str, least: int, most: int, /, **values: Any) -> None:
        self._step(self.stage.moments.after(self.at, least, most), deed, values)

    def client(self, deed: str, least: int, most: int, /, **values: Any) -> None:
        moment = self.at + timedelta(minutes=self.stage.rng.randint(least, most))
        hour = clock.local(moment).hour
        if hour >= 22 or hour < 7:
            moment += timedelta(hours=(31 - hour) % 24)
        self._step(moment, deed, values)

    def _step(self, moment: datetime, deed: str, values: dict[str, Any]) -> None:
        self.at = moment + timedelta(seconds=self.stage.rng.randrange(60))
        self.steps.append((self.at, deed, values))


def _in_time(filed: datetime, steps: list[Step], now: datetime) -> list[Step]:
    """The same steps, drawn together where the last would lie ahead of now."""
    limit = now - timedelta(minutes=2)
    if not steps or steps[-1][0] <= limit:
        return steps
    share = max(limit - filed, timedelta(0)) / (steps[-1][0] - filed)
    return [((filed + (moment - filed) * share).replace(microsecond=0), deed, values) for moment, deed, values in steps]
