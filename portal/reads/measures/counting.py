"""The figures: how each VIP stood is in `VipMonth`, whose counts are asked; replies are read from the requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import SQL, Case, Expression, fn

from portal.ground import clock
from portal.models import Client, FollowUp, Handover, Request, Staff, VipMonthCount
from portal.reads.measures.asked import (
    BRANCH,
    MONTHS,
    PERSON,
    TEAM,
    Asked,
    Figures,
    Key,
    called,
    caller,
    due_in,
    filed_in,
    late,
    open_handovers,
    prompt,
    uncalled,
    whose,
)


def figures(asked: Asked) -> dict[Key, Figures]:
    """A line for each person, team or branch. Four statements."""
    found: dict[Key, Figures] = {}

    def line(*key: int | None) -> Figures:
        return found.setdefault(key, Figures())

    count = VipMonthCount
    columns = (count.branch, count.manager, count.adviser, count.keeper, count.vips, count.due, count.kept)
    rows = count.select(*columns).where(count.month == asked.month, count.branch.in_(asked.branches))
    if asked.own is not None:
        rows = rows.where((count.manager == asked.own) | (count.adviser == asked.own) | (count.keeper == asked.own))
    for branch, manager, adviser, keeper, vips, due, kept in rows.tuples():
        if asked.by == PERSON:
            line(manager).vips += vips
            line(adviser).advised += vips
            if due:
                line(keeper).due += due
                line(keeper).kept += kept
        else:
            one = line(branch) if asked.by == BRANCH else line(manager, adviser)
            one.vips, one.due, one.kept = one.vips + vips, one.due + due, one.kept + kept
    for row in _replies(asked).tuples():
        one = line(*row[:-3])
        one.filed, one.prompt, one.late = row[-3:]
    for row in _calls(asked).tuples():
        one = line(*row[:-3])
        one.calls, one.called, one.uncalled = row[-3:]
    if asked.by != TEAM:
        of = Handover.staff if asked.by == PERSON else Handover.branch
        query = Handover.select(of, fn.COUNT(Handover.id)).where(open_handovers(asked)).group_by(of)
        for key, number in query.tuples():
            line(key).handovers = number
    return {key: one for key, one in found.items() if asked.own is None or key == (asked.own,)}


SUMMED = ("vips", "due", "kept", "filed", "prompt", "late", "calls", "called", "uncalled", "handovers")


def together(lines: Iterable[Figures]) -> Figures:
    """All teams, or all branches, in one line: each VIP, request, call and handover stands in one of them."""
    total = Figures()
    for line in lines:
        for name in SUMMED:
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total


def _sum(condition: Expression) -> Any:
    return fn.SUM(Case(None, [(condition, 1)], 0))


def _replies(asked: Asked) -> Any:
    keys: dict[str, list[Any]] = {
        PERSON: [whose()],
        TEAM: [Client.manager, Client.adviser],
        BRANCH: [Request.branch],
    }
    query = Request.select(*keys[asked.by], fn.COUNT(Request.id), _sum(prompt()), _sum(late()))
    query = query.where(filed_in(asked))
    if asked.by == TEAM:
        query = query.join(Client)
    if asked.own is not None:
        query = query.where(whose() == asked.own)
    return query.group_by(*keys[asked.by])


def _calls(asked: Asked) -> Any:
    keys: dict[str, list[Any]] = {
        PERSON: [caller()],
        TEAM: [Client.manager, Client.adviser],
        BRANCH: [Client.branch],
    }
    query = FollowUp.select(*keys[asked.by], fn.COUNT(FollowUp.id), _sum(called()), _sum(uncalled())).join(Client)
    query = query.where(due_in(asked))
    if asked.own is not None:
        query = query.where(caller() == asked.own)
    return query.group_by(*keys[asked.by])


def trend(asked: Asked) -> list[tuple[date, Figures]]:
    """The months up to this one, all together (or his own). Three statements."""
    months = [clock.months_back(asked.month, back) for back in range(MONTHS - 1, -1, -1)]
    found = {month: Figures() for month in months}
    count = VipMonthCount
    query = count.select(count.month, fn.SUM(count.vips), fn.SUM(count.due), fn.SUM(count.kept))
    query = query.where(count.month >= months[0], count.month <= asked.month, count.branch.in_(asked.branches))
    if asked.own is not None:
        query = query.where(count.keeper == asked.own)
    for month, vips, due, kept in query.group_by(count.month).tuples():
        found[month].vips, found[month].due, found[month].kept = vips, due, kept
    nth = Case(None, [(Request.filed_at < clock.start_of(month), at) for at, month in enumerate(months[1:])], 11)
    query = Request.select(nth.alias("nth"), fn.COUNT(Request.id), _sum(prompt()), _sum(late()))
    query = query.where(filed_in(asked, months[0]))
    if asked.own is not None:
        query = query.where(whose() == asked.own)
    for at, *counted in query.group_by(SQL("nth")).tuples():
        one = found[months[at]]
        one.filed, one.prompt, one.late = counted
    nth = Case(None, [(FollowUp.due < month, at) for at, month in enumerate(months[1:])], 11)
    query = FollowUp.select(nth.alias("nth"), fn.COUNT(FollowUp.id), _sum(called()), _sum(uncalled())).join(Client)
    query = query.where(due_in(asked, months[0]))
    if asked.own is not None:
        query = query.where(caller() == asked.own)
    for at, *counted in query.group_by(SQL("nth")).tuples():
        one = found[months[at]]
        one.calls, one.called, one.uncalled = counted
    return list(found.items())


def names(keys: list[Key]) -> dict[int, str]:
    """The people of these keys. One statement."""
    ids = sorted({one for key in keys for one in key if one})
    return dict(Staff.select(Staff.id, Staff.name).where(Staff.id.in_(ids)).tuples())
