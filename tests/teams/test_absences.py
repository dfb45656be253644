"""Being away with a substitute: planned, set for somebody already gone, ended by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import derived
from portal.actions import absences
from portal.actions.requests import working
from portal.derived import holders
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.models import Absence, AuditEntry, DoneInName, Notice, Request, Staff
from tests.contacts.test_record import record
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed, now, taken


def told(person):
    rows = Notice.select(Notice.kind).where(Notice.account == people.account_of(person).id).order_by(Notice.id)
    return [kind for (kind,) in rows.tuples()]


def away(visitor, status=200, **values):
    today = clock.today()
    given = {
        "staff": "", "since": today, "until": today + timedelta(days=4), "substitute": "qianfeng", "reason": "年休假",
    }  # fmt: skip
    return visitor.post("/teams/absences/new", status=status, **{**given, **values})


def planned(who, **values):
    today = clock.today()
    given = {
        "username": "", "since": today, "until": today + timedelta(days=5), "substitute": "qianfeng", "reason": "年休假",
    }  # fmt: skip
    return absences.plan(people.actor(who), **{**given, **values})


def holder(row):
    return Staff.get_or_none(Staff.id == now(row).holder_id)


def faults():
    return [line for line in derived.faults() if line.startswith("request")]


def test_it_works(visit, served, manager, second_manager, branch_admin):
    new, begun = filed(served), taken(served, manager)
    page = away(visit(manager))
    assert page.notice == "The absence is noted." and page.heading == "Absence of 王磊"
    row = Absence.get()
    assert (row.staff_id, row.until, row.substitute_id) == (
        manager.id,
        clock.today() + timedelta(days=5),
        second_manager.id,
    )
    assert holder(new) == holder(begun) == second_manager and faults() == []
    assert told(second_manager) == ["absence.you_stand_in"] and told(branch_admin) == ["absence.planned"]
    assert AuditEntry.get(AuditEntry.action == "absence.planned").words["other"] == "钱峰"
    rows = visit(second_manager).get("/requests").table("requests")
    assert [one[4] for one in rows] == ["钱峰 for 王磊", "钱峰 for 王磊"]
    assert "钱峰 for 王磊" in visit(manager).get(f"/requests/{begun.number}").text


def test_he_reads_it_on_each_of_his_pages_and_others_do_not(visit, manager, second_manager):
    planned(manager)
    for path in ("/home", "/requests", "/clients"):
        assert "You are noted as away" in visit(manager).get(path).text
    assert "You are noted as away" not in visit(second_manager).get("/home").text


def test_the_substitute_works_and_it_is_listed_on_return(visit, served, manager, second_manager, at):
    row = taken(served, manager)
    absence = planned(manager)
    browser = visit(second_manager)
    browser.post(f"/requests/{row.number}/reply", body="我代王磊答复您。", referer=f"/requests/{row.number}")
    assert [(one.of_id, one.by_id, one.deed) for one in DoneInName.select()] == [
        (manager.id, second_manager.id, "reply")
    ]
    assert now(row).assignee_id == manager.id
    for person, path in ((manager, "/requests/"), (second_manager, "/requests/"), (served, "/me/requests/")):
        assert "钱峰 for 王磊" in visit(person).get(f"{path}{row.number}").text
    at(f"{absence.until} 00:01")
    assert absences.welcome_back() == 1 and absences.welcome_back() == 0
    assert holder(row) == manager and faults() == [] and told(manager)[-1] == "absence.over"
    page = visit(manager).get(f"/teams/absences/{absence.id}")
    (line,) = page.table("done-rows")
    assert "孩子入学材料" in line[0] and line[2] == "钱峰 for 王磊: replied to the client"
    assert "You are noted as away" not in page.text


def test_what_the_client_writes_meanwhile_reaches_the_substitute(served, manager, second_manager):
    row = taken(served, manager)
    planned(manager)
    working.answer(people.actor(served), row, "还有一件事", [])
    assert told(second_manager) == ["absence.you_stand_in", "request.client_answered"]


def test_a_planned_one_begins_by_itself(served, manager, second_manager, at):
    row, day = filed(served), clock.today() + timedelta(days=3)
    planned(manager, since=day, until=None)
    holders.follow_the_day()
    assert holder(row) == manager
    at(f"{day} 00:01")
    assert holders.follow_the_day() == 1 and holder(row) == second_manager and faults() == []


def test_without_substitute_it_goes_to_the_adviser(served, manager, adviser):
    row = filed(served)
    planned(manager, substitute="")
    assert holder(row) == adviser and now(row).held_for_id is None


def test_a_chain_ends_at_the_first_present(served, manager, second_manager, adviser):
    row = filed(served)
    planned(manager)
    planned(second_manager, substitute="lina")
    found = now(row)
    assert (found.holder_id, found.held_for_id) == (adviser.id, manager.id) and faults() == []


def test_a_circle_is_refused(visit, manager, second_manager):
    planned(manager)
    page = away(visit(second_manager), status=422, substitute="wanglei")
    assert "circle" in page.errors["substitute"] and Absence.select().count() == 1


def test_two_at_once_make_no_circle(app, manager, second_manager):
    found = together(app, lambda: planned(manager), lambda: planned(second_manager, substitute="wanglei"))
    assert Absence.select().count() == 1 and sum(isinstance(one, Invalid) for one in found) == 1, found


def test_two_at_once_for_one_person_leave_one(app, manager, second_manager, adviser, branch_admin):
    found = together(
        app, lambda: planned(manager), lambda: planned(branch_admin, username="wanglei", substitute="lina")
    )
    assert Absence.select().count() == 1 and sum(isinstance(one, Invalid) for one in found) == 1, found


def test_the_admin_sets_it_for_somebody_already_gone(visit, served, manager, second_manager, branch_admin):
    row = filed(served)
    page = away(visit(branch_admin), staff="wanglei", since=clock.today() - timedelta(days=2), until="")
    assert page.heading == "Absence of 王磊" and holder(row) == second_manager
    assert told(manager)[-1] == "absence.set_for_you"
    page = visit(manager).post("/teams/absences/1/end", referer="/teams/absences/1")
    assert "work is with its holder again" in page.notice and holder(row) == manager and faults() == []


def test_nobody_sets_it_for_others(visit, manager, second_manager, other_branch_admin, adviser):
    for person in (adviser, other_branch_admin):
        away(visit(person), status=403, staff="wanglei")
    row = planned(manager)
    visit(other_branch_admin).get(f"/teams/absences/{row.id}", status=404)
    visit(other_branch_admin).post(f"/teams/absences/{row.id}/end", status=404)
    visit(adviser).post(f"/teams/absences/{row.id}/end", status=403, referer=f"/teams/absences/{row.id}")
    assert Absence.get().until == row.until


def test_who_cannot_stand_in(visit, manager, second_manager, other_manager, auditor, admin, chengang):
    for username in ("zhangwei", "linxue", "admin", "chengang", "wanglei", "nobody", "' OR 1=1"):
        page = away(visit(manager), status=422, substitute=username)
        assert list(page.errors) == ["substitute"], username
        assert page.html.find(id="reason")["value"] == "年休假"
    assert Absence.select().count() == 0


@pytest.mark.one_engine
def test_wrong_days(visit, manager, second_manager):
    today = clock.today()
    for field, values in (
        ("until", {"since": today, "until": today - timedelta(days=1)}),
        ("until", {"since": today - timedelta(days=9), "until": today - timedelta(days=1)}),
        ("since", {"since": today - timedelta(days=40)}),
        ("since", {"since": ""}),
        ("since", {"since": "2026-02-30"}),
        ("reason", {"reason": " "}),
    ):
        assert list(away(visit(manager), status=422, **values).errors) == [field], values
    planned(manager, since=today + timedelta(days=10), until=today + timedelta(days=12))
    page = away(visit(manager), status=422, since=today + timedelta(days=11), until="")
    assert "away in this time already" in page.errors["since"]
    assert away(visit(manager), since=today + timedelta(days=12), until="").notice


def test_ending_before_it_begins_cancels_it(visit, served, manager, second_manager):
    row = planned(manager, since=clock.today() + timedelta(days=3), until=None)
    page = visit(manager).post(f"/teams/absences/{row.id}/end", referer=f"/teams/absences/{row.id}")
    assert "Cancelled" in page.text and Absence.get().until == row.since
    assert visit(manager).get("/teams/absences").table("absences") == []


def test_the_reason_is_his_own_matter(visit, manager, second_manager, branch_admin):
    planned(manager, reason="住院手术")
    for path in ("/teams/absences", "/teams/absences/1"):
        assert "住院手术" not in visit(second_manager).get(path).text
        assert "住院手术" in visit(manager).get(path).text and "住院手术" in visit(branch_admin).get(path).text


def test_the_client_reads_who_is_there_for_him(visit, served, manager, second_manager):
    Staff.update(desk_phone="0431-85901234").where(Staff.id == second_manager.id).execute()
    planned(manager)
    for path in ("/me/team", "/me"):
        page = visit(served).get(path)
        assert "钱峰" in page.text and page.html.select_one('a[href="tel:0431-85901234"]')
        assert "年休假" not in page.text


def test_the_client_never_reads_a_leaver_or_an_ended_role(visit, served, manager, adviser):
    Staff.update(left_on=clock.today()).where(Staff.id == manager.id).execute()
    page = visit(served).get("/me/team")
    assert "王磊" not in page.text and "李娜" in page.text
    assert "王磊" not in visit(served).get("/me").text


def test_a_substitute_who_leaves_hands_nothing_into_the_void(served, manager, second_manager, adviser, branch_admin):
    from portal.actions.organisation import staff

    row = filed(served)
    planned(manager)
    staff.leave(people.actor(branch_admin), second_manager)
    assert holder(row) == adviser and faults() == []


def test_one_taken_by_the_substitute_is_hers(served, manager, second_manager):
    row = filed(served)
    planned(manager)
    working.take(people.actor(second_manager), row)
    assert now(row).assignee_id == second_manager.id and Request.get().held_for_id is None


def test_an_absence_of_years_ago_is_not_asked_for(manager, second_manager):
    with pytest.raises(Invalid):
        planned(manager, since=date(2020, 1, 1), until=None)


def test_who_is_away_still_finds_what_was_given_to_him_once(visit, served, wutao, manager, second_manager, coordinator):
    row = taken(served, manager)
    working.reassign(people.actor(manager), row, coordinator.username, "活动相关")
    planned(coordinator)
    assert holder(row) == second_manager and faults() == []
    for person in (coordinator, second_manager, manager):
        (line,) = visit(person).get("/requests").table("requests")
        assert line[4] == "钱峰 for 孙悦", person.name
    assert visit(second_manager).get("/requests?mine=1").table("requests")
    assert visit(coordinator).get("/requests?mine=1").table("requests") == []


def test_contacts_with_his_clients_are_listed_on_return(visit, served, liufang, manager, at):
    """The substitute's, with clients whom he does not serve himself; what was said stays on the client's page."""
    stands_in = people.staff("qianfeng", "钱峰", "branch_admin")
    people.seat(liufang, "manager", stands_in)
    absence = planned(manager)
    at(f"{absence.since} 15:00")
    for client in (served, liufang):
        record(visit(stands_in), client, summary="问候，一切都好", happened_at=f"{absence.since}T14:00", next_due="")
    page = visit(manager).get(f"/teams/absences/{absence.id}")
    assert [row[:4] for row in page.table("contact-rows")] == [["陈刚", "钱峰 for 王磊", "Visit", "Reached"]]
    assert "一切都好" not in page.text
