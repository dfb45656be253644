"""Who has served clients for longer than the bank allows (R3, rotation)."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.models.teams import Seat
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.rules.teams.rotation import began_by


def too_long_since() -> date:
    """Seats held now that began by this day have lasted too long."""
    return began_by(clock.today(), settings.value("teams.rotation_years"))


def long_served(scope: ClientScope) -> list[dict[str, Any]]:
    """Each person with such seats, as far as the clients are the reader's: how many, of which kinds, since when the
    longest; the longest first. One statement."""
    query = (
        Seat.select(
            Staff.id,
            Staff.name,
            Account.username,
            Staff.post,
            Branch.name_zh,
            Branch.name_en,
            fn.COUNT(Seat.id).alias("seats"),
            fn.MIN(Seat.since).alias("longest"),
        )
        .join_from(Seat, Staff, on=(Seat.staff == Staff.id))
        .join_from(Staff, Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(Seat.until.is_null(), Seat.since <= too_long_since())
        .group_by(Staff.id, Staff.name, Account.username, Staff.post, Branch.name_zh, Branch.name_en)
    )
    if not scope.whole_bank:
        query = query.join_from(Seat, Client).where(scope.condition())
    return list(query.order_by(fn.MIN(Seat.since), Staff.name).dicts())
