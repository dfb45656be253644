"""Which requests somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from peewee import Expression, fn

from portal.ground.errors import NotAllowed, OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.complaints import Complaint
from portal.models.organisation import Branch, Staff, under
from portal.models.requests import IS_COMPLAINT, IS_NO_COMPLAINT, WITH_ANOTHER, Request
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_coming, clients_served
from portal.reads.clients import opened
from portal.reads.organisation import tree
from portal.reads.shared.walking import MOST_PIECES
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, WHOLE_BANK, Permission, is_root
from portal.rules.shared.codes import parse_request_number

QUEUE_ROLES = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST)

IN_WHOSE_NAME = Staff.alias("in_whose_name")
NAMED = Request.held_for == IN_WHOSE_NAME.id

SEATED = (Role.MANAGER, Role.ADVISER)
COMPLAINT_ROLES = frozenset({Role.MANAGER, Role.ADVISER, Role.SPECIALIST, Role.BRANCH_ADMIN, *WHOLE_BANK})
FULL = (*FULL_IN_BRANCH, *WHOLE_BANK)


@dataclass
class RequestScope:
    """The requests an actor reaches: a client his own; staff those they have today or were given, of clients they
    serve, and the branch's queue (those nobody has); a branch admin his branches; head office and auditors all.

    Complaints staff read only as they have them today or were given them, as specialists who take them from the
    branch's queue, or as the branch's admins; coordinators never, and nobody one that concerns him (recusal.py). Head
    office works on those that nobody below it may handle.

    Each by the grants that carry the permission asked for (`may`, else what the page asks for, else reading).
    """

    actor: Actor
    may: Permission | None = None

    def __post_init__(self) -> None:
        self.actor = self.actor.acting(self.may, Permission.REQUESTS_READ)

    def condition(self) -> Expression:
        actor = self.actor
        if actor.is_client:
            return Request.client == actor.client_id
        return reduce(and_, [self._reach(), *recusal.conditions(actor)])

    def _reach(self) -> Expression:
        actor, full = self.actor, self._full
        if actor.whole_bank and full:
            return Request.id > 0  # type: ignore[no-any-return]
        found = self._his_own((Request.holder == actor.staff_id) | (Request.assignee == actor.staff_id))
        if actor.roles & {*self._admins}:
            found |= Request.branch.in_(_branches(actor, *self._admins))
        if actor.whole_bank:
            found |= _come_up()
        if actor.roles & {*QUEUE_ROLES}:
            queue = Request.branch.in_(_branches(actor, *QUEUE_ROLES)) & IS_NO_COMPLAINT
            if Role.SPECIALIST in actor.roles:
                queue |= Request.branch.in_(_branches(actor, Role.SPECIALIST))
            found |= Request.holder.is_null() & queue
        if actor.roles & {*SEATED}:
            found |= self._of_seats()
        return found

    def pieces(self) -> list[Expression]:
        """The same as conditions that do not overlap: each branch and what is his own can walk an index of its own."""
        if self.actor.is_client:
            return [self.condition()]
        open_to_him = recusal.conditions(self.actor)
        return [reduce(and_, [piece, *open_to_him]) for piece in self._pieces()]

    def _pieces(self) -> list[Expression]:
        actor = self.actor
        if actor.whole_bank and self._full:
            return _each([branch.id for branch in tree.branch_tree()])
        whole = actor.branch_ids(*self._admins)
        queue = [one for one in actor.branch_ids(*QUEUE_ROLES) if one not in whole]
        served = [one for one in actor.branch_ids(Role.SPECIALIST) if one not in whole]
        others = [one for one in queue if one not in served]
        found = _each(whole) + [Request.holder.is_null() & branch for branch in _each(served)]
        found += [Request.holder.is_null() & IS_NO_COMPLAINT & branch for branch in _each(others)]
        rest = Request.branch.not_in(whole)
        unread = Request.branch.not_in(queue)
        if others:
            unread |= IS_COMPLAINT & Request.branch.not_in(served)
        elsewhere = Request.holder.is_null() & unread
        not_mine = (Request.holder != actor.staff_id) | elsewhere
        found.append(self._his_own((Request.holder == actor.staff_id) & rest))
        more = not_mine & rest
        if actor.whole_bank:
            found.append(_come_up() & more)
            more &= ~_come_up()
        found.append(self._his_own((Request.assignee == actor.staff_id) & WITH_ANOTHER & more))
        if actor.roles & {*SEATED}:
            nobodys = Request.assignee.is_null() | (Request.assignee != actor.staff_id)
            found.append(self._of_seats() & nobodys & more)
        return found

    @property
    def _full(self) -> bool:
        """Head office reads everything, and works on what has come up to it."""
        return self.actor.asked != Permission.REQUESTS_WORK

    @property
    def _admins(self) -> tuple[Role, ...]:
        return FULL if self._full else tuple(FULL_IN_BRANCH)

    def _his_own(self, found: Expression) -> Expression:
        """A complaint is never a coordinator's, whoever gave it to him once."""
        return found if self.actor.roles & COMPLAINT_ROLES else found & IS_NO_COMPLAINT

    @property
    def given_only(self) -> bool:
        """Does he see nothing but what was given to him (a coordinator)? What is open is then open for him alone."""
        return not self.actor.is_client and not self.actor.roles & {*FULL, *QUEUE_ROLES, *SEATED}

    def _of_seats(self) -> Expression:
        """Of the clients whom he serves; where he only reads, also of those who come to him soon."""
        served = clients_served(self.actor, SEATED)
        mine = served | clients_coming(self.actor) if self.actor.reads_ahead else served
        as_assigned = IS_NO_COMPLAINT | (Request.held_for == self.actor.staff_id)
        return Request.client.in_(mine) & as_assigned  # type: ignore[no-any-return]

    def holds(self, request: Request) -> bool:
        """Is this request inside? A statement only for somebody with several roles; one role reads where it works."""
        if len(self.actor.grants) == 1 and not self.actor.whole_bank:
            return True
        return Request.select(Request.id).where((Request.id == request.id) & self.condition()).exists()

    def reaches(self, ident: int) -> bool:
        """Is the request with this id inside? One statement."""
        return Request.select(Request.id).where(Request.id == ident, self.condition()).exists()

    def _only_read(self, number: str) -> bool:
        """Does head office read this request, on which others work?"""
        if self._full or not self.actor.whole_bank:
            return False
        inside = RequestScope(self.actor, Permission.REQUESTS_READ).condition()
        return Request.select(Request.id).where(Request.number == number, inside).exists()

    def by_number(self, number: str) -> Request:
        """The request of this number with its client. Raises OutOfScope; NotAllowed where head office reads it, and
        others work on it."""
        exact = parse_request_number(number)
        found = exact and (
            Request.select(Request, Client, Staff, IN_WHOSE_NAME.id, IN_WHOSE_NAME.name, _filer())
            .join(Client, "LEFT OUTER JOIN")
            .join_from(Request, Staff, "LEFT OUTER JOIN", on=(Request.holder == Staff.id), attr="who")
            .join_from(Request, IN_WHOSE_NAME, "LEFT OUTER JOIN", on=NAMED, attr="in_name_of")
            .where(Request.number == exact, self.condition())
            .get_or_none()
        )
        if not found:
            if exact and self._only_read(exact):
                raise NotAllowed()
            raise OutOfScope()
        if found.client_id is not None:
            opened.fetched(self.actor, found.client_id)
        return found


def _filer() -> Any:
    """The name of whoever filed it, when it was a colleague or somebody who acts for a company."""
    filer = Staff.alias("filer")
    return (
        Account.select(fn.COALESCE(filer.name, Account.person_name))
        .join(filer, "LEFT OUTER JOIN", on=(Account.staff == filer.id))
        .where(Account.id == Request.filed_by)
        .alias("filer_name")
    )


def _branches(actor: Actor, *roles: Role) -> Any:
    """A branch's queue is that of its whole sub-branch: outlets work from one queue."""
    return Branch.select(Branch.id).where(under(Branch.path, actor.paths(*roles)))


def _come_up() -> Expression:
    """Complaints that nobody below head office may handle: few, for a root is seldom asked."""
    root = [branch.id for branch in tree.branch_tree() if is_root(branch.path)]
    up = Complaint.select(Complaint.request).where(Complaint.branch.in_(root))
    return IS_COMPLAINT & Request.id.in_(up)  # type: ignore[no-any-return]


def _each(ids: list[int]) -> list[Expression]:
    if len(ids) > MOST_PIECES:
        return [Request.branch.in_(ids)]
    return [Request.branch == one for one in ids]
