"""A plan is used again: once more, month by month, as a template; the rights of each event are its own branch's."""

from __future__ import annotations

import uuid

import pytest

from portal.actions import steps
from portal.ground import clock
from portal.models import BudgetLine, Event, EventHelper, EventTemplate, EventTier, Room, SignUp, Step, Venue
from tests.events.plans import PLAN, event, seats
from tests.ground import people

AGAIN = {"starts_at": "2027-01-14T19:00", "branch": "FAW", "times": "1", "way": "weekday"}


def planned(by, **values):
    """An event with all that a plan says beside its figures."""
    row = event(by, programme="19:00\t岩茶\t", gifts="礼盒\t20\t8800", aim="答谢", budget=450_000, **values)
    BudgetLine.create(event=row, label="场地", planned=450_000)
    EventHelper.create(event=row, staff=by, duty="charge")
    steps.put("event", row.id, clock.local(row.starts_at).date(), [(-10, "发出邀请", by.id)])
    return row


def again(visitor, row, status=200, **changes):
    return visitor.post(f"/events/{row.number}/again", status=status, **(AGAIN | changes))


def test_it_works(visit, coordinator, chengang):
    row = planned(coordinator)
    seats(row, chengang)
    page = again(visit(coordinator), row)
    assert page.notice == "1 draft is made of it."
    made = Event.select().order_by(Event.id.desc()).get()
    assert (made.state, made.title, made.aim, made.gifts, made.seats_taken) == (
        "draft",
        row.title,
        "答谢",
        row.gifts,
        0,
    )
    assert (
        made.starts_at.isoformat() == "2027-01-14T11:00:00+00:00"
        and made.ends_at - made.starts_at == row.ends_at - row.starts_at
    )
    assert made.sign_up_until - made.starts_at == row.sign_up_until - row.starts_at and made.series_id is None
    assert BudgetLine.select().where(BudgetLine.event == made.id).count() == 1
    assert EventHelper.get(EventHelper.event == made.id).duty == "charge" and SignUp.select().count() == 1
    assert EventTier.select().where(EventTier.event == made.id).count() == 3
    assert Step.get(Step.matter_id == made.id).label == "发出邀请" and made.created_by_id == coordinator.id


def test_a_monthly_series(visit, coordinator):
    row = planned(coordinator)
    page = again(visit(coordinator), row, times="3")
    assert page.notice == "3 drafts are made of it."
    made = list(Event.select().where(Event.id != row.id).order_by(Event.id))
    assert [clock.local(one.starts_at).date().isoformat() for one in made] == ["2027-01-14", "2027-02-11", "2027-03-11"]
    assert {one.series_id for one in made} == {made[0].id} and {one.state for one in made} == {"draft"}
    assert page.section("series").count("Draft") == 3


def test_the_rights_are_those_of_each_event(visit, coordinator, branch_admin, upper_admin, other_branch_admin):
    """One reads an event of the level above, and plans with it for the own branch only."""
    above = planned(upper_admin, branch=people.branch("CC"))
    again(visit(coordinator), above, status=422, branch="CC")
    again(visit(coordinator), above, times="2", branch="FAW")
    made = list(Event.select().where(Event.id != above.id))
    assert {one.branch_id for one in made} == {people.branch("FAW").id} and len(made) == 2
    assert EventHelper.select().where(EventHelper.event != above.id).count() == 0  # its people stay where they are
    visit(other_branch_admin).get(f"/events/{made[0].number}", status=404)
    visit(coordinator).post(f"/events/{made[0].number}/submit")
    visit(coordinator).post(f"/events/{above.number}/submit", status=403)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"times": "0"}, "times"), ({"times": "13"}, "times"), ({"times": "many"}, "times"), ({"starts_at": "2026-02-30T10:00"}, "starts_at"),
        ({"starts_at": "2026-11-01T10:00"}, "starts_at"), ({"branch": "JY"}, "branch"), ({"way": "weekly"}, "way"),
    ],
)  # fmt: skip
def test_bad_input(visit, coordinator, changes, field):
    row = planned(coordinator)
    page = again(visit(coordinator), row, status=422, **changes)
    assert field in page.errors or page.html.select(f"#{field}-error")
    assert Event.select().count() == 1


