"""How many clients each colleague has in hand, by kind of seat and tier: kept by triggers of the database (migration
0222), folded here, proved by `portal check`."""

from __future__ import annotations

from collections.abc import Iterator

from portal.database import database, engine, write
from portal.derived.proving import differing
from portal.ground import steps
from portal.models import HandCount

FOLD = """
WITH gone AS (DELETE FROM hand_count WHERE part <> 0 RETURNING staff_id, seat, tier, clients)
INSERT INTO hand_count (staff_id, seat, tier, part, clients)
  SELECT staff_id, seat, tier, 0, SUM(clients) FROM gone GROUP BY staff_id, seat, tier ORDER BY staff_id, seat, tier
ON CONFLICT (staff_id, seat, tier, part) DO UPDATE SET clients = hand_count.clients + EXCLUDED.clients
"""

COMPARISONS = (
    (
        "staff {}, {} of {}: {} clients are counted, there are {}",
        """SELECT f.staff, f.seat, f.tier, SUM(f.kept), SUM(f.really) FROM (
            SELECT staff_id AS staff, seat, tier, clients AS kept, 0 AS really FROM hand_count
            UNION ALL SELECT manager_id, 'manager', tier_id, 0, 1 FROM client WHERE manager_id IS NOT NULL
            UNION ALL SELECT adviser_id, 'adviser', tier_id, 0, 1 FROM client WHERE adviser_id IS NOT NULL
            UNION ALL SELECT staff_id, 'specialist', '', 0, 1 FROM seat WHERE kind = 'specialist' AND until IS NULL
        ) AS f GROUP BY f.staff, f.seat, f.tier HAVING SUM(f.kept) <> SUM(f.really) ORDER BY 1, 2, 3""",
    ),
)


@steps.every_minute
def fold() -> int:
    """The worker's part on PostgreSQL, as of `tier_counts`. Answers 0: nothing that anybody reads has moved."""
    if engine() != "postgresql" or not HandCount.select().where(HandCount.part != 0).exists():
        return 0
    with write():
        database.execute_sql(FOLD)
    return 0


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
