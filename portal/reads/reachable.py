"""Where somebody may still go: a notice leads only to pages that are open to its reader when he reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.models import Client, Event, Request
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.events import EventScope
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission

_PAGE = re.compile(r"(?:/me)?/(clients|requests|events)/([CRE]-[0-9-]+)(/.*)?")


def out_of_reach(actor: Actor, paths: Iterable[str]) -> set[str]:
    """Those of the addresses that are closed to this person by now: at most five statements for a page of notices."""
    asked: dict[str, dict[str, list[str]]] = {"clients": {}, "requests": {}, "events": {}}
    for path in paths:
        if found := _PAGE.fullmatch(path):
            asked[found[1]].setdefault(found[2], []).append(path)
    closed: set[str] = set()
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


def _events(actor: Actor, numbers: dict[str, list[str]]) -> Open:
    inside = EventScope(actor).condition()
    found = Event.select(Event.number).where(Event.number.in_([*numbers]), inside).tuples()
    return {(number, path) for (number,) in found for path in numbers[number]}


_OPEN = {"clients": _clients, "requests": _requests, "events": _events}
