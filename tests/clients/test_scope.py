"""Who sees which client, and how much of him; outside one's scope he does not exist."""

from __future__ import annotations

import re

import pytest

from portal.ground import clock
from portal.models import Client, RoleGrant, Seat
from portal.reads.clients.scope import ClientScope
from portal.reads.finding import listed
from portal.reads.teams.seats import KINDS
from portal.rules.finding.place import packed
from tests.ground import people


@pytest.fixture
def bank(
    served,
    liufang,
    wutao,
    zhaolei,
    branch_admin,
    upper_admin,
    head_office,
    auditor,
    admin,
    coordinator,
    second_manager,
    other_branch_admin,
    other_manager,
):
    """陈刚 has a full team, 刘芳 and 吴涛 nobody, 赵蕾 is of the other sub-branch."""


FULL = {
    "wanglei": {"陈刚"}, "lina": {"陈刚"}, "hejun": {"陈刚"}, "zhaomin": {"陈刚", "刘芳", "吴涛"}, "luwei": {"陈刚", "刘芳", "吴涛", "赵蕾"},
    "gaoyuan": {"陈刚", "刘芳", "吴涛", "赵蕾"}, "linxue": {"陈刚", "刘芳", "吴涛", "赵蕾"}, "machao": {"赵蕾"}, "qianfeng": set(), "sunyue": set(), "zhangwei": set(),
}  # fmt: skip
HEADS = FULL | {
    name: {"陈刚", "刘芳", "吴涛"} for name in ("wanglei", "lina", "qianfeng", "sunyue")
} | {"zhangwei": {"赵蕾"}}  # fmt: skip


def test_it_works(visit, bank):
    everybody = {row.name: row.number for row in Client.select()}
    for username, full in FULL.items():
        browser = visit(username)
        for name, number in everybody.items():
            response = browser.web.get(f"/clients/{number}")
            words = response.get_data(as_text=True)
            if name in full:
                assert response.status_code == 200 and 'id="holdings"' in words, (username, name)
            elif name in HEADS[username]:
                assert response.status_code == 200 and 'id="holdings"' not in words and 'id="team"' in words, (
                    username,
                    name,
                )
            else:
                assert response.status_code == 404 and name not in words, (username, name)


def test_the_scope_of_a_manager_is_his_seats_alone(bank, manager):
    """PostgreSQL reads a whole table of clients for an OR beside a subquery: half a second at a million."""
    sql, _ = Client.select(Client.id).where(ClientScope(people.actor(manager)).condition()).sql()
    assert "seat" in sql and " OR " not in sql


def test_the_list_holds_the_same(visit, bank):
    for username, full in FULL.items():
        rows = visit(username).get("/clients").table("clients")
        assert {row[1] for row in rows} == (HEADS[username] if username == "sunyue" else full), username


def test_the_whole_branch_is_one_click_away_for_those_who_serve(visit, bank):
    page = visit("wanglei").get("/clients")
    assert page.heading == "My clients" and "/clients?whose=branch" in page.links()
    page = visit("wanglei").get("/clients?whose=branch")
    assert page.heading == "Clients of the branch" and {row[1] for row in page.table("clients")} == {
        "陈刚",
        "刘芳",
        "吴涛",
    }
    assert "¥" not in page.section("clients") and "Monthly AUM" not in page.text
    assert {row[1] for row in visit("hejun").get("/clients?whose=branch").table("clients")} == {"陈刚"}


def test_what_is_not_shown_of_heads_can_neither_be_asked_for_nor_be_read_from_the_order(visit, bank):
    """The one with 5,000,000 yuan would stand first, and be the only one left: so both say how much he holds."""
    Client.update(aum=500_000_000, employer="一汽解放", is_asset=True).where(Client.name == "吴涛").execute()
    everybody = {"陈刚", "刘芳", "吴涛"}
    for username, whose in (("sunyue", ""), ("wanglei", "whose=branch&")):
        browser = visit(username)
        for asked in ("aum_from=4000000", "aum_to=1", "change=rising", "employer=一汽", "birthday=7", "last_contact=30", "lacks=loan", "holds=loan",
                      "complete_below=1", "list_status=approved", "class=asset", "tag=1", "district=汽开区"):  # fmt: skip
            page = browser.get(f"/clients?{whose}{asked}")
            assert {row[1] for row in page.table("clients")} == everybody, (username, asked)
        by_name = [row[1] for row in browser.get(f"/clients?{whose}order=name").table("clients")]
        for order in ("", "aum", "due", "x"):
            page = browser.get(f"/clients?{whose}order={order}")
            assert [row[1] for row in page.table("clients")] == by_name and page.value("order") == "name", order
        offered = {field["name"] for field in page.html.select("#client-filter [name]")}
        assert offered - {"csrf_token"} == {"q", "order", "tier", "kind", "branch", "manager", "adviser", "team"} | (
            {"whose"} if whose else set()
        )
        assert "Asset" not in browser.get(f"/clients/numbers?{whose}q=吴涛").text
        assert {row[1] for row in browser.get(f"/clients?{whose}tier=diamond").table("clients")} == {"陈刚"}


