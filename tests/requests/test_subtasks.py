"""A part of a request is done by somebody else, by a time of its own, and holds the answer together."""

from __future__ import annotations

import uuid

import pytest

from portal.actions.organisation import staff
from portal.actions.requests import subtasks
from portal.ground import clock
from portal.ground.errors import WrongState
from portal.models import Notice, RequestEntry, Subtask
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import now, resolved, taken

PART = {"what": "出具余额说明", "details": "用途：子女入学", "due_at": "2026-11-25T12:00", "holds": "1"}


def ask(visitor, row, status=200, **fields):
    return visitor.post(f"/requests/{row.number}/tasks", status=status, **{**PART, **fields})


def finish(visitor, task, status=200, **fields):
    values = {"result": "已盖章，放在二号柜台。", **fields}
    return visitor.post(f"/requests/tasks/{task.id}/done", status=status, **values)


@pytest.fixture
def row(served, manager):
    return taken(served, manager)


def test_it_works(visit, served, manager, other_branch_admin, other_manager, row):
    """To a person of another branch, who does not see the request: he reads what was written, and answers."""
    page = ask(visit(manager), row, colleague="zhangwei")
    assert page.notice == "The sub-task is asked." and "出具余额说明" in page.section("subtasks")
    task = Subtask.get()
    assert (task.staff_id, task.branch_id) == (other_manager.id, other_manager.branch_id)
    doer = visit(other_manager)
    doer.get(f"/requests/{row.number}", status=404)
    assert "出具余额说明" in doer.get("/home").text
    assert "出具余额说明" in doer.get("/requests/tasks").section("tasks")
    page = doer.get(f"/requests/tasks/{task.id}")
    assert "用途：子女入学" in page.text and "陈刚" not in page.text and row.subject not in page.text
    assert "王磊 reads the result" in finish(doer, task).notice
    assert "已盖章，放在二号柜台。" in visit(manager).get(f"/requests/{row.number}").section("subtasks")
    kinds = [n.kind for n in Notice.select().where(Notice.kind.startswith("request.subtask"))]
    assert kinds == ["request.subtask_for_you", "request.subtask_done"]
    assert now(row).status == "taken"


def test_while_it_is_open_the_request_is_not_settled_unless_that_is_said(visit, manager, row):
    browser = visit(manager)
    ask(browser, row)
    send = {"body": "已办妥。", "then": "resolve"}
    page = browser.post(f"/requests/{row.number}/reply", status=422, **send)
    assert "出具余额说明" in page.errors["anyway"] and "已办妥。" in page.html.find(id="reply-body").get_text()
    assert now(row).status == "taken"
    browser.post(f"/requests/{row.number}/reply", **send, anyway="1")
    assert now(row).status == "resolved" and Subtask.get().state == "open"


@pytest.mark.parametrize("how", ["done", "withdrawn", "does not hold"])
def test_then_it_is_settled_without_a_word(visit, manager, row, how):
    browser = visit(manager)
    ask(browser, row, holds=None if how == "does not hold" else "1")
    task = Subtask.get()
    if how == "done":
        subtasks.done(people.actor(manager), task, "好了")
    elif how == "withdrawn":
        browser.post(f"/requests/{row.number}/tasks/{task.id}/withdraw")
        assert Subtask.get().state == "withdrawn"
    browser.post(f"/requests/{row.number}/reply", body="已办妥。", then="resolve")
    assert now(row).status == "resolved"


def test_a_reply_does_not_wait_for_it(visit, manager, row):
    ask(visit(manager), row)
    visit(manager).post(f"/requests/{row.number}/reply", body="正在办理。")
    assert RequestEntry.select().where(RequestEntry.kind == "reply").count() == 1


def test_whose_it_is(visit, manager, adviser, specialist, second_manager, branch_admin, other_manager, auditor, row):
    """A post's: those who hold it at the branch; the queue's: who takes from it; an admin sees all of his branch."""
    browser = visit(manager)
    ask(browser, row, post="lobby_manager", what="岗位的")
    ask(browser, row, what="队列的")
    ask(browser, row, colleague="lina", what="个人的")
    seen = {"岗位的", "队列的", "个人的"}
    for person, mine in (
        (specialist, {"岗位的", "队列的"}), (adviser, {"个人的"}), (second_manager, set()), (branch_admin, seen),
        (other_manager, set()),
    ):  # fmt: skip
        text = visit(person).get("/requests/tasks").section("tasks")
        assert {one for one in seen if one in text} == mine, person.name
    task = Subtask.get(Subtask.what == "个人的")
    for person in (specialist, second_manager, other_manager):
        visit(person).get(f"/requests/tasks/{task.id}", status=404)
        finish(visit(person), task, status=404)
    visit(auditor).get("/requests/tasks", status=403)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"what": " "}, "what"), ({"due_at": ""}, "due_at"), ({"due_at": "2026-11-24T09:00"}, "due_at"), ({"due_at": "x"}, "due_at"),
        ({"branch": "nowhere"}, "branch"), ({"post": "king"}, "post"), ({"what": "长" * 121}, "what"),
    ],
)  # fmt: skip
@pytest.mark.one_engine
def test_bad_input(visit, manager, row, fields, named):
    page = ask(visit(manager), row, status=422, **fields)
    assert set(page.errors) == {named} and Subtask.select().count() == 0
    assert page.html.find(id="task-details").get_text().strip() == PART["details"]


