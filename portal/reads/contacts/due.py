"""Whom to contact today and this week, and who is overdue: a fixed number of statements, whatever the data."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import JOIN, fn

from portal.database import UtcField, among, packed
from portal.ground import clock
from portal.models import Account, Begun, Client, Contact, RecordAccess, Request, Staff
from portal.models.clients.client import IS_DUE
from portal.models.requests import IS_OPEN_COMPLAINT
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.contacts import keeping
from portal.reads.contacts.agreed import Agreed, Met, met, occasions_of
from portal.reads.contacts.signals import BIRTHDAY_WITHIN, Row, read, signals_of
from portal.reads.finding.filter import plain_column
from portal.reads.requests.scope import RequestScope
from portal.reads.shared import built
from portal.reads.shared.walking import merged
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.contacts import COMPLAINT, DAYS, Signals, week_end
from portal.rules.shared.addresses import row_id

PAGE = 30
"""Lines of a page."""
VISITS = 100
"""So many of those that matter most are put into groups by district."""
MOST_COMPLAINTS = 500
"""So many of the newest open complaints put their clients ahead."""


@dataclass
class Tried:
    """What was done today already: by whom, when, with which outcome (`begun`: his call is not on record yet), and
    which side began it."""

    who: str
    at: datetime
    outcome: str
    began: str = "we"


@dataclass
class DueLine:
    """One client who is due; `latest` is the day after which it is too late. `last` is the day he was last reached;
    `instead_of` for whom the reader stands in."""

    id: int
    number: str
    name: str
    company: bool
    tier: str
    branch: int
    district: str
    due: date
    last: date | None
    late: str
    latest: date | None
    channel: str
    times: str
    topics: str
    callable: bool
    signals: Signals
    tried: list[Tried] = field(default_factory=list)
    instead_of: str = ""
    agreed: Agreed | None = None
    occasion: tuple[date, str] | None = None
    person: tuple[int, str] | None = None


@dataclass
class Due:
    """The lines of a page, the weightiest first in each part; `after` is the cursor of the page behind it."""

    overdue: list[DueLine]
    today: list[DueLine]
    week: list[DueLine]
    after: str

    @property
    def lines(self) -> list[DueLine]:
        return [*self.overdue, *self.today, *self.week]


def keeps(actor: Actor) -> bool:
    """Does he keep in touch with clients himself, as manager or adviser?"""
    return bool({Role.MANAGER, Role.ADVISER} & {*actor.seat_kinds})


def due_for(actor: Actor, whose: str, after: str = "", *, for_visits: bool = False) -> Due:
    """A page of what is due until the end of the week, what matters most first: `mine`, with whom he keeps in touch, or
    `team`, all within his reach. `after` is the cursor of the last line before; `for_visits`: a page of more lines."""
    today, size = clock.today(), VISITS if for_visits else PAGE
    wanted = IS_DUE & (plain_column(Client.next_contact_due, True) <= week_end(today))
    complaints = _complaints(actor, whose, wanted)
    rows = _page([part & wanted for part in _parts(actor, whose)], complaints, after, size + 1)
    more, rows = len(rows) > size, rows[:size]
    lines = _lines(actor, rows, complaints, today)
    return Due(
        overdue=[one for one in lines if one.due < today],
        today=[one for one in lines if one.due == today],
        week=[one for one in lines if one.due > today],
        after=f"{rows[-1].order}~{rows[-1].id}" if more else "",
    )


def _parts(actor: Actor, whose: str, *, plain: bool = False) -> list[Any]:
    """Conditions that do not overlap: each walks an index of its own, unless `plain`."""
    if whose == "mine":
        acting = actor.under(Permission.CONTACTS_READ)
        return keeping.parts(acting, acting.staff_id, plain=plain)
    scope = ClientScope(actor, may=Permission.CONTACTS_READ)
    return [scope.condition()] if plain else scope.pieces()


def _page(parts: list[Any], complaints: dict[int, int], after: str, limit: int) -> list[Row]:
    """The first of the order behind the cursor. Those with a complaint stand higher and are at hand."""
    if not parts:
        return []
    order, last = (row_id(text) for text in (after.split("~") if after.count("~") == 1 else ("", "")))
    key, chosen = Client.contact_order, Client.select(Client.id.alias("id"), Client.contact_order.alias("k"))
    fitting = [~among(Client.id, sorted(complaints))] if complaints else []
    if order and last:
        fitting += [key <= order, (key < order) | (Client.id < last)]
        complaints = {client: at for client, at in complaints.items() if (at, client) < (order, last)}
    sql, params = merged([chosen.where(part, *fitting) for part in parts], True, limit)
    first = sorted(complaints.items(), key=lambda one: (-one[1], -one[0]))[:limit]
    if first:
        values = ", ".join(f"({client:d}, {at:d})" for client, at in first)
        both = f"SELECT id, k FROM ({sql}) AS others UNION ALL SELECT * FROM (VALUES {values}) AS first"  # noqa: S608
        sql = f"SELECT id, k FROM ({both}) AS due ORDER BY k DESC, id DESC LIMIT {limit}"  # noqa: S608
    return read(sql, params)


def _lines(actor: Actor, rows: list[Row], complaints: Container[int], today: date) -> list[DueLine]:
    ids, found = [row.id for row in rows], signals_of(rows, today)
    contacts, occasions = met(ids), occasions_of(ids)
    tried, names, until = _today(actor, ids, contacts), keeping.names_of(actor), today + BIRTHDAY_WITHIN
    lines = []
    for row in rows:
        one, said = found[row.id], contacts.agreed.get(row.id)
        signals = replace(one.signals, complaint=row.id in complaints)
        lines.append(
            DueLine(
                *(row.id, row.number, row.name, row.kind == "company", row.tier, row.branch, row.district),
                *(row.due, one.last, signals.late, one.latest),
                *(row.own_channel or row.channel, row.own_times or row.times, row.topics or ""),
                *(bool(row.mobile) and not row.do_not_call, signals, tried.get(row.id, [])),
                keeping.instead_of(names, actor.staff_id, row.manager, row.adviser),
                said if said and said.day == row.due else None,
                next(((day, one.what) for day, one in occasions.get(row.id, ()) if day <= until), None),
                (one.turn.person, one.turn.name) if one.turn else None,
            )
        )
    return lines


def _complaints(actor: Actor, whose: str, wanted: Any) -> dict[int, int]:
    """Clients with an open complaint that he may read → the place that it gives them. Open complaints are few, and lead
    to their clients."""
    parts = _parts(actor, whose, plain=True)
    if not parts:
        return {}
    inside = RequestScope(actor, Permission.REQUESTS_READ).condition() & reduce(or_, parts)
    query = Request.select(Client.id, Client.contact_order).join(Client, JOIN.CROSS)
    query = query.where(IS_OPEN_COMPLAINT, Request.client == Client.id, inside, wanted)
    rows = query.order_by(Request.id.desc()).limit(MOST_COMPLAINTS).tuples()
    return {client: at + COMPLAINT * DAYS for client, at in rows}


def _today(actor: Actor, ids: list[int], contacts: Met) -> dict[int, list[Tried]]:
    """Contacts and attempts of today, and calls that colleagues have begun: nobody is called twice."""
    found = {client: [Tried(*one) for one in several] for client, several in contacts.today.items()}
    for client, who, at in begun_by_others(actor, ids):
        if not any(one.who == who for one in found.get(client, [])):
            found.setdefault(client, []).append(Tried(who, at, "begun"))
    return found


def begun_by_others(actor: Actor, ids: list[int]) -> list[tuple[int, str, datetime]]:
    """(client, who, when) of calls that others have begun today: a tap on the phone's number, or a form that was
    opened; what came of it is not on record yet. One statement."""
    marks = {built.ACCOUNT: actor.account_id, built.STAFF: actor.staff_id, built.MANY: packed(ids)}
    moment = UtcField().python_value
    last: dict[tuple[int, str], datetime] = {}
    for client, who, at in built.rows(("begun", clock.today()), _begun, marks):
        last[client, who] = max(moment(at), last.get((client, who), moment(at)))
    return [(client, who, at) for (client, who), at in last.items()]


def _begun() -> Any:
    """Of clients, a login and a person that are marks: what others than he began today."""
    start = clock.start_of(clock.today())
    tapped = RecordAccess.select(RecordAccess.client.alias("client"), Staff.name, fn.MAX(RecordAccess.at).alias("at"))
    tapped = tapped.join(Account, on=(RecordAccess.account == Account.id)).join(Staff, on=(Account.staff == Staff.id))
    asked = (RecordAccess.kind == "reveal") & (RecordAccess.field == "mobile") & (RecordAccess.day == clock.today())
    tapped = tapped.where(among(RecordAccess.client, built.MANY), asked, RecordAccess.account != built.ACCOUNT)
    opened = Begun.select(Begun.client, Staff.name, Begun.at).join(Staff)
    opened = opened.where(among(Begun.client, built.MANY), Begun.at >= start, Begun.staff != built.STAFF)
    since = Contact.alias("since")
    recorded = since.select(since.id).where(
        since.client == Begun.client, since.staff == Begun.staff, since.created_at >= Begun.at
    )
    return (tapped.group_by(RecordAccess.client, Staff.name) + opened.where(~fn.EXISTS(recorded))).tuples()
