"""What a figure counts, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, Expression, fn

from portal.models import Branch, Client, FollowUp, Handover, Request, Staff, VipMonth
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.handovers.scope import seen_by
from portal.reads.measures.asked import (
    BRANCH,
    TEAM,
    Asked,
    Key,
    called,
    caller,
    due_in,
    exactly,
    filed_in,
    late,
    open_handovers,
    prompt,
    uncalled,
    whose,
)
from portal.reads.requests.scope import RequestScope

PAGE = 50


@dataclass
class Listed:
    """One page of what a figure counts; `after` leads to the next."""

    rows: list[dict[str, Any]]
    after: int | None
    total: int


def _all(parts: Iterator[Expression]) -> Any:
    found: Any = None
    for part in parts:
        found = part if found is None else found & part
    return found


def _vip_parts(asked: Asked, figure: str, key: Key | None) -> Iterator[Expression]:
    yield (VipMonth.month == asked.month) & VipMonth.branch.in_(asked.branches)
    if figure == "due":
        yield VipMonth.kept.is_null(False)
    elif figure in ("kept", "missed"):
        yield VipMonth.kept == (figure == "kept")
    if key is None:
        return
    if asked.by == BRANCH:
        yield VipMonth.branch == key[0]
    elif asked.by == TEAM:
        yield exactly(VipMonth.manager, key[0]) & exactly(VipMonth.adviser, key[1])
    else:
        whose = {"vips": VipMonth.manager, "advised": VipMonth.adviser}.get(figure, VipMonth.keeper)
        yield exactly(whose, key[0])


def vips(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The VIPs behind a figure of contact, by their numbers. Of a client who is no longer the reader's, only that there
    was one (`open` is false). Three statements."""
    manager, adviser = Staff.alias("m"), Staff.alias("a")
    wanted = _all(_vip_parts(asked, figure, key))
    total = VipMonth.select(fn.COUNT(VipMonth.id)).where(wanted).scalar()
    query = (
        VipMonth.select(
            VipMonth.client,
            VipMonth.kept,
            VipMonth.branch,
            manager.name.alias("manager"),
            adviser.name.alias("adviser"),
            Client.number,
            Client.name,
            Client.tier,
            Client.next_contact_due,
        )
        .join(Client, JOIN.LEFT_OUTER, on=(VipMonth.client == Client.id))
        .join_from(VipMonth, manager, JOIN.LEFT_OUTER, on=(VipMonth.manager == manager.id))
        .join_from(VipMonth, adviser, JOIN.LEFT_OUTER, on=(VipMonth.adviser == adviser.id))
        .where(wanted, VipMonth.client > after)
        .order_by(VipMonth.client)
    )
    rows = list(query.limit(PAGE + 1).dicts())
    mine = _in_reach(Client, ClientScope(actor, head=True).condition(), [row["client"] for row in rows])
    for row in rows:
        row["open"] = row["client"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["client"] if len(rows) > PAGE else None, total)


def _reply_parts(asked: Asked, figure: str, key: Key | None) -> Iterator[Expression]:
    yield filed_in(asked)
    if figure == "prompt":
        yield prompt()
    elif figure == "late":
        yield late()
    if key is None:
        return
    if asked.by == BRANCH:
        yield Request.branch == key[0]
    elif asked.by == TEAM:
        yield exactly(Client.manager, key[0]) & exactly(Client.adviser, key[1])
    else:
        yield exactly(whose(), key[0])


def replies(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The requests behind a figure of first replies, the newest first. Three statements."""
    wanted = _all(_reply_parts(asked, figure, key))
    total = Request.select(fn.COUNT(Request.id)).join(Client, JOIN.LEFT_OUTER).where(wanted).scalar()
    query = (
        Request.select(
            Request.id,
            Request.number,
            Request.filed_at,
            Request.first_reply_at,
            Request.reply_due_at,
            Client.name.alias("client"),
            Staff.name.alias("person"),
        )
        .join(Client, JOIN.LEFT_OUTER)
        .join_from(Request, Staff, JOIN.LEFT_OUTER, on=(Staff.id == whose()))
        .where(wanted)
        .order_by(Request.id.desc())
    )
    rows = list((query.where(Request.id < after) if after else query).limit(PAGE + 1).dicts())
    mine = _in_reach(Request, RequestScope(actor).condition(), [row["id"] for row in rows])
    for row in rows:
        row["open"] = row["id"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None, total)


def _in_reach(model: Any, condition: Any, ids: list[int]) -> set[int]:
    return {one for (one,) in model.select(model.id).where(model.id.in_(ids), condition).tuples()}


def _call_parts(asked: Asked, figure: str, key: Key | None) -> Iterator[Expression]:
    yield due_in(asked)
    if figure == "called":
        yield called()
    elif figure == "uncalled":
        yield uncalled()
    if key is None:
        return
    if asked.by == BRANCH:
        yield Client.branch == key[0]
    elif asked.by == TEAM:
        yield exactly(Client.manager, key[0]) & exactly(Client.adviser, key[1])
    else:
        yield exactly(caller(), key[0])


def calls(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The follow-up calls behind a figure, the newest first. Three statements."""
    wanted = _all(_call_parts(asked, figure, key))
    total = FollowUp.select(fn.COUNT(FollowUp.id)).join(Client).where(wanted).scalar()
    query = (
        FollowUp.select(
            FollowUp.id,
            FollowUp.cause,
            FollowUp.due,
            FollowUp.done_at,
            FollowUp.client,
            Client.name,
            Client.number,
            Staff.name.alias("person"),
        )
        .join(Client)
        .join_from(FollowUp, Staff, JOIN.LEFT_OUTER, on=(Staff.id == caller()))
        .where(wanted)
        .order_by(FollowUp.id.desc())
    )
    rows = list((query.where(FollowUp.id < after) if after else query).limit(PAGE + 1).dicts())
    mine = _in_reach(Client, ClientScope(actor, head=True).condition(), [row["client"] for row in rows])
    for row in rows:
        row["open"] = row["client"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None, total)


def handovers(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The handovers that were open, the first announced first. Three statements."""
    wanted = open_handovers(asked)
    if key is not None:
        wanted &= exactly(Handover.branch if asked.by == BRANCH else Handover.staff, key[0])
    total = Handover.select(fn.COUNT(Handover.id)).where(wanted).scalar()
    query = (
        Handover.select(
            Handover.id,
            Handover.number,
            Handover.cause,
            Handover.begins,
            Handover.state,
            Staff.name.alias("person"),
            Branch.name_zh,
            Branch.name_en,
        )
        .join(Staff, on=(Handover.staff == Staff.id))
        .join_from(Handover, Branch)
        .where(wanted, Handover.id > after)
        .order_by(Handover.id)
    )
    rows = list(query.limit(PAGE + 1).dicts())
    mine = _in_reach(Handover, seen_by(actor), [row["id"] for row in rows])
    for row in rows:
        row["open"] = row["id"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None, total)
