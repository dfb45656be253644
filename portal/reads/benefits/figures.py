"""Benefits in figures: what was used by benefit, tier, branch and month, what is owed, what a tier costs.

Tier and branch are those of the client today. A use that was taken back whole is none. A fixed number of statements,
whatever there is: uses of a branch go by its clients, those of the bank walk `hold_version_id_day`, what is owed
`lot_outstanding`, what was taken back an index of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import SQL, Expression, fn

from portal.ground import clock
from portal.models import Client, Entry, Hold, Lot, Resolution
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.models.benefits.ledger import OUTSTANDING, TAKEN_BACK
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.reads.shared.kept import kept
from portal.rules.accounts.visibility import Permission as P
from portal.rules.benefits.settling import cost_of, first_of, last_of

MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """What is asked for: branches (None: the whole bank), and days from `first` to `last`."""

    branches: tuple[int, ...] | None
    first: date
    last: date

    def narrowed(self, month: date | None = None, branch: int | None = None) -> Asked:
        """The same for one month, or one of its branches."""
        branches = (
            self.branches
            if branch is None
            else tuple(one for one in (branch,) if self.branches is None or one in self.branches)
        )
        if month is None:
            return Asked(branches, self.first, self.last)
        return Asked(branches, max(self.first, month), min(self.last, last_of(month)))

    def of_clients(self) -> Expression:
        """As a condition on `Client`."""
        return Client.id > 0 if self.branches is None else Client.branch.in_(list(self.branches))


def reach(actor: Actor) -> tuple[int, ...] | None:
    """The branches whose figures he reads; None for the whole bank."""
    narrowed = actor.under(P.BENEFITS_FIGURES)
    if narrowed.whole_bank:
        return None
    return tuple(one.id for one in tree.branches_below(narrowed.all_paths))


def unit_of(version: BenefitVersion) -> int:
    """What one of it took from the lots."""
    return int(version.points_price) if version.kind == "points" else 1


@dataclass
class Sum:
    """So many uses, so much of it, fen."""

    uses: int = 0
    units: int = 0
    cost: int = 0

    def add(self, uses: int, units: int, version: BenefitVersion) -> None:
        self.uses += uses
        self.units += units
        self.cost += cost_of(version.kind, version.cost, units)


@dataclass
class Used:
    """What was used in some days, told apart in four ways; months are their first days."""

    whole: Sum = field(default_factory=Sum)
    benefits: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    tiers: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    branches: dict[int, Sum] = field(default_factory=lambda: defaultdict(Sum))
    months: dict[date, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def add(self, key: tuple[int, int, str, str], uses: int, units: int) -> None:
        version = reference.benefit_versions()[key[0]]
        month = date.fromisoformat(f"{key[3]}-01")
        of = (self.benefits[version.code], self.tiers[key[2]], self.branches[key[1]], self.months[month], self.whole)
        for one in of:
            one.add(uses, units, version)


MONTH = fn.SUBSTR(Hold.day.cast("text"), SQL("1"), SQL("7"))
KEY = (Hold.version, Client.branch, Client.tier, MONTH)


def inside(asked: Asked) -> Expression:
    """Uses of these days by these clients, as a condition: of some branches by their clients, of all by their days."""
    here = (Resolution.outcome == "used") & asked.of_clients() & Hold.day.between(asked.first, asked.last)
    return here if asked.branches is not None else here & Hold.version.in_([*reference.benefit_versions()])


def used(asked: Asked) -> Used:
    """Two statements; those of the whole bank are kept a minute."""
    if asked.branches is not None:
        return _used(asked)
    return kept(("benefits used", asked), lambda: _used(asked))


def _used(asked: Asked) -> Used:
    found = Used()
    query = Hold.select(*KEY, fn.COUNT(Hold.id), fn.SUM(Resolution.used))
    query = query.join(Resolution, on=(Resolution.hold == Hold.id)).join_from(Hold, Client)
    for *key, uses, units in query.where(inside(asked)).group_by(*KEY).tuples():
        found.add(tuple(key), uses, int(units))
    for _hold, key, uses, units in taken_back(asked):
        found.add(key, -uses, -units)
    return found


def taken_back(asked: Asked) -> Iterator[tuple[int, Any, int, int]]:
    """Of each use that was taken back: its hold, what it counts under, 1 where nothing of it is left, and how much."""
    query = Entry.select(Hold.id, *KEY, Resolution.used, fn.SUM(Entry.quantity)).join(Hold)
    query = query.join(Resolution, on=(Resolution.hold == Hold.id)).join_from(Hold, Client)
    rows = query.where(TAKEN_BACK, inside(asked)).group_by(Hold.id, *KEY, Resolution.used).tuples()
    for hold, version, branch, tier, month, units, back in rows:
        gone = min(units, int(back) // unit_of(reference.benefit_versions()[version]))
        yield hold, (version, branch, tier, month), int(gone == units), gone


@dataclass
class Owed:
    """What is still out of a benefit: not used yet, held for a day, and what that may cost in fen."""

    available: int = 0
    held: int = 0
    cost: int = 0

    @property
    def units(self) -> int:
        return self.available + self.held


def owing(asked: Asked) -> Expression:
    """Lots of these clients that have not ended, as a condition; those without a number are none."""
    today = clock.today()
    codes = [*{row.code for row in reference.benefit_versions().values()}]
    running = Lot.until.is_null() | (Lot.until >= today) | (Lot.held > 0)
    return OUTSTANDING & Lot.benefit.in_(codes) & running & (Lot.unlimited == False) & asked.of_clients()  # noqa: E712


def owed(asked: Asked) -> dict[str, Owed]:
    """Benefit → what is owed of it, in the order of the catalogue (one statement). Points cost nothing of themselves:
    what they buy does."""
    query = Lot.select(Lot.version, fn.SUM(Lot.available), fn.SUM(Lot.held)).join(Client)
    found: dict[str, Owed] = defaultdict(Owed)
    for key, available, held in query.where(owing(asked)).group_by(Lot.version).tuples():
        version = reference.benefit_versions()[key]
        row = found[version.code]
        row.available += int(available)
        row.held += int(held)
        row.cost += cost_of(version.kind, version.cost, int(available) + int(held))
    order = list(dict.fromkeys(row.code for row in reference.benefit_versions().values()))
    return {code: found[code] for code in order if code in found}


@dataclass(frozen=True)
class Level:
    """A tier's clients today, and what they bring: AUM in fen."""

    clients: int
    aum: int


def levels(asked: Asked) -> dict[str, Level]:
    """Tier → its clients, from the first on that has benefits (one statement)."""
    of = Client.tier.in_(reference.vip_tiers()) & (Client.status == "active") & Client.merged_into.is_null()
    query = Client.select(Client.tier, fn.COUNT(Client.id), fn.SUM(Client.aum)).where(of, asked.of_clients())
    found = {tier: Level(count, int(aum or 0)) for tier, count, aum in query.group_by(Client.tier).tuples()}
    return {tier: found.get(tier, Level(0, 0)) for tier in reference.vip_tiers()}


def unused(found: Used) -> list[BenefitVersion]:
    """What is offered today and nobody used."""
    return [row for code, row in reference.benefits().items() if not found.benefits[code].uses and code != POINTS]


def months() -> list[date]:
    """The months that can be asked for, this one first."""
    return [clock.months_back(clock.today(), back) for back in range(MONTHS)]


def whole_year() -> tuple[date, date]:
    """The days of all of them."""
    return first_of(months()[-1]), last_of(clock.today())
