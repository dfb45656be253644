"""How the tiers stand: counts for staff, the way to the next one for a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from ..rules.tiers import LevelRule, distance_to_next
from . import reference
from .clients import Client
from .scope import ClientScope


def levels() -> list[LevelRule]:
    return [LevelRule(tier.code, tier.rank, tier.threshold) for tier in reference.tiers().values()]


def counts_by_tier(scope: ClientScope) -> dict[str, tuple[int, int]]:
    """Tier code → (clients, their AUM of the latest month in fen), in scope."""
    query = (
        Client.select(Client.tier, fn.COUNT(Client.id), fn.SUM(Client.aum))
        .where(scope.condition())
        .group_by(Client.tier)
    )
    return {code: (count, int(total or 0)) for code, count, total in query.tuples()}


@dataclass
class NextTier:
    """How far the next tier is: what is missing on the three-month average, fen."""

    tier: Any
    missing: int
    percent: int


def next_tier(client: Client) -> NextTier | None:
    """None for the highest tier."""
    found = distance_to_next(client.aum_average, client.tier_id, levels())
    if found is None:
        return None
    code, missing, share = found
    return NextTier(reference.tiers()[code], missing, round(share * 100))
