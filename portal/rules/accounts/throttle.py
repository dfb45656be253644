"""How long the next sign-in attempt waits: longer with each failure, never for ever (no stranger can lock somebody
out).

Three things are counted apart: a name, as it was typed, whether somebody has it or not; a device from which its owner
signed in before; an address. Who comes from a device of his own waits for that alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGET = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """Failures that cost nothing; after them 2, 4, 8 … seconds, at most `longest`."""

    free: int
    longest: int


NAME = Pace(4, 60)
DEVICE = Pace(4, 60)
ADDRESS = Pace(30, 10)
"""Many people stand behind one address: it waits late and little, so that one of them does not keep out the others."""


DESK = Pace(5, 600)
"""PINs typed at a partner's desk, by address: five mistakes are free, as one voucher's are."""


def wait_after(failures: int, pace: Pace) -> int:
    """Seconds to wait after so many failures in a row."""
    return 0 if failures < pace.free else min(2 ** min(failures - pace.free + 1, 16), pace.longest)


def wait_left(failures: int, failed_at: datetime, now: datetime, pace: Pace) -> int:
    """Seconds still to wait at `now`; failures older than an hour are forgotten."""
    if now - failed_at > FORGET:
        return 0
    left = failed_at + timedelta(seconds=wait_after(failures, pace)) - now
    return max(0, int(left.total_seconds()))
