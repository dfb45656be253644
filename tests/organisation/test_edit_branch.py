"""Changing a branch's names, address and phone."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, Branch


def edit(visitor, version, code="FAW-1", status=200, **changes):
    values = {
        "name_zh": "一汽支行第一网点",
        "name_en": "FAW outlet 1",
        "address": "东风大街 1 号",
        "phone": "0431-85900001",
    } | changes
    return visitor.post(f"/branches/{code}/edit", status=status, version=version, **values)


def test_it_works(visit, branch_admin):
    browser = visit(branch_admin)
    version = browser.get("/branches/FAW-1/edit").value("version")
    page = edit(browser, version, address="东风大街 99 号")
    assert page.notice == "The branch is saved." and "东风大街 99 号" in page.text
    assert AuditEntry.get(AuditEntry.action == "branch.edited").changes["address"][1] == "东风大街 99 号"


def test_a_stale_save_shows_both(visit, branch_admin):
    one, two = visit(branch_admin), visit(branch_admin)
    version = one.get("/branches/FAW-1/edit").value("version")
    edit(one, version, phone="0431-1")
    page = edit(two, version, phone="0431-2", status=409)
    assert page.table("versions") == [["Phone", "0431-1", "0431-2"]]
    edit(two, page.value("version"), phone="0431-2")
    assert Branch.get(Branch.code == "FAW-1").phone == "0431-2"


@pytest.mark.one_engine
def test_bad_input(visit, branch_admin):
    page = edit(visit(branch_admin), 1, status=422, name_zh="", name_en="x" * 97, phone="1" * 33)
    assert set(page.errors) == {"name_zh", "name_en", "phone"}


@pytest.mark.one_engine
def test_only_the_own_branch(visit, branch_admin, other_branch_admin):
    edit(visit(branch_admin), 1, code="CC", status=404)
    edit(visit(other_branch_admin), 1, status=404)


@pytest.mark.one_engine
def test_others_may_not(visit, manager, head_office, auditor):
    for person in (manager, head_office, auditor):
        edit(visit(person), 1, status=403)
