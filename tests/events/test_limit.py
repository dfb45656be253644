"""Up to an amount the branch approves a plan, above it head office."""

from __future__ import annotations

import pytest

from portal.models import Notice
from portal.reads import waiting
from tests.events.plans import event, fresh
from tests.events.test_change import edit
from tests.ground import people

LIMIT = 2_000_000


def approve(visitor, row, status=200):
    return visitor.post(f"/events/{row.number}/approve", status=status, referer=f"/events/{row.number}")


def told(person):
    return [one.kind for one in Notice.select().where(Notice.account == people.account_of(person))]


@pytest.mark.parametrize(("budget", "up"), [(LIMIT, False), (LIMIT + 1, True)])
def test_it_works(visit, coordinator, branch_admin, upper_admin, head_office, budget, up):
    row = event(coordinator, "draft", budget=budget)
    visit(coordinator).post(f"/events/{row.number}/submit")
    assert told(branch_admin) == ([] if up else ["event.submitted"])
    assert told(head_office) == (["event.submitted"] if up else [])
    for person in (branch_admin, upper_admin):
        forms = visit(person).get(f"/events/{row.number}").html.select(f"form[action='/events/{row.number}/approve']")
        assert bool(forms) is not up
        assert waiting.count(people.actor(person)).get("events", 0) == (0 if up else 1)
        assert ("Approve the plan" in visit(person).get("/home").text) is not up
    if up:
        approve(visit(branch_admin), row, status=403)
        visit(branch_admin).post(f"/events/{row.number}/return", status=403, reason="太多")
        assert "Head office approves it" in visit(coordinator).get(f"/events/{row.number}").section("budget")
        approve(visit(head_office), row)
    else:
        approve(visit(branch_admin), row)
    assert fresh(row).state == "approved"


def test_a_change_beyond_the_limit_goes_up(visit, coordinator, branch_admin, head_office):
    row = event(coordinator, budget=LIMIT)
    edit(visit(coordinator), row, budget="20000.01")
    assert told(head_office) == ["event.change_waits"] and told(branch_admin) == []
    approve(visit(branch_admin), row, status=403)
    approve(visit(head_office), row)
    assert fresh(row).budget == LIMIT + 1


def test_the_bank_sets_the_limit(visit, coordinator, branch_admin, head_office, at):
    at("2026-11-24 09:00")
    visit(head_office).post(
        "/settings/events.branch_limit", value="5000", since="2026-11-25", reason="预算收紧", seen="0"
    )
    at("2026-11-26 09:00")
    row = event(coordinator, "submitted", budget=500_001)
    approve(visit(branch_admin), row, status=403)
    assert waiting.count(people.actor(branch_admin)).get("events", 0) == 0
