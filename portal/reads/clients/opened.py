"""Whose records were fetched while a request is answered: noted by the getters themselves, so that no view forgets it.

Before the answer goes out, `web/traces.py` has what was gathered written down (`actions/clients/access.py`, R7).
Outside of a request (the worker, commands) nobody reads pages and nothing is gathered.
"""

from __future__ import annotations

from contextvars import ContextVar

from portal.reads.accounts.actors import Actor

_gathered: ContextVar[dict[int, bool] | None] = ContextVar("opened", default=None)


def begin() -> None:
    """A request begins: nothing was fetched yet."""
    _gathered.set({})


def fetched(actor: Actor, client_id: int | None, whole: bool = True) -> None:
    """This person gets the record, or (not `whole`) its head alone. A client's look at his own is not noted."""
    found = _gathered.get()
    if found is None or client_id is None or actor.is_client:
        return
    found[client_id] = whole or found.get(client_id, False)


def gathered() -> dict[int, bool]:
    """Client id → was it the whole record; the request is over with it."""
    found = _gathered.get() or {}
    _gathered.set(None)
    return found
