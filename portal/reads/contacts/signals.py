"""What makes the contact with each of some clients matter: how late he is and the signals of the rule, but for open
complaints, which not everybody may read. A fixed number of statements, however many they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import fn

from portal.database import among, database
from portal.models import ContactPlan, HoldingAccount
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.reads.contacts.companies import Turn, turns
from portal.reads.contacts.plans import intervals_of, postponed, vip_since
from portal.reads.shared import built
from portal.rules.contacts import Intervals, Signals, Standing, lateness, latest_due

MATURES_WITHIN = timedelta(days=14)
BIRTHDAY_WITHIN = timedelta(days=7)


class Row(NamedTuple):
    """What is read of a client and his plan; `own_channel`, `own_times`, `topics` are the plan's. `order` is his place
    in the order in which he was read."""

    id: int
    number: str
    name: str
    kind: str
    tier: str
    branch: int
    district: str
    due: date
    last: date | None
    do_not_call: bool
    mobile: str
    channel: str
    times: str
    aum: int
    aum_before: int
    birthday: date | None
    manager: int | None
    adviser: int | None
    stands_at: int | None
    wished: int | None
    latest: int | None
    own_channel: str | None
    own_times: str | None
    topics: str | None
    stopped: str | None
    stopped_until: date | None
    order: int


_COLUMNS = """c.id, c.number, c.name, c.kind, c.tier_id, c.branch_id, c.district, c.next_contact_due, c.last_contact,
    c.do_not_call, c.mobile, c.preferred_channel, c.preferred_times, c.aum, c.aum_before, c.next_birthday,
    c.manager_id, c.adviser_id, c.contact_order, p.wished, p.latest, p.channel, p.times, p.topics,
    p.stopped, p.stopped_until, m.k"""


@dataclass(frozen=True)
class Found:
    """`last` is the day he was last reached, `latest` that after which it is too late; of a company those of whose turn
    it is."""

    last: date | None
    latest: date | None
    signals: Signals
    turn: Turn | None


def read(chosen: str, params: list[Any]) -> list[Row]:
    """The rows of clients whom a query of (id, k) chooses, the highest k first. One statement."""
    text = f"""SELECT {_COLUMNS} FROM ({chosen}) AS m JOIN client c ON c.id = m.id
        LEFT JOIN contact_plan p ON p.client_id = c.id ORDER BY m.k DESC, m.id DESC"""  # noqa: S608 (our own tables)
    return [_row(values) for values in database.execute_sql(text, params).fetchall()]


def _row(values: Any) -> Row:
    row = Row(*values)
    due, stopped_until = _day(row.due) or NEVER, _day(row.stopped_until)
    return row._replace(due=due, last=_day(row.last), birthday=_day(row.birthday), stopped_until=stopped_until)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def signals_of(rows: list[Row], today: date) -> dict[int, Found]:
    """Client → what was found of him on that day."""
    ids = [row.id for row in rows]
    put_off, matures = postponed(ids), _maturing(ids, today)
    since = vip_since([row.id for row in rows if row.last is None or row.kind == "company"])
    whole = {row.id: _whole(row, since.get(row.id)) for row in rows if row.kind == "company"}
    next_ones = turns(whole, put_off) if whole else {}
    ranks, calendar = reference.ranks(), reference.calendar()
    found = {}
    for row in rows:
        turn, stands = next_ones.get(row.id), put_off.get(row.id)
        his = turn.his if turn else _standing(row, since.get(row.id), stands[1] if stands else None)
        latest, birthday = latest_due(his, calendar), row.birthday
        soon = birthday and today <= birthday <= today + BIRTHDAY_WITHIN
        signals = Signals(
            rank=ranks.get(row.tier, 0),
            days_late=max(0, (today - row.due).days),
            late=lateness(row.due, latest, today),
            falling=bool(row.aum_before) and (row.aum - row.aum_before) * 10 <= -row.aum_before,
            matures=matures.get(row.id),
            birthday=birthday if soon else None,
        )
        found[row.id] = Found(his.reached, latest, signals, turn)
    return found


def _standing(row: Row, since: date | None, put_off: date | None) -> Standing:
    """What decides about the last day for him: a day that was put off moves it never, one agreed with him does."""
    return Standing(_intervals(row), since, row.last, None if put_off == row.due else row.due)


def _whole(row: Row, since: date | None) -> Standing:
    """What decides about a company as a whole; what was put off is told apart, for that hangs on the moment."""
    return Standing(_intervals(row), since, row.last, stopped=row.stopped or "", stopped_until=row.stopped_until)


def _intervals(row: Row) -> Intervals | None:
    plan = ContactPlan(wished=row.wished, latest=row.latest) if row.wished or row.latest else None
    return intervals_of(row.tier, plan)


def _maturing(ids: list[int], today: date) -> dict[int, date]:
    def query() -> Any:
        held = HoldingAccount
        soon = held.matures_on.between(today, today + MATURES_WITHIN), held.closed_on.is_null()
        found = held.select(held.client, fn.MIN(held.matures_on)).where(among(held.client, built.MANY), *soon)
        return found.group_by(held.client).tuples()

    return {client: _day(day) or today for client, day in built.of_many(("maturing", today), query, ids)}
