"""The inbox of clients and staff."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.actions.shared.telling import tell
from portal.actions.teams import seats as teams
from portal.models import Notice, Request
from tests.ground import people
from tests.requests.cases import filed
from tests.teams.test_assign_manager import assign


def test_it_works(visit, branch_admin, chengang, manager):
    assign(visit(branch_admin), chengang)
    browser = visit(manager)
    page = browser.get("/notices")
    assert "You are now the client manager of 陈刚" in page.text and "1 unread" in page.text
    form = page.html.select_one("#notices form")
    opened = browser.post(form["action"], status=303, follow=False)
    assert opened.response.headers["Location"] == f"/clients/{chengang.number}"
    assert "All read" in browser.get("/notices").text


def test_a_client_reads_his_own(visit, branch_admin, chengang, manager):
    assign(visit(branch_admin), chengang)
    page = visit(chengang).get("/me/notices")
    assert "From Tue 24 Nov 王磊 looks after you as your client manager" in page.text
    assert page.html.select_one(".shell-member")


def test_a_number_is_never_cut_at_its_hyphens(visit, manager):
    said = {"client": "<b>陈刚</b>", "number": "R-2026-000060", "subject": "换卡"}
    tell([people.account_of(manager).id], "request.filed", "/requests/R-2026-000060", **said)
    page = visit(manager).get("/notices").response.get_data(as_text=True)
    assert '(<span class="nowrap whole">R-2026-000060</span>)' in page and "&lt;b&gt;陈刚&lt;/b&gt;" in page


def test_all_at_once(visit, manager, adviser):
    for person in (manager, manager, adviser):
        tell([people.account_of(person).id], "role.granted", "/account", role="adviser", place="一汽支行")
    browser = visit(manager)
    page = browser.post("/notices/read", newest=browser.get("/notices").value("newest"))
    assert page.notice == "All notices are marked as read." and "Mark all as read" not in page.text
    assert Notice.select().where(Notice.read_at.is_null()).count() == 1


def test_what_came_after_the_page_stays_unread(visit, manager):
    accounts = [people.account_of(manager).id]
    tell(accounts, "role.granted", "/account", role="adviser", place="一汽支行")
    browser = visit(manager)
    newest = browser.get("/notices").value("newest")
    tell(accounts, "role.granted", "/account", role="specialist", place="一汽支行")
    browser.post("/notices/read", newest=newest)
    assert [one.read_at is None for one in Notice.select().order_by(Notice.id)] == [False, True]
    assert "look at your notices first" in browser.post("/notices/read").refusal
    assert Notice.select().where(Notice.read_at.is_null()).count() == 1


def test_a_notice_leads_only_where_its_reader_may_go(visit, served, branch_admin, specialist, manager):
    """Who left the team, and whose request of the queue a colleague took, read it in words."""
    row = filed(served)
    Request.update(seat="queue", holder=None).where(Request.id == row.id).execute()
    tell([people.account_of(specialist).id], "request.filed", f"/requests/{row.number}", **row.said)
    browser = visit(specialist)
    assert len(browser.get("/notices").html.select("#notices .row-button")) == 1
    working.take(people.actor(manager), row)
    teams.end_seat(people.actor(branch_admin), served, "hejun", "调岗")
    page = browser.get("/notices")
    assert len(page.html.select("#notices li")) == 2 and not page.html.select("#notices .row-button")
    assert "no longer" in page.text or "team of 陈刚" in page.text
    last = Notice.select().where(Notice.account == people.account_of(specialist)).order_by(Notice.id.desc()).get()
    page = browser.post(f"/notices/{last.id}/open")
    assert "not open to you any more" in page.refusal and page.path == "/notices"


def test_older_ones_on_the_next_page(visit, manager):
    for number in range(33):
        tell([people.account_of(manager).id], "team.you_left", "/home", client=f"客户{number}")
    browser = visit(manager)
    page = browser.get("/notices")
    assert len(page.html.select("#notices li")) == 30 and "客户32" in page.text
    assert len(browser.get(page.html.select_one("a[rel=next]")["href"]).html.select("#notices li")) == 3


def test_an_empty_inbox_says_so(visit, chengang, manager):
    assert "No notices yet" in visit(chengang).get("/me/notices").text
    assert "No notices yet" in visit(manager).get("/notices").text
    visit(manager).post("/notices/read")


def test_nobody_opens_the_notice_of_another(visit, manager, adviser):
    tell([people.account_of(manager).id], "team.you_left", "/home", client="陈刚")
    row = Notice.get()
    visit(adviser).post(f"/notices/{row.id}/open", status=404)
    visit(adviser).post("/notices/99999999/open", status=404)
    assert Notice.get_by_id(row.id).read_at is None


def test_odd_pages_are_the_first(visit, manager):
    for odd in ("x", "-1", "9" * 40):
        visit(manager).get("/notices", before=odd)


@pytest.mark.one_engine
def test_staff_have_no_client_inbox(visit, manager):
    visit(manager).get("/me/notices", status=403)


def test_the_doer_is_not_told(visit, branch_admin, chengang, manager):
    assign(visit(branch_admin), chengang)
    assert "No notices yet" in visit(branch_admin).get("/notices").text


def test_a_refused_deed_tells_nobody(visit, branch_admin, chengang, manager):
    assign(visit(branch_admin), chengang, "nobody", status=422)
    assert Notice.select().count() == 0
