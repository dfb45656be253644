"""Tier lists (R2) of the last months: decided and completed ones, one in the ten days, one with head office, drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portal.demo.book import Row
from portal.demo.stage import Known, Stage
from portal.ground import clock
from portal.models import (
    Client,
    ListEntry,
    ListMark,
    ListName,
    ListProposal,
    ListReminder,
    Request,
    RequestEntry,
    SignUp,
    Step,
    TierChange,
    TierList,
)
from portal.rules.screening.candidates import Facts, screen
from portal.rules.screening.states import day_number
from portal.rules.shared.codes import list_number
from portal.rules.shared.workdays import add_working_days
from portal.rules.steps import NAME, due_on
from portal.rules.tiers.levels import average_of_last, last_complete_month

DAYS = 10
REVIEWER = "gaoyuan"
NUMERALS = "零一二三四五六七八九十"
MONTHS = {month: f"{numeral}月" for month, numeral in enumerate([*NUMERALS[1:], "十一", "十二"], start=1)}


@dataclass
class Plan:
    """One list: whose, how many working days ago it was approved (none: not yet), and how long each name took
    (none: not complete yet)."""

    unit: str
    approved: int | None = None
    taken: tuple[int | None, ...] = ()
    names: list[Known] = field(default_factory=list)


def enter(stage: Stage) -> None:
    """All lists in the order of time. Call before the teams: those follow the day of the tier."""
    words = stage.demo["lists"]
    pools = {unit: _entered(stage, unit) for unit in ("FAW", "JY")}
    for plan in (Plan(one["unit"], one["approved"], tuple(d or None for d in one["days"])) for one in words["decided"]):
        plan.names = [person for person in (next(pools[plan.unit], None) for _ in plan.taken) if person]
        _decided(stage, plan)
    open_names = {unit: _candidates(stage, unit) for unit in ("FAW", "JY")}
    _waiting(stage, Plan("FAW", names=open_names["FAW"][:3]))
    _draft(stage, Plan("FAW", names=open_names["FAW"][3:5]))
    _draft(stage, Plan("JY", names=open_names["JY"][:1]))


def propose(stage: Stage) -> None:
    """A manager has put one of his clients forward. Call after the teams."""
    manager = stage.logins["wanglei"]
    listed = {row["client"] for row in stage.book.rows[ListName]}
    mine = [
        p
        for p in stage.people
        if p.row["tier"] == "standard"
        and p.row["manager"] == manager["staff"]
        and p.id not in listed
        and not p.username
        and not p.is_company
    ]
    if not mine:
        return
    person = max(mine, key=lambda p: p.row["aum_average"])
    at, words = stage.moments.at_work(1), stage.demo["lists"]["proposal"]
    stage.book.add(
        ListProposal,
        client=person.id,
        branch=person.row["branch"],
        tier="gold",
        reason=words,
        author=manager["staff"],
        at=at,
    )
    stage.audit(
        at,
        manager,
        "list.proposed",
        Client,
        person.row,
        person.row["branch"],
        client=person.name,
        tier="gold",
        reason=words,
    )
    told = {"client": person.name, "staff": stage.name_of(manager), "tier": "gold"}
    stage.tell(at, stage.logins["zhaomin"], "list.proposed", "/tiers/lists#proposals", **told)


def leave_unused(stage: Stage) -> None:
    """Some VIPs have a login but never used it: the letters of a first day are for them. Call at the end."""
    used = {row["filed_by"] for row in stage.book.rows[Request]} | {row["author"] for row in stage.book.rows[SignUp]}
    used |= {row["author"] for row in stage.book.rows[RequestEntry]}
    quiet = [p for p in stage.people if p.is_vip and not p.username and p.login and p.login["id"] not in used]
    for person in quiet[: stage.demo["lists"]["unused_logins"]]:
        if person.login:
            person.login.update(password_hash=None, password_changed_at=None)


def _average(stage: Stage, person: Known) -> int:
    return average_of_last(person.months, last_complete_month(stage.today))


def _entered(stage: Stage, unit: str) -> Iterator[Known]:
    """Gold clients who came in by one step, the smallest first."""
    found = [
        p
        for p in stage.people
        if p.unit == unit and p.row["tier"] == "gold" and len(p.changes) == 1 and not p.username and not p.is_company
    ]
    return iter(sorted((p for p in found if _average(stage, p) >= 50_000_000), key=lambda p: _average(stage, p)))


def _candidates(stage: Stage, unit: str) -> list[Known]:
    """Clients who reach the standard, or nearly, and have no tier yet, the richest first."""
    found = [
        p for p in stage.people if p.unit == unit and p.row["tier"] == "standard" and _average(stage, p) >= 45_500_000
    ]
    return sorted(found, key=lambda p: _average(stage, p), reverse=True)


def _list(
    stage: Stage, plan: Plan, state: str, opened: datetime, submitted: datetime | None = None, month: date | None = None
) -> Row:
    """The row of a list, opened by the branch admin."""
    admin, day = stage.logins[stage.admin_of(plan.unit)], clock.local(opened).date()
    number = list_number(day.year, stage.book.number(f"list-{day.year}"))
    period = (month or day).replace(day=1)
    title = _title(stage, plan.unit, period)
    standard = {level.code: level.threshold_fen for level in stage.levels if level.rank > 0}
    row = stage.book.add(
        TierList,
        number=number,
        branch=stage.branches[plan.unit].id,
        title=title,
        period=period,
        standard=standard,
        state=state,
        created_by=admin["staff"],
        created_at=opened,
        submitted_by=admin["staff"] if submitted else None,
        submitted_at=submitted,
    )
    _audit(stage, row, opened, admin, "opened", title=title)
    if plan.names:
        _audit(
            stage,
            row,
            opened + timedelta(minutes=18),
            admin,
            "taken",
            count=str(len(plan.names)),
            names=_names(plan.names),
        )
    if submitted:
        _audit(stage, row, submitted, admin, "submitted", title=title, count=str(len(plan.names)))
        words = {"number": number, "branch": plan.unit, "count": str(len(plan.names))}
        stage.tell(submitted, stage.logins[REVIEWER], "list.submitted", f"/tiers/lists/{number}", **words)
    return row


def _title(stage: Stage, unit: str, period: date) -> str:
    """What a list is called: by its month, and from the second of a month on by its number."""
    branch = stage.branches[unit].id
    before = sum((row["branch"], row["period"]) == (branch, period) for row in stage.book.rows[TierList])
    words = stage.demo["lists"]["further" if before else "first"][unit]
    return str(words.format(month=MONTHS[period.month], count=NUMERALS[before + 1]))


def _names(people: list[Known]) -> str:
    return "、".join(person.name for person in people)


def _audit(stage: Stage, row: Row, at: datetime, who: Row | None, deed: str, **words: str) -> None:
    stage.audit(at, who, f"list.{deed}", TierList, row, row["branch"], None, number=row["number"], **words)


def _name(stage: Stage, row: Row, person: Known, state: str, at: datetime, **values: Any) -> Row:
    """A client on a list, with its first entry; the client's row says where he stands."""
    average = _average(stage, person)
    screened = screen(
        Facts(average=average, aum=person.row["aum"], before=person.row["aum_before"]),
        row["standard"],
        stage.today,
        proposed="gold",
    )
    made = stage.book.add(
        ListName,
        tier_list=row["id"],
        client=person.id,
        tier="gold",
        state=state,
        average=average,
        threshold=screened.threshold,
        flags=screened.flags,
        added_by=row["created_by"],
        added_at=at,
        **values,
    )
    _entry(stage, made, "taken" if state != "left_out" else "left_out", at, row["created_by"], made["reason"])
    if state in ("submitted", "completing", "complete"):
        person.row["list_status"] = state
    return made


