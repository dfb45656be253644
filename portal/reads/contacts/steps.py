"""Next steps that follow from contacts: whose they are and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.models import Client, NextStep
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission

SHOWN = 50


@dataclass
class MyStep:
    """One open step of somebody; `told`: it was promised to the client."""

    id: int
    what: str
    due: date
    told: bool
    number: str
    name: str


def steps_of(actor: Actor, until: date) -> list[MyStep]:
    """The open steps that are his and due until a day, the first due first, as far as he still reaches the client. One
    statement."""
    scope = ClientScope(actor, may=Permission.CONTACTS_READ)
    query = NextStep.select(NextStep.id, NextStep.what, NextStep.due, NextStep.told, Client.number, Client.name)
    query = query.join(Client).where(
        NextStep.staff == actor.staff_id, NextStep.done_at.is_null(), NextStep.due <= until
    )
    rows = query.where(scope.condition()).order_by(NextStep.due, NextStep.id).limit(SHOWN).tuples()
    return [MyStep(*row) for row in rows]
