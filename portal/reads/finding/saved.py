"""Saved filters as their pages show them, and who uses which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from peewee import JOIN

from portal.ground.errors import OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models.accounts import Account
from portal.models.finding.filters import SavedFilter
from portal.models.organisation import Branch, Staff
from portal.reads.accounts.actors import Actor
from portal.reads.finding.choices import related_branches


class NoSuchFilter(OutOfScope):
    """Deleted already, or never his: the answer is the same."""

    words = _l("You have no such filter. It may have been deleted already.")


@dataclass(frozen=True)
class Use:
    """Something that asks a saved filter again and again: a list, an audience, a mailing. `needs` is the permission for
    its page."""

    filter_id: int
    words: str
    href: str
    needs: str = ""


Users = Callable[[list[int]], Iterable[Use]]
_users: list[Users] = []


def used_by(read: Users) -> Users:
    """Register what uses saved filters: `read(ids)` answers its uses of these filters, in one statement."""
    _users.append(read)
    return read


def uses_of(ids: list[int]) -> dict[int, list[Use]]:
    """Filter → who uses it."""
    found: dict[int, list[Use]] = {}
    for read in _users:
        for use in read(ids):
            found.setdefault(use.filter_id, []).append(use)
    return found


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """His own and those shared with his branches, by name; with the owner's name and the branch. One statement."""
    seen = (SavedFilter.owner == actor.account_id) | SavedFilter.shared_with.in_(related_branches(actor) or [0])
    query = (
        SavedFilter.select(SavedFilter, Account.id, Staff.name, Branch)
        .join(Account, on=(SavedFilter.owner == Account.id))
        .join(Staff, JOIN.LEFT_OUTER, on=(Account.staff == Staff.id))
        .switch(SavedFilter)
        .join(Branch, JOIN.LEFT_OUTER, on=(SavedFilter.shared_with == Branch.id))
    )
    return list(query.where(seen).order_by(SavedFilter.name, SavedFilter.id).limit(200))


def own_filter(actor: Actor, filter_id: int) -> SavedFilter:
    """A saved filter of his own. Raises NoSuchFilter."""
    found = SavedFilter.get_or_none(SavedFilter.id == filter_id, SavedFilter.owner == actor.account_id)
    if found is None:
        raise NoSuchFilter()
    return found
