"""Long work in the background: how far it is, what came of it, stopping it, a worker that died."""

from __future__ import annotations

import json

import pytest

from portal import jobs
from portal.actions.administration import tasks, upkeep
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Refused
from portal.models import AuditEntry, District, Task
from portal.reads.accounts.actors import by_username
from portal.words import said


@pytest.fixture(autouse=True)
def kinds(app, monkeypatch):
    def count(task, report):
        for number in range(task.params["to"]):
            report(number, task.params["to"])
        return {"counted": task.params["to"], "href": "/home"}

    def write_half(task, report):
        with write():
            District.create(name="半途")
            tasks._file(task.id, "stop").touch()
            report(1, 1)
        return {}

    def refuse(task, report):
        raise Refused("no such file")

    def broken(task, report):
        raise ZeroDivisionError("secret 13912345678")

    for name, does in (("count", count), ("write", write_half), ("refuse", refuse), ("break", broken)):
        monkeypatch.setitem(jobs.TASKS, f"test.{name}", does)
    said.TASKS["test.count"] = ("Counting", "Counted to %(counted)s.")
    yield
    said.TASKS.pop("test.count")


def begin(kind, who="zhaomin", **params):
    with write():
        return tasks.begin(by_username(who, clock.today()), kind, params)


def test_it_works(visit, branch_admin, work):
    task = begin("test.count", to=3)
    waiting = visit(branch_admin).get(f"/tasks/{task.id}")
    assert waiting.heading == "Counting" and "Waiting for its turn" in waiting.text
    assert work() == 1
    page = visit(branch_admin).get(f"/tasks/{task.id}")
    assert "Counted to 3." in page.notice and "/home" in page.links()
    assert Task.get().state == "done" and work() == 0


def test_progress_and_time_left_are_seen_while_it_runs(visit, branch_admin, app):
    task = begin("test.count", to=400)
    with app.app_context():
        tasks.take()
        tasks._say(task.id, 100, 400, 20.0)
    page = visit(branch_admin).get(f"/tasks/{task.id}")
    assert "100 of 400 done" in page.text and "about 1 minute left" in page.text
    bar = page.html.select_one("progress")
    assert (bar["value"], bar["max"]) == ("100", "400")
    assert "1 分钟" in visit(branch_admin, language="zh").get(f"/tasks/{task.id}").text


def test_only_who_began_it_sees_it(visit, branch_admin, manager, chengang):
    task = begin("test.count", to=1)
    for stranger in (manager, chengang):
        visit(stranger).get(f"/tasks/{task.id}", status=404)
        visit(stranger).post(f"/tasks/{task.id}/cancel", status=404)
    assert Task.get().state == "queued"


def test_stopping_one_that_waits(visit, branch_admin, work):
    task = begin("test.count", to=1)
    page = visit(branch_admin).post(f"/tasks/{task.id}/cancel")
    assert "It will stop" in page.notice and "Nothing was changed" in page.text
    assert Task.get().state == "cancelled" and work() == 0
    assert AuditEntry.select().where(AuditEntry.action == "task.cancelled").count() == 1


def test_stopping_one_that_runs_undoes_what_it_wrote(branch_admin, work):
    begin("test.write")
    work()
    assert Task.get().state == "cancelled"
    assert not District.select().where(District.name == "半途").exists()


def test_a_refusal_is_told_in_its_words_and_a_fault_without_them(visit, branch_admin, caplog, work):
    refused, broken = begin("test.refuse"), begin("test.break")
    work()
    assert "no such file" in visit(branch_admin).get(f"/tasks/{refused.id}").refusal
    page = visit(branch_admin).get(f"/tasks/{broken.id}")
    assert "fault of the portal" in page.refusal and "13912345678" not in page.text


def test_a_dead_workers_task_is_taken_up_again(branch_admin, app, work):
    task = begin("test.count", to=2)
    with app.app_context():
        tasks.take()
        assert tasks.take() is None, "its worker lives"
        path = tasks._file(task.id, "json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"pid": 2**22 + 1}))
    assert work() == 1 and Task.get().state == "done"


def test_a_task_of_an_unknown_number(visit, branch_admin):
    visit(branch_admin).get("/tasks/99", status=404)
    visit(branch_admin).get("/tasks/99999999999999999999", status=404)


def test_a_kind_that_this_version_does_not_know(visit, branch_admin, caplog, work):
    task = begin("test.gone")
    assert work() == 1 and Task.get().state == "failed"
    assert "nobody does tasks of the kind test.gone" in caplog.text
    assert "fault of the portal" in visit(branch_admin).get(f"/tasks/{task.id}").refusal


def test_the_night_comes_once(app, at, monkeypatch):
    nights = []
    monkeypatch.setattr(jobs, "EVERY_NIGHT", (lambda: nights.append(clock.today()) or 1, lambda: 1 // 0))
    at("2026-11-24 01:59")
    assert upkeep.night_is_due() is False and jobs.night() == 0
    at("2026-11-24 02:00")
    assert upkeep.night_is_due() and jobs.night() == 1
    assert upkeep.night_is_due() is False and jobs.night() == 0
    at("2026-11-25 09:00")
    assert upkeep.night_is_due(), "a worker that was off at two o'clock catches up"
    assert len(nights) == 1
