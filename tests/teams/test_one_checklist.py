"""Calls after a handover and records of names became lines of one checklist (migration 0312): nothing is lost by it."""

from __future__ import annotations

from typing import Any

import pytest

from portal import database, migrate
from portal.actions.handovers import closing
from portal.actions.screening.completing import complete
from portal.derived import faults
from portal.ground import clock
from portal.models import Handover, HandoverSeat, ListName, Step
from tests.ground import people
from tests.screening.names import complete_record, decided, fresh, rich, submitted
from tests.teams.handovers import passed

OLD = """
ALTER TABLE handover_seat ADD COLUMN called_at timestamp; ALTER TABLE handover_seat ADD COLUMN called_by_id integer;
ALTER TABLE handover_seat ADD COLUMN contact_id integer; ALTER TABLE handover_seat ADD COLUMN excused varchar(200) DEFAULT '';
ALTER TABLE handover_seat ADD COLUMN excused_by_id integer;
ALTER TABLE list_name ADD COLUMN days smallint; ALTER TABLE list_name ADD COLUMN due_on date;
ALTER TABLE list_name ADD COLUMN completed_at timestamp; ALTER TABLE list_name ADD COLUMN completed_by_id integer;
UPDATE handover_seat SET called_at = s.done_at, called_by_id = s.done_by_id, contact_id = s.contact_id FROM step s
    WHERE s.matter = 'handover' AND s.matter_id = handover_seat.id AND s.state = 'done';
UPDATE handover_seat SET excused = s.words, excused_by_id = s.done_by_id FROM step s
    WHERE s.matter = 'handover' AND s.matter_id = handover_seat.id AND s.state = 'ended';
UPDATE list_name SET days = s."offset", due_on = s.due_on, completed_at = s.done_at, completed_by_id = s.done_by_id FROM step s
    WHERE s.matter = 'name' AND s.matter_id = list_name.id;
DELETE FROM step WHERE matter <> 'event'; DROP INDEX step_one; DROP INDEX step_due;
ALTER TABLE step DROP COLUMN words; ALTER TABLE step DROP COLUMN contact_id;
DELETE FROM schema_migration WHERE name = '0312_one_checklist'
"""


def shown() -> list[tuple[Any, ...]]:
    query = Step.select(
        Step.matter, Step.matter_id, Step.offset, Step.due_on, Step.state, Step.done_at, Step.done_by, Step.words,
        Step.contact,
    )  # fmt: skip
    return sorted(query.tuples(), key=str)


@pytest.fixture
def before(at, served, manager, second_manager, adviser, specialist, branch_admin, witness, head_office):
    """Three seats that passed, called, excused and open; two approved names, one of them completed."""
    for name in ("周洁", "刘芳"):
        people.seat(people.client(None, name), "manager", manager)
    done, late = rich("孙志远"), rich("赵一")
    submitted(branch_admin, done, late)
    for one in (done, late):
        decided(head_office, one)
    row = passed(branch_admin, at, cause="rotation")
    lines = list(HandoverSeat.select().order_by(HandoverSeat.id))
    assert len(lines) == 3
    closing.called(people.actor(second_manager), row, lines[0], "phone", clock.now(), "通话")
    closing.excuse(people.actor(branch_admin), row, lines[1], "在国外")
    complete_record(fresh(done), second_manager, adviser, specialist)
    complete(people.actor(second_manager), ListName.get(ListName.client == done.id))
    return shown()


def test_it_works(before):
    states = [(matter, state) for matter, _id, _offset, _due, state, *_more in before]
    assert sorted(states) == [
        ("handover", "done"), ("handover", "ended"), ("handover", "open"), ("name", "done"), ("name", "open"),
    ]  # fmt: skip
    with database.write():
        for statement in OLD.split(";"):
            database.database.execute_sql(statement)
    assert migrate.migrate() == ["0312_one_checklist"]
    after = shown()
    undated = [tuple(None if n == 5 and row[4] == "ended" else part for n, part in enumerate(row)) for row in before]
    assert after == sorted(undated, key=str)  # when a call was excused was not kept before
    assert not [line for line in faults() if "handover" in line or "name of" in line or "step" in line]
    assert Handover.get().state == "passed"
