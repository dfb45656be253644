"""How long a proposal of teams takes: 5,000 clients and 40 people (`python -m scripts.bench.proposal`)."""

from __future__ import annotations

import random
import time

from portal.rules.teams.limits import Limit
from portal.rules.teams.proposal import Person, Proposed, Wanted, propose

CLIENTS, STAFF = 5000, 40
TIERS = ("standard", "gold", "platinum", "diamond")
POSTS = ("lobby_manager", "teller", "fx_specialist", "settlement_specialist")


def made_up(seed: int = 20) -> tuple[list[Wanted], list[Person]]:
    """A big branch without a single seat filled."""
    chance = random.Random(seed)
    kinds = [("manager",), ("adviser",), ("specialist",), ("specialist",)]
    people = [
        Person(
            number,
            f"user{number:02}",
            POSTS[number % len(POSTS)],
            f"/1/2/3/{number % 4}/",
            {kind: ("/1/2/3/",) for kind in kinds[number % len(kinds)]},
            frozenset(["English"] if number % 7 == 0 else []),
            absent=number % 13 == 0,
            load=chance.randrange(200),
        )
        for number in range(STAFF)
    ]
    clients = [
        Wanted(
            number,
            f"/1/2/3/{number % 4}/",
            TIERS[rank := chance.choice((1, 1, 1, 2, 3))],
            rank,
            chance.randrange(50_000_000, 5_000_000_000),
            ("manager", "adviser", "specialist"),
            frozenset(["fx_specialist"] if number % 10 == 0 else []),
            frozenset(["English"] if number % 15 == 0 else []),
            (number - 1,) if number % 6 == 0 else (),
        )
        for number in range(CLIENTS)
    ]
    return clients, people


def timed() -> tuple[float, list[Proposed]]:
    """Seconds, and what was proposed."""
    clients, people = made_up()
    begun = time.perf_counter()
    found = propose(clients, people, {"gold": Limit(200, 400), "diamond": Limit(60, 100)})
    return time.perf_counter() - begun, found


if __name__ == "__main__":
    seconds, lines = timed()
    print(f"{CLIENTS:,} clients, {STAFF} people, {len(lines):,} seats: {seconds:.2f} s")
    print(f"open: {sum(line.who is None for line in lines):,}; the same again: {timed()[1] == lines}")
