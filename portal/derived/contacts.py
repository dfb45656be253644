"""When a client was last spoken to, by the bank's calendar, and when the next contact is due (R4): both as his latest
contact says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.database import UtcField
from portal.derived.proving import in_parts
from portal.ground import clock
from portal.models import Client, Contact
from portal.models.clients.client import NEVER

AT_ONCE = 500


def follow(clients: Iterable[int]) -> None:
    """The rows of clients say what their latest contact says. Call inside `write()`."""
    ids = sorted(set(clients))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        query = Contact.select(Contact.client, Contact.happened_at, Contact.next_due).where(Contact.client.in_(part))
        latest = {row.client_id: row for row in query.order_by(Contact.happened_at, Contact.id)}
        for client in part:
            row = latest.get(client)
            Client.update(
                last_contact=clock.local(row.happened_at).date() if row else None,
                next_contact_due=(row and row.next_due) or NEVER,
            ).where(Client.id == client).execute()


def faults() -> Iterator[str]:
    for rows in in_parts(Client, [Client.id, Client.number, Client.last_contact, Client.next_contact_due]):
        query = Contact.select(Contact.client, Contact.happened_at, Contact.next_due)
        query = query.where(Contact.client.in_([row["id"] for row in rows])).order_by(Contact.happened_at, Contact.id)
        latest = {client: (at, due) for client, at, due in query.tuples()}
        for row in rows:
            at, due = latest.get(row["id"], (None, None))
            day = clock.local(UtcField().python_value(at)).date() if at else None
            if row["last_contact"] != day:
                yield f"client {row['number']}: the last contact is {row['last_contact']}, the contacts say {day}"
            if at and row["next_contact_due"] != (due or NEVER):
                yield f"client {row['number']}: the next is due {row['next_contact_due']}, the last contact says {due}"
