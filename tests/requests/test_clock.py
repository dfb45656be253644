"""The clock of a request: promised in working hours, paused while we wait for the client, started anew when reopened."""

from __future__ import annotations

import pytest

from portal.actions.requests import working
from portal.ground import clock
from portal.models import ClockMark
from portal.rules.shared import case_clock
from tests.ground import people
from tests.requests.cases import filed, now, taken


def due(row):
    moment = now(row).due_at
    return clock.local(moment).strftime("%Y-%m-%d %H:%M") if moment else None


@pytest.mark.parametrize(
    ("category", "when", "until"),
    [
        ("card", "2026-11-24 10:00", "2026-11-25 10:00"),  # a working day has eight hours
        ("school", "2026-11-24 10:00", "2026-11-27 10:00"),
        ("card", "2026-11-24 06:30", "2026-11-24 17:00"),  # before the office opens
        ("card", "2026-11-24 22:00", "2026-11-25 17:00"),  # after it closed
        ("card", "2026-11-27 16:00", "2026-11-30 16:00"),  # over a weekend
        ("card", "2026-11-28 22:00", "2026-11-30 17:00"),  # on a weekend
        ("card", "2026-09-30 15:00", "2026-10-08 15:00"),  # over the National Day holiday
        ("card", "2026-10-09 16:00", "2026-10-10 16:00"),  # the Saturday after it is worked
        ("loan", "2026-10-03 12:00", "2026-10-09 17:00"),  # on a holiday
        ("card", "2026-02-13 16:00", "2026-02-14 16:00"),  # a make-up Saturday before Spring Festival
        ("loan", "2026-12-31 13:00", "2027-01-05 13:00"),  # into a year whose holidays are not known yet: weekends only
    ],
)  # fmt: skip
def test_it_works(served, at, category, when, until):
    at(when)
    assert due(filed(served, category=category)) == until


def test_waiting_pauses_it_and_the_answer_resumes_it(served, manager, at):
    acting, own = people.actor(manager), people.actor(served)
    row = taken(served, manager, category="card")
    at("2026-11-24 12:00")
    working.reply(acting, row, "请带户口本。", [], waiting=True)
    assert due(row) is None
    at("2026-11-25 15:00")
    working.reply(acting, row, "再提醒一次。", [], waiting=True)
    at("2026-11-26 14:00")
    working.answer(own, row, "好的。", [])
    assert due(row) == "2026-11-27 12:00"
    marks = [(mark.kind, mark.cause) for mark in ClockMark.select().order_by(ClockMark.id)]
    assert marks == [("start", "filed"), ("pause", "ask"), ("resume", "answer")]


def test_an_answer_to_a_running_clock_changes_nothing(served, manager, at):
    row = taken(served, manager, category="card")
    at("2026-11-24 15:00")
    working.answer(people.actor(served), row, "补充一点。", [])
    assert due(row) == "2026-11-25 10:00"


def test_staff_and_client_read_it_each_in_his_way(visit, served, manager, at):
    row = filed(served, category="card")
    assert "by tomorrow, 10:00" in visit(manager).get(f"/requests/{row.number}").text
    assert "answer expected by tomorrow, 10:00" in visit(served).get(f"/me/requests/{row.number}").text
    at("2026-11-25 16:00")
    page = visit(manager).get(f"/requests/{row.number}")
    assert "6 hours overdue" in page.text and page.html.select_one(".chip-late")
    mine = visit(served).get(f"/me/requests/{row.number}").text
    assert "We are on it" in mine and "overdue" not in mine


def test_it_can_say_why(visit, served, manager, at):
    at("2026-10-09 16:00")
    row = taken(served, manager, category="loan")
    at("2026-10-10 10:00")
    working.reply(people.actor(manager), row, "请补充材料。", [], waiting=True)
    at("2026-10-12 10:00")
    working.answer(people.actor(served), row, "已补充。", [])
    words = visit(manager).get(f"/requests/{row.number}").text
    for part in (
        "the clock starts, 2 working days promised",
        "paused while we wait for the client",
        "make-up working day, counts",
        "a weekend, does not count",
    ):
        assert part in words, part


def test_the_promise_is_kept_when_the_setting_changes(served, manager):
    row = filed(served, category="card")
    people.Client._meta.database.execute_sql("UPDATE request_category SET minutes = 60 WHERE code = 'card'")
    working.take(people.actor(manager), row)
    working.reply(people.actor(manager), row, "问一下", [], waiting=True)
    working.answer(people.actor(served), row, "答一下", [])
    assert due(row) == "2026-11-25 10:00"


def test_reopening_starts_a_new_cycle_and_keeps_the_old_verdict(served, manager, at):
    acting = people.actor(manager)
    row = taken(served, manager, category="card")
    at("2026-11-25 15:00")
    working.resolve(acting, row, "已办好。")
    assert now(row).resolved_late is True and due(row) is None
    at("2026-11-26 09:00")
    working.reopen(people.actor(served), row, "还没有收到")
    assert due(row) == "2026-11-26 17:00" and now(row).cycle == 2
    at("2026-11-26 11:00")
    working.resolve(acting, row, "已补寄。")
    assert now(row).resolved_late is False
    marks = [
        case_clock.ClockMark(m.kind, m.at, m.cause)
        for m in ClockMark.select().where(ClockMark.request == row.id).order_by(ClockMark.id)
    ]
    assert [(state.cycle, state.met) for state in case_clock.verdicts(marks, row.minutes)] == [(1, False), (2, True)]
