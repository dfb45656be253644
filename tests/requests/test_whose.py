"""Whose a request is when the team changes, when somebody leaves or loses his role, and who is told."""

from __future__ import annotations

import importlib

import pytest

from portal import database, derived
from portal.actions.organisation import roles, staff
from portal.actions.requests import working
from portal.actions.teams import seats as teams
from portal.derived import holders
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.models import Notice, Request, RoleGrant, Staff, WorkerSign
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed, now, resolved, taken


def told(person):
    rows = Notice.select(Notice.kind).where(Notice.account == people.account_of(person).id).order_by(Notice.id)
    return [kind for (kind,) in rows.tuples() if kind.startswith("request.")]


def holder(row):
    return Staff.get_or_none(Staff.id == now(row).holder_id)


def leaves(person, admin):
    staff.leave(people.actor(admin), person)


def lines():
    return [line for line in derived.faults() if line.startswith("request")]


def test_a_changed_team_needs_no_moving_of_work(visit, served, manager, second_manager, branch_admin):
    row = filed(served)
    teams.assign_manager(people.actor(branch_admin), served, second_manager.username, "轮岗")
    assert holder(row) == second_manager and now(row).assignee_id is None and lines() == []
    assert "孩子入学材料" in visit(second_manager).get("/requests").text
    page = visit(second_manager).post(f"/requests/{row.number}/take", referer=f"/requests/{row.number}")
    assert page.notice == "The request is yours now."


def test_what_was_taken_stays_with_whoever_took_it(served, manager, second_manager, branch_admin):
    row = taken(served, manager)
    teams.assign_manager(people.actor(branch_admin), served, second_manager.username, "轮岗")
    assert holder(row) == manager and lines() == []


def test_a_leaver_leaves_no_work_behind(visit, served, manager, adviser, branch_admin):
    new, begun = filed(served), taken(served, manager)
    leaves(manager, branch_admin)
    assert holder(new) == holder(begun) == adviser and lines() == []
    browser = visit(adviser)
    page = browser.post(f"/requests/{begun.number}/take", referer=f"/requests/{begun.number}")
    assert page.notice == "The request is yours now." and now(begun).assignee_id == adviser.id
    assert "Take it" not in browser.get(f"/requests/{begun.number}").text


def test_nobody_takes_what_somebody_has_in_person(visit, served, manager, adviser):
    row = taken(served, manager)
    assert "Take it" not in visit(adviser).get(f"/requests/{row.number}").text
    page = visit(adviser).post(f"/requests/{row.number}/take", referer=f"/requests/{row.number}")
    assert "no longer possible" in page.refusal and holder(row) == manager


def test_a_role_that_ends_takes_the_work_along_and_one_that_comes_brings_it(served, manager, adviser, branch_admin):
    row, admin = filed(served), people.actor(branch_admin)
    grant = RoleGrant.get(RoleGrant.staff == manager)
    roles.end_role(admin, manager, grant.id)
    assert holder(row) == adviser
    roles.grant_role(admin, manager, "manager", "FAW", None, None, "回到岗位")
    assert holder(row) == manager and lines() == []


def test_the_adviser_in_his_seat_is_asked_before_the_queue(served, manager, adviser, specialist, branch_admin):
    row = filed(served)
    leaves(manager, branch_admin)
    leaves(adviser, branch_admin)
    assert holder(row) is None and lines() == []


def test_dates_that_come_by_themselves(served, manager, adviser, at):
    row, tomorrow = filed(served), clock.today() + people.timedelta(days=1)
    RoleGrant.update(until=tomorrow).where(RoleGrant.staff == manager.id).execute()
    assert holders.follow_the_day() == 0 and holders.follow_the_day() == 0
    at(f"{tomorrow} 00:05")
    assert lines() != []
    assert holders.follow_the_day() == 1 and holder(row) == adviser and lines() == []
    assert WorkerSign.get_by_id("holders").seen_at == clock.now()


def test_a_queue_from_which_nobody_takes_is_found(wutao):
    row = filed(wutao)
    assert lines() == [f"request {row.number}: in a queue from which nobody takes"]


