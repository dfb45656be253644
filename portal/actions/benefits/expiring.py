"""What was not used by the last day of its lot ends (R8): the day ends at midnight in Changchun."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.benefits import lots
from portal.database import engine, write_step
from portal.ground import clock, steps
from portal.models import Lot
from portal.reads import reference
from portal.rules.benefits.periods import period_of

AT_ONCE = 2000
ENTRIES = """INSERT INTO entry (lot_id, kind, quantity, reason, at)
    SELECT id, 'expire', available, 'time', '{at}' FROM lot WHERE id IN ({ids}) AND available > 0 ORDER BY id"""
ENDED = "UPDATE lot SET ended = ended + available, available = 0 WHERE id IN ({ids})"


@steps.every_minute
def expire() -> int:
    """The worker's part: what is left of lots that are over ends; what is held stays held. Answers how many lots."""
    done = 0
    while part := _part():
        done += part
    return done


def _part() -> int:
    today = clock.today()
    with write_step():
        over = Lot.select().where(Lot.until < today, Lot.available > 0).order_by(Lot.until, Lot.id).limit(AT_ONCE)
        if not over.exists():
            return 0
        query = Lot.select().where(Lot.id.in_([lot.id for lot in over]), Lot.available > 0).order_by(Lot.id)
        found = list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE"))
        ids = ", ".join(str(lot.id) for lot in found)
        if found:
            Lot._meta.database.execute_sql(ENTRIES.format(at=f"{clock.now():%Y-%m-%d %H:%M:%S}", ids=ids))
            Lot._meta.database.execute_sql(ENDED.format(ids=ids))
        for lot in found:
            _carry_over(lot)
        return len(over)


def _carry_over(lot: Lot) -> None:
    """Where the benefit says so, what was left is granted anew in the period that follows, once."""
    version = reference.benefit_versions()[lot.version_id]
    if version.carry_over and lot.until and not lot.cause.startswith("carried"):
        first = lot.until + timedelta(days=1)
        period = period_of(version.period, first, first)
        cause = f"carried-{lot.id}"
        lots.grant(lot.client_id, version, lot.available, cause, period.key, first, period.until, guests=lot.guests)
