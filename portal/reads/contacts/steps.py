"""Next steps that follow from contacts: whose they are and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from portal.models import Client, NextStep, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission

SHOWN = 50


@dataclass
class MyStep:
    """One open step of somebody; `told`: it was promised to the client. `instead_of`: in whose name he does it."""

    id: int
    what: str
    due: date
    told: bool
    number: str
    name: str
    instead_of: str


def steps_of(actor: Actor, until: date) -> list[MyStep]:
    """The open steps that are his today and due until a day, or of branches that he looks after and nobody's; the first
    due first, as far as he reaches the client. One statement."""
    scope = ClientScope(actor, may=Permission.CONTACTS_READ)
    query = NextStep.select(
        NextStep.id, NextStep.what, NextStep.due, NextStep.told, Client.number, Client.name, fn.COALESCE(Staff.name, "")
    )
    # the open steps are walked, not the branches' clients: SQLite keeps to the order of a cross join
    query = query.join(Client, JOIN.CROSS).where(NextStep.client == Client.id)
    query = query.join_from(NextStep, Staff, JOIN.LEFT_OUTER, on=(NextStep.held_for == Staff.id))
    query = query.where(_mine(actor), NextStep.done_at.is_null(), NextStep.due <= until)
    rows = query.where(scope.condition()).order_by(NextStep.due, NextStep.id).limit(SHOWN).tuples()
    return [MyStep(*row) for row in rows]


def _mine(actor: Actor) -> Any:
    branches = actor.under(Permission.CONTACTS_READ).branch_ids(Role.BRANCH_ADMIN)
    his = NextStep.holder == actor.staff_id
    return (his | NextStep.holder.is_null()) & (his | Client.branch.in_(branches)) if branches else his
