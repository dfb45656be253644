"""What is taken, promised and here at an event: kept by triggers of the database (migrations 0010, 0310, 0320), proved
here by its sign-ups, by who waits and by the scans; and the children and cars of a party by its guests."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

TAKEN = """SELECT * FROM (SELECT e.number, e.{0}_taken, (SELECT COALESCE(SUM({1}), 0) FROM sign_up u
            WHERE u.event_id = e.id AND u.cancelled_at IS NULL) AS really, e.id FROM event e) AS found
        WHERE {0}_taken <> really ORDER BY id"""
PROMISED = """SELECT * FROM (SELECT e.number, e.{0}_promised, (SELECT COALESCE(SUM(
            CASE w.state WHEN 'offered' THEN {1} WHEN 'waiting' THEN w.held_{0} ELSE 0 END), 0) FROM waiting_party w
            WHERE w.event_id = e.id) AS really, e.id FROM event e) AS found
        WHERE {0}_promised <> really ORDER BY id"""
GROUPS = """SELECT * FROM (SELECT u.id, u.{0}, (SELECT COUNT(*) FROM party_guest g WHERE g.sign_up_id = u.id AND {1}){2}
            AS really FROM sign_up u
            WHERE u.cancelled_at IS NULL) AS found
        WHERE {0} <> really ORDER BY id"""

COMPARISONS = (
    ("event {}: {} seats taken, the sign-ups say {}", TAKEN.format("seats", "1 + u.guests")),
    ("event {}: {} children taken, the sign-ups say {}", TAKEN.format("children", "u.children")),
    ("event {}: {} cars taken, the sign-ups say {}", TAKEN.format("cars", "u.cars")),
    ("event {}: {} seats promised, the waiting list says {}", PROMISED.format("seats", "1 + w.guests")),
    ("event {}: {} children promised, the waiting list says {}", PROMISED.format("children", "w.children")),
    ("event {}: {} cars promised, the waiting list says {}", PROMISED.format("cars", "w.cars")),
    (
        "sign-up {}: {} children, its guests say {}",
        GROUPS.format("children", "(g.relation = 'child' OR g.age < 18)", ""),
    ),
    (
        "sign-up {}: {} cars, its guests say {}",
        GROUPS.format("cars", "g.plate <> ''", " + CASE WHEN u.plate <> '' THEN 1 ELSE 0 END"),
    ),
    (
        "sign-up {}: {} heads are here, the scans say {}",
        """SELECT * FROM (SELECT u.id AS key, u.heads, (SELECT COALESCE(SUM(c.heads), 0) FROM check_in c
            WHERE c.sign_up_id = u.id) AS really, u.id FROM sign_up u) AS found
        WHERE heads <> really ORDER BY id""",
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
