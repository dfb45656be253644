"""Whose handovers somebody sees, and what he may do with them."""

from __future__ import annotations

from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.handovers import Handover, HandoverSeat
from portal.models.organisation import Branch, RoleGrant, Staff, under, unit_of, ways_to
from portal.models.steps import Step
from portal.models.teams import Seat
from portal.reads.accounts.actors import Actor
from portal.reads.steps import joined
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission
from portal.rules.handovers import CANCELLED, CHECKED, PREPARING, RUNNING, SIGNED
from portal.rules.steps import HANDOVER

LISTED = 200
WITNESSES = (Role.MANAGER, Role.ADVISER, Role.BRANCH_ADMIN)
"""Who reads the names of the branch's clients anyway."""


def _named() -> Any:
    """Handovers with who hands over, where, and the names of the others."""
    author, checker, witness = (Staff.alias(name) for name in ("author_row", "checker_row", "witness_row"))
    return (
        Handover.select(Handover, Staff, Branch, author.name, checker.name, witness.name)
        .join(Staff, on=(Handover.staff == Staff.id), attr="person")
        .join_from(Handover, Branch, on=(Handover.branch == Branch.id), attr="place")
        .join_from(Handover, author, on=(Handover.author == author.id), attr="who_announced")
        .join_from(Handover, checker, "LEFT OUTER JOIN", on=(Handover.checked_by == checker.id), attr="who_checked")
        .join_from(Handover, witness, "LEFT OUTER JOIN", on=(Handover.witness == witness.id), attr="who_witnesses")
    )


def seen_by(actor: Actor) -> Any:
    """As a condition: his own, those in which he receives (from the check on) or witnesses, and those of the branches
    that he looks after or oversees."""
    mine = (Handover.staff == actor.staff_id) | (Handover.witness == actor.staff_id)
    received = HandoverSeat.select(HandoverSeat.handover).where(HandoverSeat.receiver == actor.staff_id)
    receives = Handover.id.in_(received) & (Handover.state != PREPARING)
    branches = Branch.select(Branch.id).where(under(Branch.path, actor.paths_for(Permission.TEAMS_OVERVIEW)))
    return mine | receives | Handover.branch.in_(branches)


def handovers(actor: Actor) -> tuple[list[Handover], list[Handover]]:
    """Those that are open, the first to pass first, and those that are closed, the latest first."""
    closed = (SIGNED, CANCELLED)
    query = _named().where(seen_by(actor))
    now = query.where(Handover.state.not_in(closed)).order_by(Handover.begins, Handover.id).limit(LISTED)
    past = query.where(Handover.state.in_(closed)).order_by(Handover.id.desc()).limit(LISTED)
    return list(now), list(past)


def handover_of(actor: Actor, number: str) -> Handover:
    """Raises OutOfScope."""
    found = _named().where(Handover.number == number, seen_by(actor)).get_or_none()
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def coming_to(actor: Actor, client_id: int) -> Handover | None:
    """The handover by which a client comes to him soon; a statement only for somebody to whom any comes."""
    if actor.receives_on is None:
        return None
    near = (Handover.state == CHECKED) & (Handover.seen_from <= actor.receives_on)
    query = Handover.select(Handover, Staff).join(Staff, on=(Handover.staff == Staff.id), attr="person")
    query = query.join_from(Handover, HandoverSeat, on=(HandoverSeat.handover == Handover.id))
    mine = (HandoverSeat.client == client_id) & (HandoverSeat.receiver == actor.staff_id)
    return query.where(near, mine, HandoverSeat.running).first()  # type: ignore[no-any-return]


