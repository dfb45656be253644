"""How many clients each colleague has in hand is kept, whoever writes; the page of them is cut, its numbers are not."""

from __future__ import annotations

import pytest

from portal.actions.teams import seats
from portal.database import database, engine
from portal.derived import faults, hand_counts
from portal.models import Client, HandCount, Seat
from portal.reads.teams.load import managed
from portal.reads.teams.seats import workload
from tests.ground import people
from tests.ground.together import together


def in_hand() -> dict[str, tuple[int, int, int]]:
    rows, _more = workload(None)
    return {row["name"]: (row["manager"], row["adviser"], row["specialist"]) for row in rows}


def wrong() -> list[str]:
    return [line for line in faults() if "are counted" in line]


def test_it_works(served, manager, second_manager, adviser, specialist, branch_admin):
    assert in_hand() == {"王磊": (1, 0, 0), "钱峰": (0, 0, 0), "李娜": (0, 1, 0), "何军": (0, 0, 1)}
    Client.update(tier="gold").where(Client.id == served.id).execute()
    assert managed([manager.id, second_manager.id]) == {manager.id: {"gold": 1}, second_manager.id: {}}
    seats.assign_manager(people.actor(branch_admin), Client.get_by_id(served.id), "qianfeng", "调整")
    assert in_hand()["王磊"] == (0, 0, 0) and in_hand()["钱峰"] == (1, 0, 0)
    assert managed([manager.id, second_manager.id], "gold") == {manager.id: {}, second_manager.id: {"gold": 1}}
    Seat.update(until="2026-11-24").where(Seat.kind == "specialist").execute()
    assert in_hand()["何军"] == (0, 0, 0) and not wrong()


def test_the_worker_folds_what_statements_left(app, served, manager):
    before = in_hand()
    assert HandCount.select().where(HandCount.part != 0).exists() == (engine() == "postgresql")
    hand_counts.fold()
    assert in_hand() == before and not wrong()
    assert not HandCount.select().where(HandCount.part != 0).exists()


def test_many_at_once_lose_nothing(app, manager, adviser):
    clients = [people.client(None, f"客户{n}", "gold") for n in range(3)]
    deeds = [lambda one=one: Client.update(manager=manager.id).where(Client.id == one.id).execute() for one in clients]
    assert together(app, *deeds, hand_counts.fold)[:3] == [1, 1, 1]
    assert managed([manager.id]) == {manager.id: {"gold": 3}} and not wrong()


def test_a_wrong_count_is_named_by_the_check(app, served, manager):
    hand_counts.fold()
    database.execute_sql("UPDATE hand_count SET clients = 7 WHERE seat = 'manager'")
    assert wrong() == [f"staff {manager.id}, manager of diamond: 7 clients are counted, there are 1"]


@pytest.mark.one_engine
def test_pages_of_colleagues(visit, branch_admin, served, monkeypatch):
    monkeypatch.setattr("portal.reads.teams.seats.PEOPLE", 2)
    browser, found = visit(branch_admin), []
    page = browser.get("/teams")
    while True:
        found += [row.select_one(".person-name").text for row in page.html.select("#workload tbody tr")]
        following = page.html.select_one("#load a[rel=next]")
        if following is None:
            break
        page = browser.get(following["href"])
    assert found == sorted(in_hand_all(), key=found.index) and len(found) == 3
    assert page.html.select_one("#load a[rel=first]") and browser.get("/teams?people=x&after=y").html.select(
        "#workload"
    )


def in_hand_all() -> set[str]:
    found, after = set(), 0
    while after is not None:
        rows, after = workload(None, after)
        found |= {row["name"] for row in rows}
    return found
