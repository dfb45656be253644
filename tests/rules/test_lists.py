"""States of names and lists, ten working days (R2)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.screening.states import (
    DECISIONS,
    NAME_STATES,
    after,
    can,
    day_number,
    left_on,
    levels_reached,
    list_state,
)
from portal.rules.steps import due_on

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(("approved", "days", "due"), [
    (TUESDAY, 10, date(2026, 12, 8)), (TUESDAY, 1, date(2026, 11, 25)), (date(2026, 11, 27), 1, date(2026, 11, 30)), (date(2026, 11, 28), 10, date(2026, 12, 11)),
    (date(2026, 9, 30), 10, date(2026, 10, 20)),  # National Day: 1 to 7 October are free, Saturday 10 October is worked
    (date(2026, 2, 12), 10, date(2026, 3, 4)),  # Spring Festival; 14 and 28 February, both Saturdays, are worked
])  # fmt: skip
def test_ten_working_days_from_the_day_after(approved, days, due):
    assert due_on(approved, days) == due


@pytest.mark.parametrize(("today", "number", "left", "late"), [
    (TUESDAY, 0, 10, False), (date(2026, 11, 25), 1, 9, False), (date(2026, 11, 28), 3, 7, False), (date(2026, 12, 8), 10, 0, False), (date(2026, 12, 9), 11, 1, True),
    (date(2026, 12, 12), 13, 3, True),
])  # fmt: skip
def test_where_the_clock_stands(today, number, left, late):
    due = due_on(TUESDAY, 10)
    assert day_number(TUESDAY, today) == number
    found = left_on(due, today)
    assert (found.days, found.late) == (left, late)


def test_a_weekend_after_the_due_day_is_late_already():
    assert (
        left_on(date(2026, 11, 27), date(2026, 11, 28)).late
        and left_on(date(2026, 11, 27), date(2026, 11, 28)).days == 1
    )


@pytest.mark.parametrize(("today", "levels"), [
    (date(2026, 11, 30), []), (date(2026, 12, 1), ["first"]), (date(2026, 12, 3), ["first"]), (date(2026, 12, 4), ["second"]), (date(2026, 12, 8), ["second"]),
    (date(2026, 12, 9), ["late"]),
])  # fmt: skip
def test_levels(today, levels):
    assert levels_reached(TUESDAY, due_on(TUESDAY, 10), today, 5, 8) == levels


@pytest.mark.parametrize(("names", "before", "state"), [
    ([], "draft", "draft"), (["taken"], "draft", "draft"), (["submitted", "completing"], "submitted", "submitted"), (["returned", "completing"], "submitted", "returned"),
    (["returned", "submitted"], "returned", "submitted"), (["rejected", "left_out"], "submitted", "decided"), (["withdrawn"], "withdrawn", "withdrawn"),
])  # fmt: skip
def test_a_list_follows_its_names(names, before, state):
    assert list_state(names, before) == state


def test_only_what_waits_is_decided():
    for deed in DECISIONS:
        assert [state for state in NAME_STATES if can(state, deed)] == ["submitted"]
    with pytest.raises(ValueError, match="approve is not possible in completing"):
        after("completing", "approve")
