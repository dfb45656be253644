"""The deals of one client."""

from __future__ import annotations

from portal.models.holdings.deals import Deal


def deals_of(client_id: int, count: int = 20) -> list[Deal]:
    """The latest deals, what was raised last first (one statement)."""
    query = Deal.select().where(Deal.client == client_id)
    return list(query.order_by(Deal.happened_on.desc(), Deal.id.desc()).limit(count))
