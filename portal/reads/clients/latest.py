"""The latest contacts, requests and events of one client in one statement: three small lists of his page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.database import UtcField, database
from portal.models.requests import Request

SHOWN = 5


@dataclass
class LatestContact:
    at: datetime
    channel: str
    words: str
    who: str


@dataclass
class LatestEvent:
    """A sign-up that stands; `seats` are his own and his guests'."""

    number: str
    title: str
    starts_at: datetime
    seats: int


@dataclass
class Latest:
    contacts: list[LatestContact]
    requests: list[Request]
    events: list[LatestEvent]


_CONTACTS = """SELECT 'contact' AS kind, c.id AS id, c.happened_at AS at, c.channel AS code, c.summary AS words, s.name
    AS who,
    CAST(NULL AS TIMESTAMP) AS due, 0 AS n
  FROM contact c JOIN staff s ON s.id = c.staff_id WHERE c.client_id = ? ORDER BY c.happened_at DESC LIMIT {n}"""
_REQUESTS = """SELECT '{kind}', r.id, r.filed_at, r.status, r.subject, r.number, r.due_at, r.minutes
  FROM request r WHERE r.client_id = ? AND r.status {which} ('new', 'taken', 'waiting') ORDER BY {order}r.id DESC
  LIMIT {n}"""
_EVENTS = """SELECT 'event', u.id, e.starts_at, '', e.title, e.number, CAST(NULL AS TIMESTAMP), u.guests + 1
  FROM sign_up u JOIN event e ON e.id = u.event_id WHERE u.client_id = ? AND u.cancelled_at IS NULL
  ORDER BY e.starts_at DESC LIMIT {n}"""
_PARTS = (
    _CONTACTS,
    _REQUESTS.replace("{kind}", "open").replace("{which}", "IN").replace("{order}", "r.due_at IS NULL, r.due_at, "),
    _REQUESTS.replace("{kind}", "finished").replace("{which}", "NOT IN").replace("{order}", ""),
    _EVENTS,
)
_SQL = " UNION ALL ".join(f"SELECT * FROM ({part.format(n=SHOWN)}) AS p{place}" for place, part in enumerate(_PARTS))  # noqa: S608


def latest_of(client_id: int) -> Latest:
    """The newest contacts and events, and requests: the open ones first, by what is due first, then the newest finished
    ones."""
    rows = database.execute_sql(_SQL.replace("?", database.obj.param), (client_id,) * len(_PARTS)).fetchall()
    moment = UtcField().python_value
    found = Latest([], [], [])
    for kind, ident, at, code, words, who, due, number in rows:
        if kind == "contact":
            found.contacts.append(LatestContact(moment(at), code, words, who))
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
