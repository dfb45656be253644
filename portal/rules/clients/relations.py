"""Kinds of relation between clients and the roles on either side (B1). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Kind:
    """`first` and `second` are the roles of either side; equals have the same. `people` holds between individuals
    only."""

    code: str
    first: str
    second: str
    people: bool = False
    family: bool = False

    @property
    def equal(self) -> bool:
        return self.first == self.second


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("spouse", "spouse", "spouse", people=True, family=True),
        Kind("parent", "parent", "child", people=True, family=True),
        Kind("colleague", "colleague", "colleague", people=True),
        Kind("employer", "employer", "employee"),
        Kind("supplier", "supplier", "customer"),
        Kind("introducer", "introducer", "introduced"),
    )
}
ROLES: dict[str, tuple[Kind, bool]] = {
    role: (kind, stands_first)
    for kind in KINDS.values()
    for role, stands_first in ((kind.second, False), (kind.first, True))
}
"""The role of the other side → its kind, and whether that side stands first in the row."""


def other_role(kind: str, other_stands_first: bool) -> str:
    """What the other side is to this one. Raises KeyError for an unknown kind."""
    return KINDS[kind].first if other_stands_first else KINDS[kind].second


def parent_is_older(parent: date | None, child: date | None) -> bool:
    """Can these be the birthdays of a parent and a child? What is not known can."""
    return parent is None or child is None or parent < child


def kinds_fit(kind: Kind, first_is_company: bool | None, second_is_company: bool | None) -> bool:
    """May such a relation hold between these (None: outside the client base)? Families and colleagues are people,
    and so is whoever is employed."""
    if kind.people:
        return not first_is_company and not second_is_company
    return not (kind.code == "employer" and second_is_company)
