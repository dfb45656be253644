"""What if: other rules tried on the figures of the latest judged month. A small bank is asked in one statement while
the page waits; a big one is reckoned in the background, some clients at a time (`actions/tiers/trials.py`), and read
here.

The texts of SQL hold names of our own tables, codes of tiers and whole numbers; what was typed comes in as numbers.
"""

# ruff: noqa: S608

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

from portal.database import database
from portal.ground import clock
from portal.models.benefits.catalogue import UNLIMITED
from portal.models.clients.client import Client
from portal.models.tiers.tiers import MonthlyAum, TierCount
from portal.models.tiers.trials import TrialMover
from portal.reads import reference
from portal.reads.organisation import tree
from portal.rules.tiers.judgement import BenefitChange, Rules, benefit_changes, outcome
from portal.rules.tiers.levels import CLASSES, last_complete_month, month_before

KINDS = ("up", "down", "candidate")
PAGE = 50
MOST_AT_ONCE = 30_000
"""Clients that a page may wait for: 0.2 s for other thresholds, 0.7 s for other weights."""


@dataclass
class Moves:
    """What would move in one branch: kind → clients, tier → (clients now, clients then; VIPs and Standard)."""

    id: int
    moves: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)


@dataclass
class Result:
    """What the rules would do to everybody: by branch, in all, and to the benefits of a year."""

    month: date
    branches: dict[int, Moves]
    total: Moves
    benefits: dict[str, BenefitChange]
    known: int
    """Clients with figures of the month; the others are not judged."""

    @property
    def moved(self) -> list[Moves]:
        return [one for one in self.branches.values() if any(one.moves[kind] for kind in KINDS)]


def trial_month() -> date:
    """The latest complete month for which figures are there; the last complete one when there are none at all."""
    last = last_complete_month(clock.today())
    found: date | None = MonthlyAum.select(fn.MAX(MonthlyAum.month)).where(MonthlyAum.month <= last).scalar()
    return found or last


Group = tuple[int, int, int, int]
"""(branch, own rank, reached rank, granted rank) of clients who are alike for a trial."""


def standing_sql(rules: Rules, month: date, within: tuple[int, int] | None = None) -> tuple[str, list[Any]]:
    """SQL of (id, branch, average, own rank, reached rank, granted rank) of everybody with figures of the month,
    perhaps only of ids above the first and up to the second of `within`.

    Where only thresholds differ from the rules of the month, the average on the client's row serves; other weights or
    months are reckoned from the months' classes. A month that is known in total only keeps its total.
    """
    held = reference.rules_on(month)
    params: list[Any] = []
    average = "c.aum_average"
    if (rules.average_months, dict(rules.weights)) != (held.average_months, dict(held.weights)):
        classes = " + ".join(f"x.{name} * {int(rules.weights[name] * 100)}" for name in CLASSES)
        average = f"""(SELECT SUM(CASE WHEN x.deposits IS NULL THEN x.amount ELSE ({classes} + 50) / 100 END)
            FROM monthly_aum x WHERE x.client_id = c.id AND x.month BETWEEN ? AND ?) / {int(rules.average_months)}"""
        params += [month_before(month, rules.average_months - 1), month]
    ranks = reference.ranks()
    ladder = sorted(((ranks[code], int(fen)) for code, fen in rules.thresholds.items() if code in ranks), reverse=True)
    reached = " ".join(f"WHEN s.average >= {fen} THEN {rank}" for rank, fen in ladder)
    own = " ".join(f"WHEN '{code}' THEN {rank}" for code, rank in ranks.items())
    part = f" AND c.id > {int(within[0])} AND c.id <= {int(within[1])}" if within else ""
    sql = f"""SELECT s.id, s.branch_id, s.average, CASE s.tier_id {own} END AS own, CASE {reached}
        ELSE 0 END AS reached,
        COALESCE((SELECT CASE g.tier_id {own} END FROM tier_grant g WHERE g.client_id = s.id
        AND g.ended_at IS NULL), 0) AS held
        FROM (SELECT c.id, c.branch_id, c.tier_id, {average} AS average FROM client c
            WHERE c.aum_month = ? AND c.status = 'active' AND c.merged_into_id IS NULL{part}) AS s"""
    return sql, [*params, month]


