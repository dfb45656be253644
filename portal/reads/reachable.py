"""Where somebody may still go: a notice leads only to pages that are open to its reader when he reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.models import Client, ComplaintMeasure, Event, Request, Subtask
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.complaints import measures as complaint_measures
from portal.reads.events.scope import EventScope
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.subtasks import SubtaskScope
from portal.rules.accounts.visibility import Permission

_PAGE = re.compile(r"(?:/me)?/(clients|requests|events)/([CRE]-[0-9-]+)(/.*)?")


_TASK = re.compile(r"/requests/tasks/([1-9][0-9]{0,17})", re.ASCII)
_MEASURE = re.compile(r"/complaints/measures/([1-9][0-9]{0,17})", re.ASCII)


def out_of_reach(actor: Actor, paths: Iterable[str]) -> set[str]:
    """Those of the addresses that are closed to this person by now: at most seven statements for a page of notices."""
    asked: dict[str, dict[str, list[str]]] = {"clients": {}, "requests": {}, "events": {}}
    tasks: dict[int, str] = {}
    measures: dict[int, str] = {}
    for path in paths:
        if task := _TASK.fullmatch(path):
            tasks[int(task[1])] = path
        elif measure := _MEASURE.fullmatch(path):
            measures[int(measure[1])] = path
        elif found := _PAGE.fullmatch(path):
            asked[found[1]].setdefault(found[2], []).append(path)
    closed = _tasks_closed(actor, tasks) | _measures_closed(actor, measures)
    for kind, numbers in asked.items():
        if numbers:
            open_ = _OPEN[kind](actor, numbers)
            closed |= {path for number, those in numbers.items() for path in those if (number, path) not in open_}
    return closed


Open = set[tuple[str, str]]


def _clients(actor: Actor, numbers: dict[str, list[str]]) -> Open:
    """The page of a client opens with his head, what lies under it with the whole record; a merged one leads on."""
    rows = Client.select(Client.number, Client.id, Client.merged_into).where(Client.number.in_([*numbers]))
    meant = {number: kept or own for number, own, kept in rows.tuples()}
    heads, whole = (_held(actor, head, set(meant.values())) for head in (True, False))
    return {
        (number, path)
        for number, client in meant.items()
        for path in numbers[number]
        if client in (heads if path == f"/clients/{number}" else whole)
    }


def _held(actor: Actor, head: bool, ids: set[int]) -> set[int]:
    if not actor.may(Permission.CLIENTS_READ):
        return set()
    inside = ClientScope(actor, head=head).condition()
    return {one for (one,) in Client.select(Client.id).where(Client.id.in_(ids), inside).tuples()}


def _requests(actor: Actor, numbers: dict[str, list[str]]) -> Open:
    inside = RequestScope(actor).condition()
    found = Request.select(Request.number).where(Request.number.in_([*numbers]), inside).tuples()
    return {(number, path) for (number,) in found for path in numbers[number]}


def _tasks_closed(actor: Actor, tasks: dict[int, str]) -> set[str]:
    if not tasks or not actor.may(Permission.REQUESTS_WORK):
        return set(tasks.values())
    inside = SubtaskScope(actor).condition()
    open_ = {ident for (ident,) in Subtask.select(Subtask.id).where(Subtask.id.in_([*tasks]), inside).tuples()}
    return {path for ident, path in tasks.items() if ident not in open_}


def _measures_closed(actor: Actor, measures: dict[int, str]) -> set[str]:
    if not measures or not actor.may(Permission.REQUESTS_READ):
        return set(measures.values())
    inside = ComplaintMeasure.id.in_([*measures]) & complaint_measures.in_scope(actor)
    open_ = {ident for (ident,) in ComplaintMeasure.select(ComplaintMeasure.id).where(inside).tuples()}
    return {path for ident, path in measures.items() if ident not in open_}


def _events(actor: Actor, numbers: dict[str, list[str]]) -> Open:
    inside = EventScope(actor).condition()
    found = Event.select(Event.number).where(Event.number.in_([*numbers]), inside).tuples()
    return {(number, path) for (number,) in found for path in numbers[number]}


_OPEN = {"clients": _clients, "requests": _requests, "events": _events}
