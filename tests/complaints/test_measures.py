"""Closing needs cause, outcome and a measure; the measure's effect is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import jobs
from portal.actions.complaints import closing
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.models import Complaint, ComplaintAbout, ComplaintMeasure, Notice
from portal.reads.complaints.measures import effect_of
from portal.reads.reachable import out_of_reach
from tests.complaints.cases import accepted, decided, done, filed, measure, now, record
from tests.complaints.naming import name
from tests.ground import people
from tests.requests.cases import resolved


def post(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/{deed}", status=status, referer=f"/requests/{row.number}", **fields)


def at_measure(visitor, row, deed, status=200, **fields):
    path = f"/complaints/measures/{row.id}"
    return visitor.post(f"{path}/{deed}", status=status, referer=path, **fields)


PLAN = {"cause": "disclosure", "what": "净值回撤一日内告知", "owner": "lina", "due": "2026-12-20"}


def test_it_works(visit, served, manager, adviser, branch_admin, at):
    row = filed(served)
    accepted(row, manager), decided(row, manager)
    page = visit(manager).get(f"/requests/{row.number}")
    assert "Before it is closed there must be a measure against the cause." in page.text
    assert "measure against the cause" in post(visit(manager), row, "close").refusal and now(row).status == "resolved"
    page = post(visit(manager), row, "measure", **PLAN)
    assert page.notice == "The measure is planned." and "净值回撤一日内告知" in page.section("case-measures")
    assert [n.kind for n in Notice.select().where(Notice.account == people.account_of(adviser).id)] == [
        "complaint.measure_given"
    ]
    assert post(visit(manager), row, "close").notice == "The request is closed."
    at("2026-12-18 10:00")
    assert "净值回撤一日内告知" in visit(adviser).get("/home").text
    made = ComplaintMeasure.get()
    at_measure(visit(adviser), made, "done", words="已上线提醒")
    made = ComplaintMeasure.get()
    assert made.look_on == date(2027, 3, 18)  # 90 days
    at("2027-03-17 10:00")
    assert (
        "no longer possible" in at_measure(visit(adviser), made, "look", status=409, verdict="better", words="x").text
    )
    at("2027-03-18 10:00")
    page = visit(adviser).get("/home")
    assert "Look whether it helped" in page.text
    page = visit(adviser).get(f"/complaints/measures/{made.id}")
    assert page.table("effect") == [["With this cause", "1", "0"], ["All (n)", "1", "0"]]
    page = at_measure(visit(adviser), made, "look", verdict="better", words="此后没有同类投诉")
    made = ComplaintMeasure.get()
    assert (made.before_count, made.before_all, made.after_count, made.after_all, made.verdict) == (
        1,
        1,
        0,
        0,
        "better",
    )
    listed = visit(branch_admin).get("/complaints/measures?all=1").table("measures")
    assert listed[0][0] == "It helped" and listed[0][3:] == ["1/1", "0/0"]


def test_an_effect_counts_equal_spans_and_repeats_once(served, manager, at):
    at("2026-08-01 10:00")
    first = filed(served)
    accepted(first, manager), decided(first, manager)
    for cause in ("disclosure", "attitude"):
        at("2026-11-01 10:00")
        one = filed(served)
        accepted(one, manager), decided(one, manager, cause)
    at("2026-11-24 10:00")
    made = done(measure(one, manager), manager)
    at("2026-12-10 10:00")
    for repeat in (False, True):
        later = filed(served)
        accepted(later, manager), decided(later, manager)
        if repeat:
            Complaint.update(repeat_of=record(one).id).where(Complaint.request == later.id).execute()
    at("2027-02-22 10:00")
    found = effect_of(ComplaintMeasure.get_by_id(made.id), people.actor(manager))
    assert (found.before, found.before_all, found.after, found.after_all) == (1, 2, 1, 1)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cause": ""}, "cause"),
        ({"cause": "weather"}, "cause"),
        ({"what": " "}, "what"),
        ({"owner": "nobody"}, "owner"),
        ({"due": "2026-11-23"}, "due"),
    ],
)
def test_bad_input(visit, served, manager, adviser, changes, field):
    row = filed(served)
    accepted(row, manager)
    assert field in post(visit(manager), row, "measure", status=422, **{**PLAN, **changes}).errors
    assert ComplaintMeasure.select().count() == 0


def test_whom_it_is_about_is_given_no_measure_and_sees_none(visit, served, manager, adviser):
    row = filed(served, about=[adviser])
    accepted(row, manager)
    assert "owner" in post(visit(manager), row, "measure", status=422, **PLAN).errors
    made = measure(row, manager)
    visit(adviser).get(f"/complaints/measures/{made.id}", status=404)
    assert visit(adviser).get("/complaints/measures").table("measures") == []


def test_who_may_not(visit, served, manager, second_manager, other_branch_admin, auditor):
    row = filed(served)
    accepted(row, manager)
    made = measure(row, manager)
    for person, status in ((second_manager, 404), (other_branch_admin, 404), (auditor, 403)):
        at_measure(visit(person), made, "done", status=status, words="x")
    visit(auditor).get(f"/complaints/measures/{made.id}")
    assert ComplaintMeasure.get().done_at is None


def test_a_measure_of_who_is_gone_is_the_admins(visit, served, manager, branch_admin):
    row = filed(served)
    accepted(row, manager)
    measure(row, manager)
    manager.left_on = clock.today()
    manager.save()
    assert "净值回撤一日内告知" not in visit(branch_admin).get("/home").text  # not due yet
    ComplaintMeasure.update(due=clock.today() + timedelta(days=3)).execute()
    assert "净值回撤一日内告知" in visit(branch_admin).get("/home").text


def test_an_owner_who_is_complained_of_loses_it_to_the_admin(visit, served, adviser, branch_admin):
    row = filed(served)
    accepted(row, branch_admin)
    made = measure(row, adviser)
    ComplaintMeasure.update(due=clock.today()).execute()
    path = f"/complaints/measures/{made.id}"
    assert made.what in visit(adviser).get("/home").text and made.what not in visit(branch_admin).get("/home").text
    assert out_of_reach(people.actor(adviser), [path]) == set()
    name(branch_admin, row, adviser)
    assert made.what not in visit(adviser).get("/home").text and made.what in visit(branch_admin).get("/home").text
    assert out_of_reach(people.actor(adviser), [path]) == {path}, "no mail of it is sent any more either"


def test_the_worker_closes_what_has_everything(app, served, manager, at):
    row, bare, plain = filed(served), filed(served), resolved(served, manager)
    for one in (row, bare):
        accepted(one, manager), decided(one, manager)
    measure(row, manager)
    at("2026-12-20 10:00")
    with app.app_context():
        jobs.minute()
        assert closing.close_settled_ones() == 0  # a review may still be asked for
    at("2026-12-25 10:00")
    with app.app_context():
        assert closing.close_settled_ones() == 1
    assert (now(row).status, now(bare).status, now(plain).status) == ("closed", "resolved", "closed")
    with pytest.raises(WrongState):
        closing.close(people.actor(manager), bare)


def test_a_measure_that_is_missing_stands_in_the_day(visit, served, manager, adviser, branch_admin):
    """Of who decided it, and of the branch's admin, until one is planned; whom it concerns sees nothing of it."""
    row = filed(served)
    accepted(row, manager), decided(now(row), manager)
    for who in (manager, branch_admin):
        page = visit(who).get("/home")
        assert "nothing is planned against its cause" in page.text and f"/requests/{row.number}/measure" in page.links()
    assert "Measure missing" not in visit(adviser).get("/home").text
    added = {"kind": "staff", "staff": manager, "added_at": clock.now()}
    ComplaintAbout.create(complaint=record(row), **added)
    assert "Measure missing" not in visit(manager).get("/home").text
    measure(now(row), branch_admin)
    assert "Measure missing" not in visit(branch_admin).get("/home").text
