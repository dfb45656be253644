"""All events: by month, and as one list that is paged; both ask a fixed number of statements."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ground import clock
from portal.models import Event, EventTier
from tests.events.plans import event
from tests.ground import people
from tests.ground.plans import plans_of, reads_all


def many(by, count, **values):
    """Events, one a day, half of them over."""
    now = clock.now()
    rows = [
        {
            "number": f"E-2026-{n + 1:04d}", "branch": people.branch("FAW").id, "kind": "tour", "title": f"踏雪 {n}", "venue": "净月潭",
            "starts_at": now + timedelta(hours=12 * (n - count // 2)), "ends_at": now + timedelta(hours=12 * (n - count // 2) + 2), "sign_up_until": now,
            "capacity": 10, "state": "held" if n < count // 2 else "published", "created_by": by.id, "created_at": now, **values,
        }
        for n in range(count)
    ]  # fmt: skip
    for start in range(0, count, 200):
        Event.insert_many(rows[start : start + 200]).execute()
    EventTier.insert_many([{"event": one.id, "tier": "gold"} for one in Event.select(Event.id).limit(50)]).execute()


def test_it_works(visit, coordinator):
    row = event(coordinator, "draft")
    event(coordinator, "cancelled", title="不办了")
    other = event(coordinator, branch=people.branch("JY"), title="别处的")
    assert other is not None
    page = visit(coordinator).get("/events/calendar?month=2026-12")
    assert page.heading == "Calendar of events" and "Dec 2026" in page.text
    cells = [cell.get_text(" ", strip=True) for cell in page.html.select("#month td")]
    assert len(cells) in (35, 42) and [cell for cell in cells if "岁末茶会" in cell] == [
        f"22 {clock.local(row.starts_at):%H:%M} 岁末茶会 (Draft)"
    ]
    assert "不办了" not in page.text and "别处的" not in page.text
    assert "岁末茶会" in page.html.select_one(".month-phone").get_text()
    assert {"/events/calendar?month=2026-11", "/events/calendar?month=2027-01"} <= set(page.links())
    assert "No events in this month" in visit(coordinator).get("/events/calendar?month=2027-06").text


@pytest.mark.one_engine
@pytest.mark.parametrize("month", ["2026-13", "soon", "１２３４-01", "2026-1", "1999-12", ""])
def test_a_month_that_is_none_is_this_one(visit, coordinator, month):
    assert "Nov 2026" in visit(coordinator).get("/events/calendar", month=month).text


@pytest.mark.one_engine
def test_by_branch(visit, head_office, coordinator):
    event(coordinator)
    event(coordinator, branch=people.branch("JY"), title="别处的")
    visitor = visit(head_office)
    assert "别处的" in visitor.get("/events/calendar?month=2026-12").text
    page = visitor.get("/events/calendar?month=2026-12&branch=FAW")
    assert "别处的" not in page.section("month") and "岁末茶会" in page.section("month")
    assert "/events/calendar?month=2027-01&branch=FAW" in page.links()


def test_a_list_of_two_thousand(visit, coordinator, statements):
    """Each page walks on from the last one, and asks no more than the first."""
    many(coordinator, 2_000)
    browser, path, seen, pages = visit(coordinator), "/events/list?kind=tour", [], 0
    while path and pages < 4:
        with statements() as asked:
            page = browser.get(path)
        assert len(asked) <= 8, len(asked)
        seen += [link["href"] for link in page.html.select("#events a.row-link")]
        more = page.html.select_one("a[rel=next]")
        path, pages = (more["href"] if more else ""), pages + 1
    numbers = [int(one[-4:]) for one in seen]
    assert numbers == list(range(2_000, 1_880, -1))
    for page, most in (("/events", 12), ("/events/calendar", 10)):
        with statements() as asked:
            browser.get(page)
        assert len(asked) <= most, (page, len(asked))


def test_the_list_walks_an_index(visit, coordinator, statements):
    many(coordinator, 300)
    with statements() as seen:
        visit(coordinator).get("/events/list")
    (plan,) = plans_of(seen, "starts_at")
    assert not reads_all(plan, "event"), plan


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("query", "count"),
    [("q=E-2026-0007", 1), ("q=踏雪 3", 1), ("state=held", 5), ("kind=golf", 0), ("after=nonsense", 10), ("after=20260101T000000~9", 0), ("state=odd", 0)],
)  # fmt: skip
def test_filters(visit, coordinator, query, count):
    many(coordinator, 10)
    page = visit(coordinator).get(f"/events/list?{query}")
    assert len(page.html.select("#events a.row-link")) == count
    assert ("Nothing fits" in page.text) is (count == 0)


@pytest.mark.one_engine
def test_who_may_not(visit, admin, chengang):
    for path in ("/events/calendar", "/events/list"):
        for person in (admin, chengang):
            visit(person).get(path, status=403)
