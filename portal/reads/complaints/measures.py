"""Measures against the causes of complaints: whose they are, and what became of the cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import fn

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.complaints import Complaint, ComplaintAbout, ComplaintMeasure
from portal.models.organisation import Branch, RoleGrant, Staff, under, ways_to
from portal.models.requests import Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.reads.requests.people import WORKING_ROLES, people_over
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import WHOLE_BANK, Permission
from portal.rules.complaints import Effect

PAGE = 30
LISTED = 500


def can_own(branch_id: int) -> dict[str, tuple[str, int]]:
    """User name → name and key of the colleagues who may be given a measure of a branch."""
    found = people_over(branch_id, WORKING_ROLES).objects()
    return {one.username: (one.name, one.id) for one in sorted(found, key=lambda one: str(one.name))}


def looks_after(actor: Actor, measure: ComplaintMeasure) -> bool:
    """Is he an admin over the branch whose measure it is, or does he decide for head office?"""
    place = tree.path_of(measure.branch_id)
    return any(
        grant.role == Role.HEAD_OFFICE or (grant.role == Role.BRANCH_ADMIN and place.startswith(grant.path))
        for grant in actor.grants
    )


def in_scope(actor: Actor) -> Any:
    """As a condition: his own measures, those of branches that he is over, for head office and auditors all; never
    one against the cause of a complaint that concerns him."""
    found = ComplaintMeasure.owner == actor.staff_id
    if actor.roles & WHOLE_BANK:
        found |= ComplaintMeasure.id > 0
    elif paths := [grant.path for grant in actor.grants if grant.role == Role.BRANCH_ADMIN]:
        found |= ComplaintMeasure.branch.in_(Branch.select(Branch.id).where(under(Branch.path, paths)))
    return found & ComplaintMeasure.complaint.not_in(recusal.records(actor))


def _rows() -> Any:
    query = ComplaintMeasure.select(ComplaintMeasure, Complaint, Request, Staff)
    query = query.join(Complaint).join(Request)
    return query.join_from(ComplaintMeasure, Staff, on=(ComplaintMeasure.owner == Staff.id))


def page_of(actor: Actor, before: int | None, *, waiting: bool) -> tuple[list[ComplaintMeasure], int | None]:
    """A page of the measures in scope, the newest first, and the id to go on from. `waiting`: only those whose effect
    was not looked at."""
    query = _rows().where(in_scope(actor)).order_by(ComplaintMeasure.id.desc()).limit(PAGE + 1)
    if waiting:
        query = query.where(ComplaintMeasure.looked_at.is_null())
    rows = list(query.where(ComplaintMeasure.id < before) if before else query)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def by_id(actor: Actor, key: int) -> ComplaintMeasure:
    """Raises OutOfScope."""
    found: ComplaintMeasure | None = _rows().where(ComplaintMeasure.id == key, in_scope(actor)).get_or_none()
    if found is None:
        raise OutOfScope()
    return found


def of_complaint(complaint: int) -> list[ComplaintMeasure]:
    """The measures that a complaint led to."""
    query = ComplaintMeasure.select(ComplaintMeasure, Staff).join(Staff, on=(ComplaintMeasure.owner == Staff.id))
    return list(query.where(ComplaintMeasure.complaint == complaint).order_by(ComplaintMeasure.id))


def for_today(actor: Actor, until: date, most: int) -> list[ComplaintMeasure]:
    """What somebody is to do or to look at by a day: his own, and of branches that he is over those whose owner is
    gone, or whom the complaint concerns by now; head office has them where every admin is concerned. None against the
    cause of a complaint that concerns himself. One statement, and some more where a complaint with a measure of
    somebody else names anybody."""
    branches = actor.branch_ids(Role.BRANCH_ADMIN) if Role.BRANCH_ADMIN in actor.roles else []
    decides = Role.HEAD_OFFICE in actor.roles
    gone = ~Staff.employed(clock.today())
    named = fn.EXISTS(
        ComplaintAbout.select(ComplaintAbout.id).where(
            ComplaintAbout.complaint == ComplaintMeasure.complaint,
            ComplaintAbout.staff.is_null(False) | ComplaintAbout.branch.is_null(False),
        )
    )
    whose = ComplaintMeasure.owner == actor.staff_id
    if branches:
        whose |= ComplaintMeasure.branch.in_(branches) & (gone | named)
    if decides:
        whose |= named
    query = _rows().where(
        whose,
        ComplaintMeasure.complaint.not_in(recusal.records(actor)),
        ComplaintMeasure.looked_at.is_null(),
        ((ComplaintMeasure.done_at.is_null()) & (ComplaintMeasure.due <= until))
        | (ComplaintMeasure.look_on.is_null(False) & (ComplaintMeasure.look_on <= until)),
    )
    rows = list(
        query.order_by(ComplaintMeasure.due, ComplaintMeasure.id).limit(LISTED if branches or decides else most)
    )
    return _at_hand(actor, rows, branches)[:most]


def _at_hand(actor: Actor, rows: list[ComplaintMeasure], branches: list[int]) -> list[ComplaintMeasure]:
    """His own, and those that nobody has who may."""
    today = clock.today()
    others = [row for row in rows if row.owner_id != actor.staff_id]
    if not others:
        return rows
    neutral = recusal.Neutral(recusal.abouts({row.complaint.request_id for row in others}))
    admins = admins_over(tree.path_of(row.branch_id) for row in others)
    neutral.read({row.owner_id for row in others} | {one for people in admins.values() for one in people})

    def is_his(row: ComplaintMeasure) -> bool:
        request, over = row.complaint.request_id, row.branch_id in branches
        if not row.owner.has_left(today) and neutral.is_neutral(request, row.owner_id):
            return False
        return over or not any(neutral.is_neutral(request, one) for one in admins[tree.path_of(row.branch_id)])

    return [row for row in rows if row.owner_id == actor.staff_id or is_his(row)]


def admins_over(paths: Iterable[str]) -> dict[str, set[int]]:
    """Branch → the admins over it. One statement."""
    wanted = set(paths)
    query = RoleGrant.select(RoleGrant.staff, Branch.path).join(Branch)
    ways = {way for path in wanted for way in ways_to(path)}
    query = query.where(
        RoleGrant.role == Role.BRANCH_ADMIN, RoleGrant.in_force(clock.today()), Branch.path.in_(sorted(ways))
    )
    rows = list(query.tuples())
    return {path: {staff for staff, over in rows if path.startswith(over)} for path in wanted}


def missing(actor: Actor, branches: list[int], since: date, most: int) -> list[Complaint]:
    """Complaints received since a day that are decided and cannot be closed, as nothing is planned against their cause:
    those that he decided, and of branches that he is over; none that he does not read any more."""
    planned = ComplaintMeasure.select(ComplaintMeasure.id).where(ComplaintMeasure.complaint == Complaint.id)
    whose = Complaint.decided_by == actor.staff_id
    query = Complaint.select(Complaint, Request).join(Request)
    query = query.where(
        whose | Complaint.branch.in_(branches) if branches else whose,
        Complaint.received_on >= since,
        Complaint.state.in_(("decided", "reviewed")),
        ~fn.EXISTS(planned),
        RequestScope(actor, Permission.REQUESTS_WORK).condition(),
    )
    return list(query.order_by(Complaint.ended_at, Complaint.id).limit(most))


def effect_of(measure: ComplaintMeasure, reader: Actor) -> Effect:
    """How many complaints of its branch had its cause (and how many there were) in as many days before and after it
    was done, as lie between that and the day for looking; repeats count once, and none that concerns who reads it.
    One statement."""
    assert measure.done_at is not None and measure.look_on is not None
    done = clock.local(measure.done_at).date()
    span = measure.look_on - done
    first, last = done - span, min(done + span, clock.today() + timedelta(days=1))
    mine = Complaint.inner_cause == measure.cause
    earlier, later = Complaint.received_on < done, Complaint.received_on >= done
    query = Complaint.select(
        *(fn.COUNT(Complaint.id).filter(one) for one in (earlier & mine, earlier, later & mine, later))
    ).where(
        Complaint.id.not_in(recusal.records(reader)),
        Complaint.branch == measure.branch_id,
        Complaint.received_on >= first,
        Complaint.received_on < last,
        recusal.counted(reader),
    )
    return Effect(*query.tuples().get())
