"""Which requests somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Expression, fn

from portal.ground.errors import OutOfScope
from portal.models.accounts import Account
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff, under
from portal.models.requests import WITH_ANOTHER, Request
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_coming, clients_served
from portal.reads.clients import opened
from portal.reads.organisation import tree
from portal.reads.shared.walking import MOST_PIECES
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, WHOLE_BANK, Permission
from portal.rules.shared.codes import parse_request_number

QUEUE_ROLES = (Role.MANAGER, Role.ADVISER, Role.SPECIALIST)

IN_WHOSE_NAME = Staff.alias("in_whose_name")
NAMED = Request.held_for == IN_WHOSE_NAME.id

SEATED = (Role.MANAGER, Role.ADVISER)
FULL = (*FULL_IN_BRANCH, *WHOLE_BANK)


@dataclass
class RequestScope:
    """The requests an actor reaches: a client his own; staff those they have today or were given, of clients they
    serve, and the branch's queue (those nobody has); a branch admin his branches; head office and auditors all.

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
        if actor.whole_bank:
            return Request.id > 0
        found = (Request.holder == actor.staff_id) | (Request.assignee == actor.staff_id)
        if actor.roles & {*FULL}:
            found |= Request.branch.in_(_branches(actor, *FULL))
        if actor.roles & {*QUEUE_ROLES}:
            found |= Request.holder.is_null() & Request.branch.in_(_branches(actor, *QUEUE_ROLES))
        if actor.roles & {*SEATED}:
            found |= self._of_seats()
        return found

    def pieces(self) -> list[Expression]:
        """The same as conditions that do not overlap: each branch and what is his own can walk an index of its own."""
        actor = self.actor
        if actor.is_client:
            return [self.condition()]
        if actor.whole_bank:
            return _each([branch.id for branch in tree.branch_tree()])
        whole = actor.branch_ids(*FULL)
        queue = [one for one in actor.branch_ids(*QUEUE_ROLES) if one not in whole]
        found = _each(whole) + [Request.holder.is_null() & branch for branch in _each(queue)]
        rest = Request.branch.not_in(whole)
        elsewhere = Request.holder.is_null() & Request.branch.not_in(queue)
        not_mine = (Request.holder != actor.staff_id) | elsewhere
        found.append((Request.holder == actor.staff_id) & rest)
        found.append((Request.assignee == actor.staff_id) & WITH_ANOTHER & not_mine & rest)
        if actor.roles & {*SEATED}:
            others = Request.assignee.is_null() | (Request.assignee != actor.staff_id)
            found.append(self._of_seats() & not_mine & others & rest)
        return found

    @property
    def given_only(self) -> bool:
        """Does he see nothing but what was given to him (a coordinator)? What is open is then open for him alone."""
        return not self.actor.is_client and not self.actor.roles & {*FULL, *QUEUE_ROLES, *SEATED}

    def _of_seats(self) -> Expression:
        """Of the clients whom he serves; where he only reads, also of those who come to him soon."""
        served = clients_served(self.actor, SEATED)
        mine = served | clients_coming(self.actor) if self.actor.reads_ahead else served
        return Request.client.in_(mine)  # type: ignore[no-any-return]

    def holds(self, request: Request) -> bool:
        """Is this request inside? A statement only for somebody with several roles; one role reads where it works."""
        if len(self.actor.grants) == 1:
            return True
        return Request.select(Request.id).where((Request.id == request.id) & self.condition()).exists()

    def by_number(self, number: str) -> Request:
        """The request of this number with its client. Raises OutOfScope."""
        exact = parse_request_number(number)
        found = exact and (
            Request.select(Request, Client, Staff, IN_WHOSE_NAME.id, IN_WHOSE_NAME.name, _filer())
            .join(Client)
            .join_from(Request, Staff, "LEFT OUTER JOIN", on=(Request.holder == Staff.id), attr="who")
            .join_from(Request, IN_WHOSE_NAME, "LEFT OUTER JOIN", on=NAMED, attr="in_name_of")
            .where(Request.number == exact, self.condition())
            .get_or_none()
        )
        if not found:
            raise OutOfScope()
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


def _each(ids: list[int]) -> list[Expression]:
    if len(ids) > MOST_PIECES:
        return [Request.branch.in_(ids)]
    return [Request.branch == one for one in ids]
