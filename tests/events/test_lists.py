"""The list of events for staff."""

from __future__ import annotations

from datetime import timedelta

from portal.actions.events.planning import hold_what_is_over
from portal.ground import clock
from tests.events.plans import event, fresh


def test_it_works(visit, coordinator, manager):
    drafts, coming, off = event(coordinator, "submitted"), event(coordinator), event(coordinator, "cancelled")
    before = clock.now() - timedelta(days=3)
    over = event(coordinator, "cancelled", starts_at=before, ends_at=before)
    page = visit(manager).get("/events")
    assert drafts.number in page.section("in-work") and "Waiting for approval" in page.section("in-work")
    assert coming.number in page.section("coming") and "0 of 12 seats" in page.section("coming")
    assert off.number in page.section("coming") and "Called off" in page.section("coming")
    assert over.number in page.section("past") and off.number not in page.section("past")


def test_empty_says_what_to_do(visit, coordinator, manager):
    assert "Nothing is planned" in visit(coordinator).get("/events").text
    assert "/events/new" in visit(coordinator).get("/events").links()
    assert "/events/new" not in visit(manager).get("/events").links()


def test_the_worker_marks_what_is_over(app, coordinator):
    begins = clock.now() - timedelta(hours=4)
    row = event(
        coordinator, starts_at=begins, ends_at=begins + timedelta(hours=2), sign_up_until=begins - timedelta(days=1)
    )
    still = event(coordinator)
    assert hold_what_is_over() == 1
    assert (fresh(row).state, fresh(still).state) == ("held", "published")
