"""Somebody leaves: login off, roles ended, clients to be handed over."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Account, AuditEntry, RoleGrant, SignIn, Staff
from tests.ground import people


def test_it_works(visit, branch_admin, served, manager):
    at_work = visit(manager)
    browser = visit(branch_admin)
    assert "Does 王磊 leave the bank today?" in browser.get("/staff/wanglei/leave").text
    page = browser.post("/staff/wanglei/leave")
    assert "1 client still has this person" in page.notice
    assert Staff.get_by_id(manager.id).left_on == date(2026, 11, 24)
    assert not Account.get(Account.staff == manager).active
    assert RoleGrant.get(RoleGrant.staff == manager).until == date(2026, 11, 24)
    assert SignIn.select().where(SignIn.account == people.account_of(manager), SignIn.ended_at.is_null()).count() == 0
    at_work.get("/clients", status=303, follow=False)
    assert AuditEntry.select().where(AuditEntry.action == "staff.left").count() == 1
    assert "left" in browser.get("/staff/wanglei").text


def test_asking_alone_changes_nothing(visit, branch_admin, manager):
    visit(branch_admin).get("/staff/wanglei/leave")
    assert Staff.get_by_id(manager.id).left_on is None


@pytest.mark.one_engine
def test_nobody_sends_himself_away(visit, branch_admin):
    visit(branch_admin).post("/staff/zhaomin/leave", status=403)


@pytest.mark.one_engine
def test_a_branch_admin_cannot_remove_a_higher_one(visit, branch_admin):
    people.staff("yanghui", "杨辉", "auditor")
    visit(branch_admin).post("/staff/yanghui/leave", status=403)


@pytest.mark.one_engine
def test_a_foreign_branch_finds_nobody(visit, other_branch_admin, manager):
    visit(other_branch_admin).get("/staff/wanglei/leave", status=404)
    visit(other_branch_admin).post("/staff/wanglei/leave", status=404)


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser, head_office):
    for person in (adviser, head_office):
        visit(person).post("/staff/wanglei/leave", status=403)
