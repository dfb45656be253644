"""What can go wrong with a handover: receivers who go, seats given by hand, requests of the very moment, a late worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import derived
from portal.actions import absences
from portal.actions.handovers import checking, passing, preparing
from portal.actions.organisation import staff as organisation
from portal.actions.teams import seats as teams
from portal.database import watched
from portal.derived import holders
from portal.ground import clock
from portal.ground.errors import Invalid, Overtaken, WrongState
from portal.models import Client, Handover, HandoverSeat, Notice, Request, Seat, Setting, Staff
from portal.reads import reference
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import merge
from tests.requests.cases import filed, now, taken
from tests.teams.handovers import announced, checked, outcomes, seen, told


@pytest.fixture
def running(served, manager, second_manager, adviser, branch_admin, witness):
    """王磊 hands 陈刚 over to 钱峰 in three days; it is checked."""
    return checked(branch_admin, announced(branch_admin))


def go(at, row, days=0):
    at(f"{row.begins + timedelta(days=days)} 00:01")
    return passing.pass_what_is_due()


def faults():
    words = ("handover", "client", "request", "seat")
    return [one for one in derived.faults() if one.startswith(words)]


def told_of(person, kind):
    return Notice.select().where(Notice.account == people.account_of(person).id, Notice.kind == kind).get().words


def test_nobody_hands_over_to_himself(served, manager, second_manager, branch_admin):
    row = announced(branch_admin)
    with pytest.raises(Invalid):
        preparing.choose(people.actor(branch_admin), row, row.lines.get(), "wanglei", None)
    with pytest.raises(Invalid):
        preparing.choose_for_all(people.actor(branch_admin), row, "manager", "wanglei", None)
    assert row.lines.get().receiver_id == second_manager.id


def test_two_announce_him_at_once(app, served, manager, second_manager, branch_admin, upper_admin):
    found = together(app, lambda: announced(branch_admin), lambda: announced(upper_admin, cause="rotation"))
    assert Handover.select().count() == 1 and sum(isinstance(one, Invalid) for one in found) == 1, found


def test_a_late_worker_passes_it_dated_as_announced(at, running, served, manager, second_manager):
    assert go(at, running, days=3) == 1
    before, after = Seat.select().where(Seat.kind == "manager").order_by(Seat.id)
    assert before.until == after.since == running.begins and faults() == []


def test_one_that_cannot_pass_keeps_none_of_the_others(at, running, served, manager, monkeypatch, caplog):
    def pass_on(number):
        raise RuntimeError

    at(f"{running.begins} 00:01")
    monkeypatch.setattr(passing, "pass_on", pass_on)
    assert passing.pass_what_is_due() == 0 and "did not pass" in caplog.text


def test_late_a_receiver_who_sat_there_meanwhile(at, served, manager, adviser, specialist, branch_admin, witness):
    """It should have passed three days ago; the receiver was in the same team until today, and was taken out."""
    other = people.staff("songjia", "宋佳", "specialist", post="lobby_manager")
    row = checked(branch_admin, announced(branch_admin, who="hejun"))
    assert row.lines.get().receiver_id == other.id
    seat = people.seat(served, "specialist", other)
    day = row.begins + timedelta(days=3)
    at(f"{day} 08:00")
    teams.end_seat(people.actor(branch_admin), Client.get_by_id(served.id), "songjia", "误加")
    assert passing.pass_what_is_due() == 1
    last = Seat.select().where(Seat.staff == other.id).order_by(Seat.id.desc()).get()
    assert last.id != seat.id and last.since == day and last.until is None and faults() == []


def test_the_receiver_left_before(at, running, served, adviser, second_manager, branch_admin):
    request = filed(served)
    organisation.leave(people.actor(branch_admin), second_manager)
    assert go(at, running) == 1
    assert outcomes(running) == [("open", "gone")] and Client.get_by_id(served.id).manager_id is None
    assert now(request).holder_id == adviser.id
    assert told_of(branch_admin, "handover.passed")["left"] == "1" and faults() == []


def test_the_clients_of_somebody_who_left_before(at, served, manager, second_manager, adviser, branch_admin, witness):
    gone = clock.today() - timedelta(days=1)
    organisation.leave(people.actor(branch_admin), manager)
    Staff.update(left_on=gone).where(Staff.id == manager.id).execute()
    row = checked(branch_admin, announced(branch_admin, days=1))
    assert go(at, row) == 1 and outcomes(row) == [("passed", "")]
    assert Staff.get_by_id(manager.id).left_on == gone and faults() == []


def test_the_receiver_is_full_by_then(at, running, served, second_manager, branch_admin):
    Setting.create(name="teams.hard_diamond", value=1, since=clock.today(), created_at=clock.now())
    people.seat(people.client(None, "赵一", "diamond"), "manager", second_manager)
    kept.forget()
    assert go(at, running) == 1
    assert outcomes(running) == [("open", "full")] and faults() == []


def test_a_seat_given_by_hand_meanwhile_is_left_as_it_is(visit, at, running, served, branch_admin, upper_admin):
    third = people.staff("zhouyang", "周扬", "manager")
    teams.assign_manager(people.actor(branch_admin), served, "zhouyang", "客户要求")
    assert go(at, running) == 1
    assert outcomes(running) == [("changed", "")] and Client.get_by_id(served.id).manager_id == third.id
    page = visit(branch_admin).get(f"/teams/handovers/{running.number}")
    assert "1 seat was given by hand meanwhile" in page.text and faults() == []


def test_an_absence_over_the_day(at, running, served, manager, second_manager, adviser, branch_admin):
    request = taken(served, manager)
    day = running.begins
    absences.plan(people.actor(branch_admin), "qianfeng", day, day + timedelta(days=4), "lina", "年休假")
    assert go(at, running) == 1
    holders.follow_the_day()
    found = now(request)
    assert (found.holder_id, found.held_for_id) == (adviser.id, second_manager.id) and faults() == []


def test_nobody_who_is_away_on_the_day_is_proposed(served, manager, second_manager, branch_admin):
    third = people.staff("zhouyang", "周扬", "manager")
    people.seat(people.client(None, "赵一", "diamond"), "manager", third)  # 钱峰 has less on his hands
    day = clock.today() + timedelta(days=2)
    absences.plan(people.actor(branch_admin), "qianfeng", day, day + timedelta(days=4), "", "年休假")
    assert announced(branch_admin).lines.get().receiver_id == third.id


def test_a_client_is_merged_while_it_runs(visit, at, liufang, manager, second_manager, adviser, branch_admin, witness):
    people.seat(liufang, "manager", manager)
    row = checked(branch_admin, announced(branch_admin))
    other = people.client(None, "刘芳", "gold", gender="f")
    merge(visit, branch_admin, other, liufang)
    line = HandoverSeat.get()
    assert line.client_id == other.id and faults() == []
    assert go(at, row) == 1
    assert Client.get_by_id(other.id).manager_id == second_manager.id
    assert outcomes(row) == [("passed", "")] and faults() == []


def test_both_records_of_a_merge_are_in_it(visit, at, liufang, manager, second_manager, adviser, branch_admin, witness):
    other = people.client(None, "刘芳", "gold", gender="f")
    for one in (liufang, other):
        people.seat(one, "manager", manager)
    row = checked(branch_admin, announced(branch_admin))
    merge(visit, branch_admin, other, liufang)
    assert go(at, row) == 1
    assert sorted(outcomes(row)) == [("changed", ""), ("passed", "")] and faults() == []
    assert Client.get_by_id(other.id).manager_id == second_manager.id


def test_what_came_after_the_check_is_named_and_nothing_stays(at, running, manager, branch_admin):
    late = people.client(None, "赵一")
    people.seat(late, "manager", manager)
    assert go(at, running) == 1
    assert outcomes(running) == [("passed", ""), ("open", "later")] and faults() == []
    assert not Seat.select().where(Seat.staff == manager.id, Seat.until.is_null()).exists()


def test_a_new_client_is_asked_for_before_the_check(served, manager, second_manager, branch_admin, witness):
    row = announced(branch_admin)
    people.seat(people.client(None, "赵一"), "manager", manager)
    told(branch_admin, row)
    with pytest.raises(Invalid):
        checking.check(people.actor(branch_admin), seen(branch_admin, row), "zhangmin")
    assert preparing.refresh(people.actor(branch_admin), row) == 1
    checked(branch_admin, row)


def test_two_check_at_once(app, served, manager, second_manager, adviser, branch_admin, upper_admin, witness):
    row = announced(branch_admin)
    told(branch_admin, row)
    rows = {who: seen(who, row) for who in (branch_admin, upper_admin)}
    found = together(
        app,
        lambda: checking.check(people.actor(branch_admin), rows[branch_admin], "zhangmin"),
        lambda: checking.check(people.actor(upper_admin), rows[upper_admin], "zhangmin"),
    )
    assert sum(isinstance(one, (WrongState, Overtaken)) for one in found) == 1, found
    assert Notice.select().where(Notice.kind == "handover.you_witness").count() == 1


def test_two_workers_pass_it_once(app, at, running, served):
    at(f"{running.begins} 00:01")
    found = together(app, passing.pass_what_is_due, passing.pass_what_is_due)
    assert sorted(found) == [0, 1] and Seat.select().where(Seat.kind == "manager").count() == 2


def test_requests_filed_while_it_passes(app, at, served, manager, second_manager, adviser, branch_admin, witness):
    """Eight write while a manager's clients pass: none is lost, none doubled, each is with the new one."""
    clients = [people.client(f"kehu{n}", f"客户{n}") for n in range(8)]
    for one in clients:
        people.seat(one, "manager", manager)
    row = checked(branch_admin, announced(branch_admin))
    at(f"{row.begins} 00:01")
    deeds = [lambda one=one: filed(one) for one in clients]
    found = together(app, *deeds, passing.pass_what_is_due)
    assert found[-1] == 1 and not [one for one in found if isinstance(one, Exception)], found
    holders.follow_the_day()
    rows = list(Request.select())
    assert len(rows) == 8 and {one.holder_id for one in rows} == {second_manager.id} and faults() == []


def test_a_hundred_clients_take_as_many_statements_as_two(at, manager, second_manager, branch_admin, witness, adviser):
    counts = []
    reference.calendar()  # read once a minute and process
    for size in (2, 100):
        for n in range(size):
            people.seat(people.client(None, f"客户{n}"), "manager", manager)
        checked(branch_admin, announced(branch_admin, cause="rotation", days=0))
        with watched() as statements:
            assert passing.pass_what_is_due() == 1
        counts.append(len(statements))
    assert counts[0] == counts[1] < 60, counts


def test_the_page_takes_the_same_statements_for_three_and_for_thirty(visit, manager, second_manager, branch_admin):
    counts = []
    for size in (3, 30):
        for n in range(size):
            people.seat(people.client(None, f"客户{n}"), "manager", manager)
        row = announced(branch_admin)
        browser = visit(branch_admin)
        browser.get(f"/teams/handovers/{row.number}")
        with watched() as statements:
            browser.get(f"/teams/handovers/{row.number}")
        counts.append(len(statements))
        preparing.cancel(people.actor(branch_admin), seen(branch_admin, row), "再试")
    assert counts[0] == counts[1] <= 24, counts
