"""What the rise and the fall of a tier do to what a client has of a benefit in a period (R8).

Amounts are those of the whole period; -1 is unlimited.
"""

from __future__ import annotations

UNLIMITED = -1


def rise(amount: int, most: int) -> int:
    """What a tier with `amount` adds for somebody who had `most` at the most in this period: the difference, never
    twice. -1: it becomes unlimited."""
    if UNLIMITED in (amount, most):
        return UNLIMITED if amount == UNLIMITED != most else 0
    return max(0, amount - most)


def fall(amount: int, used: int, held: int, available: int) -> int:
    """How much of `available` ends when the tier gives only `amount`: what was used counts, what is held is kept."""
    if amount == UNLIMITED:
        return 0
    return max(0, available - max(0, amount - used - held))


def left_of_unlimited(amount: int, used: int, held: int, available: int) -> int:
    """What is granted in place of an unlimited lot that ended, beside what other lots still have."""
    if amount == UNLIMITED:
        return 0
    return max(0, amount - used - held - available)
