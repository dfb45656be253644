"""What becomes of an endpoint that answers, or does not."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock
from portal.models import Endpoint
from portal.reads.notices import channels

PATIENCE = timedelta(days=5)
"""An endpoint that took nothing for so long is switched off."""
OFTEN = 10


def minded(endpoint: Endpoint, why: str) -> None:
    """Note that it took something ("") or why it did not; one that is gone (410), or failed for days, is off."""
    now = clock.now()
    with write():
        if not why:
            Endpoint.update(failures=0, failing_since=None, sent_at=now).where(Endpoint.id == endpoint.id).execute()
            return
        since = endpoint.failing_since or now
        failing = since < now - PATIENCE and endpoint.failures >= OFTEN
        off = "gone" if why == "gone" else "failing" if failing else ""
        values = {"failures": Endpoint.failures + 1, "failing_since": since, **({"off": off} if off else {})}
        Endpoint.update(**values).where(Endpoint.id == endpoint.id).execute()
        if off:
            audit(None, "endpoint.off", endpoint, changes={"off": ["", off]}, name=endpoint.name)
    if off:
        channels.changed()
