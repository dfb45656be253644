"""What a proposal of teams is made of: clients with open seats, those who could take them, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from portal.database import among
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.clients.relations import Relation
from portal.models.organisation import Branch, RoleGrant, Staff, unit_of
from portal.models.teams import Seat
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.result import ids_of
from portal.reads.teams import load
from portal.rules.accounts.visibility import Permission
from portal.rules.clients.relations import KINDS
from portal.rules.teams.proposal import Person, Proposed, Wanted, languages_in, load_of, propose
from portal.rules.teams.seats import SEAT_KINDS

MOST = 5000
"""Clients in one proposal."""
FOREIGN_TRADE = {"forex": "fx_specialist"}
"""Class of products that a client holds → the post that a specialist of his has."""
FAMILY = [kind.code for kind in KINDS.values() if kind.family]


@dataclass
class Colleague:
    """Somebody who may take seats, before the proposal and after it."""

    id: int
    username: str
    name: str
    post: str
    branch: str
    before: int
    after: int = 0
    gets: int = 0


@dataclass(frozen=True)
class Asked:
    """How a proposal is wanted: also for clients below VIP (they get a client manager), and kind of seat → the one who
    shall have all of them."""

    below: bool = False
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    """A proposal with the names that a page shows. `rows`: clients by id; `who`: people by id; `may`: (client's branch,
    kind) → those who could take such a seat."""

    lines: list[Proposed]
    rows: dict[int, Any]
    who: dict[int, Colleague]
    may: dict[tuple[str, str], list[Colleague]]
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def touched(self) -> list[Colleague]:
        """Everybody, those who would get most seats first."""
        return sorted(self.who.values(), key=lambda one: (-one.gets, one.username))


def plan(actor: Actor, scope: ClientScope, wanted: ClientFilter, asked: Asked = Asked()) -> Plan:
    """Who could take the open seats of the VIPs of a list. Nine statements. Raises Invalid for a list that is too
    long."""
    ids = ids_of(scope, wanted, MOST + 1)
    if len(ids) > MOST:
        raise Invalid(_l("The list has more than %(most)s clients. Narrow it by a filter first.", most=f"{MOST:,}"))
    return _plan(actor, ids, asked)


def plan_of(actor: Actor, client: Client) -> Plan:
    """Who could take the open seats of one client, of whatever level. Eight statements."""
    return _plan(actor, [client.id], Asked(below=True))


def _plan(actor: Actor, ids: list[int], asked: Asked) -> Plan:
    rows = rows_of(ids, ClientScope(actor, may=Permission.TEAMS_WRITE).condition())
    meant = {one: row for one, row in rows.items() if asked.below or _is_vip(row)}
    open_ones = {one: row for one, row in meant.items() if _open(row)}
    places = {row["branch"] for row in open_ones.values()}
    people, who = people_of(places)
    may = {
        (branch, kind): [who[one.id] for one in people if any(branch.startswith(w) for w in one.roles.get(kind, ()))]
        for branch in places
        for kind in SEAT_KINDS
    }
    asked_for = [_narrowed(one, asked) for one in people]
    lines = propose(wanted_of(open_ones), asked_for, load.limits())
    for one in asked_for:
        who[one.id].after = one.load
    for line in lines:
        if line.who is not None:
            who[line.who].gets += 1
    left_out = {
        "scope": len(ids) - len(rows),
        "standard": len(rows) - len(meant),
        "full": len(meant) - len(open_ones),
    }
    return Plan(lines, open_ones, who, may, {reason: count for reason, count in left_out.items() if count})


def _narrowed(person: Person, asked: Asked) -> Person:
    """Of the kinds of seat for which one was named only he remains."""
    roles = {kind: ways for kind, ways in person.roles.items() if asked.only.get(kind) in (None, "", person.username)}
    return person if len(roles) == len(person.roles) else replace(person, roles=roles)


def _is_vip(row: dict[str, Any]) -> bool:
    return reference.ranks().get(row["tier"], 0) > 0


def rows_of(ids: list[int], condition: Any) -> dict[int, Any]:
    """Client → what a proposal reads of him, of those that fulfil a condition."""
    query = (
        Client.select(
            Client.id,
            Client.number,
            Client.name,
            Client.tier,
            Client.aum,
            Client.products,
            Client.languages,
            Client.manager,
            Client.adviser,
            Client.specialists,
            Branch.path.alias("branch"),
        )
        .join(Branch)
        .where(among(Client.id, ids), condition)
    )
    return {row["id"]: row for row in query.dicts()}


def _open(row: dict[str, Any]) -> tuple[str, ...]:
    """The seats that he should have and has not: a full team for a VIP, below a client manager."""
    held = {"manager": row["manager"], "adviser": row["adviser"], "specialist": row["specialists"]}
    return tuple(kind for kind in (SEAT_KINDS if _is_vip(row) else ("manager",)) if not held[kind])


def wanted_of(
    rows: dict[int, Any],
    there: Mapping[int, frozenset[int]] | None = None,
    seats: Callable[[dict[str, Any]], tuple[str, ...]] = _open,
) -> list[Wanted]:
    """Clients as the rule asks for them. `there`: client → who sits in his service team; `seats`: what he is to get."""
    ranks, family = reference.ranks(), _family(list(rows))
    kin = _kin({one for others in family.values() for one in others})
    bits = {
        1 << reference.product_classes()[code].bit: post
        for code, post in FOREIGN_TRADE.items()
        if code in reference.product_classes()
    }
    return [
        Wanted(
            row["id"],
            row["branch"],
            row["tier"],
            ranks[row["tier"]],
            row["aum"],
            seats(row),
            frozenset(post for bit, post in bits.items() if row["products"] & bit),
            languages_in(row["languages"]),
            tuple(family.get(row["id"], ())),
            _of_family(kin, family.get(row["id"], [])),
            (there or {}).get(row["id"], frozenset()),
        )
        for row in rows.values()
    ]


def _family(ids: list[int]) -> dict[int, list[int]]:
    """Client → relatives who are clients, both ways."""
    current = Relation.until.is_null() & Relation.kind.in_(FAMILY)
    both = Relation.first.is_null(False) & Relation.second.is_null(False)
    one_of = among(Relation.first, ids) | among(Relation.second, ids)
    found: dict[int, list[int]] = {}
    for first, second in Relation.select(Relation.first, Relation.second).where(current, both, one_of).tuples():
        found.setdefault(first, []).append(second)
        found.setdefault(second, []).append(first)
    return found


def _kin(ids: set[int]) -> dict[int, list[tuple[str, int]]]:
    """Client → (kind, who) of his current seats."""
    found: dict[int, list[tuple[str, int]]] = {}
    query = Seat.select(Seat.client, Seat.kind, Seat.staff).where(among(Seat.client, sorted(ids)), Seat.until.is_null())
    for client, kind, staff in query.tuples():
        found.setdefault(client, []).append((kind, staff))
    return found


def _of_family(kin: dict[int, list[tuple[str, int]]], family: list[int]) -> dict[str, frozenset[int]]:
    seats = [seat for one in family for seat in kin.get(one, ())]
    return {kind: frozenset(staff for held, staff in seats if held == kind) for kind in SEAT_KINDS}


def people_of(branches: set[str], on: date | None = None) -> tuple[list[Person], dict[int, Colleague]]:
    """Those whose role reaches one of the branches, with what they have on their hands; who is away `on` a day (today)
    or hands over his clients is marked."""
    day = clock.today()
    home = Branch.alias("home")
    query = (
        RoleGrant.select(
            RoleGrant.role, Branch.path, Staff.id, Staff.name, Account.username, Staff.post, Staff.languages, home.path
        )
        .join_from(RoleGrant, Branch)
        .join_from(RoleGrant, Staff, on=(RoleGrant.staff == Staff.id))
        .join_from(Staff, Account, on=(Account.staff == Staff.id))
        .join_from(Staff, home, on=(Staff.branch == home.id))
        .where(RoleGrant.role.in_(SEAT_KINDS), RoleGrant.in_force(day), Staff.employed(day), Account.active)
        .order_by(Account.username)
    )
    roles: dict[int, dict[str, tuple[str, ...]]] = {}
    known: dict[int, tuple[Any, ...]] = {}
    for role, over, staff, *rest in query.tuples():
        way = unit_of(over)
        if any(branch.startswith(way) for branch in branches):
            held = roles.setdefault(staff, {})
            held[role] = (*held.get(role, ()), way)
            known[staff] = tuple(rest)
    ids, ranks = list(known), reference.ranks()
    serves, seated, away = load.managed(ids), load.seated(ids), load.absent(ids, on) | load.going(ids)
    work = [load.open_requests(ids), load.overdue(ids)]
    people, who = [], {}
    for staff, (name, username, post, languages, place) in known.items():
        weight = sum(
            seats * load_of(ranks.get(tier, 0), 0) + aum // 1_000_000_000 for tier, seats, aum in seated[staff]
        )
        total = weight + sum(one.get(staff, 0) for one in work)
        person = Person(
            staff, username, post, place, roles[staff], languages_in(languages), staff in away, total, serves[staff]
        )
        people.append(person)
        who[staff] = Colleague(staff, username, name, post, place, total)
    return people, who
