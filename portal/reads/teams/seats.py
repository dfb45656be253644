"""Who serves a client: now, on a date, and ever. Whose team is not full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from peewee import fn

from portal.ground import clock
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, RoleGrant, Staff, under, unit_of, ways_to
from portal.models.teams import Absence, HandCount, Seat
from portal.reads.shared import built
from portal.rules.accounts.roles import Role

KINDS = ("manager", "adviser", "specialist")


@dataclass
class Team:
    """The seats of one client, sorted as people read them: manager, adviser, specialists."""

    seats: list[Seat]

    def current(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.until is None]

    def of_kind(self, kind: str) -> list[Seat]:
        return [seat for seat in self.current() if seat.kind == kind]

    @property
    def manager(self) -> Seat | None:
        return next(iter(self.of_kind("manager")), None)

    @property
    def adviser(self) -> Seat | None:
        return next(iter(self.of_kind("adviser")), None)

    @property
    def specialists(self) -> list[Seat]:
        return self.of_kind("specialist")

    def history(self) -> list[Seat]:
        """Every seat ever, the latest first."""
        return sorted(self.seats, key=lambda seat: (seat.since, seat.id), reverse=True)


def _seats(client_id: int) -> Any:
    author, ender = Staff.alias("author_row"), Staff.alias("ender_row")
    return (
        Seat.select(Seat, Staff, Account.username, author.name.alias("author_name"), ender.name.alias("ender_name"))
        .join(Staff, on=(Seat.staff == Staff.id), attr="person")
        .join(Account, "LEFT OUTER JOIN", on=(Account.staff == Staff.id), attr="login")
        .join_from(Seat, author, "LEFT OUTER JOIN", on=(Seat.author == author.id), attr="author_row")
        .join_from(Seat, ender, "LEFT OUTER JOIN", on=(Seat.ended_by == ender.id), attr="ender_row")
        .where(Seat.client == client_id)
    )


def _sorted(seats: list[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: (KINDS.index(seat.kind), seat.since, seat.id))


def team_of(client: Client) -> Team:
    """All seats of a client with their people, in one statement."""
    return Team(_sorted(list(_seats(client.id))))


def current_team(client_id: int) -> Team:
    """Only the seats of today, in one statement."""
    return Team(
        _sorted(built.rows("team", lambda: _seats(built.ONE).where(Seat.until.is_null()), {built.ONE: client_id}))
    )


def team_on(client: Client, day: date) -> list[Seat]:
    """Who served this client on a day (R3)."""
    within = (Seat.since <= day) & (Seat.until.is_null() | (Seat.until > day))
    return _sorted(list(_seats(client.id).where(within)))


class Candidate(NamedTuple):
    """`load`: clients served now; `away`: absent today."""

    id: int
    username: str
    name: str
    load: int
    away: bool


def candidates(role: Role, client: Client) -> list[Candidate]:
    """Those who may take a seat of this kind at the client's branch."""
    day = clock.today()
    path = Branch.select(Branch.path).where(Branch.id == client.branch_id).scalar() or "/"
    load = Seat.select(fn.COUNT(fn.DISTINCT(Seat.client))).where(Seat.staff == Staff.id, Seat.until.is_null())
    away = fn.EXISTS(Absence.select(Absence.id).where(Absence.staff == Staff.id, Absence.runs_on(day)))
    query = (
        Staff.select(Staff.id, Account.username, Staff.name, load.alias("load"), away.alias("away"))
        .distinct()
        .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id))
        .join_from(RoleGrant, Branch)
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(
            RoleGrant.role == role,
            RoleGrant.in_force(day),
            Staff.employed(day),
            Account.active,
            Branch.path.in_(ways_to(path)) | under(Branch.path, [unit_of(path)]),
        )
        .order_by(Staff.name)
    )
    return [Candidate(one, username, name, load, bool(away)) for one, username, name, load, away in query.tuples()]


PEOPLE = 50
"""Colleagues of a page."""


def workload(paths: list[str] | None, after: int = 0) -> tuple[list[dict[str, Any]], int | None]:
    """Those with a relation role in reach and how many clients each serves, by kind of seat, as it is kept
    (`HandCount`): a page of them behind the person with the id `after`, and the last one's id where others follow."""
    day = clock.today()
    kept = HandCount.select(fn.COALESCE(fn.SUM(HandCount.clients), 0)).where(HandCount.staff == Staff.id)
    query = (
        Staff.select(
            Staff.id,
            Staff.name,
            Account.username,
            Staff.post,
            Branch.name_zh,
            Branch.name_en,
            *(kept.where(HandCount.seat == kind).alias(kind) for kind in KINDS),
        )
        .join_from(Staff, Branch, on=(Staff.branch == Branch.id))
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .where(
            Staff.employed(day),
            Staff.id.in_(RoleGrant.select(RoleGrant.staff).where(RoleGrant.role.in_(KINDS), RoleGrant.in_force(day))),
        )
        .order_by(Branch.path, Staff.name, Staff.id)
    )
    query = query if paths is None else query.where(under(Branch.path, paths))
    if after:
        query = query.where(_behind(after))
    rows = [{**row, **{kind: int(row[kind]) for kind in KINDS}} for row in query.limit(PEOPLE + 1).dicts()]
    return rows[:PEOPLE], rows[PEOPLE - 1]["id"] if len(rows) > PEOPLE else None


def _behind(after: int) -> Any:
    """As a condition: stands behind this person in the order of branches and names; a stranger stands before all."""
    last = Staff.select(Branch.path, Staff.name).join(Branch).where(Staff.id == after).tuples().first()
    path, name = last or ("", "")
    beside = (Branch.path == path) & ((Staff.name > name) | ((Staff.name == name) & (Staff.id > after)))
    return (Branch.path > path) | beside


def held(client_id: int) -> list[Seat]:
    """The current seats in the order of their ids, with `seat.staff.account.username`."""
    query = (
        Seat.select(Seat, Staff, Account.username)
        .join(Staff, on=(Seat.staff == Staff.id))
        .join(Account, "LEFT OUTER JOIN", on=(Account.staff == Staff.id), attr="account")
        .where(Seat.client == client_id, Seat.until.is_null())
    )
    return list(query.order_by(Seat.id))
