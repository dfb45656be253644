"""Which lists somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Expression

from portal.ground.errors import OutOfScope
from portal.models.clients.client import Client
from portal.models.organisation import Branch, Staff
from portal.models.screening import ListName, TierList
from portal.models.steps import Step
from portal.reads.accounts.actors import Actor
from portal.reads.accounts.seats import clients_served
from portal.reads.clients import opened
from portal.reads.organisation import tree
from portal.reads.steps import joined
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import FULL_IN_BRANCH, WHOLE_BANK, Permission
from portal.rules.shared.codes import parse_client_number, parse_list_number
from portal.rules.steps import NAME

RELATION = frozenset({Role.MANAGER, Role.ADVISER})
FULL = FULL_IN_BRANCH | WHOLE_BANK


def names_with_their_rows() -> Any:
    """Names with their list, branch, client, the one who decided, and once approved the step of their `record`."""
    decider, adder = Staff.alias("decider_row"), Staff.alias("adder_row")
    return (
        ListName.select(ListName, TierList, Branch, Client, Step, decider.name, adder.name)
        .join(TierList)
        .join(Branch)
        .join_from(ListName, Client)
        .join_from(ListName, Step, "LEFT OUTER JOIN", on=joined(NAME, ListName.id), attr="record")
        .join_from(ListName, decider, "LEFT OUTER JOIN", on=(ListName.decided_by == decider.id), attr="decider")
        .join_from(ListName, adder, on=(ListName.added_by == adder.id), attr="adder")
    )


@dataclass
class ListScope:
    """The lists and names an actor reaches: head office and auditors all, a branch admin those of his branches, a
    manager or adviser the names of the clients he serves now (never a whole list).

    Each by the grants that carry the permission asked for (`may`, else what the page asks for, else reading).
    """

    actor: Actor
    may: Permission | None = None

    def __post_init__(self) -> None:
        self.actor = self.actor.acting(self.may, Permission.TIERS_READ)

    @property
    def whole_bank(self) -> bool:
        return self.actor.whole_bank

    def lists(self) -> Expression:
        """As a condition on `TierList`."""
        if self.whole_bank:
            return TierList.id > 0
        if not self.actor.roles & FULL:
            return TierList.id == -1
        return TierList.branch.in_(self.actor.branch_ids(*FULL))

    def reaches(self, branch_id: int) -> bool:
        """Does it hold over all lists of a branch?"""
        return self.whole_bank or any(tree.path_of(branch_id).startswith(path) for path in self.actor.paths(*FULL))

    def names(self) -> Expression:
        """As a condition on `ListName` joined with `TierList`."""
        found = self.lists()
        if not self.whole_bank and self.actor.roles & RELATION:
            found |= ListName.client.in_(self.seats())
        return found

    def seats(self) -> Any:
        """Ids of the clients whose manager or adviser he is now."""
        return clients_served(self.actor, RELATION)

    def by_number(self, number: str) -> TierList:
        """The list of this number with its branch and people. Raises OutOfScope."""
        exact = parse_list_number(number)
        author, submitter = Staff.alias("author_row"), Staff.alias("submitter_row")
        found = exact and (
            TierList.select(TierList, Branch, author, submitter)
            .join(Branch)
            .join_from(TierList, author, on=(TierList.created_by == author.id), attr="author_row")
            .join_from(
                TierList, submitter, "LEFT OUTER JOIN", on=(TierList.submitted_by == submitter.id), attr="submitter_row"
            )
            .where(TierList.number == exact, self.lists())
            .get_or_none()
        )
        if not found:
            raise OutOfScope()
        return found

    def name(self, number: str, client_number: str) -> ListName:
        """A client on a list, with client, list, branch and who decided. Raises OutOfScope."""
        exact, who = parse_list_number(number), parse_client_number(client_number)
        found = (
            exact
            and who
            and names_with_their_rows().where(TierList.number == exact, Client.number == who, self.names())
        )
        row = found.get_or_none() if found else None
        if row is None:
            raise OutOfScope()
        opened.fetched(self.actor, row.client_id)
        return row
