"""The clock of a case: pauses shift the promise, a verdict stays, reopening begins anew."""

from datetime import UTC, datetime

import pytest

from portal.rules.shared.case_clock import ClockMark, explain, reckon, verdicts
from portal.rules.shared.workdays import ZONE


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE).astimezone(UTC)


def log(*lines):
    """Marks from ("start", "11-24 10:00") pairs."""
    return [ClockMark(kind, at(moment), f"cause of {kind}") for kind, moment in lines]


START = ("start", "11-24 10:00")  # a Tuesday; 8 working hours are one day


@pytest.mark.parametrize(
    ("lines", "now", "due", "left", "level"),
    [
        ([START], "11-24 10:00", "11-25 10:00", 480, "ok"),
        ([START], "11-24 16:00", "11-25 10:00", 120, "ok"),
        ([START], "11-24 16:01", "11-25 10:00", 119, "warning"),
        ([START], "11-25 10:00", "11-25 10:00", 0, "warning"),
        ([START], "11-25 10:01", "11-25 10:00", -1, "late"),
        ([START], "11-26 10:00", "11-25 10:00", -480, "late"),
        ([("start", "11-20 18:00")], "11-21 12:00", "11-23 17:00", 480, "ok"),
        ([("start", "11-20 18:00")], "11-23 17:00", "11-23 17:00", 0, "warning"),
        ([("start", "11-20 18:00")], "11-23 17:01", "11-23 17:00", 0, "late"),
        ([START, ("pause", "11-24 12:00")], "11-24 15:00", None, 360, "ok"),
        ([START, ("pause", "11-24 12:00"), ("resume", "11-24 14:00")], "11-24 15:00", "11-25 12:00", 300, "ok"),
        (
            [
                START,
                ("pause", "11-24 12:00"),
                ("pause", "11-24 13:00"),
                ("resume", "11-24 14:00"),
                ("resume", "11-24 15:00"),
            ],
            "11-24 15:00",
            "11-25 12:00",
            300,
            "ok",
        ),
        ([START, ("pause", "11-25 11:00")], "11-25 12:00", "11-25 10:00", -60, "late"),
        ([START, ("pause", "11-25 10:00"), ("resume", "11-25 14:00")], "11-25 14:01", "11-25 14:00", -1, "late"),
        ([("start", "09-30 16:00")], "10-05 12:00", "10-08 16:00", 420, "ok"),
    ],
)
def test_reckon(lines, now, due, left, level):
    state = reckon(log(*lines), 480, at(now))
    assert state.due_at == (due and at(due))
    assert (state.left_minutes, state.level, state.late) == (left, level, level == "late")
    assert state.met is None
    assert not state.stopped


def test_running_and_paused():
    paused = reckon(log(START, ("pause", "11-24 12:00")), 480, at("11-24 15:00"))
    assert (paused.running, paused.paused, paused.paused_at) == (False, True, at("11-24 12:00"))
    running = reckon(log(START), 480, at("11-24 15:00"))
    assert (running.running, running.paused, running.paused_at) == (True, False, None)


@pytest.mark.parametrize(
    ("stop", "met", "used"),
    [("11-24 12:00", True, 120), ("11-25 10:00", True, 480), ("11-25 10:01", False, 481)],
)
def test_the_verdict_is_kept(stop, met, used):
    state = reckon(log(START, ("stop", stop)), 480, at("12-20 10:00"))
    assert (state.met, state.stopped, state.running, state.used_minutes) == (met, True, False, used)
    assert state.due_at == at("11-25 10:00")
    assert state.level == ("ok" if met else "late")


def test_stopped_while_paused():
    state = reckon(log(START, ("pause", "11-24 12:00"), ("stop", "11-30 12:00")), 480, at("12-20 10:00"))
    assert (state.met, state.used_minutes, state.paused) == (True, 120, False)


def test_reopening_begins_a_new_cycle_and_keeps_the_old_verdict():
    marks = log(START, ("stop", "11-26 10:00"), ("start", "11-27 09:00"))
    state = reckon(marks, 480, at("11-27 12:00"))
    assert (state.cycle, state.due_at, state.left_minutes, state.level) == (2, at("11-27 17:00"), 300, "ok")
    assert [verdict.met for verdict in verdicts(marks, 480)] == [False]


def test_before_the_start():
    state = reckon([], 480, at("11-24 10:00"))
    assert (state.due_at, state.running, state.left_minutes, state.cycle) == (None, False, 480, 0)
    assert reckon(log(START), 480, at("11-24 09:00")) == state
    assert explain([], 480, at("11-24 10:00")) == []


def test_marks_may_come_unsorted_and_useless_ones_are_skipped():
    marks = log(
        ("resume", "11-24 14:00"), ("stop", "11-23 10:00"), ("pause", "11-24 12:00"), START, ("start", "11-24 11:00")
    )
    assert reckon(marks, 480, at("11-24 15:00")).due_at == at("11-25 12:00")


def test_it_says_why():
    marks = log(("start", "09-29 18:00"), ("pause", "09-30 10:00"), ("resume", "09-30 12:00"), ("stop", "10-08 10:00"))
    reasons = explain(marks, 480, at("10-20 10:00"))
    said = [(reason.kind, reason.at.astimezone(ZONE).strftime("%m-%d %H:%M"), reason.minutes) for reason in reasons]
    assert said == [
        ("start", "09-29 18:00", 480),
        ("opens", "09-30 09:00", None),
        ("pause", "09-30 10:00", 120),
        ("holiday", "10-01 00:00", None),
        ("holiday", "10-02 00:00", None),
        ("weekend", "10-03 00:00", None),
        ("weekend", "10-04 00:00", None),
        ("holiday", "10-05 00:00", None),
        ("holiday", "10-06 00:00", None),
        ("holiday", "10-07 00:00", None),
        ("stop", "10-08 10:00", 420),
    ]
    assert reasons[2].cause == "cause of pause"


def test_what_was_late_says_when_it_was_due():
    marks = log(START, ("stop", "11-26 10:00"))
    assert [reason.kind for reason in explain(marks, 480, at("11-27 10:00"))] == ["start", "due", "stop"]


def test_what_stopped_on_a_sunday_never_began_to_count():
    reasons = explain(log(("start", "11-29 10:00"), ("stop", "11-29 11:00")), 480, at("11-30 10:00"))
    assert [(one.kind, one.minutes) for one in reasons] == [("start", 480), ("weekend", None), ("stop", 0)]


def test_a_make_up_weekend_is_said():
    reasons = explain(log(("start", "10-09 16:00")), 480, at("10-09 16:30"))
    assert [reason.kind for reason in reasons] == ["start", "make_up", "due"]


def test_a_promise_needs_time():
    with pytest.raises(ValueError, match="minute"):
        reckon([], 0, at("11-24 10:00"))
