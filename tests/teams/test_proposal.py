"""A proposal for the open seats: seen, changed, taken in whole or in part."""

from __future__ import annotations

import pytest

from portal.actions.teams import proposing, seats
from portal.models import AuditEntry, Client, Notice, Seat, Task
from portal.reads.teams.seats import team_of
from tests.ground import people, trail
from tests.ground.together import together
from tests.teams.test_limits import limit


def now(client) -> list[tuple[str, str]]:
    return [(seat.kind, seat.person.name) for seat in team_of(client).current()]


def chosen(page) -> list[str]:
    return [one["value"] for one in page.html.select("#proposal option[selected]")]


def take(visitor, page, lines=None, status=200, **fields):
    form = page.html.select_one("#seats")
    hidden = {one["name"]: one["value"] for one in form.select("input[type=hidden]") if one["name"] in ("list", "rest")}
    given = {"seat": chosen(page) if lines is None else lines, "reason": "new VIPs", **hidden, **fields}
    return visitor.post("/teams/proposal", status=status, referer="/teams/proposal", **given)


@pytest.fixture
def staffed(manager, second_manager, adviser, specialist):
    return manager, second_manager


def test_it_works(visit, branch_admin, staffed, chengang, liufang, wutao):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    assert [(row[0], row[2]) for row in page.table("proposal")] == [
        (name, seat) for name in ("陈刚", "刘芳") for seat in ("Client manager", "Wealth adviser", "Service team")
    ]
    assert Seat.select().count() == 0
    assert take(browser, page).notice == "6 seats filled."
    assert now(chengang) == [("manager", "钱峰"), ("adviser", "李娜"), ("specialist", "何军")]
    assert now(liufang)[0] == ("manager", "王磊")
    assert now(wutao) == []
    row = Client.get_by_id(chengang.id)
    assert row.manager_id and row.adviser_id and row.specialists == 1
    assert {entry.action for entry in trail.deeds().where(AuditEntry.action.startswith("team."))} == {
        "team.manager", "team.adviser", "team.specialist",
    }  # fmt: skip
    told = Notice.select().where(Notice.kind == "team.you_serve_more")
    assert sorted(one.words["count"] for one in told) == ["1", "1", "2", "2"]


def test_why_and_the_effect_are_shown(visit, branch_admin, staffed, chengang, liufang):
    people.seat(people.client(None, "孙丽"), "manager", staffed[1])
    page = visit(branch_admin).get("/teams/proposal")
    first = page.table("proposal")[0]
    assert "has less on his hands" in first[4] and "next: 钱峰" in first[4]
    effect = {row[0].split()[1]: row[1:] for row in page.table("effect")}
    assert effect["钱峰"][0] == "2" and [*effect["王磊"]] == ["0", "1", "4"]


def test_some_are_taken_and_one_is_changed(visit, branch_admin, staffed, chengang, liufang):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    take(browser, page, [f"{chengang.number}:manager:wanglei", f"{liufang.number}:manager:"])
    assert now(chengang) == [("manager", "王磊")]
    assert now(liufang) == []


def test_from_a_list_of_clients(visit, branch_admin, staffed, chengang, liufang, wutao):
    browser = visit(branch_admin)
    link = browser.get("/clients", tier="gold").html.select_one(".result-bar a[href^='/teams/proposal']")
    page = browser.get(link["href"])
    assert {row[0] for row in page.table("proposal")} == {"刘芳"}
    take(browser, page)
    assert now(chengang) == [] and len(now(liufang)) == 3
    assert "1 client: below VIP" in browser.get("/teams/proposal", q="吴涛").text


def test_a_seat_filled_meanwhile_is_refused_with_his_name(visit, branch_admin, upper_admin, staffed, chengang):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    seats.assign_manager(people.actor(upper_admin), chengang, "wanglei", "was quicker")
    page = take(browser, page)
    assert "2 seats filled." in page.text
    assert "陈刚, Client manager: 王磊 has been given this seat meanwhile." in page.text
    assert now(chengang) == [("manager", "王磊"), ("adviser", "李娜"), ("specialist", "何军")]


def test_nobody_fits(visit, branch_admin, chengang):
    page = visit(branch_admin).get("/teams/proposal")
    assert {row[4] for row in page.table("proposal")} == {"nobody has this role at the branch"}
    assert chosen(page) == []


def test_the_limit_holds(visit, branch_admin, manager, chengang):
    people.seat(people.client(None, "孙丽", "diamond"), "manager", manager)
    limit(0, 1, "diamond")
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    assert "everybody who could has reached the limit" in page.table("proposal")[0][4]
    page = take(browser, page, [f"{chengang.number}:manager:wanglei"])
    assert "1 is the most for one client manager" in page.text
    assert now(chengang) == []


def test_above_the_soft_limit_a_reason(visit, branch_admin, manager, chengang):
    people.seat(people.client(None, "孙丽", "diamond"), "manager", manager)
    limit(1, 5, "diamond")
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    take(browser, page, [f"{chengang.number}:manager:wanglei"])
    assert now(chengang) == []
    take(browser, page, [f"{chengang.number}:manager:wanglei"], beyond="until the new colleague comes")
    assert now(chengang) == [("manager", "王磊")]


