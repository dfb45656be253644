"""Counts of clients by branch and tier: kept by triggers of the database (migration 0118), folded here, proved by
`portal check`."""

from __future__ import annotations

from collections.abc import Iterator

from portal.database import database, engine, write
from portal.derived.proving import differing
from portal.ground import steps
from portal.models import TierCount

FOLD = """
WITH gone AS (DELETE FROM tier_count WHERE part <> 0 RETURNING branch_id, tier_id, clients, aum)
INSERT INTO tier_count (branch_id, tier_id, part, clients, aum)
  SELECT branch_id, tier_id, 0, SUM(clients), SUM(aum) FROM gone GROUP BY branch_id, tier_id ORDER BY branch_id, tier_id
ON CONFLICT (branch_id, tier_id, part) DO UPDATE SET clients = tier_count.clients + EXCLUDED.clients, aum =
tier_count.aum + EXCLUDED.aum
"""

COMPARISONS = (
    (
        "branch {}, tier {}: {} clients with {} fen are counted, there are {} with {}",
        """SELECT b.code, f.tier, SUM(f.kept), SUM(f.fen), SUM(f.there), SUM(f.really) FROM (
            SELECT branch_id AS branch, tier_id AS tier, SUM(clients) AS kept, SUM(aum) AS fen, 0 AS there, 0 AS really
            FROM tier_count GROUP BY branch_id, tier_id
            UNION ALL SELECT branch_id, tier_id, 0, 0, COUNT(*), SUM(aum) FROM client WHERE merged_into_id IS NULL
            GROUP BY branch_id, tier_id) AS f JOIN branch b ON b.id = f.branch
        GROUP BY b.code, f.tier HAVING SUM(f.kept) <> SUM(f.there) OR SUM(f.fen) <> SUM(f.really)
        ORDER BY b.code, f.tier""",
    ),
)


@steps.every_minute
def fold() -> int:
    """The worker's part on PostgreSQL: what statements left as rows of their own goes into the counts, in one
    statement. Answers 0: nothing that anybody reads has moved.
    """
    if engine() != "postgresql" or not TierCount.select().where(TierCount.part != 0).exists():
        return 0
    with write():
        database.execute_sql(FOLD)
    return 0


def faults() -> Iterator[str]:
    yield from differing(COMPARISONS)
