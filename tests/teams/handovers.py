"""Handovers for tests: announced, checked, passed; what people send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.actions import steps
from portal.actions.handovers import announcing, checking, passing, preparing
from portal.ground import clock
from portal.models import Handover, HandoverSeat, Seat
from portal.reads.handovers import lines, scope
from portal.reads.steps import the_step
from portal.rules.steps import HANDOVER
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


def call_step() -> Any:
    """The step of the call on the one client."""
    return the_step(HANDOVER, HandoverSeat.get().id)


def passed_today(client: Any, before: Any, after: Any, credit_from: Any) -> Handover:
    """The manager's seat of a client has passed this morning; results are credited from a later day."""
    seat, day = Seat.get(Seat.client == client.id, Seat.staff == before.id), clock.today()
    Seat.update(until=day).where(Seat.id == seat.id).execute()
    people.seat(client, "manager", after, since=day)
    row = Handover.create(
        number="H-2026-0001",
        staff=before.id,
        branch=client.branch_id,
        cause="rotation",
        begins=day,
        state="passed",
        credit_from=credit_from,
        author=after.id,
        created_at=clock.now(),
        passed_at=clock.now(),
    )
    line = HandoverSeat.create(
        handover=row.id,
        client=client.id,
        seat=seat.id,
        kind="manager",
        receiver=after.id,
        running=False,
        outcome="passed",
    )
    steps.begin(HANDOVER, [line.id], day, 10)
    return row
