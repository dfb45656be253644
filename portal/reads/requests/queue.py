"""The queue: pages of requests, how many stand where, and those in which the client wrote last.

Open requests are few among all that were ever filed, and each part of a scope has an index of its open ones
(models/requests.py): the parts are walked one by one and their first rows merged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from peewee import SQL, fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.requests import DUE, IS_OPEN, LAST, OURS_TO_MOVE, Request
from portal.reads.accounts.actors import Actor
from portal.reads.finding.digits import hits_for
from portal.reads.finding.search import Many, numbers
from portal.reads.requests.scope import IN_WHOSE_NAME, NAMED, RequestScope
from portal.reads.shared import built
from portal.reads.shared.walking import merged
from portal.rules.requests import OPEN
from portal.rules.shared.addresses import moment, row_id
from portal.rules.shared.codes import parse_request_number

PAGE = 30
FINISHED = ("resolved", "closed", "withdrawn", "finished")


@dataclass(frozen=True)
class RequestFilter:
    q: str = ""
    status: str = ""
    kind: str = ""
    overdue: bool = False
    mine: bool = False
    category: str = ""
    unassigned: bool = False


@dataclass
class RequestPage:
    rows: list[Request]
    after: str | None
    counts: dict[str, int]


def request_page(scope: RequestScope, wanted: RequestFilter, after: str = "", size: int = PAGE) -> RequestPage:
    """A page of the queue: open ones by due time (paused ones last among them), then the finished ones by number.

    `after` is the cursor of the last row before.
    """
    finished = wanted.status in FINISHED
    actor = scope.actor
    if after or wanted.q:
        rows = list(_page(actor, wanted, finished, after, clock.now(), size + 1))
    else:
        write = lambda: _page(actor.stand_in(), wanted, finished, "", built.NOW, size + 1)  # noqa: E731
        rows = built.rows(("requests", actor.reach, wanted, size), write, actor.marks)
    more, rows = len(rows) > size, rows[:size]
    following = None
    if more:
        due = rows[-1].due_at.strftime("%Y-%m-%d %H:%M:%S") if rows[-1].due_at else LAST
        following = str(rows[-1].id) if finished else f"{due}~{rows[-1].id}"
    return RequestPage(rows, following, counts(scope))


def just_moved(scope: RequestScope, count: int = 5) -> list[Request]:
    """Open requests in which the client wrote last, the latest first."""

    def query() -> Any:
        found = _first(scope.actor.stand_in(), [OURS_TO_MOVE], Request.moved_at, True, count)
        return found.order_by(Request.moved_at.desc(), Request.id.desc())

    return built.rows(("just moved", scope.actor.reach, count), query, scope.actor.marks)


def counts(scope: RequestScope) -> dict[str, int]:
    """How many open requests in scope stand in which state and category, and how many of them are late, nobody's or the
    reader's own. One statement, answered from the indexes alone."""

    def query() -> Any:
        actor = scope.actor.stand_in()
        late = fn.COUNT(Request.id).filter(Request.due_at < built.NOW)
        nobodys = fn.COUNT(Request.id).filter(Request.holder.is_null())
        mine = fn.COUNT(Request.id).filter(Request.holder == actor.staff_id)
        by = (Request.status, Request.category)
        chosen = Request.select(*by, fn.COUNT(Request.id), late, nobodys, mine)
        parts = [chosen.where(one, IS_OPEN).group_by(*by) for one in RequestScope(actor).pieces()]
        return reduce(add, parts).tuples()

    found: dict[str, int] = Counter()
    rows = built.rows(("request counts", scope.actor.reach), query, scope.actor.marks)
    for status, category, count, late, nobodys, mine in rows:
        found[status] += count
        found[f"about {category}"] += count
        found["open"] += count
        found["late"] += late if status != "waiting" else 0
        found["unassigned"] += nobodys
        found["mine"] += mine
    return found


