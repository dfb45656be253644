"""What the tiers bring is granted: a lot for each benefit and period, once, whoever asks and however often (R8).

One way for one client and for all: read what he had at the most in the period, add what his tier gives beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from portal.database import UtcField, breathe, database, engine, insert_rows, lock, write_step
from portal.ground import clock, steps
from portal.models import Client, LedgerRun, Lot
from portal.models.benefits.catalogue import POINTS, BenefitVersion
from portal.reads import reference
from portal.reads.shared import built
from portal.rules.benefits.periods import Period, due_from, period_of
from portal.rules.benefits.tiers import UNLIMITED, rise

AT_ONCE = 2000
LOOKED_AT = 10_000
TIER, GUESTS = "tier", "guests"
COLUMNS = [
    *("client_id", "benefit_id", "version_id", "guests", "unlimited", "period", "cause", "upto", "since", "until"),
    *("quantity", "available", "created_at"),
]
ENTRIES = """INSERT INTO entry (lot_id, kind, quantity, reason, at)
    SELECT l.id, 'grant', l.quantity, '', l.created_at FROM lot l WHERE l.id > {after}
    AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.lot_id = l.id) ORDER BY l.id"""
"""The grant of each lot that was just made."""


@dataclass(frozen=True)
class Given:
    """A version and what a tier gets of it: for himself, or for his guests."""

    version: BenefitVersion
    amount: int
    guests: bool


Row = tuple[Any, ...]
Most = dict[tuple[int, str, bool], tuple[int, str, date | None, int]]
"""(client, benefit, of guests) → the most he had in the running period, its key, its last day, how many lots."""
Ended = dict[tuple[int, str, bool], date]
"""(client, benefit, of guests) → the last day of the latest period that is over."""


def given_to(tier: str, day: date) -> list[Given]:
    """What a tier gets of what is offered on a day."""
    found, amounts = [], reference.amounts()
    for code, version in reference.versions_on(day).items():
        one = amounts.get((version.id, tier))
        if one is None or version.kind == "points" or code == POINTS:
            continue
        if one.amount:
            found.append(Given(version, UNLIMITED if version.kind == "unlimited" else one.amount, False))
        if one.guests and version.guest_rule == "own":
            found.append(Given(version, one.guests, True))
    return found


def ensure(client: Client, version: BenefitVersion) -> None:
    """What is due of one benefit is granted before it is used. Call inside `write()` with the client held."""
    if version.kind != "points":
        _grant([(client.id, client.tier_id, client.tier_since, client.kind)], clock.today(), version.code)


def grant_to(ids: Iterable[int]) -> int:
    """Whatever is due to these clients today. Call inside `write()`. Answers how many lots."""
    people = Client.select(Client.id, Client.tier, Client.tier_since, Client.kind)
    wanted = people.where(Client.id.in_(list(ids)), Client.tier.in_(reference.vip_tiers()), Client.status == "active")
    return _grant(list(wanted.tuples()), clock.today())


def _grant(people: list[tuple[int, str, date | None, str]], today: date, code: str = "") -> int:
    """Lots that are due and stand not yet, of all benefits or one. Answers how many."""
    most = _most([one[0] for one in people], today, code)
    tiers = {tier for _, tier, *_ in people}
    by_tier = {tier: [one for one in given_to(tier, today) if not code or one.version.code == code] for tier in tiers}
    now = UtcField().db_value(clock.now())
    ended = _ended([one[0] for one in people], today, code) if _yearly(by_tier) else {}
    rows = [
        row
        for client, tier, since, kind in people
        for given in by_tier[tier]
        if given.version.for_companies or kind != "company"
        for row in _due(client, tier, _since(client, given, since, ended, today), given, most, today, now)
    ]
    if rows:
        last = Lot.select(fn.COALESCE(fn.MAX(Lot.id), 0)).scalar()
        insert_rows('"lot"', COLUMNS, rows, {"held": 0, "used": 0, "ended": 0})
        database.execute_sql(ENTRIES.format(after=int(last)))
    return len(rows)


def _yearly(by_tier: dict[str, list[Given]]) -> bool:
    """Is anything of it granted for years since the tier began?"""
    return any(one.version.period == "tier_year" for given in by_tier.values() for one in given)


def _ended(ids: list[int], today: date, code: str) -> Ended:
    """By what each client has by his tier (one statement)."""
    by_tier = Lot.cause.startswith(TIER) | Lot.cause.startswith(GUESTS)
    query = Lot.select(Lot.client, Lot.benefit, Lot.guests, fn.MAX(Lot.until)).where(by_tier, Lot.until < today)
    query = query.where(Lot.client.between(min(ids, default=0), max(ids, default=0)))
    query = query.where(Lot.benefit == code) if code else query
    rows = query.group_by(Lot.client, Lot.benefit, Lot.guests).tuples()
    day = Lot.until.python_value
    return {(client, benefit, bool(guests)): day(until) for client, benefit, guests, until in rows}


def _since(client: int, given: Given, since: date | None, ended: Ended, today: date) -> date | None:
    """From which day his years are counted: a tier that changed within a year does not begin another one beside it, the
    next year follows the one that was running."""
    if given.version.period != "tier_year" or since is None:
        return since
    over = ended.get((client, given.version.code, given.guests))
    return over + timedelta(days=1) if over and over >= period_of("tier_year", today, since).since else since


def _due(client: int, tier: str, since: date | None, given: Given, most: Most, today: date, now: Any) -> Iterator[Row]:
    """The lot that brings the client from the most he had in this period to what his tier gives, if any."""
    version = given.version
    had, key, until, count = most.get((client, version.code, given.guests), (0, "", None, 0))
    adds = rise(given.amount, had)
    if not adds:
        return
    period = period_of(version.period, today, since)
    if key and version.period in ("tier_year", "once"):
        period = Period(key, today, until)  # the year that runs goes on, whatever the tier did meanwhile
    first = max(period.since, min(since or period.since, today)) if not count else today
    quantity = due_from(adds, period, first) if version.pro_rata else adds
    cause = (GUESTS if given.guests else TIER) + (f"-{tier}-{today:%m%d}" if count else "")
    yield (
        client,
        version.code,
        version.id,
        given.guests,
        adds < 0,
        period.key,
        cause,
        given.amount,
        first,
        period.until,
        max(0, quantity),
        max(0, quantity),
        now,
    )


def _most(ids: list[int], today: date, code: str) -> Most:
    """What each client had at the most in the periods that run, of lots by his tier."""
    if not ids:
        return {}
    if len(ids) == 1:
        marks = {built.ONE: ids[0], built.DAY: today}
        rows = built.rows(("the most", code), lambda: _most_of([built.ONE], built.DAY, code), marks)
    else:
        rows = _most_of(ids, today, code)
    return {
        (client, benefit, bool(guests)): (UNLIMITED if least < 0 else most, period, until, count)
        for client, benefit, guests, most, least, period, until, count in rows
    }


def _most_of(ids: list[int], today: date, code: str) -> Any:
    by_tier = Lot.cause.startswith(TIER) | Lot.cause.startswith(GUESTS)
    runs = (Lot.since <= today) & (Lot.until.is_null() | (Lot.until >= today))
    query = Lot.select(
        Lot.client,
        Lot.benefit,
        Lot.guests,
        fn.MAX(Lot.upto),
        fn.MIN(Lot.upto),
        fn.MAX(Lot.period),
        fn.MAX(Lot.until),
        fn.COUNT(Lot.id),
    ).where(Lot.client.between(min(ids), max(ids)), by_tier, runs)
    if len(ids) < AT_ONCE:
        query = query.where(Lot.client.in_(ids))
    if code:
        query = query.where(Lot.benefit == code)
    return query.group_by(Lot.client, Lot.benefit, Lot.guests).tuples()


@steps.every_minute
def grant_what_is_due() -> int:
    """The worker's part: once a day all VIPs, part by part; two at once share the work. Answers how many lots."""
    today, made = clock.today(), 0
    if LedgerRun.select().where(
        LedgerRun.kind == "grant", LedgerRun.day == today, LedgerRun.finished_at.is_null(False)
    ):
        return 0
    while True:
        with write_step():
            LedgerRun.insert(kind="grant", day=today).on_conflict_ignore().execute()
            run = lock(LedgerRun.select().where(LedgerRun.kind == "grant", LedgerRun.day == today))
            if run.finished_at:
                return made
            people, upto = _some(run.after)
            part = _grant(people, today)
            over = upto == run.after
            run.after, run.done, run.finished_at = upto, run.done + part, clock.now() if over else None
            run.save()
            made += part
        if over:
            return made
        breathe()


