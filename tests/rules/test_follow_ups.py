"""Follow-up calls: whose, by when, what a bad answer is; how often a client is asked."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.follow_ups import Answers, due_of, seat_of, seat_of_complaint
from portal.rules.shared.asking import may_ask

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("cause", "keeper", "complaint", "seat"),
    [
        ("request", "adviser", False, "manager"),
        ("request", "manager", True, "adviser"),
        ("deal", "adviser", False, "adviser"),
        ("event", "manager", False, "manager"),
        ("tier", "adviser", False, "adviser"),
    ],
)
def test_the_seat_that_calls(cause, keeper, complaint, seat):
    assert seat_of(cause, keeper, complaint=complaint) == seat


@pytest.mark.parametrize(
    ("day", "days", "rests", "due"),
    [
        (date(2026, 11, 24), 3, None, date(2026, 11, 27)),
        (date(2026, 11, 27), 3, None, date(2026, 12, 2)),  # over a weekend
        (date(2026, 9, 30), 3, None, date(2026, 10, 10)),  # over National Day, with its make-up Saturday
        (date(2026, 11, 24), 3, date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 11, 24), 3, date(2026, 11, 27), date(2026, 11, 30)),  # mourning ends on a Friday
        (date(2026, 11, 24), 1, date(2026, 11, 1), date(2026, 11, 25)),
    ],
)
def test_the_last_day(day, days, rests, due):
    assert due_of(day, days, rests) == due


@pytest.mark.parametrize(
    ("answers", "given", "bad"),
    [
        (Answers(), False, False),
        (Answers(remark="无"), False, False),
        (Answers("yes", "yes"), True, False),
        (Answers("partly", "partly"), True, False),
        (Answers("no", "yes"), True, True),
        (Answers("", "no"), True, True),
    ],
)
def test_a_bad_answer(answers, given, bad):
    assert (answers.given, answers.bad) == (given, bad)


def test_after_a_complaint_a_bad_answer_goes_past_the_manager():
    assert (seat_of_complaint(True), seat_of_complaint(False)) == ("queue", "manager")


@pytest.mark.parametrize(
    ("last", "days", "may"),
    [
        (None, 30, True),
        (date(2026, 11, 24), 30, False),
        (date(2026, 10, 26), 30, False),
        (date(2026, 10, 25), 30, True),
        (date(2026, 11, 24), 0, True),
    ],
)
def test_one_cap_for_all_who_ask(last, days, may):
    assert may_ask(last, TODAY, days) is may
