"""The checklist of an event: laid with its kind, due by working days, ticked off by whoever it is given to."""

from __future__ import annotations

import pytest

from portal.actions import steps
from portal.ground import clock
from portal.models import AuditEntry, Event, EventHelper, Staff, Step
from tests.events.plans import PLAN, event, fresh


def laid(row, *lines, who=None):
    """Lines of an event's checklist: (offset, what)."""
    steps.put("event", row.id, clock.local(row.starts_at).date(), [(offset, label, who) for offset, label in lines])
    return list(Step.select().order_by(Step.position))


def test_it_works(visit, coordinator, at):
    browser = visit(coordinator)
    page = browser.post("/events/new", **PLAN)
    row = Event.get()
    known = {one.label: one for one in Step.select()}
    assert known["发出邀请"].due_on.isoformat() == "2026-12-10" and known["发出邀请"].staff_id == coordinator.id
    assert known["回访到场客户"].due_on.isoformat() == "2026-12-29"
    assert "发出邀请 Thu 10 Dec" in page.section("steps")
    at("2026-12-11 09:00")
    browser = visit(coordinator)
    line = browser.get("/home").text
    assert "发出邀请" in line and "late Thu 10 Dec" in line
    page = browser.post(f"/events/{row.number}/steps/{known['发出邀请'].id}/done")
    assert page.notice == "Ticked off." and "发出邀请 孙悦, today, 09:00" in page.section("steps")
    assert "发出邀请" not in browser.get("/home").text
    assert AuditEntry.select().where(AuditEntry.action == "event.step_done").count() == 1
    browser.post(f"/events/{row.number}/steps/{known['发出邀请'].id}/open")
    assert Step.get(Step.label == "发出邀请").state == "open"


def test_the_second_one_reads_who_did_it(visit, coordinator, branch_admin):
    row = event(coordinator)
    (step,) = laid(row, (-3, "核对名单"))
    visit(coordinator).post(f"/events/{row.number}/steps/{step.id}/done")
    page = visit(branch_admin).post(
        f"/events/{row.number}/steps/{step.id}/done", status=200, referer=f"/events/{row.number}"
    )
    assert "孙悦 has done it already." in page.refusal and Step.get().done_by_id == coordinator.id


def test_whoever_it_is_given_to_and_who_is_in_charge(visit, coordinator, specialist, manager, adviser, at):
    row = event(coordinator)
    one, two = laid(row, (-3, "核对名单"), (-1, "布置场地"), who=specialist.id)
    Step.update(staff=None).where(Step.id == two.id).execute()
    EventHelper.create(event=row, staff=manager, duty="charge")
    at("2026-12-21 09:00")
    for person, mine in ((specialist, "核对名单"), (manager, "布置场地"), (adviser, "")):
        text = visit(person).get("/home").text
        assert ("核对名单" in text) is (mine == "核对名单") and ("布置场地" in text) is (mine == "布置场地")
    path = f"/events/{row.number}/steps/{one.id}/done"
    visit(adviser).post(path, status=403)
    visit(specialist).post(path)
    visit(manager).post(f"/events/{row.number}/steps/{two.id}/done")
    assert Step.select().where(Step.state == "done").count() == 2


@pytest.mark.one_engine
def test_a_line_of_another_event_is_not_there(visit, coordinator):
    row, other = event(coordinator), event(coordinator)
    (step,) = laid(row, (-3, "核对名单"))
    visit(coordinator).post(f"/events/{other.number}/steps/{step.id}/done", status=404)


def test_the_list_is_written_anew_and_what_is_done_stays(visit, coordinator, specialist):
    row = event(coordinator)
    first, second = laid(row, (-10, "发出邀请"), (-3, "核对名单"))
    visit(coordinator).post(f"/events/{row.number}/steps/{first.id}/done")
    lines = {
        "steps-offset": ["1", "-3"], "steps-label": ["致谢讲师", "核对名单"], "steps-staff": [str(specialist.id), ""],
    }  # fmt: skip
    page = visit(coordinator).post(f"/events/{row.number}/steps", version=fresh(row).version, **lines)
    assert page.notice == "The checklist is saved."
    found = {one.label: (one.state, one.offset, one.staff_id) for one in Step.select()}
    assert found == {
        "发出邀请": ("done", -10, None), "核对名单": ("open", -3, None), "致谢讲师": ("open", 1, specialist.id),
    }  # fmt: skip
    assert Step.get(Step.label == "核对名单").id == second.id
    page = visit(coordinator).post(f"/events/{row.number}/steps", status=409, version=row.version, **lines)
    assert page.value("steps-label") == "致谢讲师"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("lines", "cell"),
    [
        ({"steps-offset": ["soon"], "steps-label": ["邀请"], "steps-staff": [""]}, "steps-offset"),
        ({"steps-offset": ["121"], "steps-label": ["邀请"], "steps-staff": [""]}, "steps-offset"),
        ({"steps-offset": ["1"], "steps-label": ["邀" * 3000], "steps-staff": [""]}, "steps-label"),
        ({"steps-offset": ["1"], "steps-label": ["邀请"], "steps-staff": ["999999"]}, "steps-staff"),
    ],
)
def test_bad_input(visit, coordinator, lines, cell):
    row = event(coordinator)
    assert cell in visit(coordinator).post(f"/events/{row.number}/steps", status=422, **lines).errors
    assert Step.select().count() == 0


def test_the_days_follow_the_event(visit, coordinator):
    row = event(coordinator, "draft")
    laid(row, (-1, "布置场地"))
    plan = {name: value for name, value in PLAN.items() if name != "branch"}
    visit(coordinator).post(f"/events/{row.number}/edit", version=row.version, **plan)
    assert Step.get().due_on.isoformat() == "2026-12-23"


def test_what_is_called_off_ends(visit, coordinator, at):
    row = event(coordinator)
    laid(row, (-3, "核对名单"), who=coordinator.id)
    visit(coordinator).post(f"/events/{row.number}/cancel", reason="讲师生病")
    assert Step.get().state == "ended"
    at("2026-12-21 09:00")
    assert "核对名单" not in visit(coordinator).get("/home").text
    page = visit(coordinator).get(f"/events/{row.number}")
    assert "ended" in page.section("steps") and not page.html.select("#steps form")


@pytest.mark.one_engine
def test_who_has_left_is_shown(visit, coordinator, specialist):
    row = event(coordinator)
    EventHelper.create(event=row, staff=specialist)
    Staff.update(left_on=clock.today()).where(Staff.id == specialist.id).execute()
    assert "has left" in visit(coordinator).get(f"/events/{row.number}").section("people")
