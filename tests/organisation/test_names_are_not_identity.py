"""A branch admin called himself 王磊, acted, and called himself back: names are not identity."""

from __future__ import annotations

import pytest

from portal.actions.organisation import staff as deeds
from portal.actions.organisation.roles import OwnRights
from portal.models import AuditEntry, Staff
from tests.ground import people
from tests.teams.test_assign_manager import assign

CONTACTS = {"mobile": "13904315555", "desk_phone": "0431-1", "email": "z@example.cn"}


def edit(visitor, username, version=1, status=200, **fields):
    return visitor.post(f"/staff/{username}/edit", status=status, version=version, **fields)


def test_nobody_renames_himself(app, visit, branch_admin, admin):
    for person, username in ((branch_admin, "zhaomin"), (admin, "admin")):
        browser = visit(person)
        page = browser.get(f"/staff/{username}/edit")
        assert page.value("name") is page.value("branch") is page.value("introduction_zh") is None
        edit(browser, username, name="王磊", branch="CC", post="teller", introduction_zh="我是王磊", **CONTACTS)
        row = Staff.get_by_id(person.id)
        assert (row.name, row.post_id, row.branch_id) == (person.name, person.post_id, person.branch_id)
        assert row.mobile == "+8613904315555" and row.introduction_zh == ""
    with app.app_context(), pytest.raises(OwnRights):
        deeds.edit_staff(people.actor(branch_admin), Staff.get_by_id(branch_admin.id), {"name": "王磊"}, None)


def test_a_stale_save_of_ones_own_contacts(visit, branch_admin):
    browser = visit(branch_admin)
    edit(browser, "zhaomin", **CONTACTS)
    page = edit(browser, "zhaomin", status=409, **CONTACTS | {"desk_phone": "0431-2"})
    assert "0431-1" in page.text


def test_the_trail_shows_and_finds_by_user_name(visit, branch_admin, upper_admin, auditor, chengang, manager):
    """Somebody else renamed her for a while; her deeds stand under the false name."""
    who = {"branch": "FAW", "post": "branch_head"}
    edit(visit(upper_admin), "zhaomin", name="王磊", **who)
    assign(visit(branch_admin), chengang)
    edit(visit(upper_admin), "zhaomin", version=2, name="赵敏", **who)
    browser = visit(auditor)
    (row,) = browser.get("/audit", action="team").table("audit")
    assert "王磊 made 王磊 client manager" in row[1] and "User name zhaomin" in row[1]
    assert len(browser.get("/audit", action="team", actor="zhaomin").table("audit")) == 1
    assert len(browser.get("/audit", action="team", actor="ZhaoMin").table("audit")) == 1
    assert len(browser.get("/audit", action="team", actor="wanglei").table("audit")) == 0
    assert len(browser.get("/audit", action="team", actor="王磊").table("audit")) == 1


def test_a_renaming_stands_on_the_page(visit, branch_admin, upper_admin, auditor):
    who = {"branch": "FAW", "post": "branch_head"}
    assert visit(auditor).get("/staff/zhaomin").section("names") == ""
    edit(visit(upper_admin), "zhaomin", name="王磊", **who)
    edit(visit(upper_admin), "zhaomin", version=2, name="赵敏", desk_phone="1", **who)
    edit(visit(upper_admin), "zhaomin", version=3, name="赵敏", desk_phone="2", **who)
    found = visit(auditor).get("/staff/zhaomin").section("names")
    assert "赵敏 → 王磊" in found and "王磊 → 赵敏" in found and found.count("陆薇 (luwei)") == 2
    visit(auditor, language="zh").get("/staff/zhaomin")
    assert AuditEntry.select().where(AuditEntry.action == "staff.edited").count() == 3
