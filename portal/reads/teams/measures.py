"""Figures of contact and first replies by person, team, branch and month, and the lists behind them.

Every figure is the length of its list: both ask the same conditions. How each VIP stood is in `VipMonth` (its counts
for the figures); replies are read from the requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import JOIN, SQL, Case, Expression, fn

from portal.ground import clock
from portal.models import Client, Request, Staff, VipMonth, VipMonthCount
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission

PERSON, TEAM, BRANCH = "person", "team", "branch"
WAYS = (PERSON, TEAM, BRANCH)
CONTACT = ("vips", "advised", "due", "kept", "missed")
REPLIES = ("filed", "prompt", "late")
MONTHS = 12
PAGE = 50
Key = tuple[int | None, ...]
"""Of a person, of a manager and adviser together, or of a branch; None: nobody."""


@dataclass(frozen=True)
class Asked:
    """Which figures: of a month and some branches, by what. `own`: only what is this person's."""

    month: date
    by: str
    branches: tuple[int, ...]
    own: int | None = None

    @property
    def end(self) -> date:
        """The first day after the month."""
        return clock.months_back(self.month, -1)


@dataclass
class Figures:
    """One line. `advised` counts for people only."""

    vips: int = 0
    advised: int = 0
    due: int = 0
    kept: int = 0
    filed: int = 0
    prompt: int = 0
    late: int = 0

    @property
    def missed(self) -> int:
        return self.due - self.kept

    @property
    def kept_share(self) -> int | None:
        """Percent of those with a plan that ran."""
        return round(self.kept * 100 / self.due) if self.due else None

    @property
    def prompt_share(self) -> int | None:
        """Percent of those whose verdict is known: what still has time counts neither way."""
        judged = self.prompt + self.late
        return round(self.prompt * 100 / judged) if judged else None


def reach(actor: Actor) -> tuple[tuple[int, ...], int | None]:
    """The branches whose figures somebody reads, and himself where he reads no more than his own."""
    over = actor.under(Permission.TEAMS_OVERVIEW)
    if over.whole_bank:
        return tuple(branch.id for branch in tree.branch_tree()), None
    if over.all_paths:
        return tuple(branch.id for branch in tree.branches_below(over.all_paths)), None
    return tuple(branch.id for branch in tree.branch_tree()), actor.staff_id


def figures(asked: Asked) -> dict[Key, Figures]:
    """A line for each person, team or branch. Two statements."""
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
    for *key, filed, prompt, late in _replies(asked).tuples():
        one = line(*key)
        one.filed, one.prompt, one.late = filed, prompt, late
    return {key: one for key, one in found.items() if asked.own is None or key == (asked.own,)}


def together(asked: Asked) -> Figures:
    """All of them: each VIP and each request once. Two statements."""
    total = Figures()
    for line in figures(replace(asked, by=BRANCH)).values():
        for name in ("vips", "due", "kept", "filed", "prompt", "late"):
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total


def _whose() -> Any:
    """Whose a first reply is: who wrote it; while nobody has, who has the request."""
    return fn.COALESCE(Request.first_reply_by, Request.holder)


def _prompt() -> Expression:
    return Request.first_reply_at <= Request.reply_due_at  # type: ignore[no-any-return]


def _late() -> Expression:
    never = Request.first_reply_at.is_null() & (Request.reply_due_at < clock.now())
    return never | (Request.first_reply_at > Request.reply_due_at)  # type: ignore[no-any-return]


def _counts() -> Expression:
    """Praise is not late work; what was withdrawn before anybody wrote asks for nothing."""
    known = Request.reply_due_at.is_null(False) & (Request.kind != "praise")
    return known & (Request.first_reply_at.is_null(False) | (Request.status != "withdrawn"))  # type: ignore[no-any-return]


def _filed_in(branches: tuple[int, ...], since: date, until: date) -> Expression:
    within = (Request.filed_at >= clock.start_of(since)) & (Request.filed_at < clock.start_of(until))
    return Request.branch.in_(branches) & within & _counts()  # type: ignore[no-any-return]


def _sum(condition: Expression) -> Any:
    return fn.SUM(Case(None, [(condition, 1)], 0))


def _replies(asked: Asked) -> Any:
    keys: dict[str, list[Any]] = {
        PERSON: [_whose()],
        TEAM: [Client.manager, Client.adviser],
        BRANCH: [Request.branch],
    }
    query = Request.select(*keys[asked.by], fn.COUNT(Request.id), _sum(_prompt()), _sum(_late()))
    query = query.where(_filed_in(asked.branches, asked.month, asked.end))
    if asked.by == TEAM:
        query = query.join(Client)
    if asked.own is not None:
        query = query.where(_whose() == asked.own)
    return query.group_by(*keys[asked.by])


