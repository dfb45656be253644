"""To another branch, with the client's consent, which is written down."""

from __future__ import annotations

import pytest

from portal.derived import faults
from portal.models import AuditEntry, Forward, Notice, Request
from tests.ground import people
from tests.requests.cases import filed, now, resolved, taken

AGREED = {"branch": "JY", "reason": "客户常住净月", "channel": "phone", "consent_on": "2026-11-24"}


def forward(visitor, row, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/forward", status=status, **{**AGREED, **fields})


def test_it_works(visit, served, manager, other_branch_admin, other_manager):
    row = taken(served, manager)
    due = now(row).due_at
    visit(other_branch_admin).get(f"/requests/{row.number}", status=404)
    page = forward(visit(manager), row)
    assert page.notice.startswith(f"{row.number} is in the other branch's queue now.") and page.path == "/requests"
    after = now(row)
    assert (after.branch_id, after.status, after.assignee_id, after.holder_id) == (
        other_branch_admin.branch_id,
        "new",
        None,
        None,
    )
    assert after.due_at == due and served.branch_id == people.Client.get_by_id(served.id).branch_id
    kept = Forward.get()
    assert (kept.consent_channel, str(kept.consent_on), kept.author_id) == ("phone", "2026-11-24", manager.id)
    page = visit(other_branch_admin).get(f"/requests/{row.number}")
    assert "客户常住净月" in page.text and "gave it to another branch" in page.text
    visit(other_branch_admin).post(f"/requests/{row.number}/reply", body="已接手。")
    assert now(row).assignee_id == other_branch_admin.id
    mine = visit(served).get(f"/me/requests/{row.number}").text
    assert "gave it to another branch" in mine and "客户常住净月" not in mine
    told = {(n.kind, n.account_id) for n in Notice.select()}
    assert ("request.forwarded_for_you", people.account_of(served).id) in told
    assert ("request.forwarded_here", people.account_of(other_branch_admin).id) in told
    assert AuditEntry.get(AuditEntry.action == "request.forwarded").branch_id == served.branch_id
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"branch": ""}, "branch"), ({"branch": "FAW"}, "branch"), ({"branch": "nowhere"}, "branch"), ({"reason": ""}, "reason"),
        ({"consent_on": "2026-11-25"}, "consent_on"), ({"consent_on": ""}, "consent_on"), ({"channel": ""}, "channel"), ({"channel": "dream"}, "channel"),
    ],
)  # fmt: skip
@pytest.mark.one_engine
def test_without_consent_it_stays(visit, served, manager, fields, named):
    row = taken(served, manager)
    assert named in str(forward(visit(manager), row, status=422, **fields).errors) and Forward.select().count() == 0
    assert now(row).branch_id == served.branch_id


@pytest.mark.one_engine
def test_neither_a_complaint_nor_a_finished_one(visit, served, manager):
    complaint = taken(served, manager, kind="complaint")
    assert visit(manager).get(f"/requests/{complaint.number}").html.find(id="forward-branch") is None
    assert "stays with the branch" in forward(visit(manager), complaint, status=422).text
    forward(visit(manager), resolved(served, manager), status=409)
    assert Forward.select().count() == 0


@pytest.mark.one_engine
def test_who_may_not(visit, served, manager, second_manager, auditor, head_office, other_manager):
    row = filed(served)
    for person, status in (
        (second_manager, 404),
        (other_manager, 404),
        (auditor, 403),
        (head_office, 403),
        (served, 403),
    ):
        forward(visit(person), row, status=status)
    assert Request.get_by_id(row.id).branch_id == served.branch_id
