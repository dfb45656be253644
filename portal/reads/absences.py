"""Who is away, who stands in, and what was done in somebody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.contacts import OF_THE_PLAN, Contact
from portal.models.organisation import Branch, Staff, under, unit_of
from portal.models.requests import DoneInName, Request
from portal.models.teams import Absence, Seat
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.requests.hands import ground_for
from portal.reads.requests.people import WORKING_ROLES, people_over
from portal.reads.requests.scope import RequestScope
from portal.reads.teams.seats import current_team
from portal.rules.accounts.visibility import Permission

REMEMBERED = timedelta(days=60)
"""How long an absence that is over stands in the list."""
STAND_IN = Staff.alias("stand_in")


def _listed() -> Any:
    return (
        Absence.select(Absence, Staff, STAND_IN.id, STAND_IN.name, Branch.path)
        .join(Staff, on=(Absence.staff == Staff.id), attr="person")
        .join(Branch, on=(Staff.branch == Branch.id), attr="place")
        .join_from(Absence, STAND_IN, "LEFT OUTER JOIN", on=(Absence.substitute == STAND_IN.id), attr="stand_in")
    )


def _within(actor: Actor) -> Any:
    """His own, those in which he stands in, those of his colleagues, and those of the branches that he looks after."""
    mine = (Absence.staff == actor.staff_id) | (Absence.substitute == actor.staff_id)
    near = [unit_of(actor.branch_path)] if actor.branch_path and actor.may(Permission.REQUESTS_WORK) else []
    return mine | under(Branch.path, [*near, *actor.paths_for(Permission.TEAMS_OVERVIEW)])


def absences(actor: Actor) -> list[Absence]:
    """Those that run, that are to come, and that ended lately; the latest beginning first. Withdrawn ones are not."""
    lately = clock.today() - REMEMBERED
    held = Absence.until.is_null() | (Absence.until > Absence.since)
    found = _listed().where(_within(actor), Absence.not_over(lately), held)
    return list(found.order_by(Absence.since.desc(), Absence.id.desc()).limit(300))


def looks_after(actor: Actor, path: str) -> bool:
    """Does he set absences of the staff at this branch?"""
    return any(path.startswith(one) for one in actor.paths_for(Permission.TEAMS_WRITE))


def reads_reason(actor: Actor, absence: Absence) -> bool:
    """Why somebody is away is his own matter and that of whoever looks after the branch."""
    over = actor.paths_for(Permission.TEAMS_OVERVIEW)
    return absence.staff_id == actor.staff_id or any(absence.person.place.path.startswith(one) for one in over)


def absence_of(actor: Actor, number: int) -> Absence:
    """Raises OutOfScope."""
    found = _listed().where(Absence.id == number, _within(actor)).get_or_none()
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def done_in_name(actor: Actor, absence: Absence) -> list[DoneInName]:
    """What was done in his name in that time, of requests that the reader may see; the latest first."""
    begin = clock.start_of(absence.since)
    by = Staff.alias("by_whom")
    query = (
        DoneInName.select(DoneInName, Request.number, Request.subject, Client.name, by.name)
        .join(Request)
        .join(Client, "LEFT OUTER JOIN")
        .join_from(DoneInName, by, on=(DoneInName.by == by.id), attr="whom")
        .where(DoneInName.of == absence.staff_id, DoneInName.at >= begin, RequestScope(actor).condition())
    )
    if absence.until is not None:
        query = query.where(DoneInName.at < clock.start_of(absence.until + timedelta(days=1)))
    return list(query.order_by(DoneInName.at.desc(), DoneInName.id.desc()).limit(500))


def contacts_meanwhile(actor: Actor, absence: Absence) -> list[Contact]:
    """The substitute's contacts in that time with clients whose manager or adviser the absent one is and whom he does
    not serve himself, as far as they are the reader's; without what was said, the latest first."""
    if absence.substitute_id is None:
        return []
    held = Seat.select(Seat.client).where(Seat.until.is_null() | (Seat.until > absence.since))
    his = held.where(Seat.staff == absence.staff_id, Seat.kind.in_(("manager", "adviser")))
    query = (
        Contact.select(Contact.id, Contact.channel, Contact.outcome, Contact.happened_at, Client.number, Client.name)
        .join(Client)
        .where(
            Contact.staff == absence.substitute_id,
            Contact.happened_at >= clock.start_of(absence.since),
            Contact.client.in_(his),
            OF_THE_PLAN,
            Contact.client.not_in(held.where(Seat.staff == absence.substitute_id)),
            ClientScope(actor).condition(),
        )
    )
    if absence.until is not None:
        query = query.where(Contact.happened_at < clock.start_of(absence.until))
    return list(query.order_by(Contact.happened_at.desc(), Contact.id.desc()).limit(500))


def standing(absence_id: int | None) -> Absence | None:
    """The absence that runs now for whoever asks, for the line on each of his pages."""
    return None if absence_id is None else _listed().where(Absence.id == absence_id).get_or_none()


def people_of(paths: list[str]) -> list[tuple[str, str]]:
    """(user name, name) of everybody who works at these branches."""
    query = Staff.select(Account.username, Staff.name).join(Account, on=(Account.staff == Staff.id))
    query = query.join_from(Staff, Branch).where(under(Branch.path, paths), Staff.employed(clock.today()))
    return list(query.order_by(Staff.name).tuples())


def who_could_stand_in(branches: list[int]) -> list[tuple[str, str]]:
    """(user name, name) of those who work on requests of one of these branches."""
    found = {(one.username, one.name) for branch in branches for one in people_over(branch, WORKING_ROLES).objects()}
    return sorted(found, key=lambda pair: pair[1])


@dataclass(frozen=True)
class Serving:
    """Somebody who serves a client today, and who stands in for him where he is away."""

    seat: Seat
    away: bool
    stand_in: Staff | None


def serving(client: Client) -> list[Serving]:
    """The team as the client meets it: who works here and holds the role of his seat, each with his substitute of
    today. Neither leavers nor ended roles. At most four statements.
    """
    seats = current_team(client.id).current()
    ground = ground_for({seat.staff_id for seat in seats})
    able = ground.at(client.branch_id)
    seats = [seat for seat in seats if able(seat.staff_id, seat.kind)]
    instead = {
        seat.staff_id: ground.stands_in(seat.staff_id, client.branch_id)
        for seat in seats
        if seat.staff_id in ground.away
    }
    wanted = [one for one in instead.values() if one]
    people = {one.id: one for one in Staff.select().where(Staff.id.in_(wanted))} if wanted else {}
    return [Serving(seat, seat.staff_id in instead, people.get(instead.get(seat.staff_id))) for seat in seats]
