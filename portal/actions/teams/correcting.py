"""The days of a seat were entered wrong: they are set right, and what stood before is kept."""

from __future__ import annotations

from datetime import date

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.actions.teams.seats import settle
from portal.database import lock, write
from portal.ground import clock
from portal.ground.errors import Invalid, OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Seat, SeatCorrection, Staff
from portal.reads.accounts.actors import Actor
from portal.rules.teams.seats import ONE_EACH, overlaps


def correct(actor: Actor, client: Client, seat_id: int, since: date, until: date | None, reason: str) -> Seat:
    """Set the days of a seat right. Raises OutOfScope for a seat of somebody else, Invalid for days that cannot be:
    later than today, the wrong way round, an ended seat opened again, somebody else's days.
    """
    try:
        with write():
            row = lock(Client.select().where(Client.id == client.id))
            seat = Seat.get_or_none(Seat.id == seat_id, Seat.client == client.id)
            if seat is None:
                raise OutOfScope()
            as_shown(seat, about=(row,))
            _check(seat, since, until)
            before = (seat.since, seat.until)
            SeatCorrection.create(
                seat=seat.id,
                since_before=before[0],
                until_before=before[1],
                since_after=since,
                until_after=until,
                reason=reason,
                author=actor.staff_id,
                at=clock.now(),
            )
            seat.since, seat.until = since, until
            if before[1] is None and until is not None:
                seat.ended_by, seat.ended_reason = actor.staff_id, reason
            seat.save(only=[Seat.since, Seat.until, Seat.ended_by, Seat.ended_reason])
            settle(client)
            after = (since, until)
            changes = {
                name: [str(old or ""), str(new or "")]
                for name, old, new in zip(("since", "until"), before, after, strict=True)
                if old != new
            }
            name = Staff.select(Staff.name).where(Staff.id == seat.staff_id).scalar()
            audit(actor, "team.corrected", client, changes=changes, **client.said, staff=name, reason=reason)
            return seat
    except IntegrityError as error:
        raise Invalid(_l("Somebody else held the seat on these days."), field="since") from error


def _check(seat: Seat, since: date, until: date | None) -> None:
    today = clock.today()
    if since > today:
        raise Invalid(_l("A seat that has begun cannot begin later than today."), field="since")
    if until is not None and until > today:
        raise Invalid(_l("A correction is about days that are over: today is the last."), field="until")
    if until is not None and until <= since:
        raise Invalid(_l("The seat would end before it begins."), field="until")
    if until is None and seat.until is not None:
        raise Invalid(
            _l("An ended seat is not opened again by a correction. Please give the seat anew."), field="until"
        )
    if (since, until) == (seat.since, seat.until):
        raise Invalid(_l("These are the days already."), field="since")
    others = (
        Seat.select(Seat, Staff)
        .join(Staff, on=(Seat.staff == Staff.id))
        .where(Seat.client == seat.client_id, Seat.kind == seat.kind, Seat.id != seat.id, Seat.merged_from.is_null())
    )
    for other in others:
        alone = seat.kind in ONE_EACH or other.staff_id == seat.staff_id
        if alone and overlaps((since, until), (other.since, other.until)):
            raise Invalid(_l("%(name)s held the seat on these days.", name=other.staff.name), field="since")
