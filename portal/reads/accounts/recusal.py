"""Complaints that do not exist for somebody, because they concern him (R6, 回避): the one condition that every read of
requests, and of what hangs on them, takes part of. It is asked live: who becomes concerned sees nothing more at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import add
from typing import Any

from peewee import Expression, Value

from portal.database import among
from portal.ground import clock
from portal.models.accounts import Account
from portal.models.administration.audit import AuditEntry
from portal.models.complaints import Complaint, ComplaintAbout, ComplaintExtension, ComplaintMeasure
from portal.models.contacts import FollowUp
from portal.models.handling import RequestLink, Subtask
from portal.models.notices import Notice
from portal.models.organisation import Branch, RoleGrant, Staff, under, unit_of
from portal.models.outbox import Delivery
from portal.models.requests import Request
from portal.models.signatures import Signature
from portal.reads.accounts.actors import Actor, place_of
from portal.reads.shared import built
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import is_root
from portal.rules.shared.recusal import NOBODY, About, Place, concerns, levels, ways


def recused(actor: Actor) -> Any:
    """A query of the ids of the requests that concern this person: complaints about him, about somebody to whom he
    reports, about a branch where he works (rules/shared/recusal.py). They are few, and found by three indexes."""
    about, day = ComplaintAbout, built.TODAY if isinstance(actor.staff_id, built.Mark) else clock.today()
    chosen = Complaint.select(Complaint.request).join(about, on=(about.complaint == Complaint.id))
    parts = [chosen.where(about.staff == actor.staff_id)]
    if actor.belongs_to:
        parts.append(chosen.where(about.branch.in_(actor.belongs_to)))
    if actor.answers_to:
        leads = RoleGrant.select(RoleGrant.staff).where(
            RoleGrant.role == Role.BRANCH_ADMIN, RoleGrant.branch.in_(actor.answers_to), RoleGrant.in_force(day)
        )
        parts.append(chosen.where(about.staff.in_(leads)))
    return reduce(add, parts)


def records(actor: Actor) -> Any:
    """The same as a query of the ids of the complaints' records."""
    return Complaint.select(Complaint.id).where(Complaint.request.in_(recused(actor)))


def counted(actor: Actor) -> Expression:
    """As a condition on a complaint: it is counted, and not with one that it repeats; to whom an earlier one concerns,
    that one is not there, and this one stands by itself."""
    first = Complaint.repeat_of.is_null()
    return first if actor.staff_id is None else first | Complaint.repeat_of.in_(records(actor))


def open_to(actor: Actor, column: Any = None) -> Expression | None:
    """As a condition: the request of this id is none that concerns him. None for clients, whom it never does."""
    return None if actor.staff_id is None else (Request.id if column is None else column).not_in(recused(actor))


def conditions(actor: Actor | None) -> list[Expression]:
    """The same for a `where`. Without a reader (what is written down for many): complaints that name nobody."""
    if actor is None:
        return [Request.id.not_in(_named())]
    found = open_to(actor)
    return [] if found is None else [found]


def _named() -> Any:
    """Complaints that name a colleague or a branch."""
    about = ComplaintAbout
    named = about.staff.is_null(False) | about.branch.is_null(False)
    return Complaint.select(Complaint.request).join(about, on=(about.complaint == Complaint.id)).where(named)


def calls(actor: Actor | None) -> list[Expression]:
    """Follow-up calls that he may know of: none after a complaint that concerns him; without a reader, none after one
    that names anybody."""
    if actor is not None and actor.staff_id is None:
        return []
    hidden, after = _named() if actor is None else recused(actor), FollowUp.alias("after")
    # found by the clients of these few: what walks an index of all calls reads nothing more of each
    theirs = Request.select(after.id).join(after, on=(after.client == Request.client))
    return [FollowUp.id.not_in(theirs.where(Request.id.in_(hidden), after.complaint, after.ref == Request.number))]


def notices(actor: Actor) -> list[Expression]:
    """Notices that he may read: none that leads to a complaint that concerns him."""
    return [] if actor.staff_id is None else [Notice.path.not_in(one) for one in _pages(actor)]


