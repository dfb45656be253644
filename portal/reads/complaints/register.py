"""The register of complaints and what of it supervisors ask for each quarter (R6): by branch, business, cause, channel,
region, what it led to and days. A repeat is counted with the complaint that it repeats, never again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add, and_
from typing import Any

from peewee import JOIN, SQL, Case, Expression, Value, fn

from portal.models.clients.client import Client
from portal.models.complaints import Complaint, ComplaintAbout
from portal.models.organisation import Branch
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.complaints import classes
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission
from portal.rules.complaints import SPANS, Quarter

PAGE = 50
EARLIER = Complaint.alias("earlier")
EARLIER_REQUEST = Request.alias("earlier_request")


@dataclass(frozen=True)
class Wanted:
    """What of the register: complaints received in a quarter; a code of each axis stands for all below it."""

    quarter: Quarter
    branch: str = ""
    channel: str = ""
    business: str = ""
    cause: str = ""
    district: str = ""
    state: str = ""


@dataclass
class Figures:
    """How many complaints (repeats once), how many repeats, and what became of them. `redress` in fen, `days` of those
    that have ended (together; `ended` of them), `spans` by how long they took."""

    counted: int = 0
    repeats: int = 0
    ended: int = 0
    late: int = 0
    extended: int = 0
    reviewed: int = 0
    withdrawn: int = 0
    redress: int = 0
    days: int = 0
    spans: list[int] = field(default_factory=lambda: [0] * (len(SPANS) + 1))

    @property
    def average(self) -> float | None:
        """Days from receipt to the end, on average."""
        return round(self.days / self.ended, 1) if self.ended else None

    def take(self, other: Figures) -> None:
        """Count another line with this one."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.spans = [one + more for one, more in zip(self.spans, other.spans, strict=True)]


COUNTED = ("counted", "repeats", "ended", "late", "extended", "reviewed", "withdrawn", "redress", "days")
Lines = dict[str, Figures]
"""Key (a code, a branch's id, a district; "" for what is not known) → its figures."""
DIMENSIONS: dict[str, Any] = {
    "branch": Request.branch,
    "business": Complaint.class_business,
    "cause": Complaint.class_cause,
    "channel": Complaint.class_channel,
    "district": Client.district,
    "response": Complaint.response,
}


def branches_of(actor: Actor) -> list[Branch]:
    """The branches whose register somebody reads, in tree order."""
    return tree.branches_below(actor.paths_for(Permission.COMPLAINTS_REGISTER))


def _condition(actor: Actor, wanted: Wanted) -> Expression:
    """Within his branches, none that concerns him, as asked for."""
    below = [one for one in branches_of(actor) if not wanted.branch or one.path.startswith(wanted.branch)]
    found: list[Any] = [
        Request.branch.in_([one.id for one in below]),
        *recusal.conditions(actor),
        Complaint.received_on >= wanted.quarter.first,
        Complaint.received_on <= wanted.quarter.last,
    ]
    for axis in ("channel", "business", "cause"):
        if code := getattr(wanted, axis):
            found.append(getattr(Complaint, classes.COLUMN_OF[axis]).in_(classes.below(axis, code)))
    if wanted.district:
        found.append(Client.district == wanted.district)
    if wanted.state:
        found.append(Complaint.state == wanted.state)
    return reduce(and_, found)


def _count(condition: Any) -> Any:
    return fn.COALESCE(fn.SUM(Case(None, [(condition, 1)], 0)), 0)


def _measures(actor: Actor) -> list[Any]:
    once, ended = recusal.counted(actor), Complaint.taken.is_null(False)
    spans, before = [], -1
    for most in SPANS:
        spans.append(once & (Complaint.taken > before) & (Complaint.taken <= most))
        before = most
    return [
        _count(once),
        _count(~once),
        _count(once & ended),
        _count(once & (Complaint.timely == False)),  # noqa: E712 (SQL)
        _count(once & (Complaint.extended > 0)),
        _count(once & Complaint.review_asked_at.is_null(False)),
        _count(once & (Complaint.state == "withdrawn")),
        fn.COALESCE(fn.SUM(Case(None, [(once, Complaint.redress)], 0)), 0),
        fn.COALESCE(fn.SUM(Case(None, [(once & ended, Complaint.taken)], 0)), 0),
        *(_count(one) for one in spans),
        _count(once & (Complaint.taken > before)),
    ]


