"""How the system is: whoever runs it sees the worker, background work and the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ground import clock
from portal.models import Task, WorkerSign
from tests.ground import people


def begun(state: str, by=None, days: int = 0, **values) -> Task:
    moment = clock.now() - timedelta(days=days)
    ended = moment if state in ("done", "failed", "cancelled") else None
    account = people.account_of(by).id if by else None
    return Task.create(kind="clients.bulk", state=state, account=account, created_at=moment, ended_at=ended, **values)


def chips(page) -> list[str]:
    return [one.get_text(" ", strip=True) for one in page.html.select("#work .filter-chip")]


def test_it_works(visit, admin, manager):
    WorkerSign.create(name="worker", seen_at=clock.now())
    begun("done", manager), begun("failed", manager, error="fault 7"), begun("queued"), begun("done", days=9)
    browser = visit(admin)
    page = browser.get("/system")
    assert "Running" in page.section("state")
    assert chips(page) == ["All", "Queued 1", "Under way 0", "Failed 1", "Stopped 0", "Finished 1"]
    assert [row[2] for row in page.table("tasks")] == ["The portal", "王磊", "王磊"]
    (row,) = browser.get("/system", state="failed").table("tasks")
    assert "fault 7" in row[1]


def test_each_number_is_as_long_as_its_list(visit, admin):
    for state, count in (("queued", 2), ("failed", 3), ("done", 51)):
        for _ in range(count):
            begun(state)
    browser = visit(admin)
    assert len(browser.get("/system", state="queued").table("tasks")) == 2
    assert len(browser.get("/system", state="failed").table("tasks")) == 3
    page = browser.get("/system", state="done")
    (further,) = page.html.select("a[rel=next]")
    assert len(page.table("tasks")) == 50 and len(browser.get(further["href"]).table("tasks")) == 1


def test_a_worker_that_stands_still(visit, admin):
    WorkerSign.create(name="worker", seen_at=clock.now() - timedelta(minutes=6))
    assert "Stopped" in visit(admin).get("/system").section("state")
    begun("failed")
    text = visit(admin).get("/home").text
    assert "Background work stands still" in text and "failed" in text


def test_the_home_of_a_healthy_system_says_so(visit, admin):
    WorkerSign.create(name="worker", seen_at=clock.now())
    page = visit(admin).get("/home")
    assert "Background work goes on" in page.text and "/system" in page.links()


@pytest.mark.one_engine
def test_nonsense_is_the_page(visit, admin):
    for odd in ({"state": "x"}, {"after": "x"}, {"after": "-1"}, {"state": "done", "after": "9" * 30}):
        assert visit(admin).get("/system", **odd)


@pytest.mark.one_engine
def test_who_may(visit, admin, auditor, manager, branch_admin, head_office, coordinator, chengang):
    for person in (admin, auditor):
        assert visit(person).get("/system")
    for person in (manager, branch_admin, head_office, coordinator, chengang):
        visit(person).get("/system", status=403)
