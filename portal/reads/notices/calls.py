"""Clients whom nothing reaches: who tells them by phone, and whose address is to be asked for.

They are their manager's. The branch admin has those of nobody, those that wait for days, and complaints: a manager who
must not know of one does not see its line.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import JOIN, SQL, fn

from portal.ground import clock
from portal.models.clients.client import Client
from portal.models.outbox import IS_CALL, Delivery
from portal.models.requests import Request
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import plain_column
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission as P

PATIENCE = timedelta(days=2)
_NUMBER_FROM = SQL(str(len("/me/requests/") + 1))


WHO = Client.alias("who")


def _query(actor: Actor, *conditions: Any) -> Any:
    """Few are called: the walk begins with them, whatever the size of a branch."""
    inside = Client.select(Client.id).where(
        Client.id == Delivery.client, ClientScope(actor, may=P.CONTACTS_WRITE).condition()
    )
    open_to_him = Request.id.is_null() | RequestScope(actor, P.REQUESTS_READ).condition()
    query = Delivery.select(Delivery, WHO.id, WHO.number, WHO.name, WHO.tier)
    query = query.join(WHO, on=(Delivery.client == WHO.id), attr="client")
    query = query.join_from(
        Delivery, Request, JOIN.LEFT_OUTER, on=(Request.number == fn.SUBSTR(Delivery.path, _NUMBER_FROM))
    )
    return query.where(*(conditions or (IS_CALL,)), fn.EXISTS(inside), open_to_him)


def waiting(actor: Actor, count: int) -> list[Any]:
    """Whom he is to tell, who waits longest first, each with the client (one statement)."""
    manager = plain_column(WHO.manager, True)
    mine = manager.in_([actor.staff_id, *actor.stands_for])
    if Role.BRANCH_ADMIN in actor.roles:
        mine |= manager.is_null() | (Delivery.created_at < clock.now() - PATIENCE) | (Request.kind == "complaint")
    return list(_query(actor).where(mine).order_by(Delivery.id).limit(count))


def one_of(actor: Actor, client: Client, delivery: int) -> Any:
    """One that waits, of this client; None where it is not his to read, or told already."""
    return _query(actor).where(Delivery.id == delivery, Delivery.client == client.id).first()


def was_open(actor: Actor, client: Client, delivery: int) -> bool:
    """Is it his to know of, told by now or not? Of a complaint that is not for him there never was a call."""
    return _query(actor, Delivery.id == delivery, Delivery.client == client.id).exists()


def about_complaint(delivery: Delivery) -> bool:
    """Is it about a complaint? What was said then is not for everybody who reads the client's contacts."""
    return delivery.kind.startswith("complaint.") or complaint_of(delivery) is not None


def complaint_of(delivery: Delivery) -> Request | None:
    """The complaint that it is about."""
    number = delivery.path.removeprefix("/me/requests/").partition("#")[0]
    return Request.get_or_none(Request.number == number, Request.kind == "complaint")
