"""Whoever stands in for others finds their clients by their seats: no seat of anybody else is read, with statistics of a
large bank or with none."""

from __future__ import annotations

import pytest

from portal.database import database, engine
from portal.ground import clock
from portal.models import Absence, Client, Request
from portal.reads.accounts.seats import clients_served
from portal.reads.clients.scope import ClientScope
from portal.reads.requests.scope import RequestScope
from tests.ground import people
from tests.ground.plans import indexes, plan_of, reads_all
from tests.house.test_unanalysed import each_order

SEATS = "seat_staff_id_until_kind_client_id"
LARGE = (
    ("seat", SEATS, "650000 3300 1800 1200 1"),
    ("seat", "seat_once_at_a_time", "650000 4 1 1"),
    ("seat", "seat_one_current", "360000 2 1"),
    ("seat", "seat_client_id_kind_since", "650000 4 2 1"),
    ("seat", "seat_since", "650000 900"),
    ("seat", "seat_until", "650000 650000"),
    ("seat", "seat_held_since", "650000 3300 4"),
    ("client", "client_branch_id_id", "1000000 90000 1"),
)


@pytest.fixture
def substitute(served, manager, second_manager, adviser):
    """钱峰 stands in for 王磊, who serves 陈刚, and serves nobody himself."""
    since, until = clock.today(), clock.today() + clock.days(5)
    values = {"since": since, "until": until, "reason": "年休假", "author": manager.id, "created_at": clock.now()}
    Absence.create(staff=manager.id, substitute=second_manager.id, **values)
    actor = people.actor(second_manager)
    assert actor.stands_for == (manager.id,)
    return actor


def questions(actor):
    """Whom he serves, as pages ask for it."""
    yield Client.select(Client.id).where(Client.id.in_(clients_served(actor)))
    yield Client.select(Client.id).where(ClientScope(actor).condition())
    yield from (Request.select(Request.id).where(piece) for piece in RequestScope(actor).pieces()[-1:])


def held(actor) -> None:
    for query in questions(actor):
        plan = plan_of(*query.sql())
        assert not reads_all(plan, "seat") and not reads_all(plan, "client"), plan
        if engine() == "postgresql":
            assert "staff_id = ANY" in plan, plan
            continue
        assert SEATS in indexes(plan), plan
        searched = [line for line in plan.splitlines() if "seat_" in line]
        assert all("staff_id=?" in line for line in searched), plan


def test_it_works(substitute, served):
    assert [row[0] for row in next(questions(substitute)).tuples()] == [served.id]
    for _order in each_order():
        held(substitute)


def test_with_the_statistics_of_a_large_bank(substitute):
    if engine() == "postgresql":
        pytest.skip("its statistics are its own; the plan without them is held above")
    database.execute_sql("ANALYZE seat")
    database.execute_sql("DELETE FROM sqlite_stat1")
    for row in LARGE:
        database.execute_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", row)
    database.execute_sql("ANALYZE sqlite_schema")
    held(substitute)
