"""When a client was last reached, by the bank's calendar, and when the next contact is due (R4): as his contacts, his
plan and his tier say (`rules/contacts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from portal.database import write
from portal.derived import contact_order
from portal.derived.proving import in_parts
from portal.ground import steps
from portal.models import Client
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.reads.contacts.companies import turns
from portal.reads.contacts.plans import standings
from portal.rules.contacts import next_due

AT_ONCE = 500
_COLUMNS = (Client.id, Client.number, Client.tier, Client.merged_into, Client.last_contact, Client.next_contact_due)


def follow(clients: Iterable[int]) -> None:
    """The rows of clients say what their contacts and plans say. Call inside `write()`."""
    ids = sorted(set(clients))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        _correct(list(Client.select(*_COLUMNS).where(Client.id.in_(part)).dicts()))
        contact_order.follow(part)


def _correct(rows: list[dict[str, Any]]) -> int:
    """Write what differs; answers how many rows did."""
    differing = [
        (row["id"], said) for row, said in _said(rows) if said != (row["last_contact"], row["next_contact_due"])
    ]
    for client, (last, due) in differing:
        Client.update(last_contact=last, next_contact_due=due).where(Client.id == client).execute()
    return len(differing)


def _said(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], tuple[date | None, date]]]:
    """Each row with what it should say. A record that was merged into another says nothing."""
    found, calendar = standings({row["id"]: row["tier"] for row in rows}), reference.calendar()
    companies = turns(found)
    for row in rows:
        his, turn = found[row["id"]], companies.get(row["id"])
        due = turn.due if turn else next_due(his, calendar)
        yield row, (None, NEVER) if row["merged_into"] else (his.reached, due or NEVER)


@steps.every_night
def nightly() -> int:
    """Settings and free days move the dates of many: the night brings them all. Answers how many moved."""
    moved = 0
    for rows in _vips():
        ids = [row["id"] for row, said in _said(rows) if said != (row["last_contact"], row["next_contact_due"])]
        if ids:
            with write():
                moved += _correct(list(Client.select(*_COLUMNS).where(Client.id.in_(ids)).dicts()))
                contact_order.follow(ids)
    return moved


def _vips() -> Iterator[list[dict[str, Any]]]:
    """Who has a plan by his tier, some at a time: nobody else's day follows from a setting or the calendar."""
    query, after = Client.select(*_COLUMNS).where(Client.tier.in_(reference.vip_tiers())), 0
    while rows := list(query.where(Client.id > after).order_by(Client.id).limit(AT_ONCE).dicts()):
        yield rows
        after = rows[-1]["id"]


def faults() -> Iterator[str]:
    for rows in in_parts(Client, list(_COLUMNS)):
        for row, (last, due) in _said(rows):
            if row["last_contact"] != last:
                yield f"client {row['number']}: the last contact is {row['last_contact']}, the contacts say {last}"
            if row["next_contact_due"] != due:
                yield f"client {row['number']}: the next is due {row['next_contact_due']}, his plan says {due}"
