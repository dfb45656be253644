"""What is on its way, for whoever runs the system. No words, no names: numbers, kinds, and why."""

from __future__ import annotations

from typing import Any

from peewee import fn

from portal.ground import clock
from portal.models.outbox import HAS_ENDED, HAS_FAILED, IS_CALL, IS_WAITING, Delivery
from portal.reads.accounts import recusal
from portal.reads.accounts.actors import Actor

PAGE = 50
DAYS = 7


def readable(reader: Actor) -> list[Any]:
    """As conditions: nothing of a complaint that concerns the reader. One statement."""
    return recusal.deliveries(reader)


def counts(open_to_him: list[Any]) -> dict[str, int]:
    """State → how many: all that wait, failed or are to be called about, and what ended in the last days (four
    statements). `open_to_him`: `readable`."""
    found = {}
    for state, condition in (("waiting", IS_WAITING), ("failed", HAS_FAILED), ("call", IS_CALL)):
        found[state] = Delivery.select(fn.COUNT(1)).where(condition, *open_to_him).scalar() or 0
    lately = Delivery.select(Delivery.state, fn.COUNT(1)).where(
        HAS_ENDED, Delivery.ended_at >= clock.now() - clock.days(DAYS), *open_to_him
    )
    return found | dict(lately.group_by(Delivery.state).tuples())


def failures(open_to_him: list[Any], before: int | None = None) -> tuple[list[Delivery], bool]:
    """A page of what failed for good, the newest first; whether there is more."""
    query = Delivery.select().where(HAS_FAILED, *open_to_him).order_by(Delivery.id.desc()).limit(PAGE + 1)
    rows = list(query.where(Delivery.id < before) if before else query)
    return rows[:PAGE], len(rows) > PAGE


def tried(open_to_him: list[Any]) -> list[Any]:
    """What waits and has failed before, the next one first."""
    query = Delivery.select().where(IS_WAITING, Delivery.attempts > 0, *open_to_him)
    return list(query.order_by(Delivery.next_attempt_at, Delivery.id).limit(PAGE))
