"""Resolving, rating, closing, reopening and withdrawing."""

from __future__ import annotations

import uuid

import pytest

from portal import jobs
from portal.actions.requests import working
from portal.ground.errors import WrongState
from portal.models import AuditEntry, Client, Notice, Request, RequestEntry
from tests.ground import people, trail
from tests.ground.together import together
from tests.requests.cases import filed, now, picture, resolved, taken


def resolve(visitor, row, status=200, **fields):
    return visitor.post(
        f"/requests/{row.number}/resolve",
        status=status,
        referer=f"/requests/{row.number}",
        **{"answer": "需要户口本与出生证明。", **fields},
    )


def mine(visitor, row, deed, status=200, **fields):
    return visitor.post(
        f"/me/requests/{row.number}/{deed}", status=status, referer=f"/me/requests/{row.number}", **fields
    )


def staff(visitor, row, deed, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/{deed}", status=status, referer=f"/requests/{row.number}", **fields)


def open_requests(client):
    return Client.get_by_id(client.id).open_requests


def test_it_works(visit, served, manager):
    row = taken(served, manager)
    page = resolve(visit(manager), row)
    assert "is resolved" in page.notice and now(row).status == "resolved"
    page = visit(served).get(f"/me/requests/{row.number}")
    assert "需要户口本与出生证明。" in page.text and "Please rate it" in page.text
    page = mine(visit(served), row, "rate", score="5", comment="很快")
    assert page.notice == "Thank you for your rating." and (now(row).score, now(row).comment) == (5, "很快")
    assert "Rated 5 of 5 : 很快" in visit(manager).get(f"/requests/{row.number}").text.replace("5: ", "5 : ")
    assert staff(visit(manager), row, "close").notice == "The request is closed."
    assert now(row).status == "closed" and open_requests(served) == 0
    deeds = [e.action for e in trail.deeds().order_by(AuditEntry.id)]
    assert deeds == ["request.filed", "request.taken", "request.resolved", "request.rated", "request.closed"]
    kinds = [n.kind for n in Notice.select().where(Notice.account == people.account_of(served).id).order_by(Notice.id)]
    assert kinds == ["request.taken", "request.resolved"]


def test_a_complaint_needs_its_root_cause(visit, served, manager):
    row = taken(served, manager, kind="complaint")
    page = resolve(visit(manager), row, status=422)
    assert (
        "root cause" in page.errors["root_cause"]
        and page.html.find(id="resolve-answer").get_text().strip() == "需要户口本与出生证明。"
    )
    assert now(row).status == "taken"
    resolve(visit(manager), row, root_cause="资料清单未公示")
    assert now(row).root_cause == "资料清单未公示"


def settle(visitor, row, status=200, **fields):
    """Send and settle: the reply's own form, by its second button."""
    values = {"body": "需要户口本与出生证明。", "then": "resolve", **fields}
    return visitor.post(f"/requests/{row.number}/reply", status=status, **values)


def test_send_and_settle_is_one_deed(visit, served, manager):
    """A new one is taken, answered with a file, and settled; the answer is asked for once."""
    row = filed(served)
    page = visit(manager).get(f"/requests/{row.number}")
    assert page.html.select_one("#reply button[name=then][value=resolve]") and not page.html.find(id="resolve-answer")
    page = settle(visit(manager), row, attachments=picture("清单.png"))
    assert "is resolved" in page.notice
    assert (now(row).status, now(row).assignee_id, now(row).files) == ("resolved", manager.id, 1)
    assert now(row).answer == "需要户口本与出生证明。" and now(row).first_reply_by_id == manager.id
    kinds = [(one.kind, one.body) for one in RequestEntry.select().order_by(RequestEntry.id)]
    assert kinds == [("event", "taken"), ("reply", "需要户口本与出生证明。"), ("event", "resolved")]
    assert "清单.png" in visit(served).get(f"/me/requests/{row.number}").text


@pytest.mark.one_engine
def test_settling_and_waiting_at_once_is_refused(visit, served, manager):
    row = taken(served, manager)
    page = settle(visit(manager), row, status=422, waiting="1")
    assert set(page.errors) == {"waiting"} and page.html.find(id="reply-body").get_text().strip()
    assert now(row).status == "taken" and RequestEntry.select().where(RequestEntry.kind == "reply").count() == 0


def test_a_complaint_is_not_settled_by_the_way(visit, served, manager):
    row = taken(served, manager, kind="complaint")
    page = visit(manager).get(f"/requests/{row.number}")
    assert not page.html.select("#reply button[value=resolve]") and page.html.find(id="resolve-answer")
    assert "root cause" in settle(visit(manager), row, status=422).text and now(row).status == "taken"


def test_resolving_twice_with_one_submission_is_one(visit, served, manager):
    row, submission = taken(served, manager), str(uuid.uuid4())
    for _ in range(2):
        assert "is resolved" in resolve(visit(manager), row, submission=submission).notice
    assert RequestEntry.select().where(RequestEntry.kind == "reply").count() == 1


def test_a_rating_is_one_to_five_and_may_be_changed(visit, served, manager):
    row = resolved(served, manager)
    for score in ("", "0", "6", "-1", "5.0", "abc", "9" * 30):
        assert set(mine(visit(served), row, "rate", status=422, score=score).errors) == {"score"}, score
    assert "comment" in mine(visit(served), row, "rate", status=422, score="3", comment="长" * 1001).errors
    mine(visit(served), row, "rate", score="2")
    page = mine(visit(served), row, "rate", score="4", comment="后来很好")
    assert now(row).score == 4 and page.html.select_one("input[name=score][value='4'][checked]")


def test_what_cannot_be_done_in_a_state_is_refused_with_words(visit, served, manager):
    new, work, over, gone = filed(served), taken(served, manager), resolved(served, manager), filed(served)
    working.withdraw(people.actor(served), gone)
    before = [now(row).version for row in (new, work, over, gone)]
    for row, deed, fields in (
        (new, "rate", {"score": "5"}), (work, "rate", {"score": "5"}), (gone, "rate", {"score": "5"}), (new, "reopen", {}), (work, "reopen", {}), (gone, "reopen", {}),
        (over, "withdraw", {}), (gone, "withdraw", {}),
    ):  # fmt: skip
        assert "no longer possible" in mine(visit(served), row, deed, **fields).refusal, (row.status, deed)
    for row, deed in (
        (new, "close"),
        (work, "close"),
        (gone, "close"),
        (new, "reopen"),
        (gone, "reopen"),
        (work, "take"),
        (over, "take"),
        (gone, "take"),
    ):
        page = staff(visit(manager), row, deed)
        assert "no longer possible" in page.refusal or (row, deed) == (work, "take"), (row.status, deed)
    assert before == [now(row).version for row in (new, work, over, gone)]
    assert open_requests(served) == 2


def test_the_client_reopens_it(visit, served, manager):
    row = resolved(served, manager)
    mine(visit(served), row, "rate", score="2")
    page = mine(visit(served), row, "reopen", reason="证明还没有收到")
    assert page.notice == "Your request is open again." and "证明还没有收到" in page.text
    assert (now(row).status, now(row).cycle, now(row).score, open_requests(served)) == ("taken", 2, None, 1)
    assert (
        Notice.select()
        .where(Notice.kind == "request.reopened", Notice.account == people.account_of(manager).id)
        .count()
        == 1
    )
    assert AuditEntry.get(AuditEntry.action == "request.rated").words["score"] == "2"


def test_staff_reopen_it_for_him(visit, served, manager):
    row = resolved(served, manager)
    staff(visit(manager), row, "close")
    assert staff(visit(manager), row, "reopen").notice == "The request is open again."
    assert now(row).closed_at is None and Notice.select().where(Notice.kind == "request.reopened_for_you").count() == 1


def test_reopening_long_after_it_was_closed_is_refused(visit, served, manager, at):
    row = resolved(served, manager)
    working.close(people.actor(manager), row)
    at("2027-02-23 10:00")
    assert "more than 90 days ago" in mine(visit(served), row, "reopen").refusal
    at("2027-02-22 10:00")
    assert mine(visit(served), row, "reopen").notice


def test_the_client_withdraws_it(visit, served, manager):
    row = filed(served)
    page = visit(served).get(f"/me/requests/{row.number}/withdraw")
    assert page.heading == "Withdraw this request"
    assert mine(visit(served), row, "withdraw").notice == "Your request is withdrawn."
    assert (now(row).status, open_requests(served)) == ("withdrawn", 0)
    assert "request.withdrawn" in [n.kind for n in Notice.select()]


def test_the_worker_closes_quiet_ones(app, visit, served, manager, at):
    quiet, rated = resolved(served, manager), resolved(served, manager)
    at("2026-12-05 10:00")
    working.rate(people.actor(served), rated, 5, "")
    working.note(people.actor(manager), quiet, "归档", [])
    at("2026-12-08 10:00")
    with app.app_context():
        assert jobs.minute() >= 2  # each wants a follow-up call
        assert jobs.minute() == 0
        at("2026-12-08 10:01")
        assert jobs.minute() == 1
    assert (now(quiet).status, now(rated).status) == ("closed", "resolved")
    entry = AuditEntry.get(AuditEntry.action == "request.closed")
    assert entry.actor_id is None and entry.actor_name == ""
    assert "The portal closed it" in visit(served).get(f"/me/requests/{quiet.number}").text


def test_who_may_not(visit, served, manager, second_manager, other_manager, auditor, head_office, zhaolei, liufang):
    row = resolved(served, manager)
    for person, status in (
        (second_manager, 404),
        (other_manager, 404),
        (auditor, 403),
        (head_office, 403),
        (served, 403),
    ):
        for deed in ("resolve", "close", "reopen", "reassign"):
            staff(visit(person), row, deed, status=status, answer="x")
    for person in (zhaolei, liufang):
        for deed in ("rate", "reopen", "withdraw", "reply"):
            mine(visit(person), row, deed, status=404, score="5", body="x")
        visit(person).get(f"/me/requests/{row.number}", status=404)
        visit(person).get(f"/me/requests/{row.number}/withdraw", status=404)
    mine(visit(manager), row, "rate", status=403, score="5")


@pytest.mark.parametrize("deeds", ["withdraw take", "resolve reassign", "close reopen"])
def test_two_at_once_leave_one_truth(app, served, manager, adviser, deeds):
    acting, own = people.actor(manager), people.actor(served)
    if deeds == "withdraw take":
        row = filed(served)
        found = together(app, lambda: working.withdraw(own, row), lambda: working.take(acting, row))
        assert now(row).status == "withdrawn" and open_requests(served) == 0
    elif deeds == "resolve reassign":
        row = taken(served, manager)
        found = together(app, *[lambda: working.resolve(acting, row, "好")] * 3)
        assert now(row).status == "resolved" and open_requests(served) == 0
    else:
        row = resolved(served, manager)
        found = together(
            app,
            lambda: working.close(acting, row),
            lambda: working.reopen(own, row),
            lambda: working.reopen(acting, row),
        )
        assert now(row).cycle == 2 and open_requests(served) == 1
    assert all(isinstance(one, (Request, WrongState)) for one in found), found
