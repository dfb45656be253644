"""Writing to and fro: replies, waiting for the client, his answers."""

from __future__ import annotations

import uuid

import pytest

from portal.actions.requests import working
from portal.models import Notice, RequestEntry
from tests.ground import people
from tests.requests.cases import filed, now, picture, resolved, taken


def reply(visitor, row, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/reply", status=status, **{"body": "请带户口本。", **fields})


def answer(visitor, row, status=200, **fields):
    return visitor.post(f"/me/requests/{row.number}/reply", status=status, **{"body": "好的，明天送来。", **fields})


@pytest.fixture
def row(served, manager):
    return taken(served, manager)


def test_it_works(visit, served, manager, row):
    page = reply(visit(manager), row, attachments=picture("清单.png"))
    assert page.notice == "The reply is sent."
    mine = visit(served).get(f"/me/requests/{row.number}")
    assert "请带户口本。" in mine.text and "王磊" in mine.text and "清单.png" in mine.text
    page = answer(visit(served), row, attachments=picture())
    assert page.notice == "Your message is sent."
    theirs = visit(manager).get(f"/requests/{row.number}")
    assert theirs.text.index("请带户口本。") < theirs.text.index("好的，明天送来。")
    kinds = [n.kind for n in Notice.select().order_by(Notice.id)]
    assert kinds == ["request.filed", "request.taken", "request.answered", "request.client_answered"]
    assert (now(row).status, now(row).files) == ("taken", 2)


def test_waiting_says_whose_turn_it_is(visit, served, manager, row):
    page = reply(visit(manager), row, waiting="1")
    assert now(row).status == "waiting" and now(row).due_at is None and "Waiting for the client" in page.text
    assert "We need your answer" in visit(served).get("/me").text
    answer(visit(served), row)
    assert now(row).status == "taken" and now(row).due_at is not None


def test_the_list_marks_what_the_client_wrote_last(visit, served, manager, row):
    browser = visit(manager)
    reply(browser, row)
    assert "The client wrote last" not in browser.get("/requests").text
    answer(visit(served), row)
    assert "The client wrote last" in browser.get("/requests").text
    reply(browser, row, internal="1", body="已核对")
    assert "The client wrote last" in browser.get("/requests").text


def test_the_client_may_add_something_before_anybody_took_it(visit, served):
    row = filed(served)
    answer(visit(served), row)
    assert now(row).status == "new" and RequestEntry.select().count() == 1


def test_who_may_not(visit, row, served, liufang, zhaolei, second_manager, other_manager, auditor, head_office):
    for person, status in (
        (second_manager, 404),
        (other_manager, 404),
        (auditor, 403),
        (head_office, 403),
        (served, 403),
    ):
        reply(visit(person), row, status=status)
    for person in (liufang, zhaolei):
        answer(visit(person), row, status=404)
    assert RequestEntry.select().where(RequestEntry.kind != "event").count() == 0


@pytest.mark.one_engine
def test_an_empty_or_long_message_is_named(visit, served, manager, row):
    for body in ("", "  \u200b ", "长" * 4001):
        assert set(reply(visit(manager), row, status=422, body=body).errors) == {"body"}
        assert set(answer(visit(served), row, status=422, body=body).errors) == {"body"}
        assert set(reply(visit(manager), row, status=422, body=body, internal="1").errors) == {"body"}


def test_a_message_that_comes_too_late_is_not_lost(visit, served, manager, adviser):
    row = resolved(served, manager)
    page = reply(visit(adviser), row, status=409, body="还有一件事要说")
    assert "dealt with in the meantime" in page.refusal and "还有一件事要说" in page.section("unsent")
    page = visit(adviser).post(f"/requests/{row.number}/resolve", status=409, answer="又一个答复")
    assert "又一个答复" in page.section("unsent")
    page = answer(visit(served), row, status=409, body="我还想问")
    assert "我还想问" in page.section("unsent")
    new = filed(served)
    assert "写在受理之前" in reply(visit(manager), new, status=409, body="写在受理之前").section("unsent")
    assert RequestEntry.select().where(RequestEntry.request == new.id).count() == 0


def test_the_same_submission_twice_makes_one(visit, served, manager, row):
    for send, person in ((reply, manager), (answer, served)):
        submission = str(uuid.uuid4())
        for _ in range(2):
            send(visit(person), row, submission=submission, attachments=picture())
        assert RequestEntry.select().where(RequestEntry.submission == submission).count() == 1
    assert now(row).files == 2


def test_a_long_thread_folds_its_beginning(visit, served, manager, row):
    for n in range(10):
        working.reply(people.actor(manager), row, f"第{n}封", [])
    page = visit(manager).get(f"/requests/{row.number}")
    assert "5 earlier entries" in page.text and "第0封" in page.text
