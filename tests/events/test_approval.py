"""Submitted, approved or returned, published: four eyes."""

from __future__ import annotations

import pytest

from portal.models import AuditEntry, Notice
from tests.events.plans import event, fresh
from tests.ground import people, trail


def do(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/events/{row.number}/{deed}", status=status, referer=f"/events/{row.number}", **fields)


def test_it_works(visit, coordinator, branch_admin, chengang):
    row = event(coordinator, "draft")
    planner, approver = visit(coordinator), visit(branch_admin)
    assert do(planner, row, "submit").notice == "The plan is submitted for approval."
    assert [n.kind for n in Notice.select().where(Notice.account == people.account_of(branch_admin))] == [
        "event.submitted"
    ]
    page = do(approver, row, "approve")
    assert page.notice == "The plan is approved." and "Approved by 赵敏" in page.text
    assert [n.kind for n in Notice.select().where(Notice.account == people.account_of(coordinator))] == [
        "event.approved"
    ]
    visit(chengang).get(f"/me/events/{row.number}", status=404)
    assert do(planner, row, "publish").notice == "The event is published: invited clients are told and can sign up."
    visit(chengang).get(f"/me/events/{row.number}")
    assert [e.action for e in trail.deeds().order_by(AuditEntry.id)] == [
        "event.submit",
        "event.approve",
        "event.publish",
    ]


def test_returned_with_words(visit, coordinator, branch_admin):
    row = event(coordinator, "submitted")
    page = do(visit(branch_admin), row, "return", reason="预算偏高，请减半")
    assert fresh(row).state == "draft"
    page = visit(coordinator).get(f"/events/{row.number}")
    assert "Returned for changes: 预算偏高，请减半" in page.text
    do(visit(coordinator), row, "submit")
    assert fresh(row).returned_words == ""


@pytest.mark.one_engine
def test_returning_needs_words(visit, coordinator, branch_admin):
    row = event(coordinator, "submitted")
    assert "reason" in do(visit(branch_admin), row, "return", status=422, reason=" ").errors
    assert "reason" in do(visit(branch_admin), row, "return", status=422, reason="x" * 1001).errors
    assert fresh(row).state == "submitted"


def test_nobody_approves_his_own_plan(visit, branch_admin):
    row = event(branch_admin, "submitted")
    page = do(visit(branch_admin), row, "approve")
    assert page.refusal == "Somebody else approves your own plan (four eyes)."
    assert fresh(row).state == "submitted"
    assert not page.html.select(f"form[action='/events/{row.number}/approve']")


def test_head_office_and_the_upper_level_may_approve(visit, coordinator, head_office, upper_admin):
    for person in (head_office, upper_admin):
        row = event(coordinator, "submitted")
        do(visit(person), row, "approve")
        assert fresh(row).state == "approved"


@pytest.mark.one_engine
def test_who_may_not_approve(visit, coordinator, manager, auditor, chengang, other_branch_admin):
    row = event(coordinator, "submitted")
    for person in (coordinator, manager, auditor, chengang):
        do(visit(person), row, "approve", status=403)
    do(visit(other_branch_admin), row, "approve", status=404)
    assert fresh(row).state == "submitted"


@pytest.mark.parametrize(
    ("state", "deed"),
    [("submitted", "submit"), ("approved", "submit"), ("published", "submit"), ("draft", "publish"), ("submitted", "publish"), ("published", "publish"),
     ("cancelled", "publish"), ("held", "publish"), ("held", "submit"), ("cancelled", "submit")],
)  # fmt: skip
def test_out_of_order(visit, coordinator, state, deed):
    row = event(coordinator, state)
    page = do(visit(coordinator), row, deed)
    assert "no longer possible" in page.refusal
    assert fresh(row).state == state


@pytest.mark.parametrize("state", ["draft", "approved", "published", "held", "cancelled"])
def test_approving_what_does_not_wait(visit, coordinator, branch_admin, state):
    row = event(coordinator, state)
    assert do(visit(branch_admin), row, "approve").refusal
    assert fresh(row).state == state


def test_publishing_too_late(visit, coordinator, at):
    row = event(coordinator, "approved")
    at("2027-01-05 09:00")
    page = do(visit(coordinator), row, "publish", status=422)
    assert "The beginning is in the past" in page.errors["starts_at"] and fresh(row).state == "approved"


def test_publishing_after_the_last_day_of_sign_up(visit, coordinator, at):
    row = event(coordinator, "approved")
    at("2026-12-21 09:00")
    page = do(visit(coordinator), row, "publish", status=422)
    assert "Nobody could sign up any more" in page.errors["sign_up_until"]
    assert page.html.select_one(f"form[action='/events/{row.number}/edit']") and fresh(row).state == "approved"


def test_publishing_tells_the_invited(visit, coordinator, chengang, wutao, zhaolei):
    row = event(coordinator, "approved")
    do(visit(coordinator), row, "publish")
    told = {one.account_id: one for one in Notice.select().where(Notice.kind == "event.invited")}
    assert set(told) == {people.account_of(chengang).id}  # another tier and another branch are not invited
    assert told[people.account_of(chengang).id].path == f"/me/events/{row.number}"
    assert "岁末茶会" in visit(chengang).get("/notices").text


def test_only_the_deeds_of_the_state_are_offered(visit, coordinator, branch_admin):
    def offered(person, row):
        page = visit(person).get(f"/events/{row.number}")
        return {f["action"].rsplit("/", 1)[1] for f in page.html.select("main form[method=post]")}

    assert offered(coordinator, event(coordinator, "draft")) == {"submit"}
    assert offered(coordinator, event(coordinator, "submitted")) == set()
    assert offered(branch_admin, event(coordinator, "submitted")) == {"approve", "return"}
    assert offered(coordinator, event(coordinator, "approved")) == {"publish"}
    assert offered(coordinator, event(coordinator, "published")) == {"sign-up"}
    assert offered(coordinator, event(coordinator, "cancelled")) == set()
