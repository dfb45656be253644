"""What partners were paid against the ledger: every settled line, every sum, and that nothing was left out."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

COMPARISONS: tuple[tuple[str, str], ...] = (
    (
        "settlement {}: says {} lines and {} fen, its lines are {} and {}",
        """SELECT s.id, s.count, s.amount, COUNT(l.id), COALESCE(SUM(l.amount), 0) FROM settlement s
        LEFT JOIN settlement_line l ON l.settlement_id = s.id GROUP BY s.id, s.count, s.amount
        HAVING s.count <> COUNT(l.id) OR s.amount <> COALESCE(SUM(l.amount), 0) ORDER BY s.id""",
    ),
    (
        "settlement line {}: {} × {} fen are not {}",
        """SELECT l.id, l.quantity, l.price, l.amount FROM settlement_line l WHERE l.amount <> l.quantity * l.price
        ORDER BY l.id""",
    ),
    (
        "settlement line {}: says {} of {}, the ledger {} of {}",
        """SELECT l.id, l.quantity, l.day, COALESCE(r.used, 0), h.day FROM settlement_line l
        JOIN hold h ON h.id = l.hold_id LEFT JOIN resolution r ON r.hold_id = h.id AND r.outcome = 'used'
        WHERE l.entry_id IS NULL AND (l.quantity <> COALESCE(r.used, 0) OR l.day <> h.day) ORDER BY l.id""",
    ),
    (
        "settlement line {}: was paid to partner {}, given by partner {}",
        """SELECT l.id, s.partner_id, COALESCE(v.partner_id, 0) FROM settlement_line l
        JOIN settlement s ON s.id = l.settlement_id JOIN hold h ON h.id = l.hold_id
        JOIN benefit_version v ON v.id = h.version_id
        WHERE v.partner_id IS NULL OR v.partner_id <> s.partner_id ORDER BY l.id""",
    ),
    (
        "hold {}: {} units were taken off its partner's settlements, the ledger took {} back, {} each",
        """SELECT l.hold_id, -SUM(l.quantity), SUM(e.quantity),
        CASE WHEN v.kind = 'points' THEN v.points_price ELSE 1 END
        FROM settlement_line l JOIN entry e ON e.id = l.entry_id AND e.hold_id = l.hold_id AND e.kind = 'correct'
        JOIN hold h ON h.id = l.hold_id JOIN benefit_version v ON v.id = h.version_id
        GROUP BY l.hold_id, v.kind, v.points_price
        HAVING -SUM(l.quantity) <> CAST(SUM(e.quantity) AS BIGINT)
        / CASE WHEN v.kind = 'points' THEN v.points_price ELSE 1 END
        ORDER BY l.hold_id""",
    ),
    (
        "settlement line {}: corrects a use of hold {} that the ledger did not take back",
        """SELECT l.id, l.hold_id FROM settlement_line l LEFT JOIN entry e ON e.id = l.entry_id
        AND e.hold_id = l.hold_id AND e.kind = 'correct' AND e.entry_id IS NOT NULL
        WHERE l.entry_id IS NOT NULL AND e.id IS NULL ORDER BY l.id""",
    ),
    (
        "settlement {}: hold {} was used before it was closed and is settled nowhere",
        """SELECT s.id, h.id FROM settlement s JOIN benefit_version v ON v.partner_id = s.partner_id
        JOIN hold h ON h.version_id = v.id AND h.day <= s.last_day
        JOIN resolution r ON r.hold_id = h.id AND r.outcome = 'used' AND r.at < s.closed_at
        LEFT JOIN settlement_line l ON l.hold_id = h.id AND l.entry_id IS NULL
        WHERE l.id IS NULL ORDER BY s.id, h.id""",
    ),
    (
        "settlement {}: entry {} took a use back before it was closed and is settled nowhere",
        """SELECT s.id, e.id FROM settlement s JOIN benefit_version v ON v.partner_id = s.partner_id
        JOIN hold h ON h.version_id = v.id AND h.day <= s.last_day
        JOIN entry e ON e.hold_id = h.id AND e.kind = 'correct' AND e.entry_id IS NOT NULL AND e.at < s.closed_at
        LEFT JOIN settlement_line l ON l.entry_id = e.id
        WHERE l.id IS NULL ORDER BY s.id, e.id""",
    ),
)


def faults() -> Iterator[str]:
    """A line for each settled line that the ledger does not bear out, and for each use that was left out."""
    yield from differing(COMPARISONS)
