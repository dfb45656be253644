"""The tier on a client's row, since when and until when protected: as his last change and his last judged month say;
judgements against the rules of their month.

The texts of SQL hold names of our own tables, codes of tiers and whole numbers, nothing that was typed.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from peewee import fn

from portal.database import database
from portal.derived import contacts
from portal.derived.proving import differing
from portal.models import Client, TierRules, TierRun, TierStanding
from portal.models.clients.client import NEVER
from portal.reads import reference

_LATEST = """SELECT {columns} FROM client c LEFT JOIN tier_standing s ON s.client_id = c.id
    AND s.month = (SELECT MAX(x.month) FROM tier_standing x WHERE x.client_id = c.id)
WHERE {differs} AND NOT EXISTS (SELECT 1 FROM tier_change t WHERE t.client_id = c.id AND t.created_at >= s.created_at
    AND t.tier_id = c.tier_id AND t.tier_id <> s.after)
    AND NOT EXISTS (SELECT 1 FROM client g WHERE g.merged_into_id = c.id) ORDER BY c.id"""
# A record that took in another may have that one's judgements beside its own tier.

COMPARISONS: tuple[tuple[str, str], ...] = (
    (
        "client {}: tier {} since {}, the last change says {} since {}",
        """SELECT c.number, c.tier_id, c.tier_since, t.tier_id, t.since FROM client c
        JOIN tier_change t ON t.id = (SELECT x.id FROM tier_change x WHERE x.client_id = c.id
            ORDER BY x.since DESC, x.id DESC LIMIT 1)
        WHERE c.tier_id <> t.tier_id OR c.tier_since IS NULL OR c.tier_since <> t.since ORDER BY c.id""",
    ),
    (
        "client {}: tier {}, the last judged month says {}",
        _LATEST.format(columns="c.number, c.tier_id, s.after", differs="s.id IS NOT NULL AND c.tier_id <> s.after"),
    ),
    (
        "client {}: protected until {}, the last judged month says {}",
        _LATEST.format(
            columns="c.number, c.tier_protected_until, s.protected_until",
            differs=f"COALESCE(c.tier_protected_until, '{NEVER}') <> COALESCE(s.protected_until, '{NEVER}')",
        ),
    ),
    (
        "client {}: the move of {} into {} has no tier change",
        """SELECT c.number, s.month, s.after FROM tier_standing s JOIN client c ON c.id = s.client_id
        WHERE s.decision IN ('up', 'down') AND NOT EXISTS (SELECT 1 FROM tier_change t WHERE t.client_id = s.client_id
            AND t.tier_id = s.after AND t.created_at >= s.created_at) ORDER BY s.id""",
    ),
    (
        "client {}: stands at {}, below the tier {} held by hand",
        """SELECT c.number, c.tier_id, g.tier_id FROM tier_grant g JOIN client c ON c.id = g.client_id
        JOIN tier own ON own.code = c.tier_id JOIN tier held ON held.code = g.tier_id
        WHERE g.ended_at IS NULL AND own.rank < held.rank ORDER BY g.id""",
    ),
)


def follow(clients: list[int], tier: str, since: date, *, unprotected: bool = False) -> None:
    """The rows of these clients say the tier of a change that was just written; `unprotected`: and that no month
    protects it. Call inside `write()`.
    """
    values: dict[str, Any] = {"tier": tier, "tier_since": since} | (
        {"tier_protected_until": None} if unprotected else {}
    )
    Client.update(**values).where(Client.id.in_(clients)).execute()
    contacts.follow(clients)


def protect(clients: list[int], until: date | None) -> None:
    """The rows of these clients say until when a judged month protects their tier. Call inside `write()`."""
    Client.update(tier_protected_until=until).where(Client.id.in_(clients)).execute()


def faults() -> Iterator[str]:
    """A line for each fault of the tiers."""
    yield from differing(COMPARISONS)
    for row in TierRules.select():
        yield from _reached(row.id, row.thresholds)
    yield from _counts()


def _reached(rules_id: int, thresholds: dict[str, int]) -> Iterator[str]:
    """The level that a judgement says is reached follows from its average and its rules."""
    ranks = reference.ranks()
    steps = " ".join(
        f"WHEN s.average >= {int(thresholds[code])} THEN '{code}'"
        for code in sorted(ranks, key=lambda code: -ranks[code])
        if code in thresholds
    )
    lowest = min(ranks, key=lambda code: ranks[code])
    sql = f"""SELECT c.number, s.month, s.reached, s.average FROM tier_standing s JOIN client c ON c.id = s.client_id
        WHERE s.rules_id = {int(rules_id)} AND s.reached <> CASE {steps} ELSE '{lowest}' END ORDER BY s.id"""
    for row in database.execute_sql(sql):
        yield "client {}: {} reaches {} by the judgement, not with an average of {}".format(*row)


def _counts() -> Iterator[str]:
    """A run kept no more than it counted; of records that were merged later, one judgement of the two is left."""
    query = TierStanding.select(TierStanding.month, TierStanding.decision, fn.COUNT(TierStanding.id))
    kept: dict[date, dict[str, int]] = {}
    for month, decision, count in query.group_by(TierStanding.month, TierStanding.decision).tuples():
        kept.setdefault(month, {})[decision] = count
    for run in TierRun.select().order_by(TierRun.month):
        if any(count > run.counts.get(decision, 0) for decision, count in kept.get(run.month, {}).items()):
            yield f"tier run {run.month}: counted {run.counts}, kept {kept.get(run.month, {})}"