def groups(rules: Rules, month: date, within: tuple[int, int] | None = None) -> Counter[Group]:
    """How many clients are in each group (one statement)."""
    sql, params = standing_sql(rules, month, within)
    sql = f"SELECT branch_id, own, reached, held, COUNT(*) FROM ({sql}) AS t GROUP BY branch_id, own, reached, held"
    rows = database.execute_sql(sql.replace("?", database.obj.param), params).fetchall()
    return Counter({(branch, own, reached, held): count for branch, own, reached, held, count in rows})


def try_out(rules: Rules) -> Result:
    """Who would go up and down, who would become a candidate, and what it means for the benefits (one statement)."""
    month = trial_month()
    return result_of(groups(rules, month), month)


def result_of(found: Mapping[Group, int], month: date) -> Result:
    """What the groups come to: by branch, in all, and for the benefits of a year."""
    codes = {rank: code for code, rank in reference.ranks().items()}
    total, paths = Moves(0), Counter[tuple[str, str]]()
    branches: dict[int, Moves] = {}
    for (branch_id, own, reached, held), count in found.items():
        kind, then = outcome(codes[own], codes[reached], codes[held], reference.ranks())
        here = branches.setdefault(branch_id, Moves(branch_id))
        for one in (here, total):
            one.moves[kind] += count
            one.now[codes[own]] += count
            one.then[then] += count
        if then != codes[own]:
            paths[(codes[own], then)] += count
    order = {branch.id: place for place, branch in enumerate(tree.branch_tree())}
    branches = dict(sorted(branches.items(), key=lambda pair: order.get(pair[0], -1)))
    benefits = benefit_changes(paths, reference.allowances(), UNLIMITED)
    return Result(month, branches, total, benefits, sum(total.now.values()))


@dataclass
class Mover:
    """A client who would move: where he stands (code), where the rules lead (code), his average under them in fen."""

    number: str
    name: str
    branch_id: int
    average: int
    tier: str
    then: str


MOVED = {
    "up": "t.own > 0 AND t.reached > t.own",
    "down": "t.own > 0 AND t.reached < t.own AND t.held < t.own",
    "candidate": "t.own = 0 AND t.reached > 0",
}
"""Kind → who goes this way, as a condition on what `standing_sql` answers."""


def movers(rules: Rules, kind: str, branch_id: int | None, after: int) -> tuple[list[Mover], int | None]:
    """A page of those who would go one way, by id, and the id after which the next page begins (one statement)."""
    standing, params = standing_sql(rules, trial_month())
    where, params = MOVED[kind], [*params, after]
    if branch_id is not None:
        where += " AND t.branch_id = ?"
        params.append(branch_id)
    sql = f"""SELECT t.id, k.number, k.name, t.branch_id, t.average, t.own, t.reached, t.held
        FROM ({standing}) AS t JOIN client k ON k.id = t.id WHERE t.id > ? AND {where} ORDER BY t.id LIMIT {PAGE + 1}"""
    rows = database.execute_sql(sql.replace("?", database.obj.param), params).fetchall()
    return _page([(*row[:6], row[6] if kind != "down" else max(row[6], row[7])) for row in rows])


def kept_movers(task_id: int, kind: str, branch_id: int | None, after: int) -> tuple[list[Mover], int | None]:
    """The same of a trial that was reckoned in the background."""
    query = TrialMover.select(
        Client.id, Client.number, Client.name, TrialMover.branch, TrialMover.average, TrialMover.own, TrialMover.goes
    )
    query = query.join(Client).where(TrialMover.task == task_id, TrialMover.kind == kind, TrialMover.client > after)
    if branch_id is not None:
        query = query.where(TrialMover.branch == branch_id)
    return _page(list(query.order_by(TrialMover.client).limit(PAGE + 1).tuples()))


def _page(rows: list[Any]) -> tuple[list[Mover], int | None]:
    codes = {rank: code for code, rank in reference.ranks().items()}
    found = [
        Mover(number, name, branch, int(average), codes[own], codes[then])
        for _id, number, name, branch, average, own, then in rows[:PAGE]
    ]
    return found, (rows[PAGE - 1][0] if len(rows) > PAGE else None)


def in_the_background() -> bool:
    """Is the bank too big to try rules while a page waits? (By the counts that are kept: no client is read.)"""
    return int(TierCount.select(fn.SUM(TierCount.clients)).scalar() or 0) > MOST_AT_ONCE
