"""Whom to contact today and this week, and who is overdue: a fixed number of statements, whatever the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.database import UtcField, among, database
from portal.ground import clock
from portal.models import Account, Begun, Client, Contact, ContactPlan, HoldingAccount, RecordAccess, Request, Staff
from portal.models.clients.client import NEVER
from portal.models.requests import IS_OPEN
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.contacts import keeping
from portal.reads.contacts.agreed import Agreed, agreed_of, occasions_of
from portal.reads.contacts.companies import whose_turn
from portal.reads.contacts.plans import intervals_of, postponed, vip_since
from portal.reads.requests.scope import RequestScope
from portal.reads.shared.walking import merged
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.contacts import Signals, Standing, lateness, latest_due, week_end, weight

MOST = 400
"""Of so many that are due longest the order is made."""
SHOWN = 100
"""So many of them stand on the page, those that matter most; what is done makes room for the others."""
MATURES_WITHIN = timedelta(days=14)
BIRTHDAY_WITHIN = timedelta(days=7)


@dataclass
class Tried:
    """What was done today already: by whom, when, with which outcome (`begun`: his call is not on record yet)."""

    who: str
    at: datetime
    outcome: str


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

    @property
    def score(self) -> int:
        return weight(self.signals)


@dataclass
class Due:
    """The lines of a page, the weightiest first in each part. `more`: there are others behind them."""

    overdue: list[DueLine]
    today: list[DueLine]
    week: list[DueLine]
    more: bool

    @property
    def lines(self) -> list[DueLine]:
        return [*self.overdue, *self.today, *self.week]


def keeps(actor: Actor) -> bool:
    """Does he keep in touch with clients himself, as manager or adviser?"""
    return bool({Role.MANAGER, Role.ADVISER} & {*actor.seat_kinds})


def due_for(actor: Actor, whose: str) -> Due:
    """What is due until the end of the week: `mine`, with whom he keeps in touch, or `team`, all within his reach."""
    acting = actor.under(Permission.CONTACTS_READ)
    today = clock.today()
    until = week_end(today)
    rows = _rows(_mine(acting, until) if whose == "mine" else _reached(acting, until))
    lines = _lines(actor, rows[:MOST], today)
    lines.sort(key=lambda one: (-one.score, one.due, one.id))
    lines, more = lines[:SHOWN], len(lines) > SHOWN
    return Due(
        overdue=[one for one in lines if one.due < today],
        today=[one for one in lines if one.due == today],
        week=[one for one in lines if one.due > today],
        more=more,
    )


def _part(*conditions: Any) -> Any:
    return Client.select(Client.id.alias("id"), Client.next_contact_due.alias("k")).where(*conditions)


def _reached(actor: Actor, until: date) -> list[Any]:
    scope = ClientScope(actor, may=Permission.CONTACTS_READ)
    return [_part(piece, Client.next_contact_due <= until) for piece in scope.pieces()]


def _mine(actor: Actor, until: date) -> list[Any]:
    """Clients with whom he keeps in touch, and those of whom he stands in for."""
    return [_part(kept, Client.next_contact_due <= until) for kept in keeping.parts(actor, actor.staff_id)]


_COLUMNS = """c.id, c.number, c.name, c.kind, c.tier_id, c.branch_id, c.district, c.next_contact_due, c.last_contact,
    c.do_not_call, c.mobile, c.preferred_channel, c.preferred_times, c.aum, c.aum_before, c.next_birthday,
    p.wished, p.latest, p.channel, p.times, p.topics, c.manager_id, c.adviser_id"""


def _rows(parts: list[Any]) -> list[Any]:
    """The rows of who is due, the longest first."""
    if not parts:
        return []
    sql, params = merged(parts, False, MOST + 1)
    text = f"""SELECT {_COLUMNS} FROM ({sql}) AS m JOIN client c ON c.id = m.id
        LEFT JOIN contact_plan p ON p.client_id = c.id ORDER BY m.k, m.id"""  # noqa: S608 (names of our own tables)
    return list(database.execute_sql(text, params).fetchall())


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _lines(actor: Actor, rows: list[Any], today: date) -> list[DueLine]:
    ids = [row[0] for row in rows]
    put_off = postponed(ids)
    since = vip_since([row[0] for row in rows if row[8] is None])
    complaints, matures, tried = _complaints(actor, ids), _maturing(ids, today), _today(actor, ids)
    agreed, occasions = agreed_of(ids), occasions_of(ids)
    companies = whose_turn({row[0]: row[4] for row in rows if row[3] == "company"})
    ranks, calendar, names = reference.ranks(), reference.calendar(), keeping.names_of(actor)
    lines = []
    for row in rows:
        due, last = _day(row[7]) or NEVER, _day(row[8])
        plan = ContactPlan(wished=row[16], latest=row[17]) if row[16] or row[17] else None
        stands = put_off.get(row[0])
        moved = stands is not None and stands[1] == due
        turn = companies.get(row[0])
        his = (
            turn.his if turn else Standing(intervals_of(row[4], plan), since.get(row[0]), last, None if moved else due)
        )
        last, latest = his.reached, latest_due(his, calendar)
        late, birthday = lateness(due, latest, today), _day(row[15])
        signals = Signals(
            rank=ranks.get(row[4], 0),
            days_late=max(0, (today - due).days),
            late=late,
            falling=bool(row[14]) and (row[13] - row[14]) * 10 <= -row[14],
            complaint=row[0] in complaints,
            matures=matures.get(row[0]),
            birthday=birthday if birthday and today <= birthday <= today + BIRTHDAY_WITHIN else None,
        )
        reachable = bool(row[10]) and not row[9]
        channel, times = row[18] or row[11], row[19] or row[12]
        lines.append(
            DueLine(
                *(row[0], row[1], row[2], row[3] == "company", row[4], row[5], row[6], due, last, late, latest),
                *(channel, times, row[20] or "", reachable, signals, tried.get(row[0], [])),
                keeping.instead_of(names, actor.staff_id, row[21], row[22]),
                said if (said := agreed.get(row[0])) and said.day == due else None,
                next(
                    ((day, one.what) for day, one in occasions.get(row[0], ()) if day <= today + BIRTHDAY_WITHIN), None
                ),
                (turn.person, turn.name) if turn else None,
            )
        )
    return lines


def _complaints(actor: Actor, ids: list[int]) -> set[int]:
    """Clients with an open complaint that he may read."""
    query = Request.select(Request.client).where(among(Request.client, ids), Request.kind == "complaint", IS_OPEN)
    return {row[0] for row in query.where(RequestScope(actor, Permission.REQUESTS_READ).condition()).tuples()}


def _maturing(ids: list[int], today: date) -> dict[int, date]:
    query = HoldingAccount.select(HoldingAccount.client, fn.MIN(HoldingAccount.matures_on))
    soon = HoldingAccount.matures_on.between(today, today + MATURES_WITHIN)
    query = query.where(among(HoldingAccount.client, ids), soon, HoldingAccount.closed_on.is_null())
    return {client: _day(found) or today for client, found in query.group_by(HoldingAccount.client).tuples()}


def _today(actor: Actor, ids: list[int]) -> dict[int, list[Tried]]:
    """Contacts and attempts of today, and calls that colleagues have begun: nobody is called twice."""
    start = clock.from_local(datetime.combine(clock.today(), datetime.min.time()))
    query = Contact.select(Contact.client, Staff.name, Contact.happened_at, Contact.outcome).join(Staff)
    query = query.where(among(Contact.client, ids), Contact.happened_at >= start).order_by(Contact.happened_at)
    moment = UtcField().python_value
    found: dict[int, list[Tried]] = {}
    for client, who, at, outcome in query.tuples():
        found.setdefault(client, []).append(Tried(who, moment(at), outcome))
    for client, who, at in begun_by_others(actor, ids):
        if not any(one.who == who for one in found.get(client, [])):
            found.setdefault(client, []).append(Tried(who, at, "begun"))
    return found


def begun_by_others(actor: Actor, ids: list[int]) -> list[tuple[int, str, datetime]]:
    """(client, who, when) of calls that others have begun today: a tap on the phone's number, or a form that was
    opened; what came of it is not on record yet. One statement."""
    start = clock.start_of(clock.today())
    tapped = RecordAccess.select(RecordAccess.client.alias("client"), Staff.name, fn.MAX(RecordAccess.at).alias("at"))
    tapped = tapped.join(Account, on=(RecordAccess.account == Account.id)).join(Staff, on=(Account.staff == Staff.id))
    asked = (RecordAccess.kind == "reveal") & (RecordAccess.field == "mobile") & (RecordAccess.day == clock.today())
    tapped = tapped.where(among(RecordAccess.client, ids), asked, RecordAccess.account != actor.account_id)
    opened = Begun.select(Begun.client, Staff.name, Begun.at).join(Staff)
    opened = opened.where(among(Begun.client, ids), Begun.at >= start, Begun.staff != actor.staff_id)
    since = Contact.alias("since")
    recorded = since.select(since.id).where(
        since.client == Begun.client, since.staff == Begun.staff, since.created_at >= Begun.at
    )
    rows = (tapped.group_by(RecordAccess.client, Staff.name) + opened.where(~fn.EXISTS(recorded))).tuples()
    moment = UtcField().python_value
    last: dict[tuple[int, str], datetime] = {}
    for client, who, at in rows:
        last[client, who] = max(moment(at), last.get((client, who), moment(at)))
    return [(client, who, at) for (client, who), at in last.items()]
