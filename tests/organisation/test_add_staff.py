"""Entering a colleague, and changing the record."""

from __future__ import annotations

import uuid

import pytest

from portal.models import Account, AuditEntry, Staff

VALUES = {
    "name": "周强",
    "username": "zhouqiang",
    "branch": "FAW-1",
    "post": "teller",
    "mobile": "13804319999",
    "desk_phone": "0431-85907777",
}


def add(visitor, status=200, **changes):
    return visitor.post("/staff/new", status=status, **(VALUES | changes))


def test_it_works(visit, branch_admin):
    page = add(visit(branch_admin))
    assert page.heading == "周强"
    assert page.notice == "周强 is entered. Give a role next, and hand over a one-time code."
    account = Account.get(Account.username == "zhouqiang")
    assert account.password_hash is None and account.staff.mobile == "+8613804319999"
    assert AuditEntry.select().where(AuditEntry.action == "staff.added").count() == 1


def test_the_admin_adds_anywhere(visit, admin):
    add(visit(admin), branch="JY")


@pytest.mark.one_engine
def test_a_branch_admin_adds_only_in_his_branch(visit, branch_admin):
    for code in ("JY", "CC", "NOWHERE"):
        add(visit(branch_admin), branch=code, status=404)
    assert Staff.select().count() == 1


@pytest.mark.one_engine
def test_others_may_not(visit, manager, head_office):
    add(visit(manager), status=403)
    add(visit(head_office), status=403)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 65), ("username", "a"), ("username", "王磊"), ("username", "x'; DROP TABLE staff"), ("username", "x" * 33), ("post", "king"),
     ("mobile", "12"), ("desk_phone", "x" * 21), ("introduction_zh", "好" * 201)],
)  # fmt: skip
def test_bad_input(visit, branch_admin, field, value):
    page = add(visit(branch_admin), status=422, **{field: value})
    assert field in page.errors
    assert page.value("desk_phone" if field != "desk_phone" else "name")
    assert Account.get_or_none(Account.username == "zhouqiang") is None


def test_a_taken_user_name(visit, branch_admin, manager):
    page = add(visit(branch_admin), status=422, username="WangLei")
    assert "This user name is taken." in page.errors["username"]
    assert Staff.get_or_none(name="周强") is None


def test_a_double_click_adds_one(visit, branch_admin):
    same = str(uuid.uuid4())
    browser = visit(branch_admin)
    add(browser, submission=same)
    add(browser, submission=same)
    assert Staff.select().where(Staff.name == "周强").count() == 1


def test_marks_and_scripts_are_only_text(visit, branch_admin):
    page = add(visit(branch_admin), name="周<script>强\u202e\x00", introduction_en="<b>bold</b> 🙂")
    assert page.heading == "周<script>强"
    assert "<script>强" not in page.response.get_data(as_text=True)


def edit(visitor, version, status=200, **changes):
    values = {"name": "王磊", "branch": "FAW", "post": "client_manager", "mobile": "", "desk_phone": "0431-1"} | changes
    return visitor.post("/staff/wanglei/edit", status=status, version=version, **values)


def test_editing(visit, branch_admin, manager):
    browser = visit(branch_admin)
    page = browser.get("/staff/wanglei/edit")
    assert page.value("name") == "王磊" and page.value("branch") == "FAW"
    page = edit(browser, page.value("version"), desk_phone="0431-85901234")
    assert page.notice == "The record is saved." and "0431-85901234" in page.text
    changes = AuditEntry.get(AuditEntry.action == "staff.edited").changes
    assert changes["desk_phone"] == ["0431-85900000", "0431-85901234"] and "mobile" not in changes


def test_a_stale_save_shows_both(visit, branch_admin, manager):
    one, two = visit(branch_admin), visit(branch_admin)
    version = one.get("/staff/wanglei/edit").value("version")
    edit(one, version, desk_phone="0431-11111111")
    page = edit(two, version, desk_phone="0431-22222222", status=409)
    assert ["Desk phone", "0431-11111111", "0431-22222222"] in page.table("versions")
    assert page.value("desk_phone") == "0431-22222222"
    edit(two, page.value("version"), desk_phone="0431-22222222")
    assert Staff.get_by_id(manager.id).desk_phone == "0431-22222222"


@pytest.mark.one_engine
def test_nobody_moves_a_colleague_out_of_reach(visit, branch_admin, manager):
    edit(visit(branch_admin), 1, branch="JY", status=404)


@pytest.mark.one_engine
def test_another_branch_admin_finds_nobody(visit, other_branch_admin, manager):
    edit(visit(other_branch_admin), 1, status=404)
    visit(other_branch_admin).get("/staff/wanglei/edit", status=404)
