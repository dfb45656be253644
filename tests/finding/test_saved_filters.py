"""Saved filters: kept under a name, shared, live or frozen, changed where the view differs, refused while in use."""

from __future__ import annotations

import pytest

from portal.actions.finding import saved as filters
from portal.models import AuditEntry, Client, SavedFilter, SavedFilterMember
from portal.reads.finding import saved as filter_reads
from portal.reads.finding.filter import ClientFilter
from portal.rules.finding.place import packed
from tests.ground import people, trail
from tests.ground.together import together


@pytest.fixture
def book(served, liufang, wutao, manager):
    people.seat(liufang, "manager", manager)
    return served


def names(page):
    return {row[1] for row in page.table("clients")}


def kept(browser, query="tier=gold", **fields):
    browser.post(
        "/clients/filters/new",
        list=packed(query, True),
        name=fields.pop("name", "黄金客户"),
        shared_with=fields.pop("shared_with", ""),
        **fields,
    )
    return SavedFilter.select().order_by(SavedFilter.id.desc()).get()


def bar(page):
    return [one.get_text(strip=True) for one in page.html.select(".saved-bar button, .saved-bar .btn")]


def test_it_works(visit, branch_admin, book):
    browser = visit(branch_admin)
    page = browser.get("/clients?tier=gold&order=name")
    link = page.html.select_one(".saved-bar a[href^='/clients/filters/new']")["href"]
    word = browser.get(link).html.find("input", {"name": "list"})["value"]
    page = browser.post("/clients/filters/new", list=word, name="黄金客户", shared_with="")
    saved = SavedFilter.get()
    assert (
        page.path == "/clients"
        and page.heading == "黄金客户"
        and names(page) == {"刘芳"}
        and page.value("order") == "name"
    )
    assert saved.counted == 1 and bar(page) == []
    row = browser.get("/clients/filters").table("filters")[0]
    assert row[0] == "黄金客户" and row[1] == "live" and row[2].startswith("1 ") and row[3] == "Only me"
    assert trail.deeds().order_by(AuditEntry.id.desc()).get().action == "filter.saved"


def test_a_live_one_is_asked_anew(visit, branch_admin, book, wutao):
    browser = visit(branch_admin)
    saved = kept(browser)
    Client.update(tier="gold").where(Client.id == wutao.id).execute()
    assert names(browser.get(f"/clients?filter={saved.id}")) == {"刘芳", "吴涛"}
    browser.post(f"/clients/filters/{saved.id}/count")
    assert SavedFilter.get().counted == 2


def test_a_frozen_one_holds_its_clients(visit, branch_admin, book, liufang, wutao):
    browser = visit(branch_admin)
    saved = kept(browser)
    browser.post(f"/clients/filters/{saved.id}/freeze")
    Client.update(tier="gold").where(Client.id == wutao.id).execute()
    Client.update(tier="platinum").where(Client.id == liufang.id).execute()
    page = browser.get(f"/clients?filter={saved.id}")
    assert names(page) == {"刘芳"} and SavedFilterMember.select().count() == 1
    assert names(browser.get(f"/clients?filter={saved.id}&edited=1&tier=gold")) == set()
    link = page.html.select_one("#clients .row-link")["href"]
    assert "the only one in the list" in browser.get(link).text
    for deed in ("freeze", "count", "save"):
        browser.post(f"/clients/filters/{saved.id}/{deed}", status=409, list=packed("tier=vip", True))


def test_frozen_at_once(visit, branch_admin, book):
    saved = kept(visit(branch_admin), freeze="1")
    assert saved.frozen_at and saved.members == 1


def test_save_and_discard_stand_only_where_the_view_differs(visit, branch_admin, book):
    browser = visit(branch_admin)
    saved = kept(browser)
    assert bar(browser.get(f"/clients?filter={saved.id}")) == []
    page = browser.get(f"/clients?filter={saved.id}&edited=1&tier=diamond")
    assert bar(page) == ["Save", "Discard", "Save as a filter"] and names(page) == {"陈刚"}
    word = page.html.select_one(".saved-bar input[name=list]")["value"]
    page = browser.post(f"/clients/filters/{saved.id}/save", list=word)
    assert names(page) == {"陈刚"} and SavedFilter.get().query == "tier=diamond" and bar(page) == []
    assert bar(browser.get(f"/clients?filter={saved.id}&edited=1&tier=diamond&order=name"))[:2] == ["Save", "Discard"]


def test_shared_with_a_branch_each_sees_his_own_clients(
    visit, branch_admin, manager, adviser, other_branch_admin, book
):
    browser = visit(branch_admin)
    saved = kept(browser, "tier=vip", shared_with="FAW")
    assert names(browser.get(f"/clients?filter={saved.id}")) == {"陈刚", "刘芳"}
    assert names(visit(adviser).get(f"/clients?filter={saved.id}")) == {"陈刚"}
    row = visit(manager).get("/clients/filters").table("filters")[0]
    assert "from 赵敏" in row[3] and row[5] == ""
    visit(other_branch_admin).get(f"/clients?filter={saved.id}", status=404)
    assert visit(other_branch_admin).get("/clients/filters").table("filters") == []


