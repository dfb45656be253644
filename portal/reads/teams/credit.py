"""Who is credited with a client's figures on a day (业绩, R3): whoever holds the seat then, unless a handover says that
they pass from a date of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from portal.database import among
from portal.models.teams import Seat

Deferred = Callable[[str, list[int], date], Mapping[int, int]]
_deferring: list[Deferred] = []


def deferring(read: Deferred) -> Deferred:
    """Register what defers credit: `read(kind, clients, day)` answers client → who is still credited on that day
    although the seat has passed (a handover whose `credit_from` is later); in one statement.
    """
    _deferring.append(read)
    return read


def credited(kind: str, clients: Collection[int], day: date) -> dict[int, int]:
    """Client → staff: who is credited with him in a seat (manager, adviser) on a day. Clients with nobody are left out.
    One statement, and one for each that defers."""
    ids = sorted(clients)
    if not ids:
        return {}
    on = (Seat.since <= day) & (Seat.until.is_null() | (Seat.until > day))
    query = Seat.select(Seat.client, Seat.staff).where(Seat.kind == kind, among(Seat.client, ids), on)
    # a seat that came with a merged record may overlap: the client's own, then the latest, counts
    found = dict(query.order_by(Seat.merged_from.is_null(), Seat.since, Seat.id).tuples())
    for read in _deferring:
        found.update(read(kind, ids, day))
    return found
