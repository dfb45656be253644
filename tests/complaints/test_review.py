"""The decision, how it is told, the review of the upper level, and that nothing decided is opened again."""

from __future__ import annotations

import pytest

from portal.actions.complaints import reviewing
from portal.actions.requests import working
from portal.derived import complaints as derived
from portal.ground.errors import NotAllowed, WrongState
from portal.models import AuditEntry, Notice
from tests.complaints.cases import accepted, decided, filed, now, record, stranger
from tests.ground import people


def mine(visitor, row, status=200, **fields):
    path = f"/me/requests/{row.number}"
    return visitor.post(f"{path}/review", status=status, referer=path, **fields)


def post(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/{deed}", status=status, referer=f"/requests/{row.number}", **fields)


def told(person):
    return [n.kind for n in Notice.select().where(Notice.account == people.account_of(person).id)]


def test_it_works(visit, served, manager, upper_admin):
    row = filed(served)
    accepted(row, manager)
    page = post(
        visit(manager), row, "resolve", answer="向您致歉。", root_cause="未回访", outcome="upheld", cause="disclosure"
    )
    case = record(row)
    assert (case.state, case.outcome, case.inner_cause, case.timely) == ("decided", "upheld", "disclosure", True)
    assert case.told_at and case.decided_by_id == manager.id and case.decision == "向您致歉。"
    assert visit(served).get(f"/me/requests/{row.number}").html.select("form#rate")
    page = mine(visit(served), row, words="理由不充分")
    assert not page.html.select("form#rate")  # not while the upper level looks at it again
    assert page.notice == "Your review is asked for." and "by Thu 24 Dec" in page.section("case")
    assert str(record(row).last_day) == "2026-12-24" and "complaint.review_asked" in told(upper_admin)
    assert "a review is asked for" in visit(upper_admin).get("/home").text
    post(visit(upper_admin), row, "review/answer", outcome="changed", words="应予补偿。")
    case = record(row)
    assert (case.state, case.review_outcome, case.review_by_id, case.last_day) == (
        "reviewed",
        "changed",
        upper_admin.id,
        None,
    )
    page = visit(served).get(f"/me/requests/{row.number}")
    assert "应予补偿。" in page.text and "complaint.review_answered" in told(served)
    assert list(derived.faults()) == []


def test_a_decided_complaint_is_not_opened_again(visit, served, manager):
    row = filed(served)
    accepted(row, manager), decided(row, manager)
    assert "Something is still open" not in visit(served).get(f"/me/requests/{row.number}").text
    page = visit(served).post(
        f"/me/requests/{row.number}/reopen", referer=f"/me/requests/{row.number}", reason="还没有"
    )
    assert "is not opened again" in page.text and now(row).status == "resolved"
    with pytest.raises(WrongState):
        working.reopen(people.actor(manager), row)
    assert (
        not visit(manager).get(f"/requests/{row.number}").html.select(f"form[action='/requests/{row.number}/reopen']")
    )


def test_a_review_is_asked_within_30_days(visit, served, manager, at):
    row, late = filed(served), filed(served)
    for one in (row, late):
        accepted(one, manager), decided(one, manager)
    at("2026-12-24 23:59")
    mine(visit(served), row, words="不同意")
    at("2026-12-25 00:00")
    page = mine(visit(served), late, status=409, words="不同意")
    assert "within 30 days" in page.text and record(late).state == "decided"
    assert "new complaint" in visit(served).get(f"/me/requests/{late.number}").section("case")


@pytest.mark.one_engine
def test_who_may_not(visit, served, manager, branch_admin, upper_admin, zhaolei, liufang):
    row, open_one = filed(served), filed(served)
    accepted(row, manager), decided(row, manager)
    for person in (zhaolei, liufang):
        mine(visit(person), row, status=404, words="x")
    assert mine(visit(served), open_one, status=409, words="x")
    assert "words" in mine(visit(served), row, status=422, words=" ").errors
    mine(visit(served), row, words="不同意")
    post(visit(manager), row, "review/answer", status=403, outcome="confirmed", words="x")
    post(visit(branch_admin), row, "review/answer", status=403, outcome="confirmed", words="x")
    assert record(row).state == "review"


def test_who_decided_does_not_review_it(served, upper_admin, head_office):
    row = filed(served)
    accepted(row, upper_admin), decided(row, upper_admin)
    reviewing.ask_review(people.actor(served), row, "不同意")
    with pytest.raises(NotAllowed):
        reviewing.answer_review(people.actor(upper_admin), row, "confirmed", "维持")
    reviewing.answer_review(people.actor(head_office), row, "confirmed", "维持")


def test_of_a_stranger_it_is_noted_when_he_was_told(visit, branch_admin, at):
    row = stranger(branch_admin)
    accepted(row, branch_admin), decided(row, branch_admin)
    assert record(row).told_at is None and "Not told yet" in visit(branch_admin).get(f"/requests/{row.number}").text
    at("2026-11-28 10:00")
    for day in ("2026-11-23", "2026-11-29"):
        assert "on" in post(visit(branch_admin), row, "told", status=422, on=day, how="电话").errors
    post(visit(branch_admin), row, "told", on="2026-11-27", how="电话告知")
    at("2026-12-27 10:00")
    post(visit(branch_admin), row, "review", words="来信不同意")
    assert (
        record(row).state == "review"
        and AuditEntry.get(AuditEntry.action == "complaint.told").words["day"] == "2026-11-27"
    )
