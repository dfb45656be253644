"""A coordinator plans an event: a draft that nobody is invited to yet."""

from __future__ import annotations

import uuid

import pytest

from portal.models import AuditEntry, Event
from tests.events.plans import PLAN


def plan(visitor, status=200, **changes):
    return visitor.post("/events/new", status=status, **(PLAN | changes))


def test_it_works(visit, coordinator, chengang):
    browser = visit(coordinator)
    assert browser.get("/events/new").heading == "Plan an event"
    page = plan(browser)
    assert page.heading == "岁末茶会"
    assert page.notice == "The plan E-2026-0001 is kept as a draft. Submit it for approval next."
    row = Event.get()
    assert (row.state, row.capacity, row.guests_per_client, row.budget) == ("draft", 12, 1, 500_000)
    assert row.starts_at.isoformat() == "2026-12-24T11:00:00+00:00"
    assert "Thu 24 Dec, 19:00" in page.text and "¥5,000.00" in page.text and "Gold Platinum Diamond" in page.text
    assert AuditEntry.select().where(AuditEntry.action == "event.planned").count() == 1
    visit(chengang).get(f"/me/events/{row.number}", status=404)


def test_numbers_follow_each_other(visit, coordinator):
    browser = visit(coordinator)
    plan(browser)
    plan(browser)
    assert [row.number for row in Event.select().order_by(Event.id)] == ["E-2026-0001", "E-2026-0002"]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"), ({"title": "茶" * 81}, "title"), ({"kind": "party"}, "kind"), ({"starts_at": "2026-02-30T19:00"}, "starts_at"),
        ({"starts_at": "soon"}, "starts_at"), ({"starts_at": "2026-11-01T19:00", "ends_at": "2026-11-01T21:00", "sign_up_until": "2026-10-30T09:00"}, "starts_at"),
        ({"ends_at": "2026-12-24T18:00"}, "ends_at"), ({"ends_at": "2026-12-24T19:00"}, "ends_at"), ({"sign_up_until": "2026-12-25T00:00"}, "sign_up_until"),
        ({"venue": ""}, "venue"), ({"venue": "x" * 121}, "venue"), ({"capacity": "0"}, "capacity"), ({"capacity": "-1"}, "capacity"),
        ({"capacity": "1000000000000"}, "capacity"), ({"capacity": "5001"}, "capacity"), ({"capacity": "twelve"}, "capacity"), ({"capacity": "12.5"}, "capacity"),
        ({"capacity": ""}, "capacity"), ({"guests_per_client": "-1"}, "guests_per_client"), ({"guests_per_client": "12"}, "guests_per_client"),
        ({"tiers": []}, "tiers"), ({"tiers": ["royal"]}, "tiers"), ({"budget": "-1"}, "budget"),
        ({"budget": "1.234"}, "budget"), ({"budget": "10000000.01"}, "budget"),
        ({"budget": "a lot"}, "budget"), ({"description": "x" * 2001}, "description"),
    ],
)  # fmt: skip
def test_bad_input(visit, coordinator, changes, field):
    page = plan(visit(coordinator), status=422, **changes)
    assert field in page.errors
    assert page.value("title") == PLAN["title"] or "title" in changes
    assert Event.select().count() == 0


@pytest.mark.one_engine
def test_what_was_typed_is_kept(visit, coordinator):
    page = plan(visit(coordinator), status=422, capacity="0")
    assert page.value("starts_at") == "2026-12-24T19:00" and page.value("budget") == "5000.00"
    assert [e["value"] for e in page.html.select("input[name=tiers][checked]")] == ["gold", "platinum", "diamond"]
    assert page.html.find("textarea", attrs={"name": "description"}).get_text(strip=True) == PLAN["description"]


def test_marks_and_scripts_are_only_text(visit, coordinator):
    page = plan(visit(coordinator), title="<script>茶</script> 🙂 \u202eabc\x00", description="'; DROP TABLE event; --")
    assert page.heading == "<script>茶</script> 🙂 abc"
    assert "<script>茶" not in page.response.get_data(as_text=True)


def test_a_double_click_plans_one(visit, coordinator):
    same = str(uuid.uuid4())
    browser = visit(coordinator)
    plan(browser, submission=same)
    plan(browser, submission=same)
    assert Event.select().count() == 1


def test_only_for_the_own_branch(visit, coordinator):
    for code in ("JY", "CC", "NOWHERE"):
        plan(visit(coordinator), branch=code, status=404)
    plan(visit(coordinator), branch="FAW-2")


def test_a_branch_admin_may_too(visit, branch_admin):
    plan(visit(branch_admin))


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, specialist, head_office, auditor, admin, chengang):
    for person in (manager, adviser, specialist, head_office, auditor, admin, chengang):
        plan(visit(person), status=403)
        visit(person).get("/events/new", status=403)


def test_lists(visit, coordinator, other_branch_admin):
    plan(visit(coordinator))
    assert "岁末茶会" in visit(coordinator).get("/events").section("in-work")
    assert "岁末茶会" not in visit(other_branch_admin).get("/events").text
    visit(other_branch_admin).get("/events/E-2026-0001", status=404)
