"""Who serves how many, and which VIPs have no full team."""

from __future__ import annotations

import pytest

from tests.ground import people


def test_it_works(visit, branch_admin, served, liufang, wutao, manager):
    people.seat(liufang, "manager", manager)
    page = visit(branch_admin).get("/teams")
    assert [(row[0].split()[1], *row[2:]) for row in page.table("workload")] == [
        ("何军", "0", "0", "1"),
        ("李娜", "0", "1", "0"),
        ("王磊", "2", "0", "0"),
    ]
    assert [row[0] for row in page.table("incomplete")] == ["刘芳"]
    assert page.table("incomplete")[0][4] == "Wealth adviser Service team"


def test_a_full_branch(visit, branch_admin, served):
    assert "Every VIP has a full team" in visit(branch_admin).get("/teams").text


def test_only_the_own_branch(visit, branch_admin, other_branch_admin, zhaolei, liufang):
    assert [row[0] for row in visit(branch_admin).get("/teams").table("incomplete")] == ["刘芳"]
    assert [row[0] for row in visit(other_branch_admin).get("/teams").table("incomplete")] == ["赵蕾"]


def test_pages(visit, branch_admin):
    for number in range(53):
        people.client(None, f"客户{number}", "gold", aum=100_000_000 + number)
    browser = visit(branch_admin)
    page = browser.get("/teams")
    assert len(page.table("incomplete")) == 50
    page = browser.get(page.html.select_one("a[rel=next]")["href"])
    assert len(page.table("incomplete")) == 3


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, specialist, coordinator, admin, chengang):
    for person in (manager, adviser, specialist, coordinator, admin, chengang):
        visit(person).get("/teams", status=403)
