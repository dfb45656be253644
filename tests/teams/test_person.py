"""Whom somebody serves or served on a day; what changed by month."""

from __future__ import annotations

from datetime import date

import pytest

from portal.ground import clock
from tests.ground import people


@pytest.fixture
def moved(chengang, liufang, manager, second_manager):
    """王磊 served 陈刚 until June, and serves 刘芳 since August."""
    people.seat(chengang, "manager", manager, date(2026, 1, 1), date(2026, 6, 1))
    people.seat(chengang, "manager", second_manager, date(2026, 6, 1))
    people.seat(liufang, "manager", manager, date(2026, 8, 1))


def names(page) -> list[str]:
    return [row[0] for row in page.table("served")]


@pytest.mark.parametrize(
    ("day", "found"), [("2026-05-31", ["陈刚"]), ("2026-06-01", []), ("2026-08-01", ["刘芳"]), ("", ["刘芳"])]
)
def test_it_works(visit, branch_admin, moved, day, found):
    page = visit(branch_admin).get("/teams/people/wanglei", date=day)
    assert (names(page) if page.html.select("#served") else []) == found


def test_by_kind_of_seat(visit, branch_admin, served):
    browser = visit(branch_admin)
    assert names(browser.get("/teams/people/hejun", kind="specialist")) == ["陈刚"]
    assert not browser.get("/teams/people/hejun", kind="manager").html.select("#served")


def test_more_than_one_page(visit, branch_admin, manager):
    for number in range(53):
        people.seat(people.client(None, f"客户{number:02}"), "manager", manager)
    browser = visit(branch_admin)
    page = browser.get("/teams/people/wanglei", kind="manager")
    assert len(names(page)) == 50 and "53 seats" in page.text
    assert len(names(browser.get(page.html.select_one("a[rel=next]")["href"]))) == 3


def test_a_leaver_s_clients_of_then(visit, branch_admin, moved, manager):
    people.Staff.update(left_on=clock.today()).where(people.Staff.id == manager.id).execute()
    assert names(visit(branch_admin).get("/teams/people/wanglei", date="2026-05-31")) == ["陈刚"]


def test_only_the_reader_s_clients(visit, other_branch_admin, head_office, zhaolei, moved, manager):
    visit(other_branch_admin).get("/teams/people/wanglei", status=404)
    people.seat(zhaolei, "manager", manager)
    assert names(visit(other_branch_admin).get("/teams/people/wanglei")) == ["赵蕾"]
    assert set(names(visit(head_office).get("/teams/people/wanglei"))) == {"赵蕾", "刘芳"}


@pytest.mark.one_engine
def test_nonsense(visit, branch_admin, moved):
    browser = visit(branch_admin)
    browser.get("/teams/people/wanglei", status=422, date="2026-02-30")
    browser.get("/teams/people/wanglei", kind="x", only="y", after="z")
    browser.get("/teams/people/nobody", status=404)
    browser.get("/teams/changes", month="x")


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, coordinator, admin, chengang):
    for person in (manager, adviser, coordinator, admin, chengang):
        for path in ("/teams/people/wanglei", "/teams/changes"):
            visit(person).get(path, status=403)


def test_changes_by_month(visit, branch_admin, other_branch_admin, moved, at):
    at("2026-11-28 10:00")
    browser = visit(branch_admin)
    months = {row[0]: row[1:] for row in browser.get("/teams/changes").table("months")}
    assert len(months) == 12
    page = browser.get("/teams/changes", month="2026-06")
    assert [[row[0], row[2]] for row in page.table("changes")] == [["陈刚", "钱峰"], ["陈刚", "王磊"]]
    assert [list(counts) for month, counts in months.items() if "Jun" in month] == [["1", "1"]]
    for only, name in (("began", "钱峰"), ("ended", "王磊")):
        (link,) = {one["href"] for one in page.html.select(f"#months a[href*='2026-06&only={only}']")}
        assert [row[2] for row in browser.get(link.split("#")[0]).table("changes")] == [name]
    assert "陈刚" not in visit(other_branch_admin).get("/teams/changes", month="2026-06").text
