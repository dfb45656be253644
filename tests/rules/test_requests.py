"""States of a request (R6)."""

import pytest

from portal.rules.requests import CLIENT_DEEDS, DEEDS, STAFF_DEEDS, STATES, after, can, clock_mark, deeds_in, turn

ALLOWED = {
    "new": {"take", "reassign", "note", "answer", "withdraw"},
    "taken": {"take", "reassign", "reply", "ask", "note", "answer", "resolve", "withdraw"},
    "waiting": {"take", "reassign", "reply", "ask", "note", "answer", "resolve", "withdraw"},
    "resolved": {"note", "close", "reopen", "rate"},
    "closed": {"note", "reopen", "rate"},
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


@pytest.mark.parametrize(
    ("state", "deed"), [("withdrawn", "reopen"), ("new", "resolve"), ("closed", "take"), ("new", "fly"), ("x", "take")]
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
    assert deeds_in("new", STAFF_DEEDS) == ("take", "reassign", "note")
    assert [turn(state) for state in STATES] == ["ours", "ours", "theirs", "done", "done", "done"]
