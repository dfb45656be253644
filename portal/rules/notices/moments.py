"""When a notice is sent: quiet hours, digests, and again after it failed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

WEBHOOK_WAITS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds after each failure, as the Standard Webhooks specification proposes; after the last one it is given up."""
MAIL_WAITS = (60, 300, 1800, 7200, 21600, 43200, 86400, 86400)
"""A mail server that is off, or says later, is asked for three days."""
LONGEST_WAIT = timedelta(days=1)
"""An answer that asks us to wait longer is asked again after this."""
SPREAD = 0.2
"""So much of a wait is drawn: what failed together does not come together."""


def is_quiet(at: time, since: int, until: int) -> bool:
    """Is it quiet at this time of the wall clock, by whole hours? The same hour twice: never."""
    if since == until:
        return False
    return since <= at.hour < until if since < until else at.hour >= since or at.hour < until


def after_quiet(wall: datetime, since: int, until: int) -> datetime:
    """The first moment from `wall` (bank's clock) on that is not quiet."""
    if not is_quiet(wall.time(), since, until):
        return wall
    end = wall.replace(hour=until, minute=0, second=0, microsecond=0)
    return end if end > wall else end + timedelta(days=1)


def next_digest(wall: datetime, hour: int) -> datetime:
    """When the next digest of a day goes out after `wall`."""
    found = wall.replace(hour=hour, minute=30, second=0, microsecond=0)
    return found if found > wall else found + timedelta(days=1)


def again(waits: tuple[int, ...], attempts: int, drawn: float | None = None) -> timedelta | None:
    """How long to wait after the `attempts`-th failure; None: it is given up. `drawn` (0 to 1) instead of chance."""
    if attempts > len(waits):
        return None
    chance = random.random() if drawn is None else drawn  # noqa: S311
    return timedelta(seconds=round(waits[max(attempts, 1) - 1] * (1 + SPREAD * chance)))


def retry_after(text: str | None, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for (seconds, or a moment), at most a day; None for none."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=int(text[:7]))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