@pytest.mark.one_engine
def test_a_leaver_is_nobody_to_ask(visit, manager, second_manager, row):
    people.Account.update(active=False).where(people.Account.username == "qianfeng").execute()
    page = ask(visit(manager), row, status=422, colleague="qianfeng")
    assert "no such colleague" in page.text and Subtask.select().count() == 0


@pytest.mark.one_engine
def test_of_a_finished_request_nothing_is_asked(visit, served, manager):
    ask(visit(manager), resolved(served, manager), status=409)
    assert Subtask.select().count() == 0


def test_the_same_form_twice_asks_once(visit, manager, row):
    submission = str(uuid.uuid4())
    for _ in range(2):
        ask(visit(manager), row, submission=submission)
    assert Subtask.select().count() == 1


def test_two_who_finish_it(app, manager, branch_admin, row):
    task = subtasks.ask(people.actor(manager), row, "甲", "", people.clock.now() + people.clock.days(1))
    deeds = [lambda who=who: subtasks.done(people.actor(who), task, "好") for who in (manager, branch_admin)]
    found = together(app, *deeds)
    assert sorted(type(one).__name__ for one in found) == ["Subtask", "WrongState"], found
    assert WrongState.__name__ == "WrongState" and Subtask.get().state == "done"


def test_the_client_learns_nothing_of_it(visit, served, manager, row):
    subtasks.ask(people.actor(manager), row, "内部核查客户流水", "勿告知", people.clock.now() + people.clock.days(1))
    subtasks.done(people.actor(manager), Subtask.get(), "未见异常")
    for path in ("/me", f"/me/requests/{row.number}", "/me/notices"):
        text = visit(served).get(path).text
        assert not any(words in text for words in ("内部核查", "勿告知", "未见异常"))
    visit(served).get(f"/requests/tasks/{Subtask.get().id}", status=403)


def test_a_colleague_sees_it_late(visit, manager, specialist, at, row):
    ask(visit(manager), row, post="lobby_manager")
    at("2026-11-26 10:00")
    assert "due" in visit(specialist).get("/requests/tasks").section("tasks")


def test_what_a_leaver_has_not_done_goes_back_to_who_asked(visit, manager, second_manager, admin, row):
    part = {"holds": False, "staff": people.account_of(second_manager).username}
    for what in ("出具余额说明", "查流水"):
        subtasks.ask(people.actor(manager), now(row), what, "", clock.now() + clock.days(1), **part)
    over = Subtask.get(Subtask.what == "查流水")
    subtasks.done(people.actor(second_manager), over, "已查")
    staff.leave(people.actor(admin), second_manager)
    task, done = Subtask.get(Subtask.what == "出具余额说明"), Subtask.get_by_id(over.id)
    assert (task.staff_id, task.branch_id, task.state) == (manager.id, manager.branch_id, "open")
    assert (done.staff_id, done.state) == (second_manager.id, "done")
    told = Notice.get(Notice.kind == "request.subtask_back")
    assert told.account_id == people.account_of(manager).id and told.path == f"/requests/tasks/{task.id}"
    assert "has left; a part of" in visit(manager).get("/notices").text
    assert "出具余额说明" in visit(manager).get("/home").text


@pytest.mark.one_engine
def test_where_who_asked_has_left_too_the_branch_has_it(manager, second_manager, branch_admin, admin, row):
    part = {"holds": False, "staff": people.account_of(second_manager).username}
    subtasks.ask(people.actor(manager), now(row), "出具余额说明", "", clock.now() + clock.days(1), **part)
    staff.leave(people.actor(admin), manager)
    assert Subtask.get().staff_id == second_manager.id
    staff.leave(people.actor(admin), second_manager)
    assert (Subtask.get().staff_id, Subtask.get().branch_id) == (None, now(row).branch_id)
    told = {one.account_id for one in Notice.select().where(Notice.kind == "request.subtask_back")}
    assert people.account_of(branch_admin).id in told


def test_its_page_says_how_its_clock_runs(visit, manager, second_manager, row, at):
    """By the working time that was given, as the clock of a request is told."""
    at("2026-11-27 16:00")
    given = clock.now() + clock.days(3)
    subtasks.ask(people.actor(manager), now(row), "出具余额说明", "", given, staff=second_manager.username)
    task = Subtask.get()
    browser = visit(second_manager)
    said = browser.get(f"/requests/tasks/{task.id}").section("clock")
    assert (
        "asked, 1 working day to do it" in said
        and "a weekend, does not count" in said
        and "30 Nov" in said
        and ": due" in said
    )
    at("2026-11-30 10:00")
    subtasks.done(people.actor(second_manager), task, "已出具")
    assert "stopped after" in visit(second_manager).get(f"/requests/tasks/{task.id}").section("clock")
