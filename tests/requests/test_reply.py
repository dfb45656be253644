"""Writing to and fro: replies, waiting for the client, his answers."""

from __future__ import annotations

import uuid

import pytest

from portal.actions.requests import working
from portal.derived import requests as proof
from portal.ground.errors import WrongState
from portal.models import Account, AuditEntry, Client, Notice, Request, RequestEntry
from tests.ground import people
from tests.ground.together import together
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
    gone = filed(served)
    working.withdraw(people.actor(served), gone)
    assert "写在撤回之后" in reply(visit(manager), gone, status=409, body="写在撤回之后").section("unsent")
    assert RequestEntry.select().where(RequestEntry.request == gone.id, RequestEntry.kind != "event").count() == 0


def test_a_reply_takes_what_nobody_took(visit, wutao, specialist):
    """One deed: whoever answers from the queue has it, and the thread says so."""
    row = filed(wutao)
    page = visit(specialist).get(f"/requests/{row.number}")
    assert "With your reply the request is yours." in page.text and page.html.find(id="reply-body")
    page = reply(visit(specialist), row)
    assert page.notice == "The reply is sent." and "何军 took it in hand" in page.text
    assert (now(row).status, now(row).assignee_id, now(row).holder_id) == ("taken", specialist.id, specialist.id)
    assert [n.kind for n in Notice.select().where(Notice.account == people.account_of(wutao).id)] == [
        "request.answered"
    ]
    assert now(row).first_reply_by_id == specialist.id


def test_who_answers_while_another_has_it_does_not_take_it(visit, served, manager, adviser, branch_admin, row):
    for person in (adviser, branch_admin):
        reply(visit(person), row)
    assert now(row).assignee_id == manager.id


def test_two_who_answer_one_that_is_new(app, wutao, specialist, branch_admin):
    """One of them takes it; both answers stand, for both were sent."""
    row = filed(wutao)
    people_ = (specialist, branch_admin)
    found = together(app, *[lambda one=one: working.reply(people.actor(one), row, "我来办理。", []) for one in people_])
    assert all(isinstance(one, RequestEntry) for one in found)
    took = RequestEntry.select().where(RequestEntry.request == row.id, RequestEntry.body == "taken")
    assert took.count() == 1 and now(row).assignee_id in (specialist.id, branch_admin.id)


def test_from_an_old_page_nothing_is_sent(visit, wutao, specialist, branch_admin, at):
    """Both opened the new request; the second hears who was quicker, and keeps his words."""
    row = filed(wutao)
    pages = {one: visit(one) for one in (specialist, branch_admin)}
    marks = {
        one: browser.get(f"/requests/{row.number}").html.select_one("#reply [name=seen]")["value"]
        for one, browser in pages.items()
    }
    at("2026-11-24 10:05")
    reply(pages[specialist], row, seen=marks[specialist])
    page = reply(pages[branch_admin], row, seen=marks[branch_admin], body="我来看一下。", status=409)
    assert "何军" in page.text and page.value("body").strip() == "我来看一下。"
    assert RequestEntry.select().where(RequestEntry.kind == "reply").count() == 1


def test_a_person_of_a_company_is_named_as_himself(visit, manager):
    company = people.client("zhoubin", "长春宏达汽车零部件有限公司", "gold", kind="company", gender="", birthday=None)
    Account.update(person_name="周斌").where(Account.client == company.id).execute()
    people.seat(company, "manager", manager)
    row = taken(company, manager)
    answer(visit(company), row)
    told = Notice.get(Notice.kind == "request.client_answered")
    assert told.words["client"] == "周斌 (长春宏达汽车零部件有限公司)"
    assert "周斌" in visit(manager).get(f"/requests/{row.number}").section("entries")


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


@pytest.mark.parametrize("ends", ["resolve", "withdraw"])
def test_a_reply_while_somebody_ends_it(app, served, manager, adviser, row, ends):
    """What was said before stands before; what comes a moment later is refused whole, with nothing left of it."""
    end = {
        "resolve": lambda: working.resolve(people.actor(manager), row, "需要户口本。", ""),
        "withdraw": lambda: working.withdraw(people.actor(served), row),
    }
    found = together(
        app,
        lambda: working.reply(people.actor(adviser), row, "还需出生证明。", []),
        end[ends],
        lambda: working.answer(people.actor(served), row, "收到，谢谢。", []),
    )
    said = {"还需出生证明。": found[0], "收到，谢谢。": found[2]}
    assert isinstance(found[1], Request), found
    assert all(isinstance(one, (RequestEntry, WrongState)) for one in said.values()), found
    thread = [one.body for one in RequestEntry.select().where(RequestEntry.request == row.id).order_by(RequestEntry.id)]
    last = thread.index({"resolve": "resolved", "withdraw": "withdrawn"}[ends])
    for words, answer in said.items():
        assert (words in thread[:last]) == isinstance(answer, RequestEntry) and words not in thread[last:]
    deeds = ["request.reply", "request.answer"]
    assert AuditEntry.select().where(AuditEntry.action.in_(deeds)).count() == sum(word in thread for word in said)
    done = now(row)
    assert (done.status, done.answer) == (("resolved", "需要户口本。") if ends == "resolve" else ("withdrawn", ""))
    assert Client.get_by_id(served.id).open_requests == 0 and list(proof.faults()) == []