def test_all_or_none_where_the_room_is_taken(visit, coordinator):
    venue = Venue.create(branch=people.branch("FAW"), name="一汽支行")
    room = Room.create(venue=venue, name="三楼贵宾厅", capacity=40)
    row = planned(coordinator, room=room)
    begins = clock.from_local(clock.local(row.starts_at).replace(2027, 2, 11, 19, 30, tzinfo=None))
    event(coordinator, room=room, starts_at=begins, ends_at=begins + clock.days(1))
    page = again(visit(coordinator), row, status=422, times="3")
    assert "Thu 11 Feb 2027, 19:00: This room is taken by “岁末茶会”" in page.errors["starts_at"]
    assert Event.select().count() == 2


def test_who_is_elsewhere_is_left_out(visit, coordinator, specialist):
    row = planned(coordinator)
    EventHelper.create(event=row, staff=specialist)
    begins = clock.from_local(clock.local(row.starts_at).replace(2027, 1, 14, 19, 30, tzinfo=None))
    busy = event(coordinator, starts_at=begins, ends_at=begins + clock.days(1))
    EventHelper.create(event=busy, staff=specialist)
    again(visit(coordinator), row)
    made = Event.select().order_by(Event.id.desc()).get()
    assert [one.staff_id for one in EventHelper.select().where(EventHelper.event == made.id)] == [coordinator.id]


def test_a_double_click_makes_one_series(visit, coordinator):
    row, same = planned(coordinator), str(uuid.uuid4())
    again(visit(coordinator), row, times="2", submission=same)
    again(visit(coordinator), row, times="2", submission=same)
    assert Event.select().count() == 3


def test_a_template(visit, coordinator, other_branch_admin):
    row = planned(coordinator)
    browser = visit(coordinator)
    page = browser.post(f"/events/{row.number}/template", name="岩茶会")
    assert page.notice == "The plan is kept as a template." and "岩茶会" in page.section("templates")
    kept = EventTemplate.get()
    page = browser.get(f"/events/new?template={kept.id}")
    assert page.value("title") == row.title and page.value("budget") == "4500.00" and page.value("aim") == "答谢"
    assert page.value("begins_from") == str(kept.id)
    browser.post("/events/new", **(PLAN | {"begins_from": str(kept.id), "title": "春日茶会", "budget": "5000"}))
    made = Event.select().order_by(Event.id.desc()).get()
    assert (made.title, made.programme, made.budget) == ("春日茶会", row.programme, 500_000)
    lines = BudgetLine.select(BudgetLine.label, BudgetLine.planned).where(BudgetLine.event == made.id).tuples()
    assert set(lines) == {("场地", 450_000), ("Other", 50_000)}
    assert [one.label for one in Step.select().where(Step.matter_id == made.id)] == ["发出邀请"]
    visit(other_branch_admin).get(f"/events/new?template={kept.id}", status=404)
    visit(other_branch_admin).post(f"/events/templates/{kept.id}/remove", status=404)
    assert browser.post(f"/events/templates/{kept.id}/remove").notice == "The template is removed."
    assert EventTemplate.select().count() == 0 and Event.select().count() == 2
    browser.get(f"/events/new?template={kept.id}", status=404)


@pytest.mark.one_engine
def test_a_template_needs_a_name(visit, coordinator):
    row = planned(coordinator)
    for name in ("", "名" * 3000):
        page = visit(coordinator).post(f"/events/{row.number}/template", status=422, name=name)
        assert "name" in page.errors and EventTemplate.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, manager, auditor, chengang, coordinator):
    row = planned(coordinator)
    for person in (manager, auditor, chengang):
        again(visit(person), row, status=403)
        visit(person).get("/events/templates", status=403)
