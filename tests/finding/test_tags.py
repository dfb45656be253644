"""Tags: a branch's list of words, hung on one client or on a whole list."""

from __future__ import annotations

import pytest

from portal import jobs
from portal.actions.administration import tasks
from portal.ground import clock
from portal.models import AuditEntry, Client, ClientTag, Tag, Task
from portal.reads.administration import settings
from tests.ground import people, trail


@pytest.fixture
def golf(branch_admin):
    return Tag.create(
        branch=branch_admin.branch, name="高尔夫", colour="done", author=branch_admin, created_at=clock.now()
    )


def carried(tag):
    return {row.client.name for row in ClientTag.select().where(ClientTag.tag == tag.id)}


def deeds():
    return [entry.action for entry in trail.deeds().order_by(AuditEntry.id)]


def test_it_works(visit, manager, served):
    browser = visit(manager)
    assert (
        browser.post("/clients/tags", name="高尔夫", colour="done", branch="FAW").notice
        == "The tag “高尔夫” is on the list."
    )
    tag = Tag.get()
    page = browser.post(f"/clients/{served.number}/tags", tag=tag.id)
    assert page.notice == "陈刚 carries the tag “高尔夫”." and carried(tag) == {"陈刚"}
    assert "高尔夫" in browser.get(f"/clients/{served.number}/tags").section("tags")
    assert [row[1] for row in browser.get(f"/clients?tag={tag.id}").table("clients")] == ["陈刚"]
    assert browser.get("/clients/tags").table("tag-list")[0][2] == "1"
    browser.post(f"/clients/{served.number}/tags/{tag.id}/remove")
    assert carried(tag) == set() and deeds() == ["tag.created", "client.tagged", "client.untagged"]


def test_hanging_it_on_twice_changes_nothing(visit, manager, served, golf):
    for _n in range(2):
        visit(manager).post(f"/clients/{served.number}/tags", tag=golf.id)
    assert carried(golf) == {"陈刚"} and deeds() == ["client.tagged"]


def test_a_name_stands_once_on_a_list(visit, branch_admin, golf):
    page = visit(branch_admin).post("/clients/tags", status=422, name="高尔夫", colour="info", branch="FAW")
    assert "already" in page.errors["name"] and Tag.select().count() == 1


def test_the_list_is_the_branchs_own(visit, manager, other_manager, other_branch_admin, served, zhaolei, golf):
    people.seat(zhaolei, "manager", other_manager)
    assert visit(other_branch_admin).get("/clients/tags").table("tag-list") == []
    visit(other_branch_admin).get(f"/clients/tags/{golf.id}", status=404)
    visit(other_manager).post(f"/clients/{zhaolei.number}/tags", status=422, tag=golf.id)
    visit(other_manager).post(f"/clients/{served.number}/tags", status=404, tag=golf.id)
    visit(other_branch_admin).post("/clients/tags", status=422, name="x", colour="info", branch="FAW")
    assert carried(golf) == set()


def test_a_manager_does_not_change_what_others_made(visit, manager, golf):
    visit(manager).post(f"/clients/tags/{golf.id}", status=403, name="x", colour="info", version="1")
    visit(manager).post(f"/clients/tags/{golf.id}/remove", status=403)
    assert Tag.get().name == "高尔夫"


def test_renaming_and_two_at_once(visit, branch_admin, golf):
    browser = visit(branch_admin)
    browser.post(f"/clients/tags/{golf.id}", name="高尔夫球", colour="info", version="1")
    page = browser.post(f"/clients/tags/{golf.id}", status=409, name="球", colour="info", version="1")
    assert "高尔夫球" in page.text and Tag.get().name == "高尔夫球"


def test_removing_says_how_many_carry_it(visit, branch_admin, served, golf):
    browser = visit(branch_admin)
    browser.post(f"/clients/{served.number}/tags", tag=golf.id)
    assert "1 client carries this tag" in browser.get(f"/clients/tags/{golf.id}/remove").text
    browser.post(f"/clients/tags/{golf.id}/remove")
    assert Tag.select().count() == ClientTag.select().count() == 0


def test_a_whole_list_at_once(visit, branch_admin, served, liufang, wutao, golf):
    browser = visit(branch_admin)
    browser.post(f"/clients/{liufang.number}/tags", tag=golf.id)
    page = browser.get(f"/clients/bulk?tier=vip&deed=tag&chosen={golf.id}")
    assert "Add “高尔夫” to 1 client?" in page.section("judged") and "1: carry this tag already" in page.section(
        "left-out"
    )
    form = {
        field["name"]: field["value"]
        for field in page.html.select("form[action='/clients/bulk'] input[type=hidden]")
        if field["name"] != "csrf_token"
    }
    assert "Done for 1 clients." in browser.post("/clients/bulk", **form).text
    assert (
        carried(golf) == {"陈刚", "刘芳"} and trail.deeds().order_by(AuditEntry.id.desc()).get().words["count"] == "1"
    )
    browser.post("/clients/bulk", **form | {"deed": "untag"})
    assert carried(golf) == set()


def test_those_of_whom_only_the_head_is_open_are_left_out(visit, manager, branch_admin, served, liufang, golf):
    page = visit(manager).get(f"/clients/bulk?whose=branch&deed=tag&chosen={golf.id}")
    assert "to 1 client?" in page.section("judged") and "only name, tier and team are open" in page.section("left-out")


def test_a_long_list_is_done_in_the_background(visit, app, branch_admin, golf, monkeypatch):
    monkeypatch.setattr("portal.actions.finding.bulk.AT_ONCE", 2)
    for n in range(4):
        people.client(None, f"客户{n}")
    browser = visit(branch_admin)
    page = browser.get(f"/clients/bulk?kind=individual&deed=tag&chosen={golf.id}")
    word = page.html.find("input", {"name": "list"})["value"]
    assert browser.post("/clients/bulk", list=word, deed="tag", chosen=golf.id).path == f"/tasks/{Task.get().id}"
    assert carried(golf) == set()
    with app.app_context():
        assert tasks.run_due(jobs.TASKS) == 1
    assert len(carried(golf)) == 4 and "Done for 4 clients." in browser.get(f"/tasks/{Task.get().id}").text


def test_a_list_that_is_too_long_is_refused(visit, branch_admin, golf, served, liufang, monkeypatch):
    monkeypatch.setattr(settings, "value", lambda name, on=None: 1)
    page = visit(branch_admin).get(f"/clients/bulk?deed=tag&chosen={golf.id}", status=422)
    assert "more than 1 clients" in page.refusal and Client.select().count() == 2
