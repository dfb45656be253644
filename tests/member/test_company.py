"""A company signs in through its authorised persons: each with a login of his own, all in the company's name."""

from __future__ import annotations

import pytest

from portal.ground import clock
from portal.models import Account, Client, Notice, Request, SignIn
from tests.events.plans import event
from tests.ground import people
from tests.requests.cases import WISH


@pytest.fixture
def company(manager, adviser, specialist):
    """长春宏达 with its full team and two authorised persons: 孙丽 and 周斌."""
    row = people.client(
        None, "长春宏达汽车零部件有限公司", "platinum", kind="company", gender="", birthday=None, mobile=""
    )
    for username, name in (("sunli", "孙丽"), ("zhoubin", "周斌")):
        Account.create(
            username=username,
            client=row,
            person_name=name,
            authority="authorised",
            password_hash=people.password_hash(),
            created_at=clock.now(),
        )
    for kind, person in (("manager", manager), ("adviser", adviser), ("specialist", specialist)):
        people.seat(row, kind, person)
    return row


def test_it_works(visit, company):
    page = visit("sunli").get("/me")
    assert "孙丽" in page.heading and "长春宏达汽车零部件有限公司" in page.text and "Platinum" in page.text
    assert all(name in page.text for name in ("王磊", "李娜"))
    for path in ("/me/benefits", "/me/team", "/me/accounts", "/me/requests", "/me/events", "/me/notices", "/account"):
        visit("sunli").get(path)
        visit("sunli", language="zh").get(path)
    assert "长春宏达汽车零部件有限公司" in visit("sunli").get("/me/card").text  # no person's name: nothing to mask


def test_what_one_files_the_other_reads(visit, company, manager):
    visit("sunli").post("/me/requests/new", **WISH)
    row = Request.get()
    page = visit("zhoubin").get(f"/me/requests/{row.number}")
    assert WISH["subject"] in page.text
    visit("zhoubin").post(f"/me/requests/{row.number}/reply", body="由我补充材料。")
    thread = visit(manager).get(f"/requests/{row.number}")
    assert "周斌" in thread.text and "由我补充材料。" in thread.text and "长春宏达汽车零部件有限公司" in thread.text


def test_both_are_told(visit, company, manager):
    visit("sunli").post("/me/requests/new", **WISH)
    number = Request.get().number
    visit(manager).post(f"/requests/{number}/take", referer=f"/requests/{number}")
    told = {notice.account.username for notice in Notice.select() if notice.kind == "request.taken"}
    assert told == {"sunli", "zhoubin"}


def test_seats_at_an_event_are_the_companys(visit, company, coordinator):
    salon = event(coordinator)
    visit("sunli").post(f"/me/events/{salon.number}/sign-up", guests="1", guest_names="王总")
    page = visit("zhoubin").get(f"/me/events/{salon.number}")
    assert "2 seats are kept for you." in page.text and "王总" in page.text


def test_one_who_is_switched_off_leaves_the_other_in(visit, company):
    first, second = visit("sunli"), visit("zhoubin")
    Account.update(active=False).where(Account.username == "sunli").execute()
    assert first.get("/me").path == "/login"
    second.get("/me")
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 2


@pytest.mark.one_engine
def test_neither_sees_another_client(visit, company, chengang, liufang):
    assert Client.select().count() == 3
    for path in ("/me", "/me/team", "/me/accounts"):
        assert "陈刚" not in visit("sunli").get(path).text
    visit("sunli").get(f"/clients/{chengang.number}", status=403)


def test_staff_see_the_company_as_one(visit, company, branch_admin):
    page = visit(branch_admin).get(f"/clients/{company.number}")
    assert "Legal representative" in page.text and "Company" in page.text and "Born" not in page.text


def test_a_login_of_before_without_a_person_files_nothing_until_he_is_named(visit, company, branch_admin):
    """It reads; it neither files nor signs up; a name entered by staff gives it back what its scope says."""
    old = Account.create(
        username="honda", client=company, scope="sign", password_hash=people.password_hash(), created_at=clock.now()
    )
    browser = visit("honda")
    browser.get("/me")
    assert people.actor("honda").scope == "read"
    browser.get("/me/requests/new", status=403)
    browser.post("/me/requests/new", status=403, **WISH)
    browser.get("/me/profile/correct", status=403)
    assert not Request.select().exists()
    staff = visit(branch_admin)
    assert "no person named" in staff.get(f"/clients/{company.number}/profile").text
    path = f"/clients/{company.number}/persons/{old.id}"
    form = staff.get(path)
    staff.post(
        path,
        person_name="钱大明",
        authority="财务总监",
        person_mobile="",
        scope="request",
        valid_until="",
        version=form.value("version"),
    )
    assert people.actor("honda").scope == "request"
    visit("honda").post("/me/requests/new", **WISH)
    assert Request.get().filed_by_id == old.id
    assert "no person named" not in visit(branch_admin).get(f"/clients/{company.number}/profile").text
