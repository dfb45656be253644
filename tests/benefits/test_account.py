"""A client's account of benefits for staff: lots, every line, and a branch admin sets it right."""

from __future__ import annotations

from datetime import date

import pytest

from portal.actions.benefits import holding
from portal.derived import benefits as proof
from portal.models import AuditEntry, Entry, Lot
from tests.ground import benefits, people

GOLF = "golf"


@pytest.fixture
def here(served) -> str:
    benefits.use(served, GOLF, date(2026, 11, 2), 2, guest="王秀兰")
    return f"/clients/{served.number}/benefits"


def lot() -> Lot:
    return Lot.get(Lot.benefit == GOLF)


def use() -> Entry:
    return Entry.get(Entry.kind == "use")


def test_it_works(visit, manager, served, here):
    holding.hold(people.actor(manager), served, GOLF, 1, date(2026, 12, 10))
    page = visit(manager).get(here)
    assert page.table("lots-table")[0][1:] == ["31 Dec", "3 times", "1", "2", "–"]
    lines = page.section("lines")
    assert "Golf × 2 王秀兰" in lines and "王磊" in lines and "for 10 Dec" in lines and "Take the use back" not in lines
    assert here in visit(manager).get(f"/clients/{served.number}").links()


def test_an_admin_corrects_a_number(visit, branch_admin, here):
    address = f"{here}/lots/{lot().id}/correct"
    page = visit(branch_admin).post(address, by="-1", reason="误发")
    assert page.notice == "The number is corrected; the line stands in the account."
    assert lot().available == 3 and "误发" in page.section("lines")
    assert AuditEntry.get(AuditEntry.action == "benefit.corrected").words["count"] == "-1"
    assert list(proof.faults()) == []


@pytest.mark.parametrize(("by", "field"), [("-5", "by"), ("0", "by"), ("", "by"), ("x", "by"), ("9999999", "by")])
def test_not_below_what_is_left(visit, branch_admin, here, by, field):
    page = visit(branch_admin).post(f"{here}/lots/{lot().id}/correct", status=422, by=by, reason="误发")
    assert field in page.errors and page.html.find(id="reason")["value"] == "误发"
    assert lot().available == 4


def test_a_use_that_was_none_is_taken_back_once(visit, branch_admin, here):
    address = f"{here}/uses/{use().id}/take-back"
    assert "Used × 2 on 2 Nov" in visit(branch_admin).get(address).text
    page = visit(branch_admin).post(address, reason="未到场")
    assert page.notice == "The use is taken back; the line stands in the account."
    assert (lot().available, lot().used) == (6, 0) and "Take the use back" not in page.section("lines")
    visit(branch_admin).post(address, status=409, reason="未到场")
    assert list(proof.faults()) == []


@pytest.mark.one_engine
def test_who_may_not(visit, manager, specialist, coordinator, other_branch_admin, head_office, auditor, here):
    for person in (manager, specialist, auditor, head_office):
        visit(person).get(here)
        visit(person).get(f"{here}/lots/{lot().id}/correct", status=403)
    for person in (coordinator, other_branch_admin):
        visit(person).get(here, status=404)
    visit(other_branch_admin).get(f"{here}/lots/{lot().id}/correct", status=404)


@pytest.mark.one_engine
def test_anothers_lot_or_line_is_not_there(visit, branch_admin, liufang, here):
    other = f"/clients/{liufang.number}/benefits"
    visit(branch_admin).get(f"{other}/lots/{lot().id}/correct", status=404)
    visit(branch_admin).get(f"{other}/uses/{use().id}/take-back", status=404)
    visit(branch_admin).get(f"{here}/uses/{Entry.get(Entry.kind == 'grant').id}/take-back", status=404)