def deliveries(actor: Actor) -> list[Expression]:
    """The same of what leaves the portal, to whomever: also to the client who complains. One statement; without
    conditions for whom no complaint concerns."""
    if actor.staff_id is None or not Complaint.select(Complaint.id).where(Complaint.id.in_(records(actor))).exists():
        return []
    his = Request.select(Value("/me/requests/").concat(Request.number)).where(Request.id.in_(recused(actor)))
    return [Delivery.path.not_in(one) for one in (*_pages(actor), his)]


def _pages(actor: Actor) -> tuple[Any, ...]:
    """Queries of the addresses of the complaints that concern him, and of what hangs on them."""
    theirs = recused(actor)
    pages = Request.select(Value("/requests/").concat(Request.number)).where(Request.id.in_(theirs))
    number = Subtask.id.cast("TEXT")
    parts = Subtask.select(Value("/requests/tasks/").concat(number)).where(Subtask.request.in_(theirs))
    measure = ComplaintMeasure.select(Value("/complaints/measures/").concat(ComplaintMeasure.id.cast("TEXT")))
    return pages, parts, measure.where(ComplaintMeasure.complaint.in_(records(actor)))


def deeds(actor: Actor) -> list[Expression]:
    """Entries of the trail that he may know of: none about a complaint that concerns him, or what hangs on it."""
    if actor.staff_id is None:
        return []
    theirs = records(actor)
    hidden: dict[str, Any] = {"request": recused(actor), "complaint": theirs}
    about = Complaint.select(Complaint.id.cast("TEXT")).where(Complaint.request.in_(recused(actor)))
    hidden["signature"] = Signature.select(Signature.id).where(
        Signature.kind == "settlement", Signature.about.in_(about)
    )
    his = recused(actor)
    hidden["request_link"] = RequestLink.select(RequestLink.id).where(
        RequestLink.first.in_(his) | RequestLink.second.in_(his)
    )
    for model in (ComplaintExtension, ComplaintMeasure):
        hidden[model._meta.table_name] = model.select(model.id).where(model.complaint.in_(theirs))
    entry = AuditEntry
    return [~((entry.subject_type == table) & entry.subject_id.in_(those)) for table, those in hidden.items()]


def is_recused(actor: Actor, request: int) -> bool:
    """Does this request concern him? One statement."""
    if actor.staff_id is None:
        return False
    return Request.select(Request.id).where(Request.id == request, Request.id.in_(recused(actor))).exists()


def hides(actor: Actor, table: str, key: int) -> bool:
    """Is this a complaint that concerns him, or what hangs on one? One statement at most."""
    if table == "subtask":
        found = Subtask.select(Subtask.request).where(Subtask.id == key)
    elif table == "complaint_measure":
        found = ComplaintMeasure.select(Complaint.request).join(Complaint).where(ComplaintMeasure.id == key)
    else:
        return table == "request" and is_recused(actor, key)
    theirs = Request.id.in_(found) & Request.id.in_(recused(actor))
    return actor.staff_id is not None and Request.select(Request.id).where(theirs).exists()


# ---- whom a complaint concerns


def abouts(requests: Collection[int]) -> dict[int, About]:
    """Request → whom its complaint names; requests that name nobody are left out. Two statements at most."""
    about = ComplaintAbout
    query = about.select(Complaint.request, about.staff, Branch.path).join(Complaint)
    query = query.join_from(about, Branch, "LEFT OUTER JOIN", on=(about.branch == Branch.id))
    named: dict[int, tuple[set[int], set[str]]] = defaultdict(lambda: (set(), set()))
    for request, staff, path in query.where(among(Complaint.request, sorted(requests))).tuples():
        if staff:
            named[request][0].add(staff)
        if path:
            named[request][1].add(path)
    led = looked_after({staff for people, _branches in named.values() for staff in people})
    return {
        request: About(
            frozenset(people), frozenset(path for one in people for path in led.get(one, ())), frozenset(branches)
        )
        for request, (people, branches) in named.items()
        if people or branches
    }


def about_of(request: int) -> About:
    """Whom one complaint names."""
    return abouts([request]).get(request, NOBODY)


