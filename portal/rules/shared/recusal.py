"""Whom a complaint concerns, so that he neither reads nor handles it (R6, 回避): who reports to whom, who works where.

Nobody's leader is stored; the reporting line is what roles over branches say. The admins of a branch lead everybody who
works at it or below it, but for those who look after that branch, or one above it, themselves: two admins of one branch
are equals. Head office's reviewers and the auditors look at every branch and answer to none. Where somebody works: his
own branch, and those over which he holds a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.rules.accounts.visibility import is_root


@dataclass(frozen=True)
class Place:
    """Somebody's place among his colleagues: paths of the branches where he works, of those that he looks after as
    their admin, and whether it is his office to look at all of them (`judges`)."""

    works_at: frozenset[str] = frozenset()
    looks_after: frozenset[str] = frozenset()
    judges: bool = False


@dataclass(frozen=True)
class About:
    """Whom a complaint names: people, the paths that these people look after, and the paths of branches. A partner is
    nobody's colleague: it concerns none."""

    staff: frozenset[int] = frozenset()
    led: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.staff or self.branches)


NOBODY = About()


def ways(path: str) -> list[str]:
    """A path and those above it, the root first."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]


def above(paths: Iterable[str]) -> frozenset[str]:
    """These branches and all above them."""
    return frozenset(way for path in paths if path for way in ways(path))


def answers_to(place: Place) -> frozenset[str]:
    """The branches whose admins are his leaders."""
    if place.judges:
        return frozenset()
    own = tuple(place.looks_after)
    return frozenset(path for path in above(place.works_at) if not path.startswith(own))


def belongs_to(place: Place) -> frozenset[str]:
    """The branches of which a complaint is one about his own. The whole bank is none: somebody must decide."""
    return frozenset(path for path in above(place.works_at) if not is_root(path))


def concerns(about: About, person: int, place: Place) -> bool:
    """Is it about him, about somebody to whom he reports, or about a branch where he works?"""
    if person in about.staff or about.branches & belongs_to(place):
        return True
    return bool(about.led & answers_to(place))


def levels(unit: str, about: About) -> list[str]:
    """The branches whose people may handle it, the nearest first: the client's sub-branch `unit`, then those above it;
    of a branch that is complained of only those above that. The root is left, whatever is said of it."""
    found = [unit, *reversed(ways(unit)[:-1])]
    over = [one for one in found if all(named.startswith(one) and named != one for named in about.branches)]
    return over or found[-1:]
