"""A client asks to be called at a moment that suits him: a request that is due then."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time

import pytest

from portal.models import Request
from portal.rules.requests import call_times
from portal.rules.shared.workdays import OFFICE, Hours

MONDAY = datetime(2026, 11, 30, 1, 10, 30, tzinfo=UTC)
"""9:10:30 in Changchun."""


@pytest.mark.parametrize(
    ("now", "first", "count"),
    [
        (datetime(2026, 11, 30, 1, 10, 30, tzinfo=UTC), "2026-11-30T10:00", 16 * 5 - 2),
        (datetime(2026, 11, 30, 1, 0, tzinfo=UTC), "2026-11-30T09:30", 16 * 5 - 1),
        (datetime(2026, 11, 30, 8, 20, tzinfo=UTC), "2026-12-01T09:00", 16 * 5),  # 16:20: 16:30 is too soon
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), "2026-11-30T09:00", 16 * 5),  # Friday night
        (datetime(2026, 9, 30, 9, 0, tzinfo=UTC), "2026-10-08T09:00", 16 * 5),  # the National Day holiday
    ],
)
def test_times_are_those_of_the_branch(now, first, count):
    found = [one.astimezone(OFFICE.zone) for one in call_times(now, OFFICE)]
    assert f"{found[0]:%Y-%m-%dT%H:%M}" == first and len(found) == count


def test_quiet_hours_hold_whatever_the_branch_works():
    found = {one.astimezone(OFFICE.zone).time() for one in call_times(MONDAY, Hours(time(6), time(23)))}
    assert min(found) == time(8) and max(found) == time(20, 30)


@pytest.fixture
def monday(at):
    at("2026-11-30 09:10:30")


def test_it_works(visit, served, manager, monday):
    browser = visit(served)
    page = browser.get("/me/call-back")
    assert page.heading == "We call you back" and page.html.select_one("#time option[selected]")["value"] == "10:00"
    page = browser.post("/me/call-back", on="2026-12-01", time="14:30", about="房贷")
    assert page.notice == "We call you tomorrow, 14:30."
    row = Request.get()
    due = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    assert (row.subject, row.call_at, row.due_at, row.holder_id) == ("Please call me back: 房贷", due, due, manager.id)
    assert row.details == "Please call me on Tue 1 Dec 14:30."
    staff = visit(manager)
    assert "call back at tomorrow, 14:30" in staff.get("/requests").text
    assert "call back at tomorrow, 14:30" in staff.get("/home").text
    assert "call back at tomorrow, 14:30" in staff.get(f"/requests/{row.number}").text


@pytest.mark.parametrize(
    ("on", "hour"),
    [
        ("2026-11-30", "09:00"),  # over
        ("2026-11-30", "09:30"),  # in less than half an hour
        ("2026-11-28", "10:00"),
        ("2026-12-05", "10:00"),  # a Saturday
        ("2026-12-01", "21:30"),
        ("2027-12-01", "10:00"),
        ("2026-02-30", "25:00"),
        ("", ""),
        ("\u202e", "x" * 5000),
    ],
)
@pytest.mark.one_engine
def test_other_times_are_refused_and_what_was_typed_stays(visit, served, monday, on, hour):
    page = visit(served).post("/me/call-back", status=422, on=on, time=hour, about="房贷")
    assert page.errors and page.html.find(id="about")["value"] == "房贷" and not Request.select().exists()


def test_sent_twice_it_is_one(visit, served, monday):
    browser, key = visit(served), str(uuid.uuid4())
    for _ in range(2):
        browser.post("/me/call-back", on="2026-12-01", time="14:30", submission=key)
    assert Request.select().count() == 1


def test_staff_have_no_such_page(visit, manager):
    visit(manager).get("/me/call-back", status=403)
