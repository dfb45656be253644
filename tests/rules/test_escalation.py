"""When the levels of a clock come: by shares of the promised working time."""

from datetime import UTC, datetime

import pytest

from portal.rules.escalation import LEVELS, level_moment, next_level
from portal.rules.shared.case_clock import ClockMark, reckon


def wall(text):
    """A moment in Changchun (UTC+8)."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


START = wall("2026-11-24 09:00")  # a Tuesday
DAY = 480


@pytest.mark.parametrize(
    ("share", "moment"),
    [(75, "2026-11-24 15:00"), (50, "2026-11-24 13:00"), (100, "2026-11-24 17:00"), (150, "2026-11-25 13:00")],
)
def test_by_share(share, moment):
    marks = [ClockMark("start", START)]
    due = reckon(marks, DAY, START).due_at
    assert level_moment(marks, DAY, share, due, START) == wall(moment)


def test_pauses_are_left_out():
    marks = [
        ClockMark("start", START),
        ClockMark("pause", wall("2026-11-24 11:00")),
        ClockMark("resume", wall("2026-11-24 15:00")),
    ]
    now = wall("2026-11-24 16:00")
    due = reckon(marks, DAY, now).due_at
    assert due == wall("2026-11-25 13:00")
    assert level_moment(marks, DAY, 75, due, now) == wall("2026-11-25 11:00")


def test_no_level_before_the_end_comes_after_a_moment_that_was_told():
    marks, told = [ClockMark("start", START)], wall("2026-11-24 14:00")
    assert level_moment(marks, DAY, 75, told, START) == told
    assert level_moment(marks, DAY, 100, told, START) == told


def test_while_it_waits_there_is_none():
    marks = [ClockMark("start", START), ClockMark("pause", wall("2026-11-24 10:00"))]
    assert level_moment(marks, DAY, 75, START, wall("2026-11-24 12:00")) is None


def test_one_after_the_other():
    assert [next_level(level) for level in (0, *LEVELS)] == [1, 2, 3, None]
