"""A client's whole 1+1+N team by one form: seats that differ from what is chosen begin and end together."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import IntegrityError

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import once
from portal.actions.teams import limits
from portal.actions.teams.seats import put, settle, stand_up, who_can_sit
from portal.database import lock, write
from portal.ground.errors import Invalid, SeatHeld
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Seat, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.teams.seats import held
from portal.rules.accounts.roles import Role
from portal.rules.teams.seats import ONE_EACH

FIELD = {"manager": "manager", "adviser": "adviser", "specialist": "specialists"}


@dataclass(frozen=True)
class Chosen:
    """User names; "" leaves the seat open."""

    manager: str
    adviser: str
    specialists: tuple[str, ...]


@once(Seat, answers="client")
def set_team(
    actor: Actor, client: Client, chosen: Chosen, reason: str, submission: str | None = None, beyond: str = ""
) -> Client:
    """Make the team the chosen one, in one transaction. Raises CannotSit, Full, ReasonWanted, SeatHeld, Invalid when
    nothing differs.
    """
    try:
        with write():
            row = lock(Client.select().where(Client.id == client.id))
            seats = held(client.id)
            as_shown(row, *(seat.id for seat in seats))
            beginning, ending = _differences(client, chosen, seats)
            if not beginning and not ending:
                raise Invalid(_l("The team is this one already."))
            limits.hold([staff.id for _kind, staff in beginning])
            for person in {seat.staff_id for seat in ending}:
                stand_up(actor, client, [seat for seat in ending if seat.staff_id == person], reason)
            for number, (kind, staff) in enumerate(beginning):
                put(actor, client, kind, staff, reason, None if number else submission, beyond, FIELD[kind])
            settle(client)
            return client
    except IntegrityError as error:
        raise SeatHeld() from error


def _differences(client: Client, chosen: Chosen, seats: list[Seat]) -> tuple[list[tuple[str, Staff]], list[Seat]]:
    """(kind, who) of the seats to begin, and the seats to end that nobody else takes over."""
    beginning: list[tuple[str, Staff]] = []
    ending: list[Seat] = []
    for kind in ONE_EACH:
        name, now = getattr(chosen, kind), next((one for one in seats if one.kind == kind), None)
        if name and (now is None or now.staff.account.username != name):
            beginning.append((kind, who_can_sit(name, Role(kind), client, FIELD[kind])))
        elif now is not None and not name:
            ending.append(now)
    there = {one.staff.account.username: one for one in seats if one.kind == "specialist"}
    for name in dict.fromkeys(chosen.specialists):
        if name not in there:
            beginning.append(("specialist", who_can_sit(name, Role.SPECIALIST, client, FIELD["specialist"])))
    return beginning, ending + [seat for name, seat in there.items() if name not in chosen.specialists]
