"""Parts of requests that somebody else does: whose they are, those of a request, and those that wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any

from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.handling import SUBTASK_IS_OPEN, Subtask
from portal.models.organisation import Branch, Staff, under
from portal.models.requests import Request
from portal.reads import reference
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, Permission
from portal.rules.shared import case_clock
from portal.rules.shared.workdays import working_minutes_between

QUEUE = (Role.SPECIALIST, Role.BRANCH_ADMIN)
POSTS = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST, Role.COORDINATOR, Role.BRANCH_ADMIN)
ASKER = Staff.alias("asker")
DOER = Staff.alias("doer")
PAGE = 50


@dataclass
class SubtaskScope:
    """The sub-tasks that somebody does: his own, those of his post and of the queue at his branches; a branch admin all
    of his branches. Head office and auditors read all."""

    actor: Actor
    may: Permission = Permission.REQUESTS_WORK

    def __post_init__(self) -> None:
        self.actor = self.actor.acting(self.may, self.may)

    def pieces(self) -> list[Any]:
        """Conditions that do not overlap, each with an index of its own."""
        known = [Subtask.request.not_in(recusal.recused(self.actor))] if self.actor.staff_id else []
        return [reduce(and_, [piece, *known]) for piece in self._pieces()]

    def _pieces(self) -> list[Any]:
        actor = self.actor
        if actor.whole_bank:
            return [Subtask.id > 0]
        mine = Subtask.staff == actor.staff_id
        others = Subtask.staff.is_null() | (Subtask.staff != actor.staff_id)
        found, whole = [mine], _branches(actor, *FULL_IN_BRANCH)
        queue = _branches(actor, *QUEUE) & (Subtask.post == "")
        post = _branches(actor, *POSTS) & (Subtask.post == (actor.post_code or "-"))
        found.append(others & (whole | (Subtask.staff.is_null() & (queue | post))))
        return found

    def condition(self) -> Any:
        pieces = self.pieces()
        return pieces[0] if len(pieces) == 1 else pieces[0] | pieces[1]

    def by_id(self, ident: int) -> Subtask:
        """The sub-task with its request and client. Raises OutOfScope."""
        found = _listed().where(Subtask.id == ident, self.condition()).get_or_none()
        if found is None:
            raise OutOfScope()
        return found  # type: ignore[no-any-return]


def _branches(actor: Actor, *roles: Role) -> Any:
    return Subtask.branch.in_(Branch.select(Branch.id).where(under(Branch.path, actor.paths(*roles))))


def _listed() -> Any:
    return (
        Subtask.select(Subtask, Request, Client, ASKER.name, DOER.name, Branch)
        .join(Request)
        .join(Client, "LEFT OUTER JOIN")
        .join_from(Subtask, Branch)
        .join_from(Subtask, ASKER, on=(Subtask.asked_by == ASKER.id), attr="asker")
        .join_from(Subtask, DOER, "LEFT OUTER JOIN", on=(Subtask.staff == DOER.id), attr="doer")
    )


def waiting_for(actor: Actor, limit: int = PAGE) -> list[Subtask]:
    """The open ones that are his to do, the first due first."""
    query = _listed().where(SUBTASK_IS_OPEN, SubtaskScope(actor).condition())
    return list(query.order_by(Subtask.due_at, Subtask.id).limit(limit))


def lately_done(actor: Actor, limit: int = 10) -> list[Subtask]:
    """The latest that were finished."""
    query = _listed().where(Subtask.state != "open", SubtaskScope(actor).condition())
    return list(query.order_by(Subtask.done_at.desc(), Subtask.id.desc()).limit(limit))


def of_request(request: Request) -> list[Subtask]:
    """Those of one request, in the order in which they were asked."""
    return list(_listed().where(Subtask.request == request.id).order_by(Subtask.id))


def first_that_holds(request: Request) -> Subtask | None:
    """An open one that the answer waits for."""
    query = Subtask.select().where(Subtask.request == request.id, SUBTASK_IS_OPEN, Subtask.holds)
    return query.order_by(Subtask.due_at).first()  # type: ignore[no-any-return]


def why_due(task: Subtask) -> list[case_clock.Reason]:
    """How the time that was given runs, as the clock of a request is told: the working time from when it was asked."""
    hours, now = reference.office(), clock.now()
    given = working_minutes_between(task.asked_at, task.due_at, hours)
    marks = [case_clock.ClockMark("start", task.asked_at)]
    if task.done_at is not None:
        marks.append(case_clock.ClockMark("stop", task.done_at))
    reasons = case_clock.explain(marks, max(given, 0), now, hours)
    return [replace(one, kind="given") if one.kind == "start" else one for one in reasons]
