"""How many clients of a level one client manager serves: above the soft limit a reason is asked for, the hard limit is
never passed. Both are settings; 0 is no limit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """The most clients of one level that a manager serves."""

    soft: int = 0
    hard: int = 0

    def is_full(self, serves: int) -> bool:
        """May nobody be added to somebody who serves so many?"""
        return 0 < self.hard <= serves

    def is_above(self, serves: int) -> bool:
        """Does one more want a reason?"""
        return 0 < self.soft <= serves or self.is_full(serves)


NONE = Limit()