def figures(actor: Actor, wanted: Wanted) -> dict[str, Lines]:
    """Dimension → its lines, and under "all" the sum. One statement."""
    inside = _condition(actor, wanted)
    parts = []
    for name, column in {"all": Value(""), **DIMENSIONS}.items():
        key = fn.COALESCE(column.cast("text"), "")
        query = Complaint.select(Value(name), key, *_measures(actor)).join(Request)
        query = query.join(Client, JOIN.LEFT_OUTER, on=(Request.client == Client.id)).where(inside)
        parts.append(query if name == "all" else query.group_by(SQL("2")))
    found: dict[str, Lines] = {name: {} for name in ("all", *DIMENSIONS)}
    for name, key, *values in reduce(add, parts).tuples():
        counts = [int(value or 0) for value in values]
        line = Figures(spans=counts[len(COUNTED) :])
        for one, value in zip(COUNTED, counts, strict=False):
            setattr(line, one, value)
        found[name][key or ""] = line
    return found


def folded(axis: str, lines: Lines) -> list[tuple[str, Figures, list[tuple[str, Figures]]]]:
    """The lines of an axis by its classes of the first level, each with those below it that anything was counted in."""
    found: dict[str, tuple[Figures, list[tuple[str, Figures]]]] = {}
    order = {code: place for place, code in enumerate(classes.classes()[axis])}
    for code in sorted(lines, key=lambda one: (one == "", order.get(one, len(order)), one)):
        top = classes.top_of(axis, code)
        whole, below = found.setdefault(top, (Figures(), []))
        whole.take(lines[code])
        if code != top:
            below.append((code, lines[code]))
    return [(top, whole, below) for top, (whole, below) in found.items()]


def _rows(actor: Actor, wanted: Wanted) -> Any:
    """The register itself, the latest received first; no names of those who complain."""
    one = Complaint
    chosen = (
        *(one.id, one.received_on, one.channel, one.complainant, one.state, one.class_channel, one.class_business),
        *(one.class_cause, one.inner_cause, one.response, one.redress, one.timely, one.taken, one.extended),
        *(one.last_day, one.ended_at, one.review_asked_at, one.outcome),
    )
    query = one.select(
        *chosen,
        Request.number,
        Request.subject,
        Request.branch.alias("place"),
        Request.closed_at,
        Client.district,
        EARLIER_REQUEST.number.alias("repeats"),
    ).join(Request)
    query = query.join(Client, JOIN.LEFT_OUTER, on=(Request.client == Client.id))
    query = query.join_from(one, EARLIER, JOIN.LEFT_OUTER, on=(one.repeat_of == EARLIER.id))
    known = (EARLIER.request == EARLIER_REQUEST.id) & recusal.open_to(actor, EARLIER.request)
    query = query.join_from(EARLIER, EARLIER_REQUEST, JOIN.LEFT_OUTER, on=known)
    return query.where(_condition(actor, wanted)).order_by(one.received_on.desc(), one.id.desc())


def page(actor: Actor, wanted: Wanted, after: str = "", size: int = PAGE) -> tuple[list[Any], str]:
    """A page of it, and the cursor of the next one ("" at the end). One statement."""
    query, (day, last) = _rows(actor, wanted), _cursor(after)
    if day and last:
        received = Complaint.received_on
        query = query.where((received < day) | ((received == day) & (Complaint.id < last)))
    rows = list(query.limit(size + 1).objects())
    more, rows = len(rows) > size, rows[:size]
    return rows, f"{rows[-1].received_on.isoformat()}~{rows[-1].id}" if more else ""


def _cursor(text: str) -> tuple[date | None, int | None]:
    day, _, number = text.partition("~")
    try:
        last = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None
        return date.fromisoformat(day), last
    except ValueError:
        return None, None


def every_row(actor: Actor, wanted: Wanted, at_once: int = 500) -> Iterator[Any]:
    """All of it, so many at a time."""
    after = ""
    while True:
        rows, after = page(actor, wanted, after, at_once)
        yield from rows
        if not after:
            return


def districts(actor: Actor, quarter: Quarter) -> list[str]:
    """The regions that the complaints of a quarter come from."""
    query = Complaint.select(Client.district).distinct().join(Request)
    query = query.join(Client, on=(Request.client == Client.id)).where(_condition(actor, Wanted(quarter)))
    return sorted(one for (one,) in query.tuples() if one)


def about_partner(actor: Actor, partner: int, count: int = 20) -> list[Any]:
    """Complaints about a partner that somebody reads, the latest first. One statement."""
    about = ComplaintAbout.select(ComplaintAbout.complaint).where(ComplaintAbout.partner == partner)
    inside = Request.branch.in_([one.id for one in branches_of(actor)])
    query = Complaint.select(
        *(Complaint.id, Complaint.state, Complaint.received_on, Complaint.outcome),
        *(Request.number, Request.subject),
    ).join(Request)
    query = query.where(Complaint.id.in_(about), inside, *recusal.conditions(actor))
    return list(query.order_by(Complaint.id.desc()).limit(count).objects())
