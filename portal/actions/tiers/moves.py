"""Moving a client into a tier (R1) by somebody's decision; what the months decide is moved in batches by `tiers`."""

from __future__ import annotations

from datetime import date

from portal.actions.benefits.following import follow_tier
from portal.derived import completeness, list_status, tiers
from portal.ground import clock
from portal.models import Client, TierChange
from portal.reads.accounts.actors import Actor


def move_tier(client: Client, tier: str, since: date, reason: str, author: Actor | None) -> TierChange:
    """Put a client into a tier from a day on, with the reason and who decided. Call inside `write()`.

    The caller records the deed and tells people in his own words.
    """
    change = TierChange.create(
        client=client.id,
        tier=tier,
        since=since,
        reason=reason[:200],
        author=author.staff_id if author else None,
        created_at=clock.now(),
    )
    tiers.follow([client.id], tier, since, unprotected=True)
    client.tier_id, client.tier_since = tier, since  # type: ignore[attr-defined]
    list_status.follow([client.id])
    completeness.refresh([client.id])
    follow_tier([client.id])
    return change
