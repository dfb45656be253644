"""Roles that one person may not hold together: who audits does not write, who submits does not decide."""

from __future__ import annotations

from collections.abc import Iterable

from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import MAY, Permission, is_root

SUBMITS_AND_DECIDES = (
    (Permission.LISTS_SUBMIT, Permission.LISTS_DECIDE),
    (Permission.LISTS_PROPOSE, Permission.LISTS_DECIDE),
    (Permission.EVENTS_WRITE, Permission.EVENTS_APPROVE),
)
"""The two halves of a deed that takes two people: never in one hand over the same branch. Where one role alone has both
(a branch admin and events), the deed itself asks for a second person."""


def excluding(role: Role, path: str, held: Iterable[tuple[Role, str]]) -> Role | None:
    """The role among `held` (with the path of its branch) that one over `path` may not stand beside; None for none."""
    for other, place in held:
        if other is not role and (_audits(role, other) or (_overlap(path, place) and _both_hands(role, other))):
            return other
    return None


def _audits(one: Role, other: Role) -> bool:
    """The auditor's role stands alone, wherever the other is held: every other one writes."""
    return Role.AUDITOR in (one, other)


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _both_hands(one: Role, other: Role) -> bool:
    return any(
        submits in MAY[first] and decides in MAY[second] and decides not in MAY[first] and submits not in MAY[second]
        for submits, decides in SUBMITS_AND_DECIDES
        for first, second in ((one, other), (other, one))
    )


def misplaced(role: Role, path: str) -> bool:
    """Head office decides for the whole bank: its role stands over the root and nowhere else."""
    return role is Role.HEAD_OFFICE and not is_root(path)
