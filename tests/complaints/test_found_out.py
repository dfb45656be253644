"""Somebody who was no client turns out to be one: the complaint is his from then on."""

from __future__ import annotations

import pytest

from portal import derived
from portal.models import AuditEntry, Complaint, Request
from tests.complaints.cases import filed, now, record, stranger
from tests.complaints.naming import holder
from tests.ground import people


def he_is(visitor, row, number, name, status=200, **fields):
    return visitor.post(
        f"/requests/{row.number}/client", status=status, client=number, client_name=name,
        referer=f"/requests/{row.number}/client", **fields,
    )  # fmt: skip


def test_it_works(visit, served, manager, branch_admin):
    row = stranger(branch_admin)
    assert holder(row) is None and "He is a client" in visit(branch_admin).get(f"/requests/{row.number}").text
    page = he_is(visit(branch_admin), row, served.number, "陈刚")
    assert page.notice == "The complaint is 陈刚's now."
    case = record(row)
    assert (now(row).client_id, case.complainant, case.name, case.contact) == (served.id, "client", "", "")
    assert holder(row) == manager and row.subject in visit(served).get(f"/me/requests/{row.number}").text
    entry = AuditEntry.get(AuditEntry.action == "complaint.client_found")
    assert entry.subject_id == row.id and entry.words["client"] == served.number and "孙立" not in str(entry.words)
    assert "He is a client" not in visit(branch_admin).get(f"/requests/{row.number}").text
    visit(branch_admin).get(f"/requests/{row.number}/client", status=404)
    assert list(derived.faults()) == []


def test_one_of_another_branch_goes_there(visit, zhaolei, branch_admin, other_branch_admin, other_manager):
    row = stranger(branch_admin)
    he_is(visit(branch_admin), row, zhaolei.number, zhaolei.name)
    assert now(row).branch_id == zhaolei.branch_id and record(row).branch_id != people.branch("FAW").id
    visit(branch_admin).get(f"/requests/{row.number}", status=404)
    visit(other_branch_admin).get(f"/requests/{row.number}")
    assert list(derived.faults()) == []


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "fields", [("C-9999999", "陈刚"), ("nonsense", "陈刚"), ("", "陈刚"), ("{his}", "李刚"), ("{his}", "")]
)
def test_bad_input(visit, served, branch_admin, fields):
    row = stranger(branch_admin)
    number, name = fields[0].replace("{his}", served.number), fields[1]
    page = he_is(visit(branch_admin), row, number, name, status=422)
    assert page.errors and page.value("client_name") == name and now(row).client_id is None
    assert Complaint.get().name == "孙立"


@pytest.mark.one_engine
def test_who_may_not_and_two_at_once(visit, served, liufang, manager, auditor, branch_admin):
    row, other = stranger(branch_admin), filed(served)
    he_is(visit(manager), row, served.number, "陈刚", status=404)
    he_is(visit(auditor), row, served.number, "陈刚", status=403)
    he_is(visit(branch_admin), other, served.number, "陈刚", status=404)
    page = visit(branch_admin).get(f"/requests/{row.number}/client")
    seen = page.html.select_one("input[name=seen]")["value"]
    Complaint.update(version=Complaint.version + 1).where(Complaint.request == row.id).execute()
    he_is(visit(branch_admin), row, liufang.number, "刘芳", status=409, seen=seen)
    assert Request.get_by_id(row.id).client_id is None
