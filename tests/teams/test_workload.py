"""Who serves how many, and which VIPs have no full team."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.ground import clock
from portal.models import Client, ContactPlan
from tests.ground import people
from tests.teams.test_limits import limit


def test_it_works(visit, branch_admin, served, liufang, wutao, manager):
    people.seat(liufang, "manager", manager)
    page = visit(branch_admin).get("/teams")
    assert [(row[0].split()[1], *row[2:]) for row in page.table("workload")] == [
        ("何军", "0", "", "0", "1", "0", "0"),
        ("李娜", "0", "", "1", "0", "0", "0"),
        ("王磊", "2", "Diamond 1 · Gold 1", "0", "0", "0", "0"),
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


def test_each_number_leads_to_its_clients(visit, branch_admin, served, liufang, manager, specialist):
    people.seat(liufang, "manager", manager)
    Client.update(next_contact_due=clock.today() - timedelta(days=3)).where(Client.id == liufang.id).execute()
    browser = visit(branch_admin)
    page = browser.get("/teams")
    rows = {row.select_one(".person-name").text: row for row in page.html.select("#workload tbody tr")}
    his, hers = rows["王磊"], rows["何军"]
    assert [a.text for a in his.select("td a")][1:] == ["2", "Diamond 1", "Gold 1", "1"]
    assert [row[0] for row in browser.get("/clients", manager="wanglei", tier="gold").table("clients")] == [
        liufang.number
    ]
    assert [row[0] for row in browser.get(his.select("td a")[-1]["href"]).table("served")] == ["刘芳"]
    assert [row[0] for row in browser.get(hers.select("td a")[-1]["href"]).table("served")] == ["陈刚"]


def test_who_has_reached_the_limit_is_marked(visit, branch_admin, served):
    limit(1, 3, "diamond")
    row = next(row for row in visit(branch_admin).get("/teams").table("workload") if "王磊" in row[0])
    assert "limit reached" in row[3]


@pytest.mark.one_engine
def test_the_statements_do_not_grow(visit, branch_admin, served, statements):
    browser = visit(branch_admin)
    browser.get("/teams")
    counts = []
    for size in (1, 9):
        for number in range(size):
            people.seat(
                people.client(None, f"客户{size}{number}"), "manager", people.staff(f"m{size}{number}", "周", "manager")
            )
        with statements() as seen:
            browser.get("/teams")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


def test_an_overdue_contact_is_whose_seat_keeps_in_touch(visit, branch_admin, served):
    Client.update(next_contact_due=clock.today() - timedelta(days=3)).where(Client.id == served.id).execute()
    browser = visit(branch_admin)

    def overdue() -> dict[str, list[str]]:
        rows = {
            row.select_one(".person-name").text: row for row in browser.get("/teams").html.select("#workload tr")[1:]
        }
        found = {name: row.select("a[href$='only=overdue']") for name, row in rows.items()}
        return {name: [one[0] for one in browser.get(a[0]["href"]).table("served")] for name, a in found.items() if a}

    assert overdue() == {"李娜": ["陈刚"]}
    ContactPlan.create(client=served.id, keeper="manager", updated_at=clock.now())
    assert overdue() == {"王磊": ["陈刚"]}
