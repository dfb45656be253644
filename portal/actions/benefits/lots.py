"""Lots and entries: the only writers of both. Every movement is an entry and its effect on the lot, in one place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal import database as db
from portal.database import database
from portal.ground import clock
from portal.models import Entry, Lot
from portal.models.benefits.catalogue import BenefitVersion
from portal.reads.shared import built

EFFECTS: dict[str, dict[str, int]] = {
    "grant": {},
    "hold": {"available": -1, "held": 1},
    "use": {"held": -1, "used": 1},
    "release": {"held": -1, "available": 1},
    "lapse": {"held": -1, "ended": 1},
    "expire": {"available": -1, "ended": 1},
    "correct": {"quantity": 1, "available": 1},
    "undo": {"used": -1, "available": 1},
}
"""What an entry does to its lot, by each of its units; a lot is made as its grant says. "undo" is a correction of a
use. An unlimited lot counts only what is held and used."""
COUNTED = ("held", "used")


def move(
    lot: Lot,
    kind: str,
    quantity: int,
    *,
    author: int | None = None,
    effect: str = "",
    at: datetime | None = None,
    **of: Any,
) -> Entry:
    """Write one entry and what it does to its lot; call inside `write()` with the lot held."""
    changes = EFFECTS[effect or kind]
    if lot.unlimited:
        changes = {name: sign for name, sign in changes.items() if name in COUNTED}
    if changes:
        database.execute_sql(*_change(tuple(changes.items()), lot.id, quantity))
        for name, sign in changes.items():
            setattr(lot, name, getattr(lot, name) + sign * quantity)
    return Entry.create(lot=lot.id, kind=kind, quantity=quantity, author=author, at=at or clock.now(), **of)


def _change(changes: tuple[tuple[str, int], ...], lot: int, quantity: int) -> tuple[str, list[Any]]:
    """What a movement does to its lot, as SQL and its parameters."""

    def write() -> tuple[str, list[Any]]:
        column = Lot._meta.fields
        new = {name: column[name] + built.AMOUNT if sign > 0 else column[name] - built.AMOUNT for name, sign in changes}
        return Lot.update(**new).where(Lot.id == built.ONE).sql()  # type: ignore[no-any-return]

    sql, params = built.text(("movement", changes), write)
    return sql, built.filled(params, {built.ONE: lot, built.AMOUNT: quantity})


def grant(
    client_id: int,
    version: BenefitVersion,
    quantity: int,
    cause: str,
    period: str,
    since: date,
    until: date | None,
    *,
    guests: bool = False,
    upto: int = 0,
    author: int | None = None,
    reason: str = "",
) -> Lot | None:
    """A new lot; -1 is unlimited. None when this very grant stands already. Call inside `write()`."""
    unlimited = quantity < 0
    whole = 0 if unlimited else quantity
    same = {"client": client_id, "benefit": version.code, "period": period, "cause": cause}
    values = {
        "version": version.id,
        "guests": guests,
        "unlimited": unlimited,
        "upto": upto,
        "since": since,
        "until": until,
        "quantity": whole,
        "available": whole,
        "created_at": clock.now(),
    }
    Lot.insert(**same, **values).on_conflict_ignore().execute()
    made = Lot.get(*(getattr(Lot, name) == value for name, value in same.items()))
    if Entry.select(Entry.id).where(Entry.lot == made.id).limit(1).exists():
        return None
    move(made, "grant", whole, author=author, reason=reason)
    return made


def held(condition: Any) -> list[Lot]:
    """Lots for this transaction against others, in the order of their ids: who holds several never waits in a ring."""
    return list(of(condition))


def of(condition: Any) -> Any:
    """The query behind `held`."""
    return db.held(Lot.select().where(condition).order_by(Lot.id))