LACKING = """SELECT DISTINCT c.id, c.tier_id, c.tier_since, c.kind FROM client c
    JOIN ({given}) g ON g.tier = c.tier_id AND (g.companies = 1 OR c.kind <> 'company')
    WHERE c.id > {first} AND c.id <= {last} AND c.status = 'active' AND NOT EXISTS (SELECT 1 FROM lot l
        WHERE l.client_id = c.id AND l.benefit_id = g.benefit AND l.cause >= 'guests' AND l.cause < 'tiers'
        AND CASE WHEN l.guests THEN 1 ELSE 0 END = g.guests AND l.since <= {today}
        AND (l.until IS NULL OR l.until >= {today}) AND (l.upto < 0 OR (g.amount >= 0 AND l.upto >= g.amount)))
    ORDER BY c.id LIMIT {most}"""
"""Clients who lack some of what their tier gives: of most nothing is lacking, and the database says so itself."""


def _some(after: int) -> tuple[list[tuple[int, str, date | None, str]], int]:
    """The next clients who lack something, held, so that whoever uses a benefit meanwhile waits for the lots; and the
    id up to which all were looked at."""
    last = database.execute_sql(
        f"SELECT MAX(id) FROM (SELECT id FROM client WHERE id > {int(after)} ORDER BY id LIMIT {LOOKED_AT}) x"  # noqa: S608
    ).fetchone()[0]
    today = clock.today()
    given = [
        f"SELECT '{tier}' AS tier, '{one.version.code}' AS benefit, {int(one.guests)} AS guests, "
        f"{one.amount} AS amount, {int(one.version.for_companies)} AS companies"
        for tier in reference.vip_tiers()
        for one in given_to(tier, today)
    ]
    if last is None or not given:
        return [], after
    day = f"CAST('{today}' AS DATE)" if engine() == "postgresql" else f"'{today}'"
    sql = LACKING.format(given=" UNION ALL ".join(given), first=int(after), last=int(last), today=day, most=AT_ONCE)
    ids = [row[0] for row in database.execute_sql(sql).fetchall()]
    query = Client.select(Client.id, Client.tier, Client.tier_since, Client.kind).where(Client.id.in_(ids))
    query = query.order_by(Client.id).tuples()
    found = list(query if engine() == "sqlite" else query.for_update("FOR NO KEY UPDATE")) if ids else []
    return found, ids[-1] if len(ids) == AT_ONCE else last
