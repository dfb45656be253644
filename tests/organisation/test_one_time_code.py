"""A one-time code for a colleague, shown once."""

from __future__ import annotations

import pytest

from portal.models import ActivationCode, RoleGrant
from tests.ground import people


def test_it_works(visit, branch_admin, manager):
    browser = visit(branch_admin)
    page = browser.post("/staff/wanglei/activation")
    code = page.html.select_one(".code-once").get_text(strip=True)
    assert len(code) >= 12 and "14 days" in page.section("code")
    assert code not in browser.get("/staff/wanglei").text
    visit().post(
        "/activate",
        status=303,
        follow=False,
        code=code,
        password="green tea in the morning",
        again="green tea in the morning",
    )


@pytest.mark.one_engine
def test_not_for_somebody_with_a_higher_role(visit, branch_admin):
    boss = people.staff("yanghui", "杨辉", "auditor")
    visit(branch_admin).post("/staff/yanghui/activation", status=403)
    RoleGrant.update(until="2027-01-01").where(RoleGrant.staff == boss).execute()
    visit(branch_admin).post("/staff/yanghui/activation", status=403)
    assert ActivationCode.select().count() == 0


def test_not_for_a_leaver(visit, branch_admin, manager):
    visit(branch_admin).post("/staff/wanglei/leave")
    visit(branch_admin).post("/staff/wanglei/activation", status=403)


@pytest.mark.one_engine
def test_a_foreign_branch_finds_nobody(visit, other_branch_admin, manager):
    visit(other_branch_admin).post("/staff/wanglei/activation", status=404)


@pytest.mark.one_engine
def test_others_may_not(visit, manager, adviser):
    visit(adviser).post("/staff/wanglei/activation", status=403)
