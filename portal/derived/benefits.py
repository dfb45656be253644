"""What lots of benefits say against their entries, and how holds ended against what their entries say."""

from __future__ import annotations

from collections.abc import Iterator

from portal.derived.proving import differing

_SUMS = """SELECT lot_id,
    SUM(CASE WHEN kind = 'grant' OR (kind = 'correct' AND entry_id IS NULL) THEN quantity ELSE 0 END) AS quantity,
    SUM(CASE WHEN kind IN ('grant', 'correct', 'release') THEN quantity WHEN kind IN ('hold', 'expire') THEN -quantity
        ELSE 0 END) AS available,
    SUM(CASE WHEN kind = 'hold' THEN quantity WHEN kind IN ('use', 'release', 'lapse') THEN -quantity
        ELSE 0 END) AS held,
    SUM(CASE WHEN kind = 'use' THEN quantity WHEN kind = 'correct' AND entry_id IS NOT NULL THEN -quantity
        ELSE 0 END) AS used,
    SUM(CASE WHEN kind IN ('lapse', 'expire') THEN quantity ELSE 0 END) AS ended
    FROM entry GROUP BY lot_id"""
_RESOLVED = """SELECT entry_id, SUM(quantity) AS quantity FROM entry WHERE kind IN ('use', 'release', 'lapse')
    GROUP BY entry_id"""

COMPARISONS: tuple[tuple[str, str], ...] = (
    (
        "lot {}: has {} available, {} held, {} used, {} ended of {}; its entries say {}, {}, {}, {} of {}",
        f"""SELECT l.id, l.available, l.held, l.used, l.ended, l.quantity, e.available, e.held, e.used,
        e.ended, e.quantity FROM lot l JOIN ({_SUMS}) e ON e.lot_id = l.id
        WHERE l.held <> e.held OR l.used <> e.used OR (NOT l.unlimited AND (l.available <> e.available
            OR l.ended <> e.ended OR l.quantity <> e.quantity)) ORDER BY l.id""",  # noqa: S608 - a text of our own
    ),
    (
        "lot {}: {} units without an entry that grants them",
        """SELECT l.id, l.quantity FROM lot l
        WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.lot_id = l.id AND e.kind = 'grant') ORDER BY l.id""",
    ),
    (
        "lot {}: {} available and held and used and ended are not {}",
        """SELECT l.id, l.available + l.held + l.used + l.ended, l.quantity FROM lot l
        WHERE NOT l.unlimited AND l.available + l.held + l.used + l.ended <> l.quantity ORDER BY l.id""",
    ),
    (
        "hold {}: has ended as {}, and {} of {} units in lot {} are resolved",
        f"""SELECT h.id, r.outcome, COALESCE(d.quantity, 0), e.quantity, e.lot_id FROM hold h
        JOIN entry e ON e.hold_id = h.id AND e.kind = 'hold' JOIN resolution r ON r.hold_id = h.id
        LEFT JOIN ({_RESOLVED}) d ON d.entry_id = e.id
        WHERE COALESCE(d.quantity, 0) <> e.quantity ORDER BY h.id, e.id""",  # noqa: S608 - a text of our own
    ),
    (
        "hold {}: has not ended, and {} units of it in lot {} are resolved",
        f"""SELECT e.hold_id, d.quantity, e.lot_id FROM ({_RESOLVED}) d JOIN entry e ON e.id = d.entry_id
        WHERE NOT EXISTS (SELECT 1 FROM resolution r WHERE r.hold_id = e.hold_id) ORDER BY e.id""",  # noqa: S608
    ),
    (
        "hold {}: {} was used, its entries say {} × {}",
        """SELECT h.id, r.used, SUM(e.quantity), CASE WHEN v.kind = 'points' THEN v.points_price ELSE 1 END
        FROM hold h JOIN resolution r ON r.hold_id = h.id JOIN benefit_version v ON v.id = h.version_id
        JOIN entry e ON e.hold_id = h.id AND e.kind = 'use'
        GROUP BY h.id, r.used, v.kind, v.points_price
        HAVING SUM(e.quantity) <> r.used * CASE WHEN v.kind = 'points' THEN v.points_price ELSE 1 END ORDER BY h.id""",
    ),
    (
        "voucher {}: is {}, and its hold ended as {}",
        """SELECT v.number, v.state, COALESCE(r.outcome, 'nothing') FROM voucher v
        LEFT JOIN resolution r ON r.hold_id = v.hold_id
        WHERE COALESCE(r.outcome, 'nothing') <> CASE WHEN v.state IN ('asked', 'confirmed') THEN 'nothing'
            WHEN v.state = 'used' THEN 'used' WHEN v.state = 'lapsed' THEN 'lapsed' ELSE 'released' END
        ORDER BY v.id""",
    ),
    (
        "voucher {}: is of client {} and version {} for {}, its hold of client {} and version {} for {}",
        """SELECT v.number, v.client_id, v.version_id, v.day, h.client_id, h.version_id, h.day FROM voucher v
        JOIN hold h ON h.id = v.hold_id
        WHERE v.client_id <> h.client_id OR v.version_id <> h.version_id OR v.day <> h.day ORDER BY v.id""",
    ),
    (
        "voucher {}: is {}, and says that it ended: {}",
        """SELECT v.number, v.state, v.ended_at FROM voucher v
        WHERE (v.ended_at IS NULL) <> (v.state IN ('asked', 'confirmed')) ORDER BY v.id""",
    ),
    (
        "hold {}: nothing is held for it in any lot",
        """SELECT h.id FROM hold h WHERE NOT EXISTS
        (SELECT 1 FROM entry e WHERE e.hold_id = h.id AND e.kind = 'hold') ORDER BY h.id""",
    ),
)


def faults() -> Iterator[str]:
    """A line for each lot that its entries do not bear out, and each hold that did not end once and whole."""
    yield from differing(COMPARISONS)
