"""Changing a plan; what is taken stays taken."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry
from tests.events.plans import PLAN, event, fresh, seats
from tests.ground import people


def edit(visitor, row, status=200, version=None, **changes):
    values = {name: value for name, value in PLAN.items() if name != "branch"} | changes
    return visitor.post(f"/events/{row.number}/edit", status=status, version=version or fresh(row).version, **values)


def test_it_works(visit, coordinator):
    row = event(coordinator, "draft")
    browser = visit(coordinator)
    page = browser.get(f"/events/{row.number}/edit")
    assert page.value("title") == "岁末茶会" and page.value("capacity") == "12"
    page = edit(browser, row, title="新年茶会", tiers=["platinum", "diamond"])
    assert page.notice == "The plan is saved." and page.heading == "新年茶会"
    changes = AuditEntry.get(AuditEntry.action == "event.edited").changes
    assert changes["title"] == ["岁末茶会", "新年茶会"] and changes["tiers"] == [
        "diamond,gold,platinum",
        "diamond,platinum",
    ]


def test_below_the_seats_taken(visit, coordinator, branch_admin, chengang, liufang):
    row = event(coordinator)
    seats(row, chengang, 1)
    seats(row, liufang)
    page = edit(visit(coordinator), row, status=422, capacity="2")
    assert "More seats are taken already." in page.errors["capacity"]
    assert "3 seats are taken and stay taken." in page.text
    edit(visit(coordinator), row, capacity="3")
    assert (fresh(row).capacity, fresh(row).seats_taken) == (12, 3)
    visit(branch_admin).post(f"/events/{row.number}/approve")
    assert (fresh(row).capacity, fresh(row).seats_taken) == (3, 3)


@pytest.mark.one_engine
def test_fewer_guests_than_came_along(visit, coordinator, chengang):
    row = event(coordinator)
    seats(row, chengang, 1)
    page = edit(visit(coordinator), row, status=422, guests_per_client="0")
    assert "More seats are taken already." in page.errors["guests_per_client"]


def test_a_stale_save_shows_both(visit, coordinator, branch_admin):
    row = event(coordinator, "draft")
    one, two = visit(coordinator), visit(branch_admin)
    version = fresh(row).version
    edit(one, row, venue="一楼大厅", version=version)
    page = edit(two, row, status=409, venue="二楼茶室", version=version)
    assert ["Venue", "一楼大厅", "二楼茶室"] in page.table("versions")
    assert page.value("venue") == "二楼茶室"
    edit(two, row, venue="二楼茶室", version=page.value("version"))
    assert fresh(row).venue == "二楼茶室"


def test_what_waits_or_is_over_stays(visit, coordinator):
    for state in ("submitted", "held", "cancelled"):
        row = event(coordinator, state)
        response = visit(coordinator).post(f"/events/{row.number}/edit", status=409, referer=f"/events/{row.number}", version="1",
                                           **{name: value for name, value in (PLAN | {"title": "新年茶会"}).items() if name != "branch"})  # fmt: skip
        assert "no longer possible" in response.refusal
        assert fresh(row).title == "岁末茶会"


@pytest.mark.one_engine
def test_who_may_not(visit, coordinator, manager, auditor, other_branch_admin, chengang):
    row = event(coordinator, "draft")
    for person in (manager, auditor, chengang):
        edit(visit(person), row, status=403)
    edit(visit(other_branch_admin), row, status=404)


def test_an_event_of_the_level_above_is_only_read(visit, coordinator, upper_admin):
    row = event(upper_admin, "draft", branch=people.branch("CC"))
    visit(coordinator).get(f"/events/{row.number}")
    edit(visit(coordinator), row, status=403)
