"""No handover that has passed leaves a seat with whoever handed over; one that runs names seats that are there."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

COMPARISONS = (
    (
        "handover {}: has passed, and the seat with client {} is still held by who handed over",
        """SELECT h.number, c.number FROM handover h JOIN handover_seat l ON l.handover_id = h.id
        JOIN seat s ON s.id = l.seat_id JOIN client c ON c.id = l.client_id
        WHERE h.state IN ('passed', 'signed') AND l.outcome <> 'changed' AND s.until IS NULL
        AND s.staff_id = h.staff_id ORDER BY h.id, l.id""",
    ),
    (
        "handover {}: client {} is said to have passed, and no seat of the receiver began",
        """SELECT h.number, c.number FROM handover h JOIN handover_seat l ON l.handover_id = h.id
        JOIN client c ON c.id = l.client_id WHERE h.state IN ('passed', 'signed') AND l.outcome = 'passed'
        AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.client_id = l.client_id AND s.kind = l.kind
            AND s.staff_id = l.receiver_id) ORDER BY h.id, l.id""",
    ),
    (
        "handover {}: names a seat of somebody else with client {}",
        """SELECT h.number, c.number FROM handover h JOIN handover_seat l ON l.handover_id = h.id
        JOIN seat s ON s.id = l.seat_id JOIN client c ON c.id = l.client_id
        WHERE h.state IN ('preparing', 'checked')
        AND (s.staff_id <> h.staff_id OR s.kind <> l.kind OR s.client_id <> l.client_id) ORDER BY h.id, l.id""",
    ),
    (
        "handover {}: {} lines do not say whether they run, in the state {}",
        """SELECT h.number, COUNT(*), h.state FROM handover h
        JOIN handover_seat l ON l.handover_id = h.id
        WHERE l.running <> (h.state IN ('preparing', 'checked')) GROUP BY h.id, h.number, h.state ORDER BY h.id""",
    ),
    (
        "handover {}: hands over to {} himself",
        """SELECT h.number, h.staff_id FROM handover h JOIN handover_seat l ON l.handover_id = h.id
        WHERE l.receiver_id = h.staff_id ORDER BY h.id""",
    ),
    (
        "handover {}: {} seats passed without the step of the call on the client",
        """SELECT h.number, COUNT(*) FROM handover h JOIN handover_seat l ON l.handover_id = h.id
        WHERE h.state IN ('passed', 'signed') AND l.outcome IN ('passed', 'there')
        AND NOT EXISTS (SELECT 1 FROM step s WHERE s.matter = 'handover' AND s.matter_id = l.id)
        GROUP BY h.id, h.number ORDER BY h.id""",
    ),
    (
        "step {}: a call on a client whose seat did not pass",
        """SELECT s.id, s.state FROM step s LEFT JOIN handover_seat l ON l.id = s.matter_id WHERE s.matter = 'handover'
        AND s.state = 'open' AND (l.id IS NULL OR l.outcome NOT IN ('passed', 'there')) ORDER BY s.id""",
    ),
)


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
