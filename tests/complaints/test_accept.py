"""Accepting, refusing and withdrawing."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from portal.actions.complaints import accepting
from portal.actions.requests import working
from portal.derived import complaints as derived
from portal.ground.errors import Invalid, Overtaken, WrongState
from portal.models import AuditEntry, Complaint, ComplaintPaper, Notice, Request, RequestEntry
from tests.complaints.cases import accepted, filed, now, record, stranger
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import PDF


def post(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/{deed}", status=status, referer=f"/requests/{row.number}", **fields)


def test_it_works(visit, served, manager):
    row = filed(served)
    page = post(visit(manager), row, "accept")
    assert page.notice == "The complaint is accepted."
    assert (record(row).state, now(row).status, now(row).assignee_id) == ("accepted", "taken", manager.id)
    kinds = [n.kind for n in Notice.select().where(Notice.account == people.account_of(served).id)]
    assert kinds == ["complaint.received", "complaint.accepted"]
    assert AuditEntry.get(AuditEntry.action == "complaint.accepted").subject_id == row.id
    assert "王磊 accepted the complaint" in visit(served).get(f"/me/requests/{row.number}").text


def test_it_is_refused_with_a_ground(visit, served, manager):
    row = filed(served)
    for bad in (
        {"ground": "", "words": "抱歉"},
        {"ground": "whim", "words": "抱歉"},
        {"ground": "not_ours", "words": ""},
    ):
        assert post(visit(manager), row, "refuse", status=422, **bad).errors
    post(visit(manager), row, "refuse", ground="not_ours", words="该产品由第三方销售。")
    case = record(row)
    assert (case.state, case.ground_id, now(row).status, case.last_day) == ("refused", "not_ours", "closed", None)
    page = visit(served).get(f"/me/requests/{row.number}")
    assert "It concerns no product or service of ours" in page.section("case") and "第三方" in page.text
    assert list(derived.faults()) == []


def test_an_agent_needs_authority_before_it_is_accepted(visit, served, manager):
    row = filed(served, manager, complaint={"complainant": "agent", "name": "周律师", "contact": "+8613804310077"})
    page = post(visit(manager), row, "accept")
    assert "written authority" in page.refusal and record(row).state == "received"
    post(visit(manager), row, "papers", asked="authority", words="原件或扫描件")
    assert "written authority" in post(visit(manager), row, "accept").refusal
    post(visit(manager), row, "papers/authority/received")
    assert ComplaintPaper.get().state == "received"
    post(visit(manager), row, "accept")
    assert record(row).state == "accepted"


def test_an_authority_that_comes_later_is_kept_with_it(app, visit, served, manager):
    row = filed(served, manager, complaint={"complainant": "agent", "name": "周律师", "contact": "+8613804310077"})
    post(visit(manager), row, "papers", asked=["authority", "evidence"], words="原件或扫描件")
    page = visit(manager).get(f"/requests/{row.number}")
    assert page.html.select_one("form[action$='papers/authority/received'] input[type=file]")
    wrong = FileStorage(io.BytesIO(b"MZ\x90"), "a.exe")
    post(visit(manager), row, "papers/authority/received", status=422, attachments=wrong)
    assert (
        record(row).authority_id is None and ComplaintPaper.select().where(ComplaintPaper.state == "asked").count() == 2
    )
    post(visit(manager), row, "papers/authority/received", attachments=FileStorage(io.BytesIO(PDF), "授权书.pdf"))
    assert record(row).authority.name == "授权书.pdf" and now(row).files == 1
    post(visit(manager), row, "papers/evidence/received", attachments=FileStorage(io.BytesIO(PDF), "合同.pdf"))
    assert record(row).authority.name == "授权书.pdf" and now(row).files == 2
    assert "授权书.pdf" in visit(manager).get(f"/requests/{row.number}").text
    post(visit(manager), row, "accept")
    assert record(row).state == "accepted" and list(derived.faults()) == []


def test_withdrawal_ends_it_the_day_it_arrives(visit, served, manager, at):
    row, by_phone = filed(served), filed(served)
    at("2026-12-09 23:59")
    visit(served).post(f"/me/requests/{row.number}/withdraw")
    post(visit(manager), by_phone, "withdraw", reason="客户来电撤回")
    for one in (row, by_phone):
        case = record(one)
        assert (case.state, case.last_day, case.timely, now(one).status) == ("withdrawn", None, True, "withdrawn")
    assert RequestEntry.get(RequestEntry.kind == "note").body == "客户来电撤回"
    assert list(derived.faults()) == []


def test_a_stranger_withdraws_by_word(visit, branch_admin):
    row = stranger(branch_admin)
    post(visit(branch_admin), row, "withdraw", reason="来函撤回")
    assert record(row).state == "withdrawn"


def test_who_may_not(visit, served, second_manager, other_manager, auditor, head_office, coordinator):
    row = filed(served)
    for person, status in (
        (second_manager, 404), (other_manager, 404), (coordinator, 404), (auditor, 403), (head_office, 403),
        (served, 403),
    ):  # fmt: skip
        for deed in ("accept", "refuse", "extend", "withdraw", "papers", "about", "measure"):
            post(visit(person), row, deed, status=status)
    assert record(row).state == "received"


@pytest.mark.one_engine
def test_a_mere_request_is_no_complaint(visit, served, manager):
    row = filed(served, kind="request")
    for deed in ("refuse", "extend", "papers", "withdraw", "about", "measure"):
        visit(manager).get(f"/requests/{row.number}/{deed}", status=404)


def test_an_old_page_gives_nothing_away(visit, served, manager, adviser):
    row = filed(served)
    page = visit(manager).get(f"/requests/{row.number}")
    mark = page.html.select_one(f"form[action='/requests/{row.number}/accept'] [name=seen]")["value"]
    accepting.refuse(people.actor(manager), row, "not_ours", "与我行无关")
    page = post(visit(manager), row, "accept", status=409, seen=mark)
    assert record(row).state == "refused" and "refused" in page.text


def test_two_at_once_leave_one_truth(app, served, manager, adviser, branch_admin):
    row = filed(served)
    found = together(
        app,
        lambda: accepting.accept(people.actor(manager), row),
        lambda: accepting.refuse(people.actor(branch_admin), row, "not_ours", "与我行无关"),
        lambda: working.withdraw(people.actor(served), row),
    )
    case = record(row)
    assert all(isinstance(one, (Complaint, Request, WrongState, Overtaken, Invalid)) for one in found), found
    ends = {"accepted": "taken", "refused": "closed", "withdrawn": "withdrawn"}
    assert now(row).status == ends[case.state]
    assert list(derived.faults()) == []


def test_a_reply_while_somebody_refuses(visit, served, manager):
    row = filed(served)
    accepted(row, manager)
    accepting.withdraw(people.actor(manager), row, "来电撤回")
    page = visit(served).post(f"/me/requests/{row.number}/reply", status=409, body="我再补充一点")
    assert "我再补充一点" in str(page.html.select_one("#unsent-words"))
