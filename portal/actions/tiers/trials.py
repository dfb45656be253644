"""Other tier rules tried on a big bank: reckoned in the background, some clients at a time, and kept for some days.

Only what the trial would do is written, in rows of its own; nobody moves. A trial that was cut off begins anew.
"""

# ruff: noqa: S608 - SQL of our own tables, ranks and ids

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from peewee import fn

from portal.actions.administration import tasks
from portal.database import database, write
from portal.ground import clock, steps
from portal.ground.errors import Refused
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, Task, TrialMover
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.tiers.trial import MOVED, Group, Result, groups, result_of, standing_sql, trial_month
from portal.rules.tiers.judgement import Rules

KIND = "tiers.trial"
AT_ONCE = 20_000
KEPT_DAYS = 7


def begin(actor: Actor, rules: Rules, address: str) -> Task:
    """Have rules tried; `address` is the page of what if with what was typed. Call outside of any transaction."""
    params = {
        "thresholds": dict(rules.thresholds),
        "weights": {name: str(weight) for name, weight in rules.weights.items()},
        "average_months": rules.average_months,
        "protected_months": rules.protected_months,
        "back": address,
    }
    with write():
        return tasks.begin(actor, KIND, params)


@tasks.kind(KIND)
def run(task: Task, report: tasks.Report) -> dict[str, Any]:
    """Both the tried and the present rules, range by range of ids."""
    rules, month = _rules(task.params), trial_month()
    held = reference.rules_on(month)
    with write():
        TrialMover.delete().where(TrialMover.task == task.id).execute()
    last = Client.select(fn.MAX(Client.id)).scalar() or 0
    found, present = Counter[Group](), Counter[Group]()
    for low in range(0, last, AT_ONCE):
        report(low, last)
        part = (low, low + AT_ONCE)
        found += groups(rules, month, part)
        present += groups(held, month, part)
        _keep_movers(task.id, rules, month, part)
    report(last, last)
    separator = "&" if "?" in task.params["back"] else "?"
    return {
        "href": f"{task.params['back']}{separator}trial={task.id}#result",
        "count": f"{sum(found.values()):,}",
        "month": month.isoformat(),
        "found": _plain(found),
        "present": _plain(present),
    }


def _rules(params: dict[str, Any]) -> Rules:
    weights = {name: Decimal(text) for name, text in params["weights"].items()}
    months = params["average_months"], params["protected_months"]
    return Rules(clock.today().replace(day=1), params["thresholds"], weights, *months)


def _plain(found: Mapping[Group, int]) -> list[list[int]]:
    return [[*group, count] for group, count in sorted(found.items())]


def _keep_movers(task_id: int, rules: Rules, month: date, part: tuple[int, int]) -> None:
    standing, params = standing_sql(rules, month, part)
    kinds = " ".join(f"WHEN {condition} THEN '{kind}'" for kind, condition in MOVED.items())
    then = "CASE WHEN t.own > 0 AND t.reached < t.own AND t.held > t.reached THEN t.held ELSE t.reached END"
    sql = f"""INSERT INTO trial_mover (task_id, client_id, branch, kind, average, own, goes)
        SELECT {int(task_id)}, m.id, m.branch_id, m.kind, m.average, m.own, m.goes FROM (
            SELECT t.id, t.branch_id, t.average, t.own, {then} AS goes, CASE {kinds} END AS kind
            FROM ({standing}) AS t) AS m
        WHERE m.kind IS NOT NULL"""
    with write():
        database.execute_sql(sql.replace("?", database.obj.param), params)


def read(actor: Actor, task_id: int, rules: Rules) -> tuple[Task, Result, Result]:
    """A trial of one's own that is done: what these rules would do and what the present ones do.

    Raises OutOfScope (not his), Refused (of other rules, not done, or put away).
    """
    task = tasks.own(actor, task_id)
    same = task.kind == KIND and task.state == "done" and _alike(_rules(task.params), rules)
    if not same or "found" not in task.result or _is_old(task):
        raise Refused(_l("What was worked out for these rules is no longer kept. Please have it worked out again."))
    month = date.fromisoformat(task.result["month"])
    found, present = (
        result_of({tuple(row[:4]): row[4] for row in task.result[name]}, month) for name in ("found", "present")
    )  # type: ignore[misc]
    return task, found, present


def _alike(one: Rules, other: Rules) -> bool:
    return (dict(one.thresholds), dict(one.weights), one.average_months, one.protected_months) == (
        dict(other.thresholds),
        dict(other.weights),
        other.average_months,
        other.protected_months,
    )


def _is_old(task: Task) -> bool:
    return task.ended_at is not None and task.ended_at < clock.now() - timedelta(days=KEPT_DAYS)


@steps.every_night
def put_away() -> int:
    """The night's part: whom trials of more than some days ago would have moved."""
    old = Task.select(Task.id).where(Task.kind == KIND, Task.created_at < clock.now() - timedelta(days=KEPT_DAYS + 1))
    with write():
        return int(TrialMover.delete().where(TrialMover.task.in_(old)).execute())
