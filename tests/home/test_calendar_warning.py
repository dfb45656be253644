"""Who looks after a branch is told when the working calendar does not know the coming holidays."""

from __future__ import annotations

import pytest

from portal.rules.shared import workdays


@pytest.fixture
def unknown(monkeypatch):
    monkeypatch.setattr(workdays, "_packaged", lambda year: year < 2027)


def test_it_works(visit, branch_admin, admin, at, unknown):
    at("2026-11-16 10:00")
    assert visit(branch_admin).get("/home").html.find(id="calendar-warning") is None
    at("2026-11-17 10:00")
    for person in (branch_admin, admin):
        assert "public holidays of 2027" in visit(person).get("/home").section("calendar-warning")


def test_who_serves_clients_is_not_bothered(visit, manager, at, unknown):
    at("2026-12-20 10:00")
    assert visit(manager).get("/home").html.find(id="calendar-warning") is None


def test_nobody_is_warned_of_a_year_that_is_known(visit, branch_admin, at, monkeypatch):
    monkeypatch.setattr(workdays, "_packaged", lambda year: True)
    at("2026-12-20 10:00")
    assert visit(branch_admin).get("/home").html.find(id="calendar-warning") is None


def test_the_warning_leads_to_the_form_and_ends_with_the_notice(visit, branch_admin, admin, at, unknown):
    at("2026-12-20 10:00")
    page = visit(admin).get("/home")
    assert "/settings/calendar/2027" in page.links() and "statutory days" in page.section("calendar-warning")
    assert "/settings/calendar/2027" not in visit(branch_admin).get("/home").links()
    visit(admin).post(
        "/settings/calendar/2027", off="2027-01-01..2027-01-03", make_up="", source="国办发明电", version="0"
    )
    for person in (branch_admin, admin):
        assert visit(person).get("/home").html.find(id="calendar-warning") is None
