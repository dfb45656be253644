"""Calling an event off: asked once, everyone is told."""

from __future__ import annotations

import pytest

from portal.models import Notice, SignUp
from tests.events.plans import event, fresh, seats
from tests.ground import people


def test_it_works(visit, coordinator, chengang):
    row = event(coordinator)
    seats(row, chengang, 1)
    browser = visit(coordinator)
    asked = browser.get(f"/events/{row.number}/cancel")
    assert "2 seats are taken. Call the event off?" in asked.text
    page = browser.post(f"/events/{row.number}/cancel", reason="场地临时检修")
    assert page.notice == "The event is called off; everyone who signed up is told."
    assert "Called off: 场地临时检修" in page.text
    assert fresh(row).state == "cancelled"
    assert Notice.get(Notice.account == people.account_of(chengang)).kind == "event.cancelled"
    assert SignUp.select().where(SignUp.cancelled_at.is_null()).count() == 1


@pytest.mark.one_engine
def test_a_reason_is_needed(visit, coordinator):
    row = event(coordinator)
    page = visit(coordinator).post(f"/events/{row.number}/cancel", status=422, reason="")
    assert "reason" in page.errors and page.heading == "Call off 岁末茶会"
    assert fresh(row).state == "published"


def test_not_twice_and_not_afterwards(visit, coordinator):
    for state in ("cancelled", "held"):
        row = event(coordinator, state)
        page = visit(coordinator).post(
            f"/events/{row.number}/cancel", status=409, referer=f"/events/{row.number}", reason="停电了"
        )
        assert "no longer possible" in page.refusal and fresh(row).state == state


@pytest.mark.one_engine
def test_who_may_not(visit, coordinator, manager, auditor, head_office, chengang, other_branch_admin):
    row = event(coordinator)
    for person in (manager, auditor, head_office, chengang):
        visit(person).post(f"/events/{row.number}/cancel", status=403, reason="x")
    visit(other_branch_admin).post(f"/events/{row.number}/cancel", status=404, reason="x")


def test_nobody_signs_up_any_more(visit, coordinator, liufang):
    row = event(coordinator, "cancelled")
    page = visit(coordinator).post(
        f"/events/{row.number}/sign-up",
        status=409,
        referer=f"/events/{row.number}",
        client=liufang.number,
        guests="0",
    )
    assert "over or has been cancelled" in page.refusal
