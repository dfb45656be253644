"""The figures of charts in the unit that the reader counts in."""

from __future__ import annotations

from typing import Any

from .. import formats, i18n
from ..i18n import gettext as _
from ..models import Client
from ..models.tier_reads import next_tier


def aum_chart(client: Client, months: list[Any]) -> dict[str, Any]:
    """Monthly AUM, in 万元 or millions of yuan, and the threshold that the next tier (or at the top his own) asks for."""
    fen, unit = (100_000_000, _("m yuan")) if i18n.language() == "en" else (1_000_000, _("10,000 yuan"))
    found: dict[str, Any] = {
        "month_labels": [formats.month(one.month) for one in months],
        "month_values": [round(one.amount / fen, 2) for one in months],
        "month_unit": unit,
        "month_line": None,
    }
    return found | _threshold(client, fen, len(months))
