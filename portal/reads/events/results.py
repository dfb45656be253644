"""What came of an event in figures, and the lists that the figures count (R9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import JOIN, Case, Expression, fn

from portal.database import UtcField, among
from portal.models.clients.client import Client
from portal.models.contacts import FollowUp
from portal.models.events.after import EventResult, Expense, Feedback
from portal.models.events.event import Event
from portal.models.events.introductions import Introduction
from portal.models.events.parties import SignUp
from portal.models.events.plan import BudgetLine
from portal.models.organisation import Staff
from portal.reads import reference
from portal.rules.events.after import FEW, Attendance, by_tier, mean, per_head

PAGE = 100
WHO = ("came", "absent", "door", "expected", "calls", "called")
SAID = 200
"""So many answers are shown with their words."""


@dataclass(frozen=True)
class TierLine:
    """One tier at an event: parties and heads that came, and what they cost (fen)."""

    tier: str
    parties: int
    heads: int
    cost: int


@dataclass(frozen=True)
class Line:
    """A line of the budget: planned and spent, in fen; of none, what stands under no line."""

    label: str
    planned: int
    spent: int


@dataclass(frozen=True)
class Figures:
    """The figures of one event; money in fen."""

    attendance: Attendance = field(default_factory=Attendance)
    tiers: list[TierLine] = field(default_factory=list)
    budget: int = 0
    spent: int = 0
    scores: dict[int, int] = field(default_factory=dict)
    calls: tuple[int, int] = (0, 0)
    introductions: tuple[int, int] = (0, 0)

    @property
    def per_head(self) -> int | None:
        return per_head(self.spent, self.attendance.heads)

    @property
    def mean(self) -> float | None:
        return mean(self.scores)

    @property
    def answers(self) -> int:
        return sum(self.scores.values())

    @property
    def few(self) -> bool:
        """Are there so few answers that they say little?"""
        return self.answers < FEW


def figures_of(events: Iterable[Event]) -> dict[int, Figures]:
    """Event id → its figures. Six statements, however many events."""
    rows = list(events)
    ids = [row.id for row in rows]
    attendance, heads = _attendance(ids)
    spent, scores, calls, met = _spent(ids), _scores(ids), _calls(rows), _introductions(ids)
    found = {}
    for row in rows:
        tiers = heads.get(row.id, {})
        cost = by_tier(spent.get(row.id, 0), {tier: count for tier, (_parties, count) in tiers.items()})
        found[row.id] = Figures(
            attendance.get(row.id, Attendance()),
            [TierLine(tier, *tiers[tier], cost[tier]) for tier in reversed(reference.tiers()) if tier in tiers],
            row.budget,
            spent.get(row.id, 0),
            scores.get(row.id, {}),
            calls.get(row.id, (0, 0)),
            met.get(row.id, (0, 0)),
        )
    return found


def _attendance(ids: list[int]) -> tuple[dict[int, Attendance], dict[int, dict[str, tuple[int, int]]]]:
    one = SignUp
    by = (one.event, Client.tier, one.way, one.heads)
    query = one.select(*by, fn.COUNT(1), fn.SUM(one.guests + 1)).join(Client)
    query = query.where(among(one.event, ids), one.cancelled_at.is_null()).group_by(*by).order_by(*by)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    tiers: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for event, tier, way, heads, parties, seats in query.tuples():
        found = counts[event]
        if way != "door":
            found["expected"] += parties
            found["seats"] += seats
            found["absent"] += 0 if heads else parties
        if heads:
            found["came"] += parties
            found["heads"] += heads * parties
            found["door"] += parties if way == "door" else 0
            before = tiers[event].get(tier, (0, 0))
            tiers[event][tier] = (before[0] + parties, before[1] + heads * parties)
    return {event: Attendance(**found) for event, found in counts.items()}, tiers


def _spent(ids: list[int]) -> dict[int, int]:
    query = Expense.select(Expense.event, fn.SUM(Expense.amount))
    query = query.where(among(Expense.event, ids), Expense.struck_at.is_null()).group_by(Expense.event)
    return {event: int(amount) for event, amount in query.tuples()}


def _scores(ids: list[int]) -> dict[int, dict[int, int]]:
    query = Feedback.select(Feedback.event, Feedback.score, fn.COUNT(1)).where(among(Feedback.event, ids))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for event, score, count in query.group_by(Feedback.event, Feedback.score).tuples():
        found[event][score] = count
    return found


def _calls(rows: list[Event]) -> dict[int, tuple[int, int]]:
    """How many follow-up calls there are of each event, and how many were made."""
    known = {row.number: row.id for row in rows}
    query = FollowUp.select(FollowUp.ref, fn.COUNT(1), fn.COUNT(FollowUp.done_at))
    query = query.where(FollowUp.cause == "event", among(FollowUp.ref, sorted(known))).group_by(FollowUp.ref)
    return {known[number]: (all_, done) for number, all_, done in query.tuples()}


def _introductions(ids: list[int]) -> dict[int, tuple[int, int]]:
    """How many introductions began at each event, and to how many both said yes."""
    query = Introduction.select(Introduction.event, fn.COUNT(1), fn.COUNT(Introduction.agreed_at))
    query = query.where(among(Introduction.event, ids)).group_by(Introduction.event)
    return {event: (all_, agreed) for event, all_, agreed in query.tuples()}


def result_of(event: Event) -> EventResult | None:
    """What was written about how it went, with who completed and who closed it."""
    done, closed = Staff.alias("done"), Staff.alias("closed")
    found: EventResult | None = (
        EventResult.select(EventResult, done, closed)
        .join(done, JOIN.LEFT_OUTER, on=(EventResult.completed_by == done.id), attr="who_completed")
        .join_from(EventResult, closed, JOIN.LEFT_OUTER, on=(EventResult.closed_by == closed.id), attr="who_closed")
        .where(EventResult.event == event.id)
        .get_or_none()
    )
    return found


def expenses_of(event: Event) -> list[Any]:
    """Everything that was spent, struck lines too, with line and author."""
    query = (
        Expense.select(Expense, Staff, BudgetLine)
        .join(Staff, on=(Expense.author == Staff.id), attr="who")
        .join_from(Expense, BudgetLine, JOIN.LEFT_OUTER, on=(Expense.line == BudgetLine.id), attr="of_line")
    )
    return list(query.where(Expense.event == event.id).order_by(Expense.on, Expense.id).limit(300))


def lines_of(event: Event, expenses: Iterable[Any]) -> list[Line]:
    """Planned and spent by line of the budget; last what stands under none."""
    spent: dict[int | None, int] = defaultdict(int)
    for one in expenses:
        if one.struck_at is None:
            spent[one.line_id] += one.amount
    rows = BudgetLine.select().where(BudgetLine.event == event.id).order_by(BudgetLine.position, BudgetLine.id)
    lines = [Line(row.label, row.planned, spent.pop(row.id, 0)) for row in rows]
    left = sum(spent.values())
    return [*lines, Line("", 0, left)] if lines and left else lines


def budget_lines(event: Event) -> list[tuple[int, str]]:
    query = BudgetLine.select(BudgetLine.id, BudgetLine.label).where(BudgetLine.event == event.id)
    return list(query.order_by(BudgetLine.position, BudgetLine.id).tuples())


@dataclass(frozen=True)
class Party:
    """A line of the list behind the figures. `open`: the reader may open the client's page. `called`: the day of the
    follow-up call, where it was made."""

    id: int
    number: str
    name: str
    tier: str
    seats: int
    heads: int
    way: str
    open: bool
    score: int | None
    called: datetime | None


def _which(event: Event, who: str) -> list[Expression]:
    call = FollowUp.select(FollowUp.id).where(
        FollowUp.cause == "event", FollowUp.ref == event.number, FollowUp.client == SignUp.client
    )
    conditions: dict[str, list[Expression]] = {
        "came": [SignUp.heads > 0],
        "absent": [SignUp.heads == 0, SignUp.way != "door"],
        "door": [SignUp.heads > 0, SignUp.way == "door"],
        "expected": [SignUp.way != "door"],
        "calls": [fn.EXISTS(call)],
        "called": [fn.EXISTS(call.where(FollowUp.done_at.is_null(False)))],
    }
    return conditions[who]


def parties_of(event: Event, who: str, visible: Any, tier: str = "", after: int = 0) -> list[Party]:
    """The parties that a figure counts, `PAGE` and one more at a time. `visible`: a condition on clients whose page the
    reader may open. One statement."""
    whole = Case(None, [(visible, 1)], 0)
    called = FollowUp.select(fn.MAX(FollowUp.done_at)).where(
        FollowUp.cause == "event", FollowUp.ref == event.number, FollowUp.client == SignUp.client
    )
    one = SignUp
    query = (
        one.select(
            one.id, Client.number, Client.name, Client.tier, one.guests, one.heads, one.way, whole, Feedback.score
        )
        .select_extend(called)
        .join(Client)
        .join_from(one, Feedback, JOIN.LEFT_OUTER, on=((Feedback.event == one.event) & (Feedback.client == one.client)))
        .where(one.event == event.id, one.cancelled_at.is_null(), one.id > after, *_which(event, who))
    )
    query = query.where(Client.tier == tier) if tier else query
    moment = UtcField().python_value
    return [
        Party(row, number, name, level, guests + 1, heads, way, bool(seen), score, moment(done) if done else None)
        for row, number, name, level, guests, heads, way, seen, score, done in query.order_by(one.id)
        .limit(PAGE + 1)
        .tuples()
    ]


def said_of(event: Event) -> list[Feedback]:
    """What guests said, the lowest scores first; without their names."""
    query = Feedback.select().where(Feedback.event == event.id)
    return list(query.order_by(Feedback.score, Feedback.id).limit(SAID))


def held_in(condition: Expression, start: datetime, end: datetime, count: int) -> list[Event]:
    """The events that took place in between, the latest first."""
    query = Event.select().where(condition, Event.state == "held", Event.starts_at >= start, Event.starts_at < end)
    return list(query.order_by(Event.starts_at.desc(), Event.id.desc()).limit(count))


def standings_of(ids: list[int]) -> dict[int, EventResult]:
    """Event id → its result, where one was begun."""
    return {row.event_id: row for row in EventResult.select().where(among(EventResult.event, ids))}
