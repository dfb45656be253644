"""How long the next sign-in attempt waits: longer with each failure, never for ever (no stranger can lock somebody
out)."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 4
FORGET = timedelta(hours=1)
LONGEST_FOR_USER = 60
LONGEST_FOR_ADDRESS = 600


def wait_after(failures: int, longest: int) -> int:
    """Seconds to wait after so many failures in a row: none for the first four, then 2, 4, 8 … up to `longest`."""
    return 0 if failures < FREE else min(2 ** (failures - FREE + 1), longest)


def wait_left(failures: int, failed_at: datetime, now: datetime, longest: int) -> int:
    """Seconds still to wait at `now`; failures older than an hour are forgotten."""
    if now - failed_at > FORGET:
        return 0
    left = failed_at + timedelta(seconds=wait_after(failures, longest)) - now
    return max(0, int(left.total_seconds()))