def _entry(stage: Stage, name: Row, kind: str, at: datetime, author: int, body: str = "", turn: int = 1) -> None:
    stage.book.add(ListEntry, name=name["id"], round=turn, kind=kind, author=author, body=body, at=at)


def _decided(stage: Stage, plan: Plan) -> None:
    """Approved some working days ago; the tier is the client's since then, the clock runs or has stopped."""
    day = add_working_days(stage.today, -(plan.approved or 0))
    opened, submitted = (
        stage.moments.on(add_working_days(day, -5), 9, 11),
        stage.moments.on(add_working_days(day, -3), 14, 16),
    )
    at, reviewer = stage.moments.on(day, 10, 11.5), stage.logins[REVIEWER]
    row = _list(stage, plan, "decided", opened, submitted, day)
    for person, days in zip(plan.names, plan.taken, strict=False):
        name = _name(
            stage,
            row,
            person,
            "complete" if days else "completing",
            opened,
            submitted_by=row["submitted_by"],
            decided_by=reviewer["staff"],
            decided_at=at,
            approved_on=day,
        )
        record = stage.book.add(Step, matter=NAME, matter_id=name["id"], offset=DAYS, due_on=due_on(day, DAYS))
        _entry(stage, name, "submitted", submitted, row["submitted_by"])
        _entry(stage, name, "approved", at, reviewer["staff"])
        stage.book.add(ListMark, name=name["id"], kind="start", at=at, cause="approved", actor=reviewer["id"])
        _tier_since(stage, person, day, row["number"], reviewer["staff"], at)
        if days:
            _complete(stage, row, person, name, record, add_working_days(day, days))
        else:
            _remind(stage, row, person, name, day)
    _audit(stage, row, at, reviewer, "approved", count=str(len(plan.names)), names=_names(plan.names), reason="")
    words = {"number": row["number"], "count": str(len(plan.names)), "names": _names(plan.names)}
    stage.tell(at, stage.logins[stage.admin_of(plan.unit)], "list.approved", f"/tiers/lists/{row['number']}", **words)


