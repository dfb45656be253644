"""Levels of a clock, each once a cycle; a changed working calendar moves what was told only earlier."""

from __future__ import annotations

from datetime import date

import pytest

from portal import jobs
from portal.actions.administration import working_calendar
from portal.actions.requests import escalating, working
from portal.derived import faults
from portal.ground import clock
from portal.models import Escalation, Notice, Setting
from portal.reads.shared import kept
from tests.ground import people
from tests.ground.together import together
from tests.requests.cases import filed, now, taken

KINDS = {"request.soon_late", "request.late", "request.escalated"}


def told():
    """Who was told what by levels: (kind, user name)."""
    rows = Notice.select().where(Notice.kind.in_(sorted(KINDS))).order_by(Notice.id)
    return [(row.kind, row.account.username) for row in rows]


@pytest.fixture
def row(served, manager, branch_admin, head_office, at):
    """Promised within eight working hours from Tuesday at nine: until five."""
    at("2026-11-24 09:00")
    return taken(served, manager, category="card")


def test_it_works(app, row, at):
    for moment, new in (
        ("2026-11-24 14:59", []),
        ("2026-11-24 15:00", [("request.soon_late", "wanglei")]),
        ("2026-11-24 16:59", []),
        ("2026-11-24 17:00", [("request.late", "wanglei"), ("request.late", "zhaomin")]),
        ("2026-11-25 12:59", []),
        ("2026-11-25 13:00", [("request.escalated", "gaoyuan")]),
        ("2026-11-30 13:00", []),
    ):
        before = told()
        at(moment)
        for _ in range(2):  # each once, however often the worker looks
            escalating.call_levels()
        assert told()[len(before) :] == new, moment
    assert [(one.level, one.cycle) for one in Escalation.select()] == [(1, 1), (2, 1), (3, 1)]
    assert now(row).level == 3 and now(row).level_at is None and list(faults()) == []


def test_the_thread_says_what_was_called(visit, manager, row, at):
    at("2026-11-24 17:30")
    assert escalating.call_levels() == 2
    said = visit(manager).get(f"/requests/{row.number}").section("clock")
    assert "whoever has it was told" in said and "the branch's admins were told" in said
    assert "told that the time runs out" not in visit(row.client).get(f"/me/requests/{row.number}").text


def test_in_the_queue_those_who_take_from_it_are_told(wutao, specialist, branch_admin, at):
    at("2026-11-24 09:00")
    filed(wutao, category="card")
    at("2026-11-24 16:00")
    escalating.call_levels()
    assert {name for kind, name in told() if kind == "request.soon_late"} == {"hejun", "zhaomin"}


def test_while_we_wait_for_the_client_nothing_is_called(manager, row, at):
    at("2026-11-24 11:00")
    working.reply(people.actor(manager), row, "请补充", [], waiting=True)
    at("2026-11-27 11:00")
    assert escalating.call_levels() == 0 and now(row).level_at is None
    working.answer(people.actor(row.client), row, "补充了", [])
    assert now(row).level_at is not None and escalating.call_levels() == 0
    at("2026-11-27 15:01")
    assert escalating.call_levels() == 1


def test_a_new_cycle_begins_anew(manager, row, at):
    at("2026-11-24 17:30")
    assert escalating.call_levels() == 2
    working.resolve(people.actor(manager), row, "好了")
    at("2026-11-25 09:00")
    working.reopen(people.actor(row.client), row, "没有")
    assert (now(row).level, now(row).cycle) == (0, 2)
    at("2026-11-25 15:30")
    assert escalating.call_levels() == 1
    assert {(one.level, one.cycle) for one in Escalation.select()} == {(1, 1), (2, 1), (1, 2)}
    assert list(faults()) == []


@pytest.mark.parametrize("kind", ["praise", "complaint"])
def test_neither_praise_nor_what_has_statutory_terms(served, manager, branch_admin, at, kind):
    at("2026-11-24 09:00")
    row = taken(served, manager, category="card", kind=kind)
    at("2026-12-24 09:00")
    assert escalating.call_levels() == 0 and now(row).level_at is None


def test_the_shares_are_settings(row, head_office, at):
    Setting.create(
        name="requests.warn_percent", value=50, since=date(2026, 11, 24), author=head_office, created_at=clock.now(), reason="-"
    )  # fmt: skip
    kept.forget()
    at("2026-11-24 15:00")  # its moment by the old share: the new one has passed already
    assert escalating.call_levels() == 1
    other = filed(row.client, category="card")
    assert clock.local(now(other).level_at).isoformat()[:16] == "2026-11-25T11:00"


def test_two_workers_call_each_once(app, row, at):
    at("2026-11-24 17:30")
    together(app, *[escalating.call_levels] * 3)
    assert Escalation.select().count() == 2 and len(told()) == 3


# ---- the working calendar


def entered(admin, off, make_up=()):
    working_calendar.enter(
        people.actor(admin), 2026, [date.fromisoformat(day) for day in off], [*make_up], "国办通知", None
    )


def test_a_day_off_moves_no_moment_that_was_told(app, visit, served, manager, admin, head_office, at):
    at("2026-11-24 15:00")
    row = taken(served, manager, category="card")  # told: Wednesday at three
    due = now(row).due_at
    entered(head_office, ["2026-11-25"])
    with app.app_context():
        escalating.follow_the_calendar()
    assert now(row).due_at == due == now(row).told_due
    assert "The client was told" in visit(manager).get(f"/requests/{row.number}").section("clock")
    new = filed(served, category="card")
    assert new.due_at > due and list(faults()) == []
    assert escalating.follow_the_calendar() == 0  # looked at once


def test_a_make_up_day_moves_it_earlier(app, served, manager, head_office, at):
    at("2026-11-27 15:00")  # a Friday
    row = taken(served, manager, category="card")
    assert clock.local(now(row).due_at).isoformat()[:16] == "2026-11-30T15:00"
    entered(head_office, ["2026-12-31"], [date(2026, 11, 28)])
    with app.app_context():
        assert escalating.follow_the_calendar() == 1
    assert clock.local(now(row).due_at).isoformat()[:16] == "2026-11-28T15:00" and list(faults()) == []


def test_the_verdict_is_by_the_moment_that_was_told(app, served, manager, head_office, at):
    at("2026-11-24 15:00")
    row = taken(served, manager, category="card")
    entered(head_office, ["2026-11-25"])
    with app.app_context():
        escalating.follow_the_calendar()
    at("2026-11-26 09:30")
    working.resolve(people.actor(manager), row, "好了")
    assert now(row).resolved_late is True and list(faults()) == []


@pytest.mark.one_engine
def test_the_worker_does_both():
    order = [step.__name__ for step in jobs.EVERY_MINUTE]
    assert order.index("follow_the_calendar") < order.index("call_levels")
