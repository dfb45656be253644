"""How the tiers stand: counts for staff, why a client is where he is, and the way to the next tier."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from peewee import JOIN, fn

from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.tiers.tiers import MonthlyAum, TierCount, TierGrant, TierRules, TierStanding
from portal.reads import reference
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.rules.tiers.judgement import Rules
from portal.rules.tiers.levels import CLASSES, LevelRule, distance_to_next


def levels(own: str = "") -> list[LevelRule]:
    """The levels that hold today, and one's own."""
    rows = reference.tiers().values()
    return [LevelRule(tier.code, tier.rank, tier.threshold) for tier in rows if tier.in_force or tier.code == own]


def counts_by_tier(scope: ClientScope) -> dict[str, tuple[int, int]]:
    """Tier code → (clients, their AUM of the latest month in fen), in scope.

    Whole branches are read from what is kept of them, whatever their size; beside them only one's own clients are
    counted.
    """
    found: Counter[str] = Counter()
    aum: Counter[str] = Counter()
    for query in _counts(scope):
        for code, count, total in query.tuples():
            found[code] += int(count or 0)
            aum[code] += int(total or 0)
    return {code: (count, aum[code]) for code, count in found.items()}


def _counts(scope: ClientScope) -> list[Any]:
    """Queries of (tier, clients, fen) that overlap nowhere."""
    kept = TierCount.select(TierCount.tier, fn.SUM(TierCount.clients), fn.SUM(TierCount.aum)).group_by(TierCount.tier)
    if scope.whole_bank:
        return [kept]
    ids = scope.actor.branch_ids(*scope.branch_roles) if scope.branch_roles else []
    queries = [kept.where(TierCount.branch.in_(ids))] if ids else []
    if scope.has_seats:
        own = Client.id.in_(scope.seats()) & Client.merged_into.is_null() & Client.branch.not_in(ids or [-1])
        rows = Client.select(Client.tier, fn.COUNT(Client.id), fn.SUM(Client.aum)).where(own)
        queries.append(rows.group_by(Client.tier))
    return queries


def clients_counted(scope: ClientScope, within: list[int] | None) -> int:
    """How many clients the branches of a scope have, as far as they are `within`: by what is kept, none is read."""
    ids = (
        [branch.id for branch in tree.branch_tree()]
        if scope.whole_bank
        else scope.actor.branch_ids(*scope.branch_roles)
        if scope.branch_roles
        else []
    )
    ids = ids if within is None else [branch for branch in ids if branch in within]
    if not ids:
        return 0
    return int(TierCount.select(fn.SUM(TierCount.clients)).where(TierCount.branch.in_(ids)).scalar() or 0)


@dataclass
class NextTier:
    """How far the next tier is: what is missing on the average, fen."""

    tier: Any
    missing: int
    percent: int


def next_tier(client: Client) -> NextTier | None:
    """The one answer to "how far to the next tier", for the client and for staff; None for the highest tier.

    By the rules in force today and the average on the client's row, which is the one that is judged.
    """
    found = distance_to_next(client.aum_average, client.tier_id, levels(client.tier_id))
    if found is None:
        return None
    code, missing, share = found
    return NextTier(reference.tiers()[code], missing, round(share * 100))


def latest_standing(client_id: int) -> TierStanding | None:
    """The last judged month with the rules it was judged by (one statement)."""
    query = TierStanding.select(TierStanding, TierRules).join(TierRules)
    return query.where(TierStanding.client == client_id).order_by(TierStanding.month.desc()).first()


def current_grant(client_id: int) -> TierGrant | None:
    """The tier held by hand now, with its author (one statement)."""
    query = TierGrant.select(TierGrant, Staff).join(Staff, JOIN.LEFT_OUTER, on=(TierGrant.author == Staff.id))
    return query.where(TierGrant.client == client_id, TierGrant.ended_at.is_null()).first()


@dataclass
class Month:
    """A month of a client: AUM (fen), how it was reckoned, and how it was judged (None: not yet)."""

    row: MonthlyAum
    rules: Rules
    standing: TierStanding | None

    @property
    def month(self) -> date:
        return self.row.month

    @property
    def classes(self) -> list[tuple[str, int, Decimal, int]]:
        """(class, daily average, weight, counts as) in fen; empty where only the total is known."""
        if self.row.deposits is None:
            return []
        found = []
        for name in CLASSES:
            average = getattr(self.row, name) or 0
            found.append((name, average, self.rules.weights[name], int(average * self.rules.weights[name])))
        return found


def months_with_standings(client_id: int, count: int = 12) -> list[Month]:
    """A client's last months, the latest first (two statements)."""
    rows = list(
        MonthlyAum.select().where(MonthlyAum.client == client_id).order_by(MonthlyAum.month.desc()).limit(count)
    )
    if not rows:
        return []
    query = TierStanding.select().where(TierStanding.client == client_id, TierStanding.month >= rows[-1].month)
    standings = {row.month: row for row in query}
    return [Month(row, reference.rules_on(row.month), standings.get(row.month)) for row in rows]
