"""How the last three months were judged: by the portal's own rule over the demo's figures, with what it told people.

Tiers and their history stand already (`wealth`); where the rule would have moved somebody whom the story did not move,
that month of his is left unjudged, as one whose figures came too late.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from portal.demo.book import Row
from portal.demo.staff import FIRST_DAY
from portal.demo.stage import Known, Stage
from portal.derived.aum import CLASS_OF_PRODUCT
from portal.ground import clock
from portal.models import Client, HoldingAccount, MonthlyAum, TierChange, TierGrant, TierRules, TierRun, TierStanding
from portal.reads import reference
from portal.reads.shared import kept
from portal.rules.tiers.judgement import Decision, Facts, Rules, decide, decision_day, last_day_to_keep, missing
from portal.rules.tiers.levels import CLASSES, average_of_last, last_complete_month, month_before

JUDGED = 3
GRANT_ENDS = (19, 140)  # days from now: of one the notice has gone out, the other has time


def enter(stage: Stage) -> None:
    """Classes of the months, grants by hand, judgements of the last three months."""
    _classes(stage)
    granted = _grants(stage)
    for back in reversed(range(JUDGED)):
        _judge(stage, month_before(last_complete_month(stage.today), back), granted)


def begin_rules(stage: Stage) -> None:
    """The rules that came with the tables hold since the bank began them, not since time out of mind. Call after
    everything is stored."""
    began = stage.demo["rules"]
    first = min([began["since"], *(change["since"].replace(day=1) for change in stage.book.rows[TierChange])])
    values = {
        "valid_from": first,
        "reason": began["reason"],
        "author": stage.staff["gaoyuan"]["id"],
        "created_at": stage.moments.at_work(FIRST_DAY),
    }
    TierRules.update(values).where(TierRules.author.is_null(), TierRules.valid_from < first).execute()
    kept.forget()


def _classes(stage: Stage) -> None:
    """Months that are known in total only get their classes, in the shares in which the client holds them now."""
    held: dict[int, Counter[str]] = defaultdict(Counter)
    for account in stage.book.rows[HoldingAccount]:
        if account["product"] in CLASS_OF_PRODUCT:
            held[account["client"]][CLASS_OF_PRODUCT[account["product"]]] += account["balance"] or 0
    for row in stage.book.rows[MonthlyAum]:
        if row["deposits"] is None:
            row |= _split(row["amount"], held[row["client"]], reference.rules_on(row["month"]))


def _split(amount: int, held: Counter[str], rules: Rules) -> dict[str, int]:
    """Daily averages by class that come to exactly `amount`: what the others do not make up lies in deposits."""
    counted = {name: int(held[name] * rules.weights[name]) for name in CLASSES}
    total = sum(counted.values()) or 1
    found = {name: held[name] * amount // total for name in CLASSES if name != "deposits"}
    rest = sum(fen * rules.weights[name] for name, fen in found.items())
    return (
        found | {"deposits": max(0, amount - int(rest + Decimal("0.5")))}
        if rest <= amount
        else dict.fromkeys(CLASSES, 0) | {"deposits": amount}
    )


def _grants(stage: Stage) -> dict[int, str]:
    """Those whom the head of the bank raised by hand hold their tier until a day. Client → tier."""
    author = stage.staff["gaoyuan"]["id"]
    reason, found = stage.demo["reasons"]["tier_granted"], {}
    people = [person for person in stage.people if person.changes and person.changes[-1][2] == reason]
    for person, days in zip(people, GRANT_ENDS, strict=False):
        until = stage.today + timedelta(days=days)
        since = max(person.changes[-1][1], until - timedelta(days=365))
        at = stage.moments.on(since, 9.2, 11.5)
        told = stage.moments.on(until - timedelta(days=30), 8.0, 8.2) if days < 30 else None
        stage.book.add(
            TierGrant,
            client=person.id,
            tier=person.row["tier"],
            reason=reason,
            since=since,
            until=until,
            author=author,
            created_at=at,
            told_at=told,
        )
        if told:
            _tell_manager(stage, person, told, "tier.client_grant_ends", until=until.isoformat())
        found[person.id] = str(person.row["tier"])
    return found


def _judge(stage: Stage, month: date, granted: dict[int, str]) -> None:
    rules, day = reference.rules_on(month), decision_day(month)
    at = clock.start_of(day) + timedelta(hours=2, minutes=5)
    counts: Counter[str] = Counter()
    for person in stage.people:
        average = average_of_last(person.months, month, rules.average_months)
        before, after = _tier_on(person, day - timedelta(days=1)), _tier_on(person, day)
        facts = Facts(before, average, month, person.row["tier_protected_until"], granted.get(person.id))
        found = decide(facts, rules.levels(reference.ranks()), rules.protected_months)
        if found.kind in ("up", "down") and found.tier != after:
            continue
        counts[found.kind] += 1
        _keep(stage, person, facts, found, rules, at)
    stage.book.add(
        TierRun,
        month=month,
        started_at=at,
        finished_at=at + timedelta(seconds=4),
        swept_on=stage.today,
        counts=dict(counts),
    )


def _tier_on(person: Known, day: date) -> str:
    return next((tier for tier, since, _reason in reversed(person.changes) if since <= day), "standard")


def _keep(stage: Stage, person: Known, facts: Facts, found: Decision, rules: Rules, at: datetime) -> None:
    lacks = missing(facts.average_fen, rules.thresholds.get(facts.tier, 0)) if found.kind == "protected" else 0
    stage.book.add(
        TierStanding,
        month=facts.month,
        client=person.id,
        average=facts.average_fen,
        months=rules.average_months,
        reached=found.reached,
        before=facts.tier,
        after=found.tier,
        decision=found.kind,
        protected_until=found.protected_until,
        granted=facts.granted or "",
        keep=lacks,
        rules=rules.id,
        created_at=at,
    )
    person.row["tier_protected_until"] = found.protected_until
    if found.kind == "protected" and found.protected_until:
        until = last_day_to_keep(found.protected_until).isoformat()
        _tell_manager(stage, person, at, "tier.client_protected", until=until, fen=str(lacks))
        stage.tell(at, person.login, "tier.protected", "/me/tier", tier=facts.tier, until=until, fen=str(lacks))
    elif found.kind == "candidate" and not person.is_vip and not person.row["list_status"]:
        person.row["list_status"] = "candidate"
        _tell_manager(stage, person, at, "tier.client_candidate", tier=found.reached)
    elif found.kind == "up":
        words = {"client": person.name, "tier": found.tier, "before": facts.tier}
        stage.audit(
            at, None, "tier.up", Client, person.row, person.row["branch"], {"tier": [facts.tier, found.tier]}, **words
        )
        stage.tell(at, person.login, "tier.up", "/me/tier", **words)
        _tell_manager(stage, person, at, "tier.client_up")


def _tell_manager(stage: Stage, person: Known, at: datetime, kind: str, **words: Any) -> None:
    for username in person.team.get("manager", ()):
        login: Row = stage.logins[username]
        words = {"client": person.name, "tier": person.row["tier"], **words}
        stage.tell(at, login, kind, f"/clients/{person.row['number']}/tier", **words)