def test_private_ones_are_mine_alone(visit, branch_admin, manager, book):
    saved = kept(visit(branch_admin))
    browser = visit(manager)
    browser.get(f"/clients?filter={saved.id}", status=404)
    for path in ("", "/delete"):
        browser.get(f"/clients/filters/{saved.id}{path}", status=404)
    for path in ("", "/freeze", "/count", "/save", "/delete"):
        browser.post(
            f"/clients/filters/{saved.id}{path}",
            status=404,
            list=packed("", True),
            name="x",
            shared_with="",
            version="1",
        )
    for odd in ("999", "x", "-1", "9" * 30):
        browser.get(f"/clients?filter={odd}", status=404)


def test_renaming_sharing_and_two_at_once(visit, branch_admin, book):
    browser = visit(branch_admin)
    saved = kept(browser)
    browser.post(f"/clients/filters/{saved.id}", name="黄金", shared_with="FAW-1", version="1")
    assert SavedFilter.get().name == "黄金" and SavedFilter.get().shared_with.code == "FAW-1"
    page = browser.post(f"/clients/filters/{saved.id}", status=409, name="金", shared_with="", version="1")
    assert "黄金" in page.text
    browser.post(f"/clients/filters/{saved.id}", status=422, name="", shared_with="", version="2")
    browser.post(f"/clients/filters/{saved.id}", status=422, name="x", shared_with="JY", version="2")


def test_deleting_is_refused_while_something_uses_it(visit, branch_admin, book, monkeypatch):
    browser = visit(branch_admin)
    saved = kept(browser)
    monkeypatch.setattr(
        filter_reads,
        "_users",
        [lambda ids: [filter_reads.Use(one, "茶会的邀请名单", "/events/E-2026-0001") for one in ids]],
    )
    assert "茶会的邀请名单" in browser.get("/clients/filters").table("filters")[0][4]
    assert "茶会的邀请名单" in browser.get(f"/clients/filters/{saved.id}/delete").text
    assert "茶会的邀请名单" in browser.post(f"/clients/filters/{saved.id}/delete").refusal
    assert SavedFilter.select().count() == 1
    monkeypatch.setattr(filter_reads, "_users", [])
    assert "is deleted" in browser.post(f"/clients/filters/{saved.id}/delete").notice
    assert SavedFilter.select().count() == 0


def test_deleted_twice_the_second_reads_that_it_is_gone(app, visit, branch_admin, book):
    browser = visit(branch_admin)
    saved = kept(browser)
    actor = people.actor(branch_admin)
    found = together(app, *[lambda: filters.delete(actor, saved.id)] * 3)
    assert sorted(type(one).__name__ for one in found) == ["NoSuchFilter", "NoSuchFilter", "str"], found
    assert AuditEntry.select().where(AuditEntry.action == "filter.deleted").count() == 1
    for path in ("delete", "freeze", "count"):
        page = browser.post(f"/clients/filters/{saved.id}/{path}", status=404)
        assert "It may have been deleted already" in page.text
    assert "可能已被删除" in visit(branch_admin, language="zh").get(f"/clients/filters/{saved.id}", status=404).text


def test_what_cannot_be_kept(visit, branch_admin, book):
    browser = visit(branch_admin)
    for query in ("", "q=220102197805061234"):
        page = browser.post("/clients/filters/new", status=422, list=packed(query, True), name="x", shared_with="")
        assert page.refusal
    browser.post("/clients/filters/new", status=404, list="x", name="x", shared_with="")
    browser.post("/clients/filters/new", status=422, list=packed("tier=gold", True), name="", shared_with="")
    assert SavedFilter.select().count() == 0


def test_sent_twice_it_is_kept_once(visit, branch_admin, book):
    browser = visit(branch_admin)
    for _n in range(2):
        kept(browser, submission="7a3c1f0e-6f2b-4b0e-9b37-3b1f6f0a2c11")
    assert SavedFilter.select().count() == 1


def test_sent_twice_at_once_both_get_the_one(app, branch_admin, book):
    actor, wanted = people.actor(branch_admin), ClientFilter(tier=["gold"])
    deeds = [lambda: filters.save(actor, wanted, "name", "黄金客户", "", True, "one-form").id] * 4
    assert together(app, *deeds) == [SavedFilter.get().id] * 4


def test_the_list_stays_within_five_statements(visit, branch_admin, book, statements):
    browser = visit(branch_admin)
    saved, frozen = kept(browser), kept(browser, freeze="1")
    for path in (
        f"/clients?filter={saved.id}",
        f"/clients?filter={frozen.id}",
        "/clients?tier=gold&holds=loan&tag=1&birthday=30&last_contact=90&q=刘&aum_from=1",
    ):
        browser.get(path)
        with statements() as seen:
            browser.get(path)
        assert len(seen) <= 5, (path, [sql for sql, _ in seen])
