"""The latest contacts, requests and events of one client in one statement, and the next steps that are open: short
lists of his page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from typing import Any

from portal.database import UtcField, database
from portal.ground import clock
from portal.models.requests import Request
from portal.reads.clients.timeline import known
from portal.reads.shared import built

SHOWN = 5


@dataclass
class LatestContact:
    at: datetime
    channel: str
    words: str
    who: str
    outcome: str = "reached"
    began: str = "we"
    confidential: bool = False
    id: int = 0


@dataclass
class LatestEvent:
    """A sign-up that stands; `seats` are his own and his guests'."""

    number: str
    title: str
    starts_at: datetime
    seats: int


@dataclass
class OpenStep:
    """What follows from a contact and is not done; `told`: it was promised to the client. `what` is "" where it follows
    from a confidential contact and the reader neither reads that nor does it."""

    id: int
    what: str
    due: date
    who: str
    told: bool


@dataclass
class OpenCall:
    """A follow-up call that is to be made: what it follows (`cause`, `about`), by when, and whose it is ("" for the
    queue)."""

    id: int
    cause: str
    about: str
    due: date
    who: str


@dataclass
class Latest:
    contacts: list[LatestContact]
    steps: list[OpenStep]
    calls: list[OpenCall]
    requests: list[Request]
    events: list[LatestEvent]


_READ = "SELECT q.number FROM request q WHERE q.client_id = f.client_id AND q.id IN ({complaints})"
"""The numbers of the client's requests that the reader reads, beside a follow-up call `f`."""
_CONTACTS = """SELECT 'contact' AS kind, c.id AS id, c.happened_at AS at,
    c.channel || ':' || c.outcome || ':' || c.began AS code,
    c.summary AS words, s.name AS who, CAST(NULL AS TIMESTAMP) AS due,
    CASE WHEN c.confidential THEN 1 ELSE 0 END AS n
  FROM contact c JOIN staff s ON s.id = c.staff_id
  WHERE c.client_id = ? AND {known} ORDER BY c.happened_at DESC LIMIT {n}"""
_STEPS = """SELECT 'step', n.id, n.created_at,
    CAST(n.due AS TEXT) || CASE WHEN k.confidential THEN ':' || COALESCE(n.holder_id, 0) ELSE '' END, n.what, s.name,
    CAST(NULL AS TIMESTAMP), CASE WHEN n.told THEN 1 ELSE 0 END
  FROM next_step n JOIN contact k ON k.id = n.contact_id LEFT JOIN staff s ON s.id = n.holder_id
  WHERE n.client_id = ? AND n.done_at IS NULL ORDER BY n.due LIMIT {n}"""
_CALLS = """SELECT 'call', f.id, f.made_at, CAST(f.due AS TEXT), f.about, COALESCE(s.name, '') || ':' || f.cause,
    CAST(NULL AS TIMESTAMP), 0
  FROM follow_up f LEFT JOIN staff s ON s.id = f.holder_id
  WHERE f.client_id = ? AND f.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM contact_plan p
    WHERE p.client_id = f.client_id AND (p.stopped = 'death' OR p.stopped_until >= '{today}'))
  AND (NOT f.complaint OR f.holder_id = {reader} OR f.ref IN ({read}))
  ORDER BY f.due LIMIT {n}"""
_REQUESTS = """SELECT '{kind}', r.id, r.filed_at, r.status, r.subject, r.number, r.due_at, r.minutes
  FROM request r WHERE r.client_id = ? AND r.status {which} ('new', 'taken', 'waiting')
  AND (r.kind <> 'complaint' OR r.id IN ({complaints})) ORDER BY {order}r.id DESC LIMIT {n}"""
_EVENTS = """SELECT 'event', u.id, e.starts_at, '', e.title, e.number, CAST(NULL AS TIMESTAMP), u.guests + 1
  FROM sign_up u JOIN event e ON e.id = u.event_id WHERE u.client_id = ? AND u.cancelled_at IS NULL
  ORDER BY e.starts_at DESC LIMIT {n}"""
_PARTS = (
    _CONTACTS,
    _STEPS,
    _CALLS,
    _REQUESTS.replace("{kind}", "open").replace("{which}", "IN").replace("{order}", "r.due_at IS NULL, r.due_at, "),
    _REQUESTS.replace("{kind}", "finished").replace("{which}", "NOT IN").replace("{order}", ""),
    _EVENTS,
)
_SQL = " UNION ALL ".join(
    f"SELECT * FROM ({part.replace('{n}', str(SHOWN))}) AS p{place}"  # noqa: S608 (a number of ours)
    for place, part in enumerate(_PARTS)
)
_SQL = _SQL.replace("{known}", known("c")).replace("{read}", _READ)


def latest_of(
    client_id: int,
    complaints: tuple[str, list[Any]],
    *,
    confidential: bool = False,
    reader: int | None = None,
) -> Latest:
    """The newest contacts and events, and requests: the open ones first, by what is due first, then the newest finished
    ones. `complaints`: a query of the ids of those that the reader reads; of others nothing is told, nor of the calls
    that follow them. `confidential`: with the words of confidential contacts, and of what follows from them; `reader`,
    a member of staff, reads what he is to do himself."""
    text = _SQL.replace("{today}", clock.today().isoformat())
    own = (database.obj.param, [reader or 0])
    text, params = built.composed(text, repeat(client_id), reader=own, complaints=complaints)
    rows = database.execute_sql(text, params).fetchall()
    moment = UtcField().python_value
    found = Latest([], [], [], [], [])
    for kind, ident, at, code, words, who, due, number in rows:
        if kind == "contact":
            channel, outcome, began = code.split(":")
            said = words if confidential or not number else ""
            found.contacts.append(LatestContact(moment(at), channel, said, who, outcome, began, bool(number), ident))
        elif kind == "step":
            due_on, kept, holder = code.partition(":")
            said = words if confidential or not kept or holder == str(reader) else ""
            found.steps.append(OpenStep(ident, said, date.fromisoformat(due_on), who or "", bool(number)))
        elif kind == "call":
            holder, _, cause = who.rpartition(":")
            found.calls.append(OpenCall(ident, cause, words, date.fromisoformat(code[:10]), holder))
        elif kind == "event":
            found.events.append(LatestEvent(who, words, moment(at), number))
        else:
            found.requests.append(
                Request(
                    id=ident,
                    filed_at=moment(at),
                    status=code,
                    subject=words,
                    number=who,
                    due_at=moment(due),
                    minutes=number,
                )
            )
    del found.requests[SHOWN + 1 :]
    return found