def test_more_than_one_page_and_in_the_background(visit, branch_admin, staffed, work, monkeypatch):
    monkeypatch.setattr(proposing, "AT_ONCE", 20)
    for number in range(25):
        people.client(None, f"客户{number:02}", aum=100_000_000 - number)
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    assert len(page.table("proposal")) == 60
    assert "15 further seats" in page.text
    page = take(browser, page, rest_too="1")
    assert Seat.select().count() == 0
    work()
    assert Task.get().result["count"] == 75
    assert Seat.select().count() == 75
    assert "75 seats filled, 0 left as they were." in browser.get(f"/tasks/{Task.get().id}").text


def test_what_was_not_shown_is_taken_only_as_it_was(visit, branch_admin, upper_admin, staffed):
    for number in range(25):
        people.client(None, f"客户{number:02}", aum=100_000_000 - number)
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    last = Client.select().order_by(Client.aum).get()
    seats.assign_manager(people.actor(upper_admin), last, "qianfeng", "was quicker")
    again = take(browser, page, status=422, rest_too="1")
    assert "has changed meanwhile" in again.text
    assert Seat.select().count() == 1
    assert take(browser, again, rest_too="1").notice == "74 seats filled."


@pytest.mark.one_engine
@pytest.mark.parametrize(("fields", "field"), [({"reason": ""}, "reason"), ({"beyond": "x" * 201}, "beyond")])
def test_bad_input_keeps_what_was_chosen(visit, branch_admin, staffed, chengang, fields, field):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    page = take(browser, page, [f"{chengang.number}:manager:wanglei"], 422, **fields)
    assert field in page.errors
    assert chosen(page)[0] == f"{chengang.number}:manager:wanglei"
    assert now(chengang) == []


@pytest.mark.one_engine
def test_nothing_chosen_and_nonsense(visit, branch_admin, staffed, chengang):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    for lines in ([], ["x"], ["a:b:c"], [f"{chengang.number}:manager:"]):
        assert "No seat is chosen." in take(browser, page, lines, 422).text
    take(browser, page, [f"{chengang.number}:manager:lina", "C-9999999:manager:wanglei"])
    assert Seat.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, manager, adviser, head_office, auditor, coordinator, chengang):
    for person in (manager, adviser, head_office, auditor, coordinator, chengang):
        visit(person).get("/teams/proposal", status=403)


def test_another_branch_is_out_of_reach(visit, branch_admin, staffed, chengang, zhaolei):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal")
    assert "赵蕾" not in page.text
    take(browser, page, [f"{zhaolei.number}:manager:wanglei"])
    assert now(zhaolei) == []


def test_two_at_once_fill_each_seat_once(app, branch_admin, upper_admin, staffed, chengang, liufang):
    def by(admin, name):
        lines = [(one.number, "manager", name) for one in (chengang, liufang)]
        return proposing.take(people.actor(admin), lines, "at once").count

    done = together(app, lambda: by(branch_admin, "wanglei"), lambda: by(upper_admin, "qianfeng"))
    assert sorted(done) == [0, 2]
    assert Seat.select().count() == 2


@pytest.mark.one_engine
def test_the_statements_do_not_grow(visit, branch_admin, staffed, statements):
    browser = visit(branch_admin)
    browser.get("/teams/proposal")
    counts = []
    for size in (2, 12):
        for number in range(size):
            people.client(None, f"客户{size}{number}")
        with statements() as seen:
            browser.get("/teams/proposal")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 24


def test_a_client_below_vip_gets_a_manager_when_wanted(visit, branch_admin, staffed, wutao):
    browser = visit(branch_admin)
    assert not browser.get("/teams/proposal", q="吴涛").html.select("#proposal")
    page = browser.get("/teams/proposal", q="吴涛", below="1")
    assert [(row[0], row[2]) for row in page.table("proposal")] == [("吴涛", "Client manager")]
    assert page.html.select_one("#seats input[name=below]")["value"] == "1"
    take(browser, page)
    assert [kind for kind, _name in now(wutao)] == ["manager"]


def test_all_to_one_person(visit, branch_admin, staffed, chengang, liufang):
    browser = visit(branch_admin)
    page = browser.get("/teams/proposal", give_manager="wanglei")
    managers = [row for row in page.table("proposal") if row[2] == "Client manager"]
    assert len(managers) == 2 and all("as you asked" in row[4] for row in managers)
    effect = {row[0].split()[1]: row[1:] for row in page.table("effect")}
    assert effect["王磊"][1] == "2" and effect["钱峰"][1] == "0"
    take(browser, page)
    assert now(chengang)[0] == now(liufang)[0] == ("manager", "王磊")


def test_all_to_somebody_unknown_leaves_the_seats_open(visit, branch_admin, staffed, chengang):
    page = visit(branch_admin).get("/teams/proposal", give_manager="nobody")
    assert "nobody has this role at the branch" in page.table("proposal")[0][4]


def test_a_missing_seat_leads_into_the_form_with_the_proposal(visit, branch_admin, staffed, chengang):
    browser = visit(branch_admin)
    href = browser.get("/teams").html.select_one("#incomplete a.row-link")["href"]
    assert href == f"/clients/{chengang.number}/team?proposed=1#whole"
    page = browser.get(href.split("#")[0])
    chosen_ones = [one["value"] for one in page.html.select("#whole option[selected], #whole input[checked]")]
    assert chosen_ones == ["qianfeng", "lina", "hejun"]
    assert "next: 王磊" in page.html.select_one("#proposed").get_text(" ", strip=True)
    assert now(chengang) == []


def test_who_may_not_assign_sees_no_proposal(visit, served, manager, auditor):
    for person in (manager, auditor):
        page = visit(person).get(f"/clients/{served.number}/team", proposed="1")
        assert not page.html.select("#proposed")