def trend(asked: Asked) -> list[tuple[date, Figures]]:
    """The months up to this one, all together (or his own). Two statements."""
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
    query = Request.select(nth.alias("nth"), fn.COUNT(Request.id), _sum(_prompt()), _sum(_late()))
    query = query.where(_filed_in(asked.branches, months[0], asked.end))
    if asked.own is not None:
        query = query.where(_whose() == asked.own)
    for at, filed, prompt, late in query.group_by(SQL("nth")).tuples():
        one = found[months[at]]
        one.filed, one.prompt, one.late = filed, prompt, late
    return list(found.items())


@dataclass
class Listed:
    """One page of what a figure counts; `after` leads to the next."""

    rows: list[dict[str, Any]]
    after: int | None
    total: int


def _is(column: Any, wanted: int | None) -> Expression:
    return column.is_null() if wanted is None else column == wanted  # type: ignore[no-any-return]


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
        yield _is(VipMonth.manager, key[0]) & _is(VipMonth.adviser, key[1])
    else:
        whose = {"vips": VipMonth.manager, "advised": VipMonth.adviser}.get(figure, VipMonth.keeper)
        yield _is(whose, key[0])


def vips(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The VIPs behind a figure of contact, by their numbers. Of a client who is no longer the reader's, only that there
    was one (`open` is false). Three statements."""
    manager, adviser = Staff.alias("m"), Staff.alias("a")
    wanted = _all(_vip_parts(asked, figure, key))
    total = VipMonth.select(fn.COUNT(VipMonth.id)).where(wanted).scalar()
    query = (
        VipMonth.select(
            VipMonth.client, VipMonth.kept, VipMonth.branch, manager.name.alias("manager"),
            adviser.name.alias("adviser"), Client.number, Client.name, Client.tier, Client.next_contact_due,
        )
        .join(Client, JOIN.LEFT_OUTER, on=(VipMonth.client == Client.id))
        .join_from(VipMonth, manager, JOIN.LEFT_OUTER, on=(VipMonth.manager == manager.id))
        .join_from(VipMonth, adviser, JOIN.LEFT_OUTER, on=(VipMonth.adviser == adviser.id))
        .where(wanted, VipMonth.client > after)
        .order_by(VipMonth.client)
    )  # fmt: skip
    rows = list(query.limit(PAGE + 1).dicts())
    mine = _in_reach(Client, ClientScope(actor, head=True).condition(), [row["client"] for row in rows])
    for row in rows:
        row["open"] = row["client"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["client"] if len(rows) > PAGE else None, total)


def _reply_parts(asked: Asked, figure: str, key: Key | None) -> Iterator[Expression]:
    yield _filed_in(asked.branches, asked.month, asked.end)
    if figure == "prompt":
        yield _prompt()
    elif figure == "late":
        yield _late()
    if key is None:
        return
    if asked.by == BRANCH:
        yield Request.branch == key[0]
    elif asked.by == TEAM:
        yield _is(Client.manager, key[0]) & _is(Client.adviser, key[1])
    else:
        yield _is(_whose(), key[0])


def replies(actor: Actor, asked: Asked, figure: str, key: Key | None, after: int) -> Listed:
    """The requests behind a figure of first replies, the newest first. Three statements."""
    wanted = _all(_reply_parts(asked, figure, key))
    total = Request.select(fn.COUNT(Request.id)).join(Client).where(wanted).scalar()
    query = (
        Request.select(
            Request.id, Request.number, Request.filed_at, Request.first_reply_at, Request.reply_due_at,
            Client.name.alias("client"), Staff.name.alias("person"),
        )
        .join(Client)
        .join_from(Request, Staff, JOIN.LEFT_OUTER, on=(Staff.id == _whose()))
        .where(wanted)
        .order_by(Request.id.desc())
    )  # fmt: skip
    rows = list((query.where(Request.id < after) if after else query).limit(PAGE + 1).dicts())
    mine = _in_reach(Request, RequestScope(actor).condition(), [row["id"] for row in rows])
    for row in rows:
        row["open"] = row["id"] in mine
    return Listed(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else None, total)


def _in_reach(model: Any, condition: Any, ids: list[int]) -> set[int]:
    return {one for (one,) in model.select(model.id).where(model.id.in_(ids), condition).tuples()}


def names(keys: list[Key]) -> dict[int, str]:
    """The people of these keys. One statement."""
    ids = sorted({one for key in keys for one in key if one})
    return dict(Staff.select(Staff.id, Staff.name).where(Staff.id.in_(ids)).tuples())
