"""Roles that one person may not hold together: who audits does not write, who submits does not decide."""

from __future__ import annotations

from collections.abc import Iterable

from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import MAY, Permission

SUBMITS_AND_DECIDES = ((Permission.LISTS_SUBMIT, Permission.LISTS_DECIDE),)
"""The two halves of a deed that takes two people: never in one hand over the same branch."""


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
        (submits in MAY[one] and decides in MAY[other]) or (submits in MAY[other] and decides in MAY[one])
        for submits, decides in SUBMITS_AND_DECIDES
    )
