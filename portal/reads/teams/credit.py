"""Who is credited with a client's figures on a day (业绩, R3): whoever holds the seat then, unless a handover says that
they pass from a date of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from portal.database import among
from portal.models.handovers import Handover, HandoverSeat
from portal.models.teams import Seat


def credited(kind: str, clients: Collection[int], day: date) -> dict[int, int]:
    """Client → staff: who is credited with him in a seat (manager, adviser) on a day. Clients with nobody are left out.
    Two statements."""
    ids = sorted(clients)
    if not ids:
        return {}
    on = (Seat.since <= day) & (Seat.until.is_null() | (Seat.until > day))
    query = Seat.select(Seat.client, Seat.staff).where(Seat.kind == kind, among(Seat.client, ids), on)
    # a seat that came with a merged record may overlap: the client's own, then the latest, counts
    found = dict(query.order_by(Seat.merged_from.is_null(), Seat.since, Seat.id).tuples())
    return found | _not_yet_passed(kind, ids, day)


def _not_yet_passed(kind: str, clients: list[int], day: date) -> dict[int, int]:
    """Client → who handed the seat over and is still credited with him."""
    query = HandoverSeat.select(HandoverSeat.client, Handover.staff).join(Handover)
    waits = (Handover.begins <= day) & (Handover.credit_from > day) & Handover.passed_at.is_null(False)
    theirs = (HandoverSeat.kind == kind) & among(HandoverSeat.client, clients) & (HandoverSeat.outcome == "passed")
    return dict(query.where(waits, theirs).order_by(Handover.begins.desc(), Handover.id.desc()).tuples())
