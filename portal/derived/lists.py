"""What `portal check` proves of the lists: states, due days and verdicts, each against what it follows from."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ground import clock
from portal.models import Client, ListMark, ListName, Step, TierList
from portal.reads import reference
from portal.reads.steps import joined
from portal.rules.screening import states as rules
from portal.rules.shared.workdays import AS_IT_CAME, Calendar
from portal.rules.steps import NAME, due_on

AT_ONCE = 500


def faults() -> Iterator[str]:
    """A line for each list or name that does not say what follows from its names or its clock's log."""
    yield from _lists()
    yield from _names()


def _lists() -> Iterator[str]:
    after = 0
    while rows := list(TierList.select().where(TierList.id > after).order_by(TierList.id).limit(AT_ONCE)):
        after = rows[-1].id
        states: dict[int, set[str]] = {row.id: set() for row in rows}
        query = (
            ListName.select(ListName.tier_list, ListName.state).distinct().where(ListName.tier_list.in_(list(states)))
        )
        for one, state in query.tuples():
            states[one].add(state)
        for row in rows:
            wanted = rules.list_state(states[row.id], row.state)
            if row.state != wanted:
                yield f"list {row.number}: it is {row.state}, its names say {wanted}"


def _names() -> Iterator[str]:
    """Due days and verdicts by the log: the promise counts from the day after the clock started."""
    after = 0
    while rows := _part(after):
        after = rows[-1].id
        marks: dict[int, dict[str, object]] = {row.id: {} for row in rows}
        query = ListMark.select().where(ListMark.name.in_(list(marks))).order_by(ListMark.id)
        for mark in query:
            marks[mark.name_id][mark.kind] = clock.local(mark.at).date()
        for row in rows:
            faults = list(_name(row, marks[row.id], reference.calendar()))
            if faults and any(_name(row, marks[row.id], AS_IT_CAME)):  # neither fits the calendar before the notice
                yield from faults


def _part(after: int) -> list[ListName]:
    query = ListName.select(ListName, Client.number, Step).join(Client)
    query = query.join_from(ListName, Step, "LEFT OUTER JOIN", on=joined(NAME, ListName.id), attr="record")
    query = query.where(ListName.id > after, ListName.state.in_(("completing", "complete")))
    return list(query.order_by(ListName.id).limit(AT_ONCE))


def _name(row: ListName, marks: dict, calendar: Calendar) -> Iterator[str]:
    who, started, stopped = f"name of {row.client.number}", marks.get("start"), marks.get("stop")
    if started is None:
        yield f"{who}: approved, but its clock never started"
        return
    if row.record is None:
        yield f"{who}: approved, but nothing says by when it is completed"
        return
    due = due_on(started, row.record.offset, calendar)
    if row.record.due_on != due:
        yield f"{who}: due on {row.record.due_on}, its clock says {due}"
    if (row.state == "complete") != (row.record.state == "done"):
        yield f"{who}: {row.state}, but the step of its record is {row.record.state}"
    if (row.state == "complete") != (stopped is not None):
        yield f"{who}: {row.state}, but its clock {'runs' if stopped is None else 'has stopped'}"
    elif stopped is not None:
        taken, late = rules.day_number(started, stopped, calendar), stopped > due
        if (row.days_taken, row.late) != (taken, late):
            yield f"{who}: {row.days_taken} days, late {row.late}; its clock says {taken} and {late}"
