"""Who could take the open seats of clients (R3): a proposal by points that anybody can add up.

Clients come in the order of level, then assets; seats in the order manager, adviser, specialist. Each seat goes to
whoever has the most points among those who hold the role there and are neither absent nor full. What was given counts
for the next seat. Nothing is drawn by lot: the same input gives the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.rules.teams.limits import NONE, Limit
from portal.rules.teams.seats import SEAT_KINDS

NEED, FAMILY, LANGUAGE = 1000, 300, 100
OWN_BRANCH, NEAR = 60, 30
ABOVE_LIMIT = -2000
TEN_MILLION = 1_000_000_000
"""¥10,000,000 in fen: so much more money counts as one client more."""
TERMS = ("need", "family", "language", "branch", "limit", "load")
"""In this order a tie between terms is said."""


@dataclass
class Person:
    """Somebody who may take seats. `roles`: kind of seat → ways in the branch tree over which he may take it. `serves`:
    level → clients whose manager he is. `load`: see `load_of`, with his open work added.
    """

    id: int
    username: str
    post: str
    branch: str
    roles: Mapping[str, tuple[str, ...]]
    languages: frozenset[str] = frozenset()
    absent: bool = False
    load: int = 0
    serves: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """A client with open seats. `posts`: whom he needs among the specialists. `family`: ids of relatives; `kin`: kind
    of seat → who holds it at a relative. `there`: who sits in his service team already.
    """

    id: int
    branch: str
    tier: str
    rank: int
    aum: int
    open: tuple[str, ...]
    posts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    family: tuple[int, ...] = ()
    kin: Mapping[str, frozenset[int]] = field(default_factory=dict)
    there: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Proposed:
    """For one seat: who, who would be next, and the term that decided between them (`only`: nobody else fits, `name`:
    equal in all, the first by user name). `who` None: the seat stays open, `reason` is nobody, absent or full.
    """

    client: int
    kind: str
    who: int | None
    runner_up: int | None = None
    term: str = ""
    reason: str = ""


CHINESE = frozenset({"中文", "汉语", "普通话", "国语", "chinese", "mandarin"})


def languages_in(text: str) -> frozenset[str]:
    """Languages besides Chinese out of a line: separated by commas, strokes, points or spaces."""
    return frozenset(word for word in re.split(r"[\s,，、;；/·.]+", text.casefold()) if word and word not in CHINESE)


def load_of(rank: int, aum: int) -> int:
    """What serving a client weighs: one, his level's rank, and one for each ¥10,000,000 (`aum` in fen)."""
    return 1 + rank + aum // TEN_MILLION


def points(
    person: Person, client: Wanted, kind: str, limits: Mapping[str, Limit], kin: frozenset[int]
) -> dict[str, int]:
    """Term → points of a person for a seat."""
    serves = person.serves.get(client.tier, 0)
    near = OWN_BRANCH if person.branch == client.branch else NEAR if client.branch.startswith(person.branch) else 0
    above = kind == "manager" and limits.get(client.tier, NONE).is_above(serves)
    return {
        "need": NEED if kind == "specialist" and person.post in client.posts else 0,
        "family": FAMILY if person.id in kin else 0,
        "language": LANGUAGE if person.languages & client.languages else 0,
        "branch": near,
        "limit": ABOVE_LIMIT if above else 0,
        "load": -person.load,
    }


def propose(clients: Iterable[Wanted], people: Iterable[Person], limits: Mapping[str, Limit]) -> list[Proposed]:
    """A line for each open seat, in the order in which they were filled. `people` carry what they were given
    afterwards, in `load` and `serves`."""
    return list(_filled(clients, sorted(people, key=lambda one: one.username), limits))


def _filled(clients: Iterable[Wanted], people: list[Person], limits: Mapping[str, Limit]) -> Iterator[Proposed]:
    given: dict[tuple[int, str], int] = {}
    reach: dict[tuple[str, str], list[Person]] = {}
    for client in sorted(clients, key=lambda one: (-one.rank, -one.aum, one.id)):
        for kind in SEAT_KINDS:
            if kind not in client.open:
                continue
            place = (client.branch, kind)
            if place not in reach:
                reach[place] = [one for one in people if _reaches(one, client.branch, kind)]
            kin = client.kin.get(kind, frozenset()) | {
                given[one, kind] for one in client.family if (one, kind) in given
            }
            line, who = _seat(client, kind, reach[place], limits, kin)
            if who is not None:
                given[client.id, kind] = who.id
                who.load += load_of(client.rank, client.aum)
                if kind == "manager":
                    who.serves[client.tier] = who.serves.get(client.tier, 0) + 1
            yield line


def _reaches(person: Person, branch: str, kind: str) -> bool:
    return any(branch.startswith(way) for way in person.roles.get(kind, ()))


def _seat(
    client: Wanted, kind: str, people: list[Person], limits: Mapping[str, Limit], kin: frozenset[int]
) -> tuple[Proposed, Person | None]:
    if kind == "specialist" and client.there:
        people = [one for one in people if one.id not in client.there]
    here = [one for one in people if not one.absent]
    limit = limits.get(client.tier, NONE)
    fit = [one for one in here if kind != "manager" or not limit.is_full(one.serves.get(client.tier, 0))]
    if not fit:
        reason = "nobody" if not people else "absent" if not here else "full"
        return Proposed(client.id, kind, None, reason=reason), None
    scored: list[tuple[Any, ...]] = []
    for one in fit:  # the people are in the order of their user names: a tie keeps it
        found = points(one, client, kind, limits, kin)
        scored.append((-sum(found.values()), len(scored), one, found))
    first = min(scored, key=lambda one: one[:2])
    rest = [one for one in scored if one is not first]
    if not rest:
        return Proposed(client.id, kind, first[2].id, term="only"), first[2]
    second = min(rest, key=lambda one: one[:2])
    return Proposed(client.id, kind, first[2].id, second[2].id, decided(first[3], second[3])), first[2]


def decided(first: Mapping[str, int], second: Mapping[str, int]) -> str:
    """The term in which the first leads the second by the most; `name` when he leads in none."""
    lead = max(TERMS, key=lambda term: (first[term] - second[term], -TERMS.index(term)))
    return lead if first[lead] > second[lead] else "name"
