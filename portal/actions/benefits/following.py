"""What the fall and the rise of a tier do to the lots of the periods that run (R8). Called where a tier changes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from portal.actions.benefits import granting, lots
from portal.actions.shared.telling import accounts_of_client, tell
from portal.ground import clock
from portal.models import Client, Lot
from portal.reads import reference
from portal.reads.administration import settings
from portal.rules.benefits.tiers import fall, left_of_unlimited

Group = list[Lot]


def follow_tier(ids: Iterable[int]) -> int:
    """Lots follow the tiers that these clients have now; call inside `write()` after the rows say so. What is held
    stays held. Answers for how many clients something ended."""
    clients = dict(Client.select(Client.id, Client.tier).where(Client.id.in_(list(ids))).tuples())
    fallen = set[int]()
    if not settings.value("benefits.fall_keeps_lot"):
        for group in _groups(list(clients)):
            if _fall(group, clients[group[0].client_id]):
                fallen.add(group[0].client_id)
    granting.grant_to(list(clients))
    for client_id in sorted(fallen):
        tell(accounts_of_client(client_id), "benefit.fell", "/me/benefits", tier=clients[client_id])
    return len(fallen)


def _groups(ids: list[int]) -> list[Group]:
    """The running lots by tier of each client, benefit and period, the guests' apart; held."""
    today = clock.today()
    by_tier = Lot.cause.startswith(granting.TIER) | Lot.cause.startswith(granting.GUESTS)
    found = lots.held(Lot.client.in_(ids) & by_tier & (Lot.until.is_null() | (Lot.until >= today)))
    found.sort(key=_key)
    return [list(group) for _, group in groupby(found, key=_key)]


def _key(lot: Lot) -> tuple[int, str, str, bool]:
    return (lot.client_id, lot.benefit_id, lot.period, bool(lot.guests))


def _fall(group: Group, tier: str) -> bool:
    """End what exceeds the amount of this tier, as the version promised it. Answers whether anything ended."""
    first = group[0]
    given = reference.amounts().get((max(lot.version_id for lot in group), tier))
    amount = (given.guests if first.guests else given.amount) if given else 0
    used, held, available = (sum(getattr(lot, name) for lot in group) for name in ("used", "held", "available"))
    endless = [lot for lot in group if lot.unlimited]
    if endless:
        return _end_unlimited(endless[0], amount, tier, used, held, available)
    ends = fall(amount, used, held, available)
    for lot in sorted(group, key=lambda lot: -lot.id):
        if part := min(ends, lot.available):
            lots.move(lot, "expire", part, reason="tier")
            ends -= part
    return ends < fall(amount, used, held, available)


def _end_unlimited(lot: Lot, amount: int, tier: str, used: int, held: int, available: int) -> bool:
    """An unlimited lot ends, and what is left of the lower tier's amount is granted in its place."""
    if amount < 0:
        return False
    today = clock.today()
    rest, period, until = left_of_unlimited(amount, used, held, available), lot.period, lot.until
    Lot.update(until=today - clock.days(1)).where(Lot.id == lot.id).execute()
    if amount:
        version = reference.benefit_versions()[lot.version_id]
        cause = f"{granting.GUESTS if lot.guests else granting.TIER}-{tier}-{today:%m%d}"
        lots.grant(lot.client_id, version, rest, cause, period, today, until, guests=lot.guests, upto=amount)
    return True
