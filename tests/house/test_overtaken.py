"""Whatever happened meanwhile: the page says what and by whom, with the text where it can be sent or copied."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.actions.screening import names, review
from portal.actions.teams import seats as teams
from portal.ground import clock
from portal.models import ListName, Request, RoleGrant, Seat
from tests.events.plans import event
from tests.ground import people, trail
from tests.ground.together import together
from tests.requests.cases import filed, taken
from tests.screening.names import at_name, decided, name_of, rich, submitted

TEXT = "请带身份证原件，周四下午三点"


@pytest.fixture
def queued(served):
    """A request that nobody has yet."""
    row = filed(served)
    Request.update(seat="queue", holder=None).where(Request.id == row.id).execute()
    return Request.get_by_id(row.id)


def opened(visitor, row):
    """What the forms of the page carry."""
    page = visitor.get(f"/requests/{row.number}")
    form = page.html.select_one(f"form[action='/requests/{row.number}/take']")
    return {name: form.select_one(f"[name={name}]")["value"] for name in ("page", "seen")}


def test_what_a_colleague_took_is_not_nothing(visit, queued, specialist, manager, served):
    teams.end_seat(people.actor(people.staff("zhaomin", "赵敏", "branch_admin")), served, "hejun", "调岗")
    browser = visit(specialist)
    marks = opened(browser, queued)
    working.take(people.actor(manager), queued)
    before = trail.counts()
    page = browser.post(f"/requests/{queued.number}/take", status=409, **marks)
    assert page.refusal == "王磊 has taken this request." and trail.counts() == before
    assert "陈刚" not in page.text and queued.subject not in page.text
    page = browser.post(f"/requests/{queued.number}/reply", status=409, body=TEXT, **marks)
    assert TEXT in page.html.select_one("textarea[readonly]").get_text()
    browser.get(f"/requests/{queued.number}", status=404)


def test_only_with_a_mark_of_ones_own_of_this_day_and_thing(visit, queued, specialist, manager, served, at):
    teams.end_seat(people.actor(people.staff("zhaomin", "赵敏", "branch_admin")), served, "hejun", "调岗")
    other = people.staff("zhengyang", "郑洋", "specialist")
    browser, theirs = visit(specialist), visit(other)
    marks, foreign = opened(browser, queued), opened(theirs, queued)
    working.take(people.actor(manager), queued)
    for page in ("", "x", marks["page"][:-2] + "zz", foreign["page"]):
        browser.post(f"/requests/{queued.number}/take", status=404, page=page, seen=marks["seen"])
    second = filed(served)
    Request.update(assignee=manager).where(Request.id == second.id).execute()
    browser.post(f"/requests/{second.number}/take", status=404, **marks)
    at("2026-11-25 10:05")
    visit(specialist).post(f"/requests/{queued.number}/take", status=404, **marks)


def test_who_lost_the_role_can_copy_what_he_wrote(visit, served, manager):
    row = taken(served, manager)
    browser = visit(manager)
    mark = browser.get(f"/requests/{row.number}").value("page")
    RoleGrant.update(until=clock.today()).where(RoleGrant.staff == manager).execute()
    page = browser.post(f"/requests/{row.number}/reply", status=403, body=TEXT, page=mark)
    assert TEXT in page.html.select_one("textarea[readonly]").get_text() and "陈刚" not in page.text
    assert TEXT not in browser.post(f"/requests/{row.number}/reply", status=403, body=TEXT).text


def test_a_reply_to_what_was_closed_meanwhile_can_be_copied(visit, served, manager):
    row = taken(served, manager)
    browser = visit(manager)
    browser.get(f"/requests/{row.number}")
    working.withdraw(people.actor(served), row)
    page = browser.post(f"/requests/{row.number}/reply", status=409, seen="", body=TEXT)
    assert TEXT in page.text


def test_head_office_approves_only_what_it_saw(visit, branch_admin, head_office):
    client = rich("林小")
    submitted(branch_admin, client)
    where, browser = at_name(client), visit(head_office)
    mark = browser.get(where).html.select_one(f"form[action='{where}/decide'] [name=seen]")["value"]
    decided(head_office, client, "return", "金额来源？")
    names.change_name(people.actor(branch_admin), name_of(client), "diamond", "资产转入", None)
    review.answer_question(people.actor(branch_admin), name_of(client), "房款到账", [])
    page = browser.post(f"{where}/decide", status=409, decision="approve", reason="", seen=mark)
    assert "Gold → Diamond" in page.text and "赵敏" in page.section("happened")
    assert ListName.get().state == "submitted" and people.Client.get_by_id(client.id).tier_id == "standard"
    again = page.html.select_one("#again")
    assert again.select_one("[name=decision]")["value"] == "approve"
    browser.post(f"{where}/decide", decision="approve", reason="", seen=again.select_one("[name=seen]")["value"])
    assert people.Client.get_by_id(client.id).tier_id == "diamond"


def _sending(browser, at, path, **fields):
    form = browser.get(at).html.select_one(f"form[action='{path}']")
    marks = {name: found["value"] for name in ("page", "seen") if (found := form.select_one(f"[name={name}]"))}
    data = {**fields, **marks, "csrf_token": browser.csrf}
    return lambda: browser.web.post(path, data=data).status_code


def test_two_admins_assign_one_seat_at_once(app, visit, branch_admin, upper_admin, wutao, manager, second_manager):
    at, path = f"/clients/{wutao.number}/team", f"/clients/{wutao.number}/team/manager"
    sent = [
        _sending(visit(who), at, path, staff=staff, reason="新客户")
        for who, staff in ((branch_admin, "wanglei"), (upper_admin, "qianfeng"))
    ]
    assert sorted(together(app, *sent)) == [303, 409]
    assert Seat.select().where(Seat.client == wutao.id).count() == 1


def test_two_give_one_request_away_at_once(app, visit, served, manager, adviser, branch_admin, specialist):
    row = taken(served, manager)
    at, path = f"/requests/{row.number}", f"/requests/{row.number}/reassign"
    sent = [
        _sending(visit(who), at, path, staff=staff, reason="休假")
        for who, staff in ((manager, "lina"), (branch_admin, "hejun"))
    ]
    assert sorted(together(app, *sent)) == [303, 409]


def test_two_take_one_request_at_once(app, visit, queued, manager, specialist):
    at, path = f"/requests/{queued.number}", f"/requests/{queued.number}/take"
    assert sorted(together(app, *[_sending(visit(who), at, path) for who in (manager, specialist)])) == [303, 409]


@pytest.mark.one_engine
def test_two_tabs_of_one_person(visit, coordinator):
    row = event(coordinator, "draft")
    browser = visit(coordinator)
    marks = [browser.get(f"/events/{row.number}").value("seen") for _tab in range(2)]
    browser.post(f"/events/{row.number}/submit", seen=marks[0])
    page = browser.post(f"/events/{row.number}/submit", status=409, seen=marks[1])
    assert "孙悦 submitted the event" in page.text and not page.html.select("#again")


@pytest.mark.one_engine
def test_an_answer_to_htmx_is_a_page_of_its_own(visit, queued, manager):
    page = visit(manager, htmx="thread").post(f"/requests/{queued.number}/take", status=409, seen="")
    assert page.response.headers["HX-Retarget"] == "body" and page.html.select_one("#again")


@pytest.mark.one_engine
def test_in_chinese(visit, queued, manager):
    page = visit(manager, language="zh").post(f"/requests/{queued.number}/take", status=409, seen="")
    assert "已过时" in page.refusal