def _tier_since(stage: Stage, person: Known, day: date, number: str, author: int, at: datetime) -> None:
    """The client's one step into Gold is this list's."""
    reason = f"list {number}"
    person.changes[-1] = ("gold", day, reason)
    person.row["tier_since"] = day
    for change in stage.book.rows[TierChange]:
        if change["client"] == person.id:
            change.update(since=day, reason=reason, author=author, created_at=at)


def _complete(stage: Stage, row: Row, person: Known, name: Row, record: Row, day: date) -> None:
    admin = stage.logins[stage.admin_of(person.unit)]
    at = stage.moments.on(day, 14, 16.5)
    record.update(state="done", done_at=at, done_by=admin["staff"], version=2)
    name.update(days_taken=day_number(name["approved_on"], day), late=day > record["due_on"])
    stage.book.add(ListMark, name=name["id"], kind="stop", at=at, cause="complete", actor=admin["id"])
    _entry(stage, name, "completed", at, admin["staff"])
    _audit(stage, row, at, admin, "completed", client=person.name)


def _remind(stage: Stage, row: Row, person: Known, name: Row, approved: date) -> None:
    """What the clock has said by now; a late one lacks his adviser."""
    reached = day_number(approved, stage.today)
    admin, path = (
        stage.logins[stage.admin_of(person.unit)],
        f"/tiers/lists/{row['number']}/names/{person.row['number']}",
    )
    for level, number in (("first", 5), ("second", 8), ("late", DAYS + 1)):
        if reached < number:
            continue
        at = min(stage.now, clock.start_of(add_working_days(approved, number)) + timedelta(hours=8))
        stage.book.add(ListReminder, name=name["id"], level=level, at=at)
        words = {"client": person.name, "number": row["number"], "days": str(abs(DAYS - number))}
        for login in (admin, stage.logins[REVIEWER]) if level == "late" else (admin,):
            stage.tell(at, login, "list.late" if level == "late" else "list.reminder", path, **words)
    if reached > DAYS:
        stage.gaps[person.id] = "adviser"


def _waiting(stage: Stage, plan: Plan) -> None:
    """With head office since yesterday; one name was asked back and comes again."""
    words, admin, reviewer = (
        stage.demo["lists"]["waiting"],
        stage.logins[stage.admin_of(plan.unit)],
        stage.logins[REVIEWER],
    )
    days = [add_working_days(stage.today, -back) for back in (5, 3, 2, 1)]
    opened, submitted = stage.moments.on(days[0]), stage.moments.on(days[1])
    row = _list(stage, plan, "submitted", opened, submitted)
    path = f"/tiers/lists/{row['number']}"
    for position, person in enumerate(plan.names):
        asked = position == 1
        name = _name(
            stage,
            row,
            person,
            "submitted",
            opened + timedelta(minutes=18),
            submitted_by=admin["staff"],
            round=2 if asked else 1,
            reason=words["reasons"][position],
        )
        _entry(stage, name, "submitted", submitted, admin["staff"])
        if asked:
            back, again = stage.moments.on(days[2], 9.5, 11), stage.moments.on(days[3], 14, 16)
            _entry(stage, name, "returned", back, reviewer["staff"], words["question"])
            _entry(stage, name, "answered", again, admin["staff"], words["answer"], turn=2)
            _audit(stage, row, back, reviewer, "returned", count="1", names=person.name, reason=words["question"])
            _audit(stage, row, again, admin, "answered", client=person.name)
            stage.tell(back, admin, "list.returned", path, number=row["number"], count="1", names=person.name)
            stage.tell(
                again,
                reviewer,
                "list.answered",
                f"{path}/names/{person.row['number']}",
                number=row["number"],
                client=person.name,
            )


def _draft(stage: Stage, plan: Plan) -> None:
    """Not submitted yet: taken names, and the last one of several left out with the reason."""
    opened = stage.moments.at_work(1)
    keep = plan.names[:1]
    left = plan.names[1:]
    plan.names = keep
    row = _list(stage, plan, "draft", opened)
    for person in keep:
        _name(stage, row, person, "taken", opened + timedelta(minutes=18))
    for person in left:
        _name(stage, row, person, "left_out", opened + timedelta(minutes=25), reason=stage.demo["lists"]["left_out"])
