"""What machines ask: alive, ready."""

from __future__ import annotations

from typing import Any

from portal.migrate import pending
from portal.reads.administration.worker import worker_seen
from portal.rules.accounts.visibility import Permission as P
from portal.views.home import pages


@pages.page("/healthz", may=P.PUBLIC)
def healthz() -> Any:
    return {"status": "alive"}


@pages.page("/readyz", may=P.PUBLIC)
def readyz() -> Any:
    """Database answers, migrations applied, worker seen lately."""
    state = {"database": True, "migrations": not pending(), "worker": worker_seen()}
    return state, 200 if all(state.values()) else 503
