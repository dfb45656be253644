"""The only way to a client: what lies outside somebody's scope does not exist for him."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from peewee import Case, Expression, Value

from portal.ground.errors import Moved, OutOfScope
from portal.models.clients.client import Client
from portal.models.organisation import Branch, under
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_read, clients_served
from portal.reads.clients import opened
from portal.reads.organisation import tree
from portal.reads.shared import built
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, HEAD_IN_BRANCH, WHOLE_BANK, Permission
from portal.rules.shared.codes import parse_client_number

NOTHING = Client.id == -1

EVERYTHING = Client.id > 0


def any_of(parts: list[Expression]) -> Expression:
    """One of the parts holds. One alone stands alone: PostgreSQL reads the whole table for an OR beside a subquery."""
    return reduce(or_, parts) if parts else NOTHING


FULL = FULL_IN_BRANCH | WHOLE_BANK


@dataclass
class ClientScope:
    """The clients over whom an actor holds a permission: `may`, else what the page asks for, else reading. Only the
    branches and seats of the grants that carry it count (`Actor.under`).

    `head` widens the reach of the roles in `heads` to the heads (name, tier, team) of their branches' clients;
    everything else asks for the full scope.
    """

    actor: Actor
    head: bool = False
    may: Permission | None = None
    heads: frozenset[Role] = HEAD_IN_BRANCH

    def __post_init__(self) -> None:
        self.actor = self.actor.acting(self.may, Permission.CLIENTS_READ)

    @property
    def whole_bank(self) -> bool:
        return self.actor.whole_bank

    @property
    def branch_roles(self) -> frozenset[Role]:
        return self.actor.roles & (FULL | self.heads if self.head else FULL)

    @property
    def has_seats(self) -> bool:
        return bool(self.actor.seat_kinds)

    def seats(self) -> Any:
        """Ids of the clients in whose team he sits now; where he only reads, also of those who come to him soon."""
        return clients_read(self.actor) if self.actor.reads_ahead else clients_served(self.actor)

    def own(self) -> Expression | None:
        """The clients whom he serves himself, as a condition; None for somebody who has no seats."""
        return Client.id.in_(self.seats()) if self.has_seats else None

    def branch_ids(self, within: list[int] | None = None) -> list[int] | None:
        """The branches that the scope covers whole, as far as they are `within`; None when it is more than branches."""
        if self.actor.is_client or (self.has_seats and not self.whole_bank):
            return None
        if self.whole_bank:
            return within if within is not None else [branch.id for branch in tree.branch_tree()]
        ids = self.actor.branch_ids(*self.branch_roles) if self.branch_roles else []
        return ids if within is None else [branch for branch in ids if branch in within]

    def condition(self) -> Expression:
        """As a condition on `Client`, for joins. Records that were merged into others are in nobody's scope."""
        return self._reach() & Client.merged_into.is_null()

    def beside(self) -> Expression:
        """The same for what walks another table's index and looks each client up: branches by their ids. Joined with
        the branches' rows, PostgreSQL would give up the order of the walk, and read and sort everything."""
        ids = None if self.whole_bank else self.branch_ids()
        return self.condition() if ids is None else Client.branch.in_(ids) & Client.merged_into.is_null()

    def _reach(self) -> Expression:
        if self.actor.is_client:
            return Client.id == self.actor.client_id
        if self.whole_bank:
            return EVERYTHING
        parts: list[Expression] = []
        if self.branch_roles:
            below = under(Branch.path, self.actor.paths(*self.branch_roles))
            parts.append(Client.branch.in_(Branch.select(Branch.id).where(below)))
        if self.has_seats:
            parts.append(Client.id.in_(self.seats()))
        return any_of(parts)

    def pieces(self, within: list[int] | None = None) -> list[Expression]:
        """The same as conditions that do not overlap, one for each branch: each can walk its own index.

        `within` are the ids of branches that alone are asked for.
        """
        return [piece & Client.merged_into.is_null() for piece in self._pieces(within)]

    def _pieces(self, within: list[int] | None) -> list[Expression]:
        if self.actor.is_client:
            return [Client.id == self.actor.client_id]
        if self.whole_bank:
            return [EVERYTHING] if within is None else [Client.branch == branch for branch in within]
        ids = self.actor.branch_ids(*self.branch_roles) if self.branch_roles else []
        ids = ids if within is None else [branch for branch in ids if branch in within]
        pieces = [Client.branch == branch for branch in ids]
        if self.has_seats:
            seated = Client.id.in_(self.seats())
            pieces.append(seated & Client.branch.not_in(ids) if ids else seated)
        return pieces

    def by_number(self, number: str) -> Client:
        """The client of this number; `open` says whether the whole record is, or its head alone. Raises OutOfScope.

        One that is not there and one that is not his get the same answer.
        """
        exact = parse_client_number(number)
        marks = {built.TEXT: exact, **self.marks()}
        found = (
            built.rows(("by number", self.shape()), lambda: self.stand_in()._by_number(built.TEXT), marks)
            if exact
            else []
        )
        if not found:
            self._lead_on(exact)
            raise OutOfScope()
        opened.fetched(self.actor, found[0].id, bool(found[0].open))
        return found[0]  # type: ignore[no-any-return]

    def typed(self, number: str) -> Client:
        """The client whose number somebody typed; that of a merged record means the one it is in now. Raises
        OutOfScope."""
        try:
            return self.by_number(number)
        except Moved as moved:
            return self.by_number(moved.new)

    def _by_number(self, number: str) -> Any:
        whole = Case(None, [(ClientScope(self.actor, may=self.may).condition(), 1)], 0) if self.head else Value(1)
        return Client.select(Client, whole.alias("open")).where(Client.number == number, self.condition())

    def shape(self) -> tuple[Any, ...]:
        """All that the text of `condition` depends on, besides who it is."""
        actor = self.actor
        if actor.is_client or self.whole_bank:
            return (self.head, actor.is_client)
        return (
            self.head,
            actor.receives_on if actor.reads_ahead else None,
            (actor.stands_for, actor.keeps_served),
            *((kind, actor.seat_paths(kind)) for kind in actor.seat_kinds),
            *(tuple(actor.paths(*roles)) for roles in (FULL, self.heads)),
        )

    def key(self) -> tuple[Any, ...]:
        """All that the scope's conditions depend on."""
        return (*self.shape(), self.actor.staff_id if self.has_seats else None, self.actor.client_id)

    def marks(self) -> dict[Any, Any]:
        """The values behind the marks of a query that was built by `stand_in`."""
        return self.actor.marks

    def stand_in(self) -> ClientScope:
        """The same scope of somebody whose ids are marks (reads/shared/built.py)."""
        return ClientScope(self.actor.stand_in(), self.head, self.may, self.heads)

    def _lead_on(self, number: str | None) -> None:
        """The number of a merged record leads to the one it is in now, for who may see that. Raises Moved."""
        old = Client.get_or_none(Client.number == number, Client.merged_into.is_null(False)) if number else None
        if old is None:
            return
        kept = Client.get_or_none((Client.id == old.merged_into_id) & self.condition())
        if kept is not None:
            raise Moved(old.number, kept.number)

    def by_id(self, client_id: int) -> Client:
        """Raises OutOfScope."""
        query = lambda: Client.select().where((Client.id == built.ONE) & self.stand_in().condition())  # noqa: E731
        found = built.rows(("by id", self.shape()), query, {**self.marks(), built.ONE: client_id})
        if not found:
            raise OutOfScope()
        opened.fetched(self.actor, client_id, not self.head)
        return found[0]  # type: ignore[no-any-return]

    def holds(self, client: Client) -> bool:
        """Is this client inside? One statement."""
        return Client.select(Client.id).where((Client.id == client.id) & self.condition()).exists()
