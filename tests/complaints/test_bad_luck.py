"""A merged client, a changed list of those complained of, somebody who leaves, the check, the statements of the pages."""

from __future__ import annotations

import pytest

from portal.actions.complaints import reviewing
from portal.actions.requests import working
from portal.derived import PROOFS
from portal.derived import complaints as derived
from portal.models import Client, Complaint, ComplaintAbout, Request
from tests.complaints.cases import (
    accepted,
    approved,
    asked_for_more,
    decided,
    extended,
    filed,
    measure,
    now,
    record,
    stranger,
)
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import path, versions


def test_it_works(app, served, manager, branch_admin, upper_admin):
    rows = [filed(served), stranger(branch_admin)]
    for row in rows:
        accepted(row, branch_admin)
    extended(rows[0], manager), decided(rows[0], manager), measure(rows[0], manager)
    assert [fault for proof in PROOFS for fault in proof()] == []
    Complaint.update(last_day="2030-01-01").where(Complaint.request == rows[1].id).execute()
    assert len(list(derived.faults())) == 1


def test_a_client_is_merged_while_a_complaint_runs(visit, served, manager, branch_admin):
    gone = people.client(None, "陈刚", mobile=served.mobile)
    people.seat(gone, "manager", manager)
    row = filed(gone, manager)
    accepted(row, manager)
    values = {"reason": "同一人", **versions(served, gone)}
    visit(branch_admin).post(path(served, gone), **values)
    kept = now(row).client_id
    assert kept in (served.id, gone.id) and Client.get_by_id(kept).merged_into_id is None
    assert record(row).state == "accepted" and str(record(row).last_day) == "2026-12-09"
    decided(row, manager)
    assert list(derived.faults()) == []


def test_whom_it_is_about_may_be_put_right(visit, served, manager, adviser, branch_admin):
    row = filed(served, about=[adviser])
    page = visit(branch_admin).get(f"/requests/{row.number}/about")
    assert [one["value"] for one in page.html.select("[name=about_staff][checked]")] == ["lina"]
    visit(branch_admin).post(
        f"/requests/{row.number}/about", referer=f"/requests/{row.number}", about_staff="hejun", about_branch="FAW-1"
    )
    found = {(one.kind, one.staff_id or one.branch_id) for one in ComplaintAbout.select()}
    hejun = people.Staff.get(people.Staff.name == "何军")
    assert found == {("staff", hejun.id), ("branch", people.branch("FAW-1").id)}


def test_nobody_is_named_twice(app, served, manager, adviser):
    row = filed(served, about=[adviser])
    together(
        app,
        *[
            lambda: ComplaintAbout.create(
                complaint=record(row).id, kind="staff", staff=adviser, added_at="2026-11-24 02:00:00"
            )
        ]
        * 2,
    )
    assert ComplaintAbout.select().count() == 1


def test_a_request_without_a_client_is_a_complaint(app, branch_admin):
    row = stranger(branch_admin)
    try:
        Request.update(kind="request").where(Request.id == row.id).execute()
    except Exception:
        return
    raise AssertionError("a mere request without a client was kept")


def test_a_stranger_can_be_worked_on_to_the_end(visit, branch_admin, specialist):
    row = stranger(branch_admin)
    here = f"/requests/{row.number}"
    for page in ("/requests", "/requests?status=all&q=排队", "/home", here, f"/search?q={row.number}"):
        visit(specialist).get(page)
    visit(specialist).post(f"{here}/take", referer=here)
    visit(specialist).post(f"{here}/reply", referer=here, body="已电话联系，约周四面谈。")
    visit(specialist).post(f"{here}/reply", referer=here, internal="1", body="先核对叫号记录")
    visit(specialist).post(
        f"{here}/resolve", referer=here, answer="向您致歉", root_cause="替班", outcome="upheld", cause="process"
    )
    assert (now(row).status, record(row).state) == ("resolved", "decided")
    visit(branch_admin).get("/teams/measures" if False else "/requests?status=finished")


def test_a_decision_and_a_withdrawal_at_once(app, served, manager):
    row = filed(served)
    accepted(row, manager)
    together(app, lambda: decided(row, manager), lambda: working.withdraw(people.actor(served), row))
    assert (now(row).status, record(row).state) in {("resolved", "decided"), ("withdrawn", "withdrawn")}
    assert list(derived.faults()) == []


def test_the_page_of_a_complaint_asks_a_fixed_number_of_statements(visit, served, manager, statements):
    row = filed(served)
    accepted(row, manager), decided(row, manager)
    for _ in range(3):
        measure(row, manager)
    browser = visit(manager)
    browser.get(f"/requests/{row.number}")
    with statements() as seen:
        browser.get(f"/requests/{row.number}")
    assert len(seen) <= 22, len(seen)


PAGES = ("about", "extend", "extension", "measure", "papers", "refuse", "review", "review/answer", "told", "withdraw")


@pytest.mark.one_engine
def test_a_page_opens_only_for_what_can_be_done_now(visit, served, manager, upper_admin):
    """An old link or bookmark leads to no form that is refused when it is filled in."""
    row, browser = filed(served), visit(upper_admin)

    def opens(*fitting):
        for one in PAGES:
            page = browser.get(f"/requests/{row.number}/{one}", status=200 if one in fitting else 409)
            assert one in fitting or "dealt with in the meantime" in page.text

    opens("about", "papers", "withdraw", "extend", "refuse")
    accepted(row, manager)
    opens("about", "papers", "withdraw", "extend", "measure")
    extended(row, manager), asked_for_more(row, manager)
    opens("about", "papers", "withdraw", "measure", "extension")
    approved(row, upper_admin)
    opens("about", "papers", "withdraw", "measure")  # there is no longer term than the last one
    assert "More time" not in browser.get(f"/requests/{row.number}").section("case")
    decided(row, manager)
    opens("measure", "told", "review")
    reviewing.ask_review(people.actor(served), row, "不同意")
    opens("about", "papers", "measure", "review/answer")
