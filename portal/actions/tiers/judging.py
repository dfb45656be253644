"""The monthly judgement (R1): where each client stands, why, and what moves.

A month is judged once a client: by the rules in force in that month, over the figures as they were kept then. The work
goes in batches by client id, each its own transaction: a run that was cut off goes on where it stopped, two runs at
once share the work (the run's row is held for each batch), and figures that come late are judged at the next day's
sweep.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from portal.actions.benefits.following import follow_tier
from portal.actions.tiers import news
from portal.database import UtcField, insert_rows, lock, write
from portal.derived import completeness, list_status, tiers
from portal.ground import clock, steps
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import TierChange, TierRun
from portal.reads import reference
from portal.reads.shared import kept
from portal.reads.tiers.due import Judged, due, last_judged
from portal.rules.tiers.judgement import Decision, Rules, decide, missing
from portal.rules.tiers.levels import last_complete_month, month_before

AT_ONCE = 1000
COLUMNS = [
    "month",
    "client_id",
    "average",
    "months",
    "reached",
    "before",
    "after",
    "decision",
    "protected_until",
    "granted",
    "keep",
    "rules_id",
    "created_at",
]
BY_MONTHS = {"up": "months.up", "down": "months.down"}
"""What `TierChange.reason` says of a move by the months; `words.tier_reason` has the sentences."""


class NotThisMonth(Refused):
    """A month that is not over, or one before a month that was judged."""

    words = _l("A month is judged when it is over, and never after a later one.")


def judge(month: date, *, dry_run: bool = False) -> dict[str, int]:
    """Judge a month for everybody who has figures for it and was not judged yet. Answers decision → clients.

    `dry_run` reckons the same and writes nothing. Raises NotThisMonth.
    """
    last = last_judged()
    if month.day != 1 or month > last_complete_month(clock.today()) or (last and month < last):
        raise NotThisMonth()
    kept.forget()
    rules, counts, after = reference.rules_on(month), Counter[str](), 0
    while batch := _part(month, rules, after, dry_run):
        counts.update(decision.kind for _who, decision in batch)
        after = batch[-1][0].id
    return dict(counts)


def _part(month: date, rules: Rules, after: int, dry_run: bool) -> list[tuple[Judged, Decision]]:
    """The next batch, written unless it is a dry run; the last, empty one ends the run."""
    levels = rules.levels(reference.ranks())
    if dry_run:
        people = due(month, rules.average_months, after, AT_ONCE)
        return [(who, decide(who.facts, levels, rules.protected_months)) for who in people]
    with write():
        TierRun.insert(month=month, started_at=clock.now(), counts={}).on_conflict_ignore().execute()
        run = lock(TierRun.select().where(TierRun.month == month))
        people = due(month, rules.average_months, after, AT_ONCE)
        batch = [(who, decide(who.facts, levels, rules.protected_months)) for who in people]
        if batch:
            _keep_standings(month, rules, batch)
            _move(batch)
            news.say(batch, rules)
            run.counts = dict(Counter(run.counts) + Counter(decision.kind for _who, decision in batch))
        else:
            run.finished_at, run.swept_on = run.finished_at or clock.now(), clock.today()
        run.save()
        return batch


def keep_of(who: Judged, decision: Decision, rules: Rules) -> int:
    """Fen that the average lacks to keep the tier; only somebody who is protected lacks anything."""
    if decision.kind != "protected":
        return 0
    return missing(who.facts.average_fen, rules.thresholds.get(who.facts.tier, 0))


def _keep_standings(month: date, rules: Rules, batch: list[tuple[Judged, Decision]]) -> None:
    now = UtcField().db_value(clock.now())
    insert_rows(
        '"tier_standing"',
        COLUMNS,
        [
            (
                month,
                who.id,
                who.facts.average_fen,
                rules.average_months,
                found.reached,
                who.facts.tier,
                found.tier,
                found.kind,
                found.protected_until,
                who.facts.granted or "",
                keep_of(who, found, rules),
                rules.id,
                now,
            )
            for who, found in batch
        ],
    )


def _move(batch: list[tuple[Judged, Decision]]) -> None:
    """The clients' rows follow: the tier, until when it is protected, who has become a candidate for the list (R2)."""
    today, now = clock.today(), clock.now()
    moved = [(who, found) for who, found in batch if found.kind in BY_MONTHS]
    if moved:
        TierChange.insert_many(
            [
                {
                    "client": who.id,
                    "tier": found.tier,
                    "since": today,
                    "reason": BY_MONTHS[found.kind],
                    "created_at": now,
                }
                for who, found in moved
            ]
        ).execute()
    for tier in {found.tier for _who, found in moved}:
        ids = [who.id for who, found in moved if found.tier == tier]
        tiers.follow(ids, tier, today)
        completeness.refresh(ids)
        follow_tier(ids)
    changed = [
        (who.id, found.protected_until) for who, found in batch if found.protected_until != who.facts.protected_until
    ]
    for until in {until for _id, until in changed}:
        tiers.protect([i for i, u in changed if u == until], until)
    list_status.follow(
        who.id
        for who, found in batch
        if (found.kind == "candidate") != (who.list_status == "candidate")
        and who.list_status not in list_status.AT_WORK
    )


@steps.every_minute
def judge_what_is_due() -> int:
    """The worker's part: months that are over and were not judged, in their order; the latest once more each day for
    figures that came late. Answers how many clients moved.
    """
    latest, last = last_complete_month(clock.today()), last_judged()
    if last == latest and TierRun.get(TierRun.month == latest).swept_on == clock.today():
        return 0
    month, moved = last or latest, 0
    while month <= latest:
        counts = judge(month)
        moved += counts.get("up", 0) + counts.get("down", 0)
        month = month_before(month, -1)
    return moved