def test_the_next_page_of_heads_begins_at_a_name_not_at_a_sum(visit, bank, monkeypatch):
    monkeypatch.setattr(listed.page, "__defaults__", ("aum", "", 1, None))
    [following] = [link for link in visit("sunyue").get("/clients").links() if "after=" in link]
    assert str(Client.get(Client.name == "陈刚").aum) not in following and "order=name" in following
    browser, seen = visit("sunyue"), []
    while following:
        page = browser.get(following)
        seen += [row[1] for row in page.table("clients")]
        following = next((link for link in page.links() if "after=" in link), "")
    assert len(seen) == 2


def test_neighbours_in_a_list_of_heads_do_not_follow_aum(visit, bank):
    first = Client.get(Client.name == "刘芳")
    browser = visit("sunyue")
    asked = [browser.get(f"/clients/{first.number}?list={packed(query, True)}").links() for query in
             ("order=name", "order=aum", "order=due&aum_to=1", "order=name&aum_from=99999999")]  # fmt: skip
    named = [sorted(re.findall(r"C-[0-9]{7}", " ".join(links))) for links in asked]
    assert len(named[0]) > 0 and all(one == named[0] for one in named)


@pytest.mark.one_engine
def test_the_admin_sees_no_client(visit, bank):
    visit("admin").get("/clients", status=403)
    visit("admin").get("/clients/C-0000001", status=403)


@pytest.mark.one_engine
def test_a_head_is_name_tier_and_team_only(visit, bank, served):
    Client.update(hobbies="茶与书法", address="东风大街1号", employer="一汽解放").where(
        Client.id == served.id
    ).execute()
    page = visit("qianfeng").get(f"/clients/{served.number}")
    assert page.heading == "陈刚" and "Diamond" in page.text
    assert all(name in page.section("team") for name in ("王磊", "李娜", "何军"))
    for secret in ("茶与书法", "东风大街", "一汽解放", "****", "¥", "1978"):
        assert secret not in page.text, secret
    for path in ("edit", "activation", "requests/new"):
        visit("qianfeng").get(f"/clients/{served.number}/{path}", status=404)


def test_whoever_is_given_a_client_sees_him_from_then_on(visit, branch_admin, second_manager, wutao):
    browser = visit(second_manager)
    assert 'id="holdings"' not in browser.get(f"/clients/{wutao.number}").response.get_data(as_text=True)
    visit(branch_admin).post(f"/clients/{wutao.number}/team/manager", staff="qianfeng", reason="new client")
    assert 'id="holdings"' in browser.get(f"/clients/{wutao.number}").response.get_data(as_text=True)
    assert [row[1] for row in browser.get("/clients").table("clients")] == ["吴涛"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seat_that_ended_shows_nothing_more(visit, served, kind):
    seat = Seat.get(Seat.client == served.id, Seat.kind == kind)
    username = people.Account.get(people.Account.staff == seat.staff_id).username
    Seat.update(until=clock.today()).where(Seat.id == seat.id).execute()
    response = visit(username).web.get(f"/clients/{served.number}")
    assert response.status_code == (404 if kind == "specialist" else 200)
    assert 'id="holdings"' not in response.get_data(as_text=True)


def test_a_role_that_has_ended_or_not_begun_opens_nothing(visit, branch_admin, chengang):
    path = f"/clients/{chengang.number}"
    visit(branch_admin).get(path)
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == branch_admin.id).execute()
    visit(branch_admin).get(path, status=403)
    RoleGrant.update(until=None, since=clock.today() + clock.days(1)).where(
        RoleGrant.staff == branch_admin.id
    ).execute()
    visit(branch_admin).get(path, status=403)


@pytest.mark.one_engine
def test_every_address_of_a_foreign_client_is_empty(visit, bank, zhaolei):
    number = zhaolei.number
    for username in ("wanglei", "zhaomin", "qianfeng"):
        browser = visit(username)
        for path in ("", "/edit", "/team", "/team/on", "/activation", "/requests/new"):
            page = browser.get(f"/clients/{number}{path}", status=404)
            assert "赵蕾" not in page.text
        for path in ("/edit", "/activation", "/requests/new"):
            browser.post(f"/clients/{number}{path}", status=404, name="x")


@pytest.mark.parametrize(
    "number", ["C-0000000", "C-9999999", "C-", "x", "C-00000001", "%00", "C-0000001%00", "..%2f", "C-１"]
)
def test_numbers_that_nobody_has_lead_nowhere(visit, branch_admin, liufang, number):
    page = visit(branch_admin).web.get(f"/clients/{number}")
    assert page.status_code == (200 if number == "C-１" and liufang.number == "C-0000001" else 404)
