"""Handovers for tests: announced, checked, passed; what people send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions.handovers import announcing, checking, passing, preparing
from portal.ground import clock
from portal.models import Handover, HandoverSeat
from portal.reads.handovers import lines, scope
from tests.ground import people

KNOWS = "女儿明年中考；只在上午接电话；答应过两周内给他看新的存款方案。"


def announced(by: Any, who: str = "wanglei", cause: str = "leaver", days: int = 3, **more: Any) -> Handover:
    on = clock.today() + timedelta(days=days)
    return announcing.announce(people.actor(by), who, cause, on, **more)


def told(by: Any, handover: Handover) -> None:
    """What a newcomer must know is said of everybody."""
    for line in HandoverSeat.select().where(HandoverSeat.handover == handover.id):
        preparing.say_must_know(people.actor(by), handover, line, KNOWS)


def seen(by: Any, handover: Handover) -> Handover:
    return scope.handover_of(people.actor(by), handover.number)


def checked(by: Any, handover: Handover, witness: str = "zhangmin") -> Handover:
    told(by, handover)
    return checking.check(people.actor(by), seen(by, handover), witness)


def passed(by: Any, at: Any, **given: Any) -> Handover:
    """Announced, checked and passed on its day."""
    row = checked(by, announced(by, **given))
    at(f"{row.begins} 00:01")
    assert passing.pass_what_is_due() == 1
    return Handover.get_by_id(row.id)


def outcomes(handover: Handover) -> list[tuple[str, str]]:
    rows = lines.all_lines(handover)
    return [(row.outcome, row.open_reason) for row in rows]