def test_somebody_is_always_told(wutao, head_office):
    filed(wutao)
    assert told(head_office) == ["request.filed"]


def test_an_answer_in_the_queue_tells_those_who_take_from_it(wutao, specialist, branch_admin):
    row = filed(wutao)
    working.answer(people.actor(wutao), row, "还有一件事", [])
    assert told(specialist) == told(branch_admin) == ["request.filed", "request.client_answered"]


@pytest.mark.parametrize("deed", ["answer", "withdraw"])
def test_of_a_leaver_the_next_is_told(served, manager, adviser, branch_admin, deed):
    row = taken(served, manager)
    leaves(manager, branch_admin)
    if deed == "answer":
        working.answer(people.actor(served), row, "好的", [])
    else:
        working.withdraw(people.actor(served), row)
    assert told(adviser) == ["request.client_answered" if deed == "answer" else "request.withdrawn"]


def test_reopened_after_he_left_it_is_new_and_of_the_seat(served, manager, adviser, branch_admin):
    row = resolved(served, manager)
    leaves(manager, branch_admin)
    working.rate(people.actor(served), row, 2, "")
    working.reopen(people.actor(served), row, "还没解决")
    found = now(row)
    assert (found.status, found.assignee_id, found.holder_id) == ("new", None, adviser.id) and lines() == []
    assert told(adviser) == ["request.rated", "request.reopened"]


def test_reopened_by_a_colleague_its_holder_is_told(served, manager, branch_admin):
    row = resolved(served, manager)
    working.reopen(people.actor(branch_admin), row)
    assert told(manager) == ["request.filed", "request.reopened_by_colleague"] and holder(row) == manager


def test_who_loses_it_is_told(served, manager, adviser, second_manager):
    row = filed(served)
    working.take(people.actor(adviser), row)
    assert told(manager) == ["request.filed", "request.no_longer_yours"]
    working.reassign(people.actor(manager), row, second_manager.username, "他更熟悉")
    assert told(adviser) == ["request.no_longer_yours"] and told(second_manager) == ["request.given_to_you"]


@pytest.mark.parametrize("round_", range(2))
def test_filed_while_the_manager_changes(app, served, manager, second_manager, branch_admin, round_):
    admin, client = people.actor(branch_admin), people.actor(served)
    deeds = [lambda: filed(served) for _ in range(4)]
    found = together(app, lambda: teams.assign_manager(admin, served, second_manager.username, "轮岗"), *deeds)
    assert client and Request.select().count() == 4 and lines() == [], found
    assert {row.holder_id for row in Request.select()} == {second_manager.id}


def test_a_finished_one_keeps_who_had_it(visit, served, manager, second_manager, branch_admin):
    row = resolved(served, manager)
    teams.assign_manager(people.actor(branch_admin), served, second_manager.username, "轮岗")
    assert holder(row) == manager
    visit(manager).get(f"/requests/{row.number}")


def test_the_migration_hands_out_what_is_open(served, wutao, manager, adviser, specialist, branch_admin):
    """As the rule would: to whoever was given it, the manager, the adviser, the first who can; else to the queue."""
    rows = filed(served), taken(served, manager), filed(wutao), taken(wutao, specialist)
    leaves(manager, branch_admin)
    Request.update(holder=None).execute()
    migration = importlib.import_module("portal.migrations.0170_work_of_a_seat")
    migration._hand_out(database.database)
    assert [holder(row) for row in rows] == [adviser, adviser, None, specialist] and lines() == []


def test_answered_withdrawn_and_filed_while_the_manager_changes(app, served, manager, second_manager, branch_admin):
    """In whichever order they come, none waits for the other for ever, and nothing is lost."""
    admin, client, rows = people.actor(branch_admin), people.actor(served), [filed(served) for _ in range(3)]
    found = together(
        app,
        lambda: teams.assign_manager(admin, served, second_manager.username, "轮岗"),
        lambda: working.answer(client, rows[0], "还有一件事", []),
        lambda: working.withdraw(client, rows[1]),
        lambda: working.take(people.actor(manager), rows[2]),
        lambda: filed(served),
    )
    assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, WrongState)], found
    assert Request.select().count() == 4 and lines() == []
