"""Who could receive the seats of somebody who hands over: by the same rule as every proposal of teams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from portal.database import among
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Staff
from portal.models.teams import Seat
from portal.reads.requests.hands import ground_for
from portal.reads.teams import load
from portal.reads.teams.proposing import people_of, rows_of, wanted_of
from portal.rules.handovers import Passing, Verdict, settled
from portal.rules.teams.proposal import Proposed, propose
from portal.rules.teams.seats import SEAT_KINDS


class Sat(NamedTuple):
    """A seat that somebody holds: its id, client and kind."""

    seat: int
    client: int
    kind: str


def seats_of(staff: int, since: date | None = None) -> list[Sat]:
    """The seats that somebody holds now, the oldest first; only those held since a day or longer."""
    query = Seat.select(Seat.id, Seat.client, Seat.kind).where(Seat.staff == staff, Seat.until.is_null())
    if since is not None:
        query = query.where(Seat.since <= since)
    return [Sat(*row) for row in query.order_by(Seat.id).tuples()]


def proposed(leaver: int, begins: date, seats: list[Sat]) -> dict[int, Proposed]:
    """Seat → who could receive it: never himself, nobody who is away on the day or full. Some ten statements."""
    wanted: dict[int, set[str]] = {}
    for one in seats:
        wanted.setdefault(one.client, set()).add(one.kind)
    rows = rows_of(list(wanted), Client.merged_into.is_null())

    def asked_of(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(kind for kind in SEAT_KINDS if kind in wanted[row["id"]])

    people, _who = people_of({row["branch"] for row in rows.values()}, begins)
    asked = wanted_of(rows, _in_service(list(rows)), asked_of)
    lines = propose(asked, [one for one in people if one.id != leaver], load.limits())
    by_seat = {(one.client, one.kind): one.seat for one in seats}
    return {by_seat[line.client, line.kind]: line for line in lines}


def _in_service(clients: list[int]) -> dict[int, frozenset[int]]:
    """Client → who sits in his service team."""
    query = Seat.select(Seat.client, Seat.staff).where(
        among(Seat.client, clients), Seat.kind == "specialist", Seat.until.is_null()
    )
    found: dict[int, frozenset[int]] = {}
    for client, staff in query.tuples():
        found[client] = found.get(client, frozenset()) | {staff}
    return found


def becomes(leaver: int, lines: Iterable[Any]) -> list[Verdict]:
    """What would become of seats now. `lines` are rows with id, kind, receiver_id, open_reason, seat_until, seat_staff,
    client_id, tier, branch."""
    rows = list(lines)
    people = {row.receiver_id for row in rows if row.receiver_id}
    ground = ground_for(people)
    service = _in_service([row.client_id for row in rows if row.kind == "specialist"])
    passing = [
        Passing(
            row.id,
            row.kind,
            row.branch,
            row.tier,
            row.receiver_id,
            row.seat_until is not None or row.seat_staff != leaver,
            row.kind == "specialist" and row.receiver_id in service.get(row.client_id, ()),
            row.open_reason,
        )
        for row in rows
    ]

    def able(person: int, branch: int, kind: str) -> bool:
        return person != leaver and ground.at(branch)(person, kind)

    return settled(passing, able, load.managed(sorted(people)), load.limits())


def could_receive(branch_paths: set[str], leaver: int, on: date) -> dict[str, list[tuple[str, str, bool]]]:
    """Kind of seat → (user name, name, away on the day) of those whose role reaches one of the branches."""
    people, who = people_of(branch_paths, on)
    return {
        kind: [(one.username, who[one.id].name, one.absent) for one in people if kind in one.roles and one.id != leaver]
        for kind in SEAT_KINDS
    }


def staff_named(username: str) -> Staff | None:
    """Somebody by user name."""
    query = Staff.select().join(Account, on=(Account.staff == Staff.id)).where(Account.username == username)
    return query.get_or_none()  # type: ignore[no-any-return]
