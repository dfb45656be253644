"""The figures of charts in the unit that the reader counts in."""

from __future__ import annotations

from typing import Any

from portal.ground import formats, i18n
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models import Client
from portal.reads import reference


def aum_chart(client: Client, months: list[Any]) -> dict[str, Any]:
    """Monthly AUM against one threshold: that of the next tier, at the top that of his own. In 万元, or millions of
    yuan."""
    fen, unit = (100_000_000, _("m yuan")) if i18n.language() == "en" else (1_000_000, _("10,000 yuan"))
    tiers = [tier for tier in reference.tiers().values() if tier.in_force or tier.code == client.tier_id]
    own = next(place for place, tier in enumerate(tiers) if tier.code == client.tier_id)
    goal = tiers[min(own + 1, len(tiers) - 1)]
    name = named(goal)
    title = (
        _("Does the monthly AUM reach %(tier)s?", tier=name)
        if goal.code != client.tier_id
        else _("Does the monthly AUM hold %(tier)s?", tier=name)
    )
    return {
        "month_labels": [formats.month(one.month) for one in months],
        "month_series": [
            {"name": _("AUM"), "values": [round(one.amount / fen, 2) for one in months]},
            {
                "name": _("From %(tier)s on", tier=name),
                "values": [round(goal.threshold / fen, 2)] * len(months),
                "dashed": True,
            },
        ],
        "month_unit": unit,
        "month_title": title,
    }
