"""The seats taken at an event: kept by triggers of the database (migration 0127), proved here by its sign-ups."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

COMPARISONS = (
    (
        "event {}: {} seats taken, the sign-ups say {}",
        """SELECT * FROM (SELECT e.number, e.seats_taken, (SELECT COALESCE(SUM(1 + u.guests), 0) FROM sign_up u
            WHERE u.event_id = e.id AND u.cancelled_at IS NULL) AS really, e.id FROM event e) AS found
        WHERE seats_taken <> really ORDER BY id""",
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
