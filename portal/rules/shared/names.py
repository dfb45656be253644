"""Believable people, companies and addresses of Changchun for demo data. The data comes in: seeds/names.toml and
seeds/places.toml.

Every function draws from the `random.Random` it is given, so a seed gives the same branch again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """Where somebody works: employer, plant or department, post."""

    employer: str
    plant: str
    post: str


@dataclass(frozen=True)
class Address:
    """District as the filter knows it, and the whole line."""

    district: str
    line: str


def weighted(rng: Random, weights: Mapping[str, float]) -> str:
    """One key, drawn by its weight."""
    keys, sums = _summed(weights)
    return rng.choices(keys, cum_weights=sums)[0]


_sums: dict[int, tuple[Mapping[str, float], list[str], list[float]]] = {}


def _summed(weights: Mapping[str, float]) -> tuple[list[str], list[float]]:
    """Keys and running sums, kept: the tables are the same ones all the time."""
    found = _sums.get(id(weights))
    if found is None or found[0] is not weights:
        found = _sums[id(weights)] = (weights, list(weights), list(accumulate(weights.values())))
    return found[1], found[2]


_lists: dict[int, tuple[Sequence[Data], list[float]]] = {}


def _one_of(rng: Random, entries: Sequence[Data]) -> Data:
    """One entry of a list of the seeds, drawn by its `weight`."""
    found = _lists.get(id(entries))
    if found is None or found[0] is not entries:
        found = _lists[id(entries)] = (entries, list(accumulate(entry["weight"] for entry in entries)))
    return rng.choices(entries, cum_weights=found[1])[0]


def _decade(data: Data, birth_year: int) -> Data:
    """The fashion of the decade of `birth_year`; the nearest one that is known."""
    decades: Data = data["given"]
    nearest = min(decades, key=lambda decade: abs(int(decade) - birth_year // 10 * 10))
    found: Data = decades[nearest]
    return found


def person_name(rng: Random, gender: str, birth_year: int, names: Data) -> str:
    """A Chinese name: surname by real shares (compound ones included), given name as parents of that decade chose;
    gender m or f.
    """
    surname = weighted(rng, names["surnames"])
    fashion = _decade(names, birth_year)
    first: str = fashion[f"{gender}_first"]
    last: str = fashion[f"{gender}_last"]
    if rng.random() < fashion["single"]:
        return surname + rng.choice(fashion[f"{gender}_single"])
    while (given := rng.choice(first) + rng.choice(last))[0] == given[1] and rng.random() < 0.8:
        continue
    return surname + given


def company_name(rng: Random, names: Data) -> str:
    """A supplier of the region, such as 长春宏达汽车零部件有限公司."""
    parts = names["companies"]
    place, word = weighted(rng, parts["places"]), rng.choice(parts["words"])
    return place + word + weighted(rng, parts["trades"]) + weighted(rng, parts["forms"])


def mobile(rng: Random, names: Data) -> str:
    """A mobile number in E.164."""
    return f"+86{weighted(rng, names['mobile_prefixes'])}{rng.randrange(10**8):08d}"


def address(rng: Random, places: Data, district: str | None = None) -> Address:
    """A home in Changchun: `district` or one by the weights of places.toml."""
    entries: Sequence[Data] = places["districts"]
    entry = next(one for one in entries if one["name"] == district) if district else _one_of(rng, entries)
    name = entry["name"]
    if rng.random() < 0.6:
        where = rng.choice(entry["estates"])
        house = f"{rng.randint(1, 32)}栋{rng.randint(1, 4)}单元{_flat(rng)}室"
        return Address(name, f"长春市{name}{where}{house}")
    return Address(
        name, f"长春市{name}{rng.choice(entry['roads'])}{rng.randint(1, 60) * 18 + rng.randint(0, 9)}号{_flat(rng)}室"
    )


def _flat(rng: Random) -> str:
    return f"{rng.randint(1, 26)}0{rng.randint(1, 4)}"


def area_code(rng: Random, places: Data) -> str:
    """Six digits of a resident ID: mostly the districts of Changchun, some other places of Jilin province."""
    return weighted(rng, places["area_codes"])


def work(rng: Random, age: int, places: Data, faw_share: float = 0.7) -> Work:
    """Employer, plant and post that fit the age; `faw_share` of people work for FAW. From 60 on people are retired."""
    employers: Sequence[Data] = places["faw"] if rng.random() < faw_share else places["employers"]
    employer = _one_of(rng, employers)
    plant = rng.choice(employer["plants"]) if employer.get("plants") else ""
    if age >= 60:
        return Work(employer["name"], plant, "退休")
    posts = employer.get("posts") or places["posts"]["faw" if employers is places["faw"] else "other"]
    fitting = [post["name"] for post in posts if post["from"] <= age < post.get("until", 60)]
    return Work(employer["name"], plant, rng.choice(fitting or [posts[0]["name"]]))


def hobbies(rng: Random, places: Data, most: int = 3) -> str:
    """One to `most` hobbies, joined as people write them: 茶、书法."""
    return "、".join(rng.sample(places["hobbies"], rng.randint(1, most)))
