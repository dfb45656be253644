"""Follow-up calls that are to be made, and those that were: mine, my team's, a client's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from portal.database import UtcField
from portal.ground import clock
from portal.models import Client, Contact, ContactPlan, FollowUp, Staff
from portal.models.contacts import OF_THE_PLAN
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.shared import built
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.follow_ups import Answers

SHOWN = 100
HOLDER, NAMED, DOER = (Staff.alias(name) for name in ("holder", "held_for", "doer"))


@dataclass(frozen=True)
class Line:
    """One call: what it follows, whose it is (`who`; `instead_of`: in whose name), what came of it."""

    id: int
    number: str
    name: str
    tier: str
    cause: str
    about: str
    ref: str
    due: date
    questions: bool
    complaint: bool
    callable: bool
    holder: int | None
    who: str
    instead_of: str
    tried: datetime | None
    done_at: datetime | None
    answers: Answers


@dataclass(frozen=True)
class Wanted:
    """Which calls: `whose` (mine, team), `state` (open, done), and of those done `cause` and one answer."""

    whose: str = "mine"
    state: str = "open"
    cause: str = ""
    satisfied: str = ""
    understood: str = ""
    until: date | None = None


def rests(day: date) -> Any:
    """As a condition on clients: nobody calls him on this day, for he mourns or has died."""
    stopped = (ContactPlan.stopped == "death") | (
        (ContactPlan.stopped == "mourning") & (ContactPlan.stopped_until >= day)
    )
    return fn.EXISTS(ContactPlan.select(ContactPlan.id).where((ContactPlan.client == Client.id) & stopped))


def mine(actor: Actor) -> Any:
    """As a condition on open calls: he has it, or it lies in the queue of branches that he looks after."""
    found = FollowUp.holder == actor.staff_id
    branches = actor.branch_ids(Role.BRANCH_ADMIN)
    if not branches:
        return found
    # asked for apart, each is found by the index of holders; on both sides of "or" all open calls are walked
    of_them = FollowUp.alias("of_them")
    chosen = of_them.select(of_them.id).where(of_them.done_at.is_null())
    his, nobodys = (chosen.where(one) for one in (of_them.holder == actor.staff_id, of_them.holder.is_null()))
    return FollowUp.id.in_(his + nobodys) & (found | Client.branch.in_(branches))


def calls(actor: Actor, wanted: Wanted, count: int = SHOWN) -> list[Line]:
    """The first due first, or the latest made first; within his reach. One statement."""
    acting = actor.under(Permission.CONTACTS_READ)
    query = lambda: _calls(acting.stand_in(), wanted).limit(count).tuples()  # noqa: E731
    return [
        _line(row) for row in built.rows(("calls", acting.reach, wanted, count, clock.today()), query, acting.marks)
    ]


def _calls(acting: Actor, wanted: Wanted) -> Any:
    query = _query().where(ClientScope(acting, may=Permission.CONTACTS_READ).condition(), *recusal.calls(acting))
    if wanted.state == "done":
        query = query.where(FollowUp.done_at.is_null(False)).order_by(FollowUp.done_at.desc(), FollowUp.id.desc())
        query = query.where(FollowUp.done_by == acting.staff_id) if wanted.whose == "mine" else query
    else:
        query = query.where(FollowUp.done_at.is_null(), ~rests(clock.today())).order_by(FollowUp.due, FollowUp.id)
        query = query.where(mine(acting)) if wanted.whose == "mine" else query
    for name in ("cause", "satisfied", "understood"):
        if asked := getattr(wanted, name):
            query = query.where(getattr(FollowUp, name) == asked)
    return query.where(FollowUp.due <= wanted.until) if wanted.until else query


def of_client(actor: Actor, client: Client) -> list[Line]:
    """The open calls of one client, the first due first."""
    query = _query().where(FollowUp.client == client.id, FollowUp.done_at.is_null(), ~rests(clock.today()))
    query = query.where(*recusal.calls(actor))
    return [_line(row) for row in query.order_by(FollowUp.due, FollowUp.id).limit(5).tuples()]


def one_of(actor: Actor, client: Client, follow_up: int) -> Line | None:
    query = _query().where(FollowUp.client == client.id, FollowUp.id == follow_up, *recusal.calls(actor))
    row = query.tuples().first()
    return _line(row) if row else None


def _query() -> Any:
    start = clock.start_of(clock.today())
    tried = Contact.select(fn.MAX(Contact.happened_at)).where(
        Contact.client == Client.id,
        Contact.happened_at >= start,
        Contact.outcome != "reached",
        OF_THE_PLAN | FollowUp.complaint,
    )
    of_client = (Client.number, Client.name, Client.tier, Client.mobile, Client.do_not_call)
    one = FollowUp
    what = (one.cause, one.about, one.ref, one.due, one.questions, one.complaint, one.holder, HOLDER.name, NAMED.name)
    came = (tried.alias("tried"), one.done_at, one.satisfied, one.understood, one.remark, DOER.name)
    return (
        FollowUp.select(FollowUp.id, *of_client, *what, *came)
        .join(Client, on=(FollowUp.client == Client.id))
        .join_from(FollowUp, HOLDER, JOIN.LEFT_OUTER, on=(FollowUp.holder == HOLDER.id))
        .join_from(FollowUp, NAMED, JOIN.LEFT_OUTER, on=(FollowUp.held_for == NAMED.id))
        .join_from(FollowUp, DOER, JOIN.LEFT_OUTER, on=(FollowUp.done_by == DOER.id))
    )


def _line(row: Any) -> Line:
    moment = UtcField().python_value
    (
        ident,
        number,
        name,
        tier,
        mobile,
        quiet,
        cause,
        about,
        ref,
        due,
        questions,
        complaint,
        holder,
        who,
        instead_of,
        *rest,
    ) = row
    tried, done_at, satisfied, understood, remark, doer = rest
    reachable = bool(mobile) and not quiet
    return Line(
        *(ident, number, name, tier, cause, about, ref, due, bool(questions), bool(complaint), reachable, holder),
        *(doer or who or "", instead_of or "", moment(tried) if tried else None, moment(done_at) if done_at else None),
        Answers(satisfied, understood, remark),
    )


BACK = timedelta(days=90)
"""How far back the figures go."""
COUNTED = 1000
"""So many of the calls made last are counted."""


@dataclass(frozen=True)
class Figure:
    """Calls that were made after one cause in the last 90 days: how many, and how the two answers fell out."""

    cause: str
    made: int
    satisfied: dict[str, int]
    understood: dict[str, int]

    @staticmethod
    def n(answers: dict[str, int]) -> int:
        return sum(answers.values())


def figures(actor: Actor, whose: str) -> list[Figure]:
    """One for each cause that has any, of the calls made last: `mine`, those that he made, or `team`, those of clients
    within his reach. One statement, which walks from the last call back."""
    query = FollowUp.select(FollowUp.cause, FollowUp.satisfied, FollowUp.understood).join(Client, JOIN.CROSS)
    query = query.where(
        FollowUp.client == Client.id,
        FollowUp.done_at.is_null(False),
        FollowUp.done_at >= clock.now() - BACK,
        ClientScope(actor, may=Permission.CONTACTS_READ).beside(),
        *recusal.calls(actor),
    )
    query = query.where(FollowUp.done_by == actor.staff_id) if whose == "mine" else query
    rows = Counter(query.order_by(FollowUp.done_at.desc(), FollowUp.id.desc()).limit(COUNTED).tuples())
    found: dict[str, Figure] = {}
    for (cause, satisfied, understood), count in sorted(rows.items()):
        one = found.get(cause) or Figure(cause, 0, {}, {})
        for answers, said in ((one.satisfied, satisfied), (one.understood, understood)):
            if said:
                answers[said] = answers.get(said, 0) + count
        found[cause] = Figure(cause, one.made + count, one.satisfied, one.understood)
    return list(found.values())
