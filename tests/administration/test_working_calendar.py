"""The State Council's notice, entered for a year that the portal does not know yet."""

from __future__ import annotations

from datetime import date

import pytest

from portal import derived
from portal.actions.administration import working_calendar
from portal.ground.errors import StaleVersion
from portal.models import AuditEntry, HolidayDay, HolidayNotice, Request
from portal.reads import reference
from portal.rules.shared.workdays import is_working_day
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import WISH

OFF = "2027-01-01..2027-01-03\n2027-02-05..2027-02-11\n2027-04-05\n2027-10-01至2027-10-07"
MAKE_UP = "2027-02-20\n2027-10-09"
NOTICE = {"off": OFF, "make_up": MAKE_UP, "source": "国办发明电〔2026〕9号", "version": "0"}


@pytest.fixture(autouse=True)
def _package_ends_with_2026(monkeypatch):
    """Whatever package is installed one day, these tests speak of a year that it does not know."""
    monkeypatch.setattr("portal.rules.shared.workdays._packaged", lambda year: 2004 <= year <= 2026)


def enter(visitor, year=2027, status=200, **fields):
    return visitor.post(f"/settings/calendar/{year}", status=status, **{**NOTICE, **fields})


def works(day: str) -> bool:
    return is_working_day(date.fromisoformat(day), reference.calendar())


def test_it_works(visit, admin):
    browser = visit(admin)
    assert browser.get("/settings/calendar").table("calendar-years")[1] == [
        "2027",
        "Statutory days and weekends only",
        "–",
    ]
    assert not works("2027-01-01") and works("2027-10-06")
    page = enter(browser)
    assert page.notice == "The public holidays of 2027 are entered." and page.path == "/settings/calendar"
    year, origin, source = page.table("calendar-years")[1]
    assert (year, origin) == ("2027", "Notice entered") and source.startswith("国办发明电〔2026〕9号")
    assert not works("2027-02-10") and works("2027-02-20") and not works("2027-10-06") and not works("2027-02-21")
    assert works("2027-05-03"), "what the notice does not name is worked, whatever the law says of it"
    entry = AuditEntry.get(AuditEntry.action == "calendar.entered")
    assert entry.changes["source"] == ["", "国办发明电〔2026〕9号"] and entry.words["year"] == "2027"
    assert "entered the public holidays of 2027" in browser.get("/audit").text
    form = browser.get("/settings/calendar/2027")
    assert form.value("make_up").strip() == MAKE_UP and form.value("off").split()[3] == "2027-10-01..2027-10-07"


def test_head_office_may_too(visit, head_office):
    enter(visit(head_office))
    assert HolidayNotice.get().author_id == head_office.id


def test_the_year_that_the_portal_came_with_can_be_replaced(visit, admin):
    browser = visit(admin)
    form = browser.get("/settings/calendar/2026")
    assert "2026-10-01..2026-10-07" in form.value("off").splitlines() and "2026-10-10" in form.value("make_up")
    enter(browser, 2026, off="2026-10-01..2026-10-02", make_up="")
    assert works("2026-10-05") and not works("2026-10-10")


def test_chinese(visit, admin):
    browser = visit(admin, language="zh")
    assert "工作日历" in browser.get("/settings/calendar").text
    assert enter(browser, source="", status=422).errors["source"]
    assert enter(browser).notice == "2027年的节假日安排已录入。"


@pytest.mark.parametrize("who", ["manager", "branch_admin", "auditor", "coordinator"])
def test_who_may_not(visit, request, who):
    browser = visit(request.getfixturevalue(who))
    browser.get("/settings/calendar", status=403)
    enter(browser, status=403)
    assert HolidayNotice.select().count() == 0


def test_a_year_nobody_plans_yet(visit, admin):
    for year in (2025, 2029, 99999999999):
        enter(visit(admin), year, status=404)


BAD = [
    ({"off": ""}, "off", "fill this in"),
    ({"off": " \n "}, "off", "fill this in"),
    ({"off": "2027-02-30"}, "off", "“2027-02-30” is no day"),
    ({"off": "春节"}, "off", "“春节” is no day"),
    ({"off": "2027-02-11..2027-02-05"}, "off", "no range of at most 31 days"),
    ({"off": "2027-01-01..2027-12-31"}, "off", "no range of at most 31 days"),
    ({"off": "2028-01-01"}, "off", "2028-01-01 is not in 2027"),
    ({"off": "2026-11-30"}, "off", "2026-11-30 is not in 2027"),
    ({"make_up": "2027-02-22"}, "make_up", "2027-02-22 is no Saturday or Sunday"),
    ({"make_up": "2027-02-06"}, "make_up", "2027-02-06 is a day off, too"),
    ({"off": "2027-01-01\n" * 500}, "off", "At most 4000 characters"),
    ({"source": ""}, "source", "fill this in"),
    ({"source": "x" * 201}, "source", "At most 200"),
]


@pytest.mark.parametrize(("fields", "field", "words"), BAD)
def test_bad_input(visit, admin, fields, field, words):
    page = enter(visit(admin), status=422, **fields)
    assert words in page.errors[field]
    for name, typed in {**NOTICE, **fields}.items():
        if name != "version":
            assert page.value(name).strip() == typed.strip(), name
    assert HolidayNotice.select().count() == HolidayDay.select().count() == 0


def test_a_day_of_another_years_notice(visit, admin):
    browser = visit(admin)
    enter(browser, make_up="2026-12-26")
    assert works("2026-12-26")
    page = enter(browser, 2026, off="2026-12-26", make_up="", status=422)
    assert "2026-12-26 is already in the notice of 2027" in page.errors["off"]


def test_a_stale_save_shows_both_and_keeps_what_was_typed(visit, admin, head_office):
    enter(visit(admin))
    page = enter(visit(head_office), status=409, off="2027-01-01", source="another")
    assert page.value("off").strip() == "2027-01-01" and page.value("version") == "1"
    assert ["Source", "国办发明电〔2026〕9号", "another"] in page.table("versions")
    assert HolidayNotice.get().source == "国办发明电〔2026〕9号"
    enter(visit(head_office), version="1", off="2027-01-01", source="another")
    assert HolidayNotice.get().version == 2 and HolidayDay.select().where(HolidayDay.kind == "off").count() == 1


def test_two_first_notices_at_once_leave_one(app, admin):
    def deed(source):
        return lambda: working_calendar.enter(people.actor(admin), 2027, [date(2027, 1, 1)], [], source, 0)

    done = together(app, deed("one"), deed("two"))
    assert {type(one) for one in done} == {HolidayNotice, StaleVersion}
    assert HolidayNotice.select().count() == HolidayDay.select().count() == 1


def test_new_promises_follow_it_and_old_ones_stay(visit, at, admin, chengang, served):
    """Two requests on the last working day of the year: one before the notice makes 4 January free, one after."""
    at("2026-12-31 16:00")
    client = visit(chengang)
    client.post("/me/requests/new", **WISH)
    before = Request.select().order_by(Request.id.desc()).get()
    enter(visit(admin), off="2027-01-01..2027-01-05")
    assert Request.get_by_id(before.id).due_at == before.due_at
    client.post("/me/requests/new", **WISH)
    after = Request.select().order_by(Request.id.desc()).get()
    assert after.id != before.id and after.due_at > before.due_at
    assert [line for line in derived.faults() if line.startswith("request")] == []
