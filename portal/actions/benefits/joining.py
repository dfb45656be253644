"""Lots of two records that become one person, and of one that becomes two again (R8)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from portal.actions.benefits import granting, lots
from portal.models import Client, Entry, Lot
from portal.rules.benefits.tiers import fall


def join(kept: Client, gone: Client, journal: Any) -> None:
    """Lots pass to the kept record with all that was used and held; of a grant that both have, an untouched one stays
    where it is. Together they give no more than the better of the two: the rest ends. Call inside `write()`."""
    own = {_name(lot) for lot in Lot.select().where(Lot.client == kept.id)}
    for lot in lots.held(Lot.client.in_([kept.id, gone.id])):
        if lot.client_id == kept.id:
            continue
        same = _name(lot) in own
        if same and not lot.used and not lot.held and lot.cause.startswith((granting.TIER, granting.GUESTS)):
            continue
        journal.change(lot, client=kept.id, **({"cause": f"{lot.cause[:18]}~{lot.id}"} if same else {}))
    mine = lots.held((Lot.client == kept.id) & (Lot.upto != 0))
    mine.sort(key=_key)
    for _, group in groupby(mine, key=_key):
        _end_what_is_double(list(group), reason_of(journal.merge.id))


def reason_of(merge_id: int) -> str:
    """What the entries of a merge say."""
    return f"merge-{merge_id}"


def part(merge_id: int, author: int | None) -> None:
    """What ended because the records were one is there again. Call inside `write()`, the lots at home again."""
    ended = list(Entry.select().where(Entry.kind == "expire", Entry.reason == reason_of(merge_id)).order_by(Entry.lot))
    found = {lot.id: lot for lot in lots.held(Lot.id.in_([one.lot_id for one in ended]))} if ended else {}
    for one in ended:
        lots.move(found[one.lot_id], "correct", one.quantity, author=author, reason=f"un{one.reason}")


def _name(lot: Lot) -> tuple[str, str, str]:
    return (lot.benefit_id, lot.period, lot.cause)


def _key(lot: Lot) -> tuple[str, str, bool]:
    return (lot.benefit_id, lot.period, bool(lot.guests))


def _end_what_is_double(group: list[Lot], reason: str) -> None:
    if any(lot.unlimited for lot in group):
        return
    sums = [sum(getattr(lot, name) for lot in group) for name in ("used", "held", "available")]
    ends = fall(max(lot.upto for lot in group), *sums)
    for lot in sorted(group, key=lambda lot: -lot.id):
        if quantity := min(ends, lot.available):
            lots.move(lot, "expire", quantity, reason=reason)
            ends -= quantity
