"""Who does a piece of work that is addressed to a seat of a client (R3): one rule for requests and every later kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

ANY = ""
"""Any role that works on requests: what a personal holder and a substitute need; a seat needs its own role."""

Able = Callable[[int, str], bool]
Away = Mapping[int, int | None]
Wanted = Sequence[tuple[int | None, str]]


@dataclass(frozen=True)
class Held:
    """Who has it today (nobody: the branch's queue), and for whom he stands in."""

    staff: int | None
    instead_of: int | None = None


def holder(wanted: Wanted, able: Able, away: Away) -> Held:
    """The first of `wanted` (who, and the role that he needs: the personal holder, the manager, the adviser) who can,
    or who is stood in for; nobody: the queue. `able` says who is employed, active and holds a role in force over the
    client's branch, and is not barred from the matter; `away` whose absence runs today, and who stands in.
    """
    for person, role in wanted:
        if person is None:
            continue
        if person not in away and able(person, role):
            return Held(person)
        if (found := stand_in(person, able, away)) is not None:
            return Held(found, person)
    return Held(None)


def stand_in(person: int, able: Able, away: Away) -> int | None:
    """The first one present down the chain of substitutes who can do the work; a circle has none."""
    seen, after = {person}, away.get(person)
    while after is not None and after not in seen:
        if after not in away:
            return after if able(after, ANY) else None
        seen.add(after)
        after = away[after]
    return None


def behind(people: Collection[int], away: Away) -> set[int]:
    """These people and all whose work may come to them through substitutes: whom a change of theirs concerns."""
    found = set(people)
    while more := {person for person, after in away.items() if after in found} - found:
        found |= more
    return found
