"""States of a request (R6)."""

import pytest

from portal.rules.requests import (
    CLIENT_DEEDS,
    DEEDS,
    STAFF_DEEDS,
    STATES,
    after,
    can,
    clock_mark,
    deeds_in,
    fits,
    turn,
)

IN_WORK = {"take", "reassign", "forward", "reply", "ask", "note", "answer", "resolve", "duplicate", "withdraw"}
IN_WORK |= {"accept", "refuse"}
ALLOWED = {
    "new": IN_WORK,
    "taken": IN_WORK,
    "waiting": IN_WORK,
    "resolved": {"note", "close", "reopen", "rate"},
    "closed": {"note", "reopen", "rate", "separate"},
    "withdrawn": {"note"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_every_state_and_deed(state, deed):
    assert can(state, deed) is (deed in ALLOWED[state])


@pytest.mark.parametrize(
    ("state", "deed", "result"),
    [
        ("new", "take", "taken"),
        ("new", "reply", "taken"),
        ("new", "ask", "waiting"),
        ("new", "resolve", "resolved"),
        ("taken", "forward", "new"),
        ("waiting", "forward", "waiting"),
        ("waiting", "duplicate", "closed"),
        ("closed", "separate", "taken"),
        ("taken", "ask", "waiting"),
        ("taken", "reply", "taken"),
        ("waiting", "answer", "taken"),
        ("new", "answer", "new"),
        ("waiting", "resolve", "resolved"),
        ("resolved", "close", "closed"),
        ("closed", "reopen", "taken"),
        ("waiting", "withdraw", "withdrawn"),
    ],
)
def test_after(state, deed, result):
    assert after(state, deed) == result


def test_reopened_without_anybody_is_new():
    assert after("closed", "reopen", assigned=False) == "new"
    assert after("closed", "separate", assigned=False) == "new"


@pytest.mark.parametrize(
    ("state", "deed"),
    [("withdrawn", "reopen"), ("resolved", "separate"), ("closed", "take"), ("new", "fly"), ("x", "take")],
)
def test_what_is_not_possible(state, deed):
    assert not can(state, deed)
    with pytest.raises(ValueError, match="not possible"):
        after(state, deed)


@pytest.mark.parametrize(
    ("before", "now", "mark"),
    [
        ("new", "taken", None),
        ("taken", "waiting", "pause"),
        ("waiting", "waiting", None),
        ("waiting", "taken", "resume"),
        ("waiting", "resolved", "stop"),
        ("taken", "withdrawn", "stop"),
        ("resolved", "closed", None),
        ("closed", "taken", "start"),
        ("resolved", "new", "start"),
    ],
)
def test_the_clock_follows(before, now, mark):
    assert clock_mark(before, now) == mark


def test_sides_and_turns():
    assert deeds_in("resolved", CLIENT_DEEDS) == ("reopen", "rate")
    assert deeds_in("new", STAFF_DEEDS)[:4] == ("take", "reassign", "forward", "reply")
    assert [turn(state) for state in STATES] == ["ours", "ours", "theirs", "done", "done", "done"]


@pytest.mark.parametrize(
    ("kind", "state", "deed", "may"),
    [
        ("complaint", "new", "reply", False), ("complaint", "new", "resolve", False), ("complaint", "new", "accept", True),
        ("complaint", "taken", "reply", True), ("complaint", "taken", "forward", False), ("complaint", "taken", "duplicate", False),
        ("request", "new", "reply", True), ("request", "taken", "forward", True), ("request", "closed", "reply", False),
    ],
)  # fmt: skip
def test_a_complaint_is_accepted_first_and_ends_by_a_decision_of_its_own(kind, state, deed, may):
    assert fits(kind, state, deed) is may
