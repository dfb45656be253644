"""Tiers, their thresholds and who stands in them."""

from __future__ import annotations

import pytest

from tests.ground import people


def test_it_works(visit, branch_admin, chengang, liufang, wutao, zhaolei):
    rows = visit(branch_admin).get("/tiers").table("tiers")
    assert [row[:3] for row in rows] == [
        ["Diamond", "¥6m and above", "1"],
        ["Platinum", "¥2m and above", "0"],
        ["Gold", "¥500k and above", "1"],
        ["Standard", "none", "1"],
    ]


def test_head_office_sees_all(visit, head_office, liufang, zhaolei):
    assert visit(head_office).get("/tiers").table("tiers")[2][2] == "2"


def test_a_manager_counts_his_own(visit, manager, liufang, chengang):
    people.seat(liufang, "manager", manager)
    assert [row[2] for row in visit(manager).get("/tiers").table("tiers")] == ["0", "0", "1", "0"]


def test_an_empty_branch(visit, branch_admin):
    assert visit(branch_admin).get("/tiers").table("tiers")[0][2:4] == ["0", "0.0%"]


@pytest.mark.one_engine
def test_who_may_not(visit, specialist, coordinator, chengang, admin):
    for person in (specialist, coordinator, chengang, admin):
        visit(person).get("/tiers", status=403)
