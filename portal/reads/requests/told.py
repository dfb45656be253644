"""Which complaints of a client his page tells of: those that its reader reads. As SQL for the page's own statements."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.models.requests import IS_COMPLAINT, Request
from portal.reads.accounts.actors import Actor
from portal.reads.requests.scope import RequestScope
from portal.reads.shared import built
from portal.rules.accounts.visibility import Permission

Told = tuple[str, list[Any]]
"""A query of ids, and its parameters."""


def complaints_of(reader: Actor, client_id: int) -> Told:
    """The complaints of this client that somebody who works here reads. No statement of its own."""
    who = RequestScope(reader, Permission.REQUESTS_READ).actor

    def write() -> Told:
        inside = RequestScope(who.stand_in(), Permission.REQUESTS_READ).condition()
        query = Request.select(Request.id).where(Request.client == built.ONE, IS_COMPLAINT, inside)
        sql, params = query.sql()
        return sql, params

    sql, params = built.text(("complaints told", who.reach), write)
    return sql, built.filled(params, {**who.marks, built.ONE: client_id, built.TODAY: clock.today()})