def looked_after(people: Collection[int]) -> dict[int, set[str]]:
    """Person → the branches that he looks after as their admin today. One statement, none about nobody."""
    found: dict[int, set[str]] = defaultdict(set)
    if people:
        query = RoleGrant.select(RoleGrant.staff, Branch.path).join(Branch)
        query = query.where(RoleGrant.role == Role.BRANCH_ADMIN, RoleGrant.in_force(clock.today()))
        for staff, path in query.where(RoleGrant.staff.in_(sorted(people))).tuples():
            found[staff].add(path)
    return found


def places(people: Collection[int]) -> dict[int, Place]:
    """Person → his place among his colleagues today. Two statements, none about nobody."""
    if not people:
        return {}
    ids, held = sorted(people), defaultdict(list)
    grants = RoleGrant.select(RoleGrant.staff, RoleGrant.role, Branch.path).join(Branch)
    for staff, role, path in grants.where(among(RoleGrant.staff, ids), RoleGrant.in_force(clock.today())).tuples():
        held[staff].append((role, path))
    homes = Staff.select(Staff.id, Branch.path).join(Branch).where(among(Staff.id, ids))
    return {staff: place_of(path, held[staff]) for staff, path in homes.tuples()}


class Neutral:
    """Whom complaints concern, asked about several at once: what is known of a person is read once."""

    def __init__(self, found: dict[int, About]) -> None:
        self.abouts = found
        self._places: dict[int, Place] = {}
        self._takers: dict[str, dict[str, set[int]]] = {}

    def read(self, people: Collection[int]) -> None:
        """Their places. Two statements, none where all are known."""
        self._places |= places([one for one in people if one not in self._places])

    def is_neutral(self, request: int, person: int) -> bool:
        about = self.abouts.get(request, NOBODY)
        if not about:
            return True
        self.read([person])
        return not concerns(about, person, self._places.get(person, Place()))

    def level(self, request: int, path: str) -> tuple[str, set[int]]:
        """The branch whose people are to have the complaint of a client at `path` where none of his seats may, and
        those of them whom it does not concern: the nearest on the way up that has any; at the root, head office."""
        unit = unit_of(path)
        if unit not in self._takers:
            self._takers[unit] = takers_on_the_way(unit)
        level, people = unit, set[int]()
        for level in levels(unit, self.abouts.get(request, NOBODY)):
            takers = self._takers[unit].get(level, set())
            self.read(takers)
            if people := {one for one in takers if self.is_neutral(request, one)}:
                break
        return level, people


def takers_on_the_way(unit: str) -> dict[str, set[int]]:
    """Branch → who takes complaints from its queue: of a sub-branch (with its outlets) its admins and specialists, of
    those above it the admins, of the root also the reviewers of head office. One statement."""
    day, found = clock.today(), defaultdict(set)
    roles = (Role.BRANCH_ADMIN, Role.SPECIALIST, Role.HEAD_OFFICE)
    query = RoleGrant.select(RoleGrant.staff, RoleGrant.role, Branch.path).join(Branch)
    query = query.join_from(RoleGrant, Staff, on=(RoleGrant.staff == Staff.id))
    query = query.join_from(Staff, Account, on=(Account.staff == Staff.id))
    there = under(Branch.path, [unit]) | Branch.path.in_(ways(unit))
    works = Staff.employed(day) & Account.active
    for staff, role, path in query.where(RoleGrant.role.in_(roles), RoleGrant.in_force(day), works, there).tuples():
        inside = path.startswith(unit)
        if role == Role.BRANCH_ADMIN or (inside if role == Role.SPECIALIST else is_root(path)):
            found[unit if inside else path].add(staff)
    return found


def concerned(about: About) -> set[int]:
    """Everybody whom a complaint concerns. Three statements at most."""
    if not about:
        return set()
    paths = sorted(about.led | about.branches)
    found = set(about.staff)
    if paths:
        there = under(Branch.path, paths)
        homes = Staff.select(Staff.id).join(Branch).where(there)
        held = RoleGrant.select(RoleGrant.staff).join(Branch).where(there, RoleGrant.in_force(clock.today()))
        known = places({one for query in (homes, held) for (one,) in query.tuples()})
        found |= {one for one, place in known.items() if concerns(about, one, place)}
    return found
