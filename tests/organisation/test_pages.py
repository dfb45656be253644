"""Reading branches and staff."""

from __future__ import annotations

import pytest


def test_it_works(visit, branch_admin, manager, chengang):
    admin = visit(branch_admin)
    page = admin.get("/branches")
    assert [row[1] for row in page.table("branches")] == ["FAW", "FAW-1", "FAW-2", "FAW-3"]
    assert page.table("branches")[0][5] == "2 people"
    page = admin.get("/staff")
    assert [row[:2] for row in page.table("staff")] == [["王磊", "wanglei"], ["赵敏", "zhaomin"]]


def test_the_filter_lives_in_the_address(visit, admin, manager, other_manager):
    page = visit(admin).get("/staff", q="zhangwei")
    assert [row[1] for row in page.table("staff")] == ["zhangwei"]
    page = visit(admin).get("/staff", branch="JY")
    assert [row[1] for row in page.table("staff")] == ["zhangwei"]
    assert page.value("branch") == "JY"
    assert "Nothing fits" in visit(admin).get("/staff", q="nobody at all").text


def test_htmx_swaps_the_rows(visit, admin, manager):
    page = visit(admin, htmx="rows").get("/staff", q="wanglei")
    assert page.html.html is None
    assert [row[1] for row in page.table("staff")] == ["wanglei"]


@pytest.mark.one_engine
def test_another_branch_sees_only_itself(visit, other_branch_admin, manager):
    page = visit(other_branch_admin).get("/staff")
    assert [row[1] for row in page.table("staff")] == ["machao"]
    visit(other_branch_admin).get("/staff/wanglei", status=404)


@pytest.mark.one_engine
def test_head_office_reads_and_changes_nothing(visit, head_office, auditor, manager):
    for reader in (head_office, auditor):
        page = visit(reader).get("/staff/wanglei")
        assert "Give the role" not in page.text and "one-time code" not in page.text
        visit(reader).post("/staff/wanglei/roles", status=403, role="admin")
        visit(reader).get("/branches/FAW/edit", status=403)


@pytest.mark.one_engine
def test_others_have_no_such_pages(visit, manager, adviser, coordinator, chengang):
    for person in (manager, adviser, coordinator, chengang):
        for path in ("/branches", "/staff", "/staff/wanglei"):
            visit(person).get(path, status=403)


def test_a_branch_is_called_by_its_kind_in_chinese(visit, admin):
    rows = {row[0]: row for row in visit(admin, language="zh").get("/branches").table("branches")}
    found = [" ".join(row) for row in rows.values()]
    assert any("长春分行" in row and row.count("分行") > 1 and "机构" not in row for row in found), found
