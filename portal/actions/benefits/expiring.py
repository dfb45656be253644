"""What was not used by the last day of its lot ends (R8): the day ends at midnight in Changchun."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.benefits import lots
from portal.database import breathe, database, engine, write_step
from portal.ground import clock, steps
from portal.models import Lot
from portal.reads import reference
from portal.rules.benefits.periods import period_of

AT_ONCE = 5000
ENTRIES = """INSERT INTO entry (lot_id, kind, quantity, reason, at)
    SELECT id, 'expire', available, 'time', {at} FROM lot WHERE id IN ({ids}) ORDER BY id"""
ENDED = "UPDATE lot SET ended = ended + available, available = 0 WHERE id IN ({ids})"


@steps.every_minute
def expire() -> int:
    """The worker's part: what is left of lots that are over ends; what is held stays held. Answers how many lots."""
    done = 0
    while part := _part():
        done += part
        breathe()
    return done


def _part() -> int:
    with write_step():
        over = (Lot.until < clock.today()) & (Lot.available > 0)
        some = Lot.select(Lot.id).where(over).order_by(Lot.until, Lot.id).limit(AT_ONCE).tuples()
        query = Lot.select(Lot.id, Lot.version).order_by(Lot.id)
        query = query.where(
            Lot.id.in_([key for (key,) in some]) if engine() == "postgresql" else Lot.id.in_(some), over
        )
        found = list((query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE")).tuples())
        if not found:
            return 0
        carried = {key for key, row in reference.benefit_versions().items() if row.carry_over}
        goes_on = [key for key, version in found if version in carried]
        again = list(Lot.select().where(Lot.id.in_(goes_on))) if goes_on else []
        ids = ", ".join(str(key) for key, _ in found)
        at = f"'{clock.now():%Y-%m-%d %H:%M:%S}'"
        at = f"CAST({at} AS TIMESTAMP)" if engine() == "postgresql" else at
        database.execute_sql(ENTRIES.format(at=at, ids=ids))
        database.execute_sql(ENDED.format(ids=ids))
        for lot in again:
            _carry_over(lot)
        return len(found)


def _carry_over(lot: Lot) -> None:
    """Where the benefit says so, what was left is granted anew in the period that follows, once."""
    if lot.until and not lot.cause.startswith("carried"):
        version = reference.benefit_versions()[lot.version_id]
        first = lot.until + timedelta(days=1)
        period = period_of(version.period, first, first)
        cause = f"carried-{lot.id}"
        lots.grant(lot.client_id, version, lot.available, cause, period.key, first, period.until, guests=lot.guests)