def line_of(actor: Actor, handover: Handover, client_number: str, kind: str = "") -> HandoverSeat:
    """The line of a client, with `line.client` (by name, tier, branch); a receiver who is nothing else in it has only
    his own. Raises OutOfScope."""
    query = (
        HandoverSeat.select(HandoverSeat, Client)
        .join(Client)
        .where(HandoverSeat.handover == handover.id, Client.number == client_number)
    )
    if kind:
        query = query.where(HandoverSeat.kind == kind)
    if not sees_all(actor, handover):
        query = query.where(HandoverSeat.receiver == actor.staff_id)
    found = query.order_by(HandoverSeat.id).first()
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


def looks_after(actor: Actor, branch_id: int) -> bool:
    """Does he assign teams at this branch?"""
    path = Branch.select(Branch.path).where(Branch.id == branch_id).scalar() or "/"
    return any(path.startswith(one) for one in actor.paths_for(Permission.TEAMS_WRITE))


def oversees(actor: Actor, handover: Handover) -> bool:
    path = handover.place.path
    return any(path.startswith(one) for one in actor.paths_for(Permission.TEAMS_OVERVIEW))


def sees_all(actor: Actor, handover: Handover) -> bool:
    """Does he see each line, or only those in which he receives?"""
    return actor.staff_id in (handover.staff_id, handover.witness_id) or oversees(actor, handover)


def reads_words(actor: Actor, handover: Handover, line: HandoverSeat) -> bool:
    """Does he read what a newcomer must know: who goes, until it has passed; who looks after the branch; the auditor;
    whoever receives the client, from the day on which he reads him."""
    receives = line.receiver_id == actor.staff_id and handover.seen_from is not None
    near = receives and handover.seen_from <= clock.today()
    auditor = Role.AUDITOR in actor.roles and actor.whole_bank
    goes = actor.staff_id == handover.staff_id and handover.state in RUNNING
    return near or auditor or goes or looks_after(actor, handover.branch_id)


def receivers_of(handover: Handover) -> set[int]:
    """Everybody who receives a seat."""
    query = HandoverSeat.select(HandoverSeat.receiver).distinct()
    return {row[0] for row in query.where(HandoverSeat.handover == handover.id).tuples() if row[0]}


def involved(handover: Handover) -> set[int | None]:
    """Who goes, receives, announced, checked, called or excused a call: none of them is the witness."""
    ticked = Step.select(Step.done_by).distinct().join(HandoverSeat, on=joined(HANDOVER, HandoverSeat.id))
    callers = {one for (one,) in ticked.where(HandoverSeat.handover == handover.id).tuples()}
    found = {handover.staff_id, handover.author_id, handover.checked_by_id}
    return (found | receivers_of(handover) | callers) - {None}


def could_witness(handover: Handover, but: set[int | None]) -> list[tuple[str, str, int]]:
    """(user name, name, id) of colleagues of the branch, and of the admins above it, who are none of `but`."""
    day, path = clock.today(), handover.place.path
    unit = unit_of(path)
    query = (
        Staff.select(Account.username, Staff.name, Staff.id)
        .distinct()
        .join(Account, on=(Account.staff == Staff.id))
        .join_from(Staff, RoleGrant, on=(RoleGrant.staff == Staff.id))
        .join_from(RoleGrant, Branch)
        .where(
            RoleGrant.role.in_(WITNESSES),
            RoleGrant.in_force(day),
            Staff.employed(day),
            Account.active,
            Branch.path.in_(ways_to(path)) | under(Branch.path, [unit]),
        )
        .order_by(Staff.name, Staff.id)
    )
    return [row for row in query.tuples() if row[2] not in but]


def people_with_seats(paths: list[str]) -> list[tuple[str, str]]:
    """(user name, name) of everybody of these branches who serves somebody, also of those who have left."""
    query = (
        Staff.select(Account.username, Staff.name)
        .join(Account, on=(Account.staff == Staff.id))
        .join_from(Staff, Branch)
        .where(under(Branch.path, paths), Staff.id.in_(Seat.select(Seat.staff).where(Seat.until.is_null())))
    )
    return list(query.order_by(Staff.name).tuples())