def conditions(
    wanted: RequestFilter, actor: Actor, now: datetime, clients: list[int] | Many | None = None
) -> list[Any]:
    """`clients`: whom `few_hits` found for what was typed, where that was asked before."""
    found: list[Any] = [] if wanted.status == "all" or wanted.status in FINISHED else [IS_OPEN]
    if wanted.status == "finished":
        found.append(Request.status.not_in(sorted(OPEN)))
    elif wanted.status not in ("", "open", "all"):
        found.append(Request.status == wanted.status)
    if wanted.kind:
        found.append(Request.kind == wanted.kind)
    if wanted.overdue:
        found += [Request.due_at < now, Request.status.in_(["new", "taken"])]
    if wanted.mine:
        found.append(Request.holder == actor.staff_id)
    if wanted.unassigned:
        found.append(Request.holder.is_null())
    if wanted.category:
        found.append(Request.category == wanted.category)
    if wanted.q:
        found.append(_typed(wanted.q, hits_for(actor, wanted.q) if clients is None else clients))
    return found


def _typed(text: str, clients: list[int] | Many) -> Any:
    """What was typed is in the subject, or means the client (by name, pinyin, number, phone …), or is the number."""
    number = parse_request_number(text)
    whose = Request.client.in_(numbers(clients)) if isinstance(clients, list) else Client.name.contains(text)
    words = Request.subject.contains(text) | whose
    return words | (Request.number == number) if number else words


def _page(actor: Actor, wanted: RequestFilter, finished: bool, after: str, now: datetime, limit: int) -> Any:
    fitting = conditions(wanted, actor, now)
    start, _, text = after.rpartition("~")
    due, last = moment(start), row_id(text)
    if finished:
        fitting += [Request.id < last] if last else []
    elif due and last:
        key = DUE
        fitting += [key >= due, (key > due) | (Request.id > last)]
    order = (Request.id.desc(),) if finished else (DUE, Request.id)
    if wanted.q or wanted.status == "all":
        query = _listed().where(RequestScope(actor).condition(), *fitting).limit(limit)
    else:
        query = _first(actor, fitting, Request.id if finished else DUE, finished, limit)
    return query.order_by(*order)


def _first(actor: Actor, fitting: list[Any], key: Any, down: bool, limit: int) -> Any:
    """The first by `key` of those in scope that fit, each part of the scope walked by itself."""
    chosen = Request.select(Request.id, key.alias("k"))
    parts = [chosen.where(piece, *fitting) for piece in RequestScope(actor).pieces()]
    sql, params = merged(parts, down, limit)
    return _listed().where(Request.id.in_(SQL(f"(SELECT id FROM ({sql}) AS first)", params)))  # noqa: S608


def first_open(actor: Actor, fitting: list[Any], limit: int) -> Any:
    """A query of the open requests of an actor's scope that fit, the first due first, with all that their marks need
    (`reads/shared/marks.py`)."""
    found = _first(actor, [IS_OPEN, *fitting], DUE, False, limit)
    return found.select_extend(Request.held_for).order_by(DUE, Request.id)


def _listed() -> Any:
    """What a row of a list shows, not the thread's texts."""
    one = Request
    on = one.holder == Staff.id
    chosen = (
        one.id,
        one.number,
        one.subject,
        one.call_at,
        one.status,
        one.kind,
        one.due_at,
        one.minutes,
        one.files,
        one.filed_at,
        one.staff_moved,
        one.category,
        *(one.holder, one.assignee, one.version),
    )
    return (
        one.select(
            *chosen, Client.id, Client.name, Client.tier, Staff.id, Staff.name, IN_WHOSE_NAME.id, IN_WHOSE_NAME.name
        )
        .join(Client, "LEFT OUTER JOIN")
        .join_from(one, Staff, "LEFT OUTER JOIN", on=on, attr="who")
        .join_from(one, IN_WHOSE_NAME, "LEFT OUTER JOIN", on=NAMED, attr="in_name_of")
    )
