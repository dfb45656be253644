"""Clients with months: what their AUM was, and a month judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.actions.tiers import judging
from portal.derived.aum import follow_months
from portal.models import Client, MonthlyAum, Notice, TierStanding
from tests.ground import people

WAN = 10_000 * 100
OCTOBER = date(2026, 10, 1)


def months(client: Client, *wan: float, last: date = OCTOBER) -> Client:
    """The AUM of the months that end with `last`, in 万元, oldest first; all of it deposits."""
    for back, amount in enumerate(reversed(wan)):
        index = last.year * 12 + last.month - 1 - back
        fen = round(amount * WAN)
        MonthlyAum.create(client=client, month=date(index // 12, index % 12 + 1, 1), amount=fen, deposits=fen, wealth=0,
                          funds=0, insurance=0)  # fmt: skip
    follow_months([client.id])
    return client


def judged(month: date = OCTOBER) -> dict[str, int]:
    return judging.judge(month)


def now(client: Client) -> Any:
    """The client's row as it stands."""
    return Client.get_by_id(client.id)


def standing(client: Client, month: date = OCTOBER) -> Any:
    return TierStanding.get(TierStanding.client == client.id, TierStanding.month == month)


def told(person: Any) -> list[tuple[str, dict[str, str]]]:
    """Kinds and words of somebody's notices, oldest first."""
    query = Notice.select().where(Notice.account == people.account_of(person)).order_by(Notice.id)
    return [(notice.kind, notice.words) for notice in query]
